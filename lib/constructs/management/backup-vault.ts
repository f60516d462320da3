import {
  DataProtectionBackupVault,
  type DataProtectionBackupVaultConfig,
} from '@cdktf/provider-azurerm/lib/data-protection-backup-vault';
import { DataAzurermDataProtectionBackupVault } from '@cdktf/provider-azurerm/lib/data-azurerm-data-protection-backup-vault';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Region } from '../../values/region';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IGrantee, PrincipalType } from '../identity/grantee';
import { checkedRegion, place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';

/** Copies of the backups. Cannot be changed later. */
export enum BackupVaultRedundancy {
  /** Three copies in one data centre. */
  LOCALLY_REDUNDANT = 'LocallyRedundant',
  /** Copies in three zones of the region. */
  ZONE_REDUNDANT = 'ZoneRedundant',
  /** Copies here and in the paired region. */
  GEO_REDUNDANT = 'GeoRedundant',
}

/** Retention of backups that were deleted. */
export enum BackupVaultSoftDelete {
  OFF = 'Off',
  ON = 'On',
  /** On for good: it cannot be changed any more. */
  ALWAYS_ON = 'AlwaysOn',
}

/** Protection of recovery points against deletion before their time. */
export enum BackupVaultImmutability {
  DISABLED = 'Disabled',
  /** Immutable until somebody disables it. */
  UNLOCKED = 'Unlocked',
  /** Immutable for good: it cannot be changed any more. */
  LOCKED = 'Locked',
}

/** A backup vault, defined in this app or imported. As a grantee it is the identity that it reads sources of backups as. */
export interface IBackupVault extends IGrantee {
  readonly backupVaultId: string;
  readonly backupVaultName: string;
  readonly resourceGroupName: string;
  /** Region, as `westeurope`. Sources of backups must be in the same. */
  readonly location: string;
}

export interface BackupVaultProps extends Omit<PlatformServiceProps, 'privateEndpoints' | 'alerts'> {
  /** @default in prod GEO_REDUNDANT where the region has a pair, otherwise ZONE_REDUNDANT; elsewhere LOCALLY_REDUNDANT */
  readonly redundancy?: BackupVaultRedundancy;
  /** Whether backups can be restored in the paired region at any time. Cannot be taken back. @default true with GEO_REDUNDANT */
  readonly crossRegionRestore?: boolean;
  /** @default ON in prod, elsewhere OFF, so that the vault can be destroyed at once */
  readonly softDelete?: BackupVaultSoftDelete;
  /** Days that a deleted backup can be restored, 14 to 180; more than 14 are charged for. @default 14 with soft delete */
  readonly softDeleteDays?: number;
  /** @default UNLOCKED in prod, elsewhere DISABLED, so that the vault can be destroyed at once */
  readonly immutability?: BackupVaultImmutability;
}

/**
 * A backup vault of Azure Backup, for sources such as PostgreSQL flexible servers, blobs and Kubernetes clusters.
 *
 * In prod its recovery points are immutable until they expire, and what is deleted can be restored for 14 days, so a vault with backups
 * cannot be destroyed at once. Elsewhere it can, with its backups: both are retention, as long as the profile does not lock.
 */
export class BackupVault extends Construct implements IBackupVault {
  /** Imports an existing vault, which has an identity of its own. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IBackupVault {
    return new ImportedBackupVault(scope, id, name, resourceGroupName);
  }

  public readonly backupVaultId: string;
  public readonly backupVaultName: string;
  public readonly resourceGroupName: string;
  public readonly location: string;
  public readonly principalId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  constructor(scope: Construct, id: string, props: BackupVaultProps = {}) {
    super(scope, id);
    check(this, props);
    const placement = place(this, 'azurerm_data_protection_backup_vault', props);
    const resource = new DataProtectionBackupVault(this, 'Resource', {
      ...placement,
      ...protection(this, props.redundancy ?? defaultRedundancy(this, Region.of(placement.location)), props),
      datastoreType: 'VaultStore',
      identity: { type: 'SystemAssigned' },
    });
    this.backupVaultId = resource.id;
    this.backupVaultName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    this.location = placement.location;
    this.principalId = resource.identity.principalId;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_data_protection_backup_vault',
      subresources: [],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'vault', targetResourceId: resource.id, logs: true, metrics: true }],
    });
  }

  /** The instances of backups wait for their roles, not the vault. */
  public waitForGrant(_grant: TerraformResource): void {}
}

class ImportedBackupVault extends Construct implements IBackupVault {
  public readonly backupVaultId: string;
  public readonly backupVaultName: string;
  public readonly resourceGroupName: string;
  public readonly location: string;
  public readonly principalId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermDataProtectionBackupVault(this, 'Resource', { name, resourceGroupName });
    this.backupVaultId = data.id;
    this.backupVaultName = data.name;
    this.resourceGroupName = data.resourceGroupName;
    this.location = data.location;
    this.principalId = data.identity.get(0).principalId;
  }

  public waitForGrant(_grant: TerraformResource): void {}
}

function defaultRedundancy(construct: BackupVault, region: Region): BackupVaultRedundancy {
  const { profile } = AzureContext.of(construct);
  if (profile.geoRedundantBackups && region.pairedRegion !== undefined) {
    return BackupVaultRedundancy.GEO_REDUNDANT;
  }
  return profile.zoneRedundant && region.hasAvailabilityZones
    ? BackupVaultRedundancy.ZONE_REDUNDANT
    : BackupVaultRedundancy.LOCALLY_REDUNDANT;
}

function protection(
  construct: BackupVault,
  redundancy: BackupVaultRedundancy,
  props: BackupVaultProps,
): Pick<
  DataProtectionBackupVaultConfig,
  'redundancy' | 'crossRegionRestoreEnabled' | 'softDelete' | 'retentionDurationInDays' | 'immutability'
> {
  const isGeoRedundant = redundancy === BackupVaultRedundancy.GEO_REDUNDANT;
  const isPermanent = AzureContext.of(construct).profile.locksPermanentResources;
  const softDelete = softDeleteOf(construct, props);
  return {
    redundancy,
    // azurerm refuses even false elsewhere.
    crossRegionRestoreEnabled: isGeoRedundant ? (props.crossRegionRestore ?? true) : undefined,
    softDelete,
    retentionDurationInDays: softDelete === BackupVaultSoftDelete.OFF ? undefined : (props.softDeleteDays ?? 14),
    immutability:
      props.immutability ?? (isPermanent ? BackupVaultImmutability.UNLOCKED : BackupVaultImmutability.DISABLED),
  };
}

/** Soft delete of the vault: given, implied by its days, or that of the profile. */
function softDeleteOf(construct: BackupVault, { softDelete, softDeleteDays }: BackupVaultProps): BackupVaultSoftDelete {
  const { profile } = AzureContext.of(construct);
  return (
    softDelete ??
    (profile.locksPermanentResources || softDeleteDays !== undefined
      ? BackupVaultSoftDelete.ON
      : BackupVaultSoftDelete.OFF)
  );
}

/** Sources: azurerm internal/services/dataprotection/data_protection_backup_vault_resource.go and docs r/data_protection_backup_vault. */
function check(construct: BackupVault, props: BackupVaultProps): void {
  const { softDeleteDays, softDelete, crossRegionRestore, location } = props;
  const checks = new Checks(construct).wholeNumber('softDeleteDays', softDeleteDays, 14, 180);
  const region = checkedRegion(construct, checks, location);
  const redundancy = props.redundancy ?? (region && defaultRedundancy(construct, region));
  const isGeoRedundant = redundancy === BackupVaultRedundancy.GEO_REDUNDANT;
  checks
    .that(
      'softDeleteDays',
      softDeleteDays,
      softDelete !== BackupVaultSoftDelete.OFF,
      'none with softDelete OFF',
      'Leave it out, or softDelete.',
    )
    .that(
      'crossRegionRestore',
      crossRegionRestore,
      crossRegionRestore !== true || isGeoRedundant,
      `false with ${redundancy}`,
      'Use GEO_REDUNDANT.',
    )
    .that(
      'redundancy',
      props.redundancy,
      !isGeoRedundant || region === undefined || region.pairedRegion !== undefined,
      `ZoneRedundant or LocallyRedundant in ${region?.displayName}, which Azure has paired with no region`,
    )
    .that(
      'redundancy',
      props.redundancy,
      redundancy !== BackupVaultRedundancy.ZONE_REDUNDANT || region === undefined || region.hasAvailabilityZones,
      `GeoRedundant or LocallyRedundant in ${region?.displayName}, which has no zones`,
    )
    .done();
}
