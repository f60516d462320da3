import { DataAzurermStorageAccount } from '@cdktf/provider-azurerm/lib/data-azurerm-storage-account';
import {
  StorageAccount as StorageAccountResource,
  type StorageAccountConfig,
} from '@cdktf/provider-azurerm/lib/storage-account';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { checkedRegion, place, regionOf } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { addCheck } from '../stage-check';
import { STORAGE_ALERTS } from './storage-account-alerts';
import { StorageContainer, type StorageContainerProps } from './storage-container';
import { StorageLifecycle, type StorageLifecycleRule } from './storage-lifecycle';
import { diagnosticScopesOf, servicesOf, StorageService, subresourcesOf } from './storage-service';
import { answersPublicly, checkNetworkAccess, type NetworkAccessOptions } from '../network/network-access';
import { type CustomerManagedKeyOptions, encryptWith, keyIdentity } from '../security/customer-managed-key';

/** Replication of the data. */
export enum StorageRedundancy {
  /** Three copies in one data centre. */
  LRS = 'LRS',
  /** Copies in three zones of the region. */
  ZRS = 'ZRS',
  /** LRS here and in the paired region. */
  GRS = 'GRS',
  /** ZRS here, LRS in the paired region. */
  GZRS = 'GZRS',
  /** GRS with a readable copy. */
  RAGRS = 'RAGRS',
  /** GZRS with a readable copy. */
  RAGZRS = 'RAGZRS',
}

/** A storage account, defined in this app or imported. */
export interface IStorageAccount extends IConnectable {
  readonly storageAccountId: string;
  readonly storageAccountName: string;
  /** `https://<name>.blob.core.windows.net/` */
  readonly blobEndpoint: string;
  /** Whether it keeps versions of blobs, and with them a change feed, when that is known at synth. */
  readonly versioning?: boolean;
  /** Lets a principal read blobs. */
  grantRead(grantee: IGrantee): RoleAssignment;
  /** Lets a principal read, write and delete blobs. */
  grantReadWrite(grantee: IGrantee): RoleAssignment;
}

export interface StorageAccountProps extends PlatformServiceProps, NetworkAccessOptions {
  /** @default ZRS where the profile is zone redundant and the region has zones, otherwise LRS */
  readonly redundancy?: StorageRedundancy;
  /**
   * The services of the account that are used: private endpoints lead to each of them, and each sends its logs.
   *
   * @default BLOB, and those that `privateEndpoints.subresources` names
   */
  readonly services?: readonly StorageService[];
  /** Names of private blob containers. @default none */
  readonly containers?: readonly string[];
  /** Lifecycle management rules of blobs. @default they stay */
  readonly lifecycleRules?: readonly StorageLifecycleRule[];
  /** Keeps what a write replaces. @default true, false with a hierarchical namespace, which has no versions */
  readonly versioning?: boolean;
  /** Days that deleted blobs, containers and file shares can be restored, 1 to 365. @default 14 */
  readonly softDeleteDays?: number;
  /** Data Lake Storage Gen2. Cannot be changed later. @default false */
  readonly hierarchicalNamespace?: boolean;
  /** Whether requests may be signed with the account key. @default false: Entra ID only */
  readonly sharedKeyAccess?: boolean;
  /** @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
}

const SOFT_DELETE_DAYS = 14;

/** Base of an account, defined in this app or imported. */
abstract class StorageAccountBase extends Construct implements IStorageAccount {
  public abstract readonly storageAccountId: string;
  public abstract readonly storageAccountName: string;
  public abstract readonly blobEndpoint: string;
  public readonly versioning?: boolean;

  public grantRead(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.storageAccountId, grantee, Role.of('Storage Blob Data Reader'));
  }

  public grantReadWrite(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.storageAccountId, grantee, Role.of('Storage Blob Data Contributor'));
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    if (options.readOnly === true) {
      this.grantRead(grantee);
    } else {
      this.grantReadWrite(grantee);
    }
    const prefix = options.prefix ?? 'AZURE_STORAGE';
    return {
      environment: {
        [`${prefix}_ACCOUNT_NAME`]: this.storageAccountName,
        [`${prefix}_BLOB_ENDPOINT`]: this.blobEndpoint,
      },
      ports: [443],
    };
  }
}

/**
 * A general purpose v2 storage account for blobs.
 *
 * Private by default: no account keys, no anonymous blobs, no public address, TLS 1.2, encrypted twice, and what is
 * deleted or replaced can be restored for 14 days. Terraform reaches only its control plane, so it can be made from outside the
 * network.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_33, CKV2_AZURE_21: They require classic storage logs and Storage Insights, which diagnostic settings replace:
 *   each service in `services` sends its logs.
 * - CKV_AZURE_206, storage_accounts_are_zone_or_region_redundant: One data centre in dev and staging, three zones in prod. A
 *   second region is for you to choose: `redundancy`.
 * - CKV2_AZURE_1, AVM_SEC_2_1: Encrypted twice with keys of Microsoft's; `customerManagedKey` takes yours.
 */
export class StorageAccount extends StorageAccountBase {
  /** Imports an existing account. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IStorageAccount {
    return new ImportedStorageAccount(scope, id, name, resourceGroupName);
  }

  public readonly storageAccountId: string;
  public readonly storageAccountName: string;
  public readonly blobEndpoint: string;
  public override readonly versioning: boolean;

  constructor(scope: Construct, id: string, props: StorageAccountProps = {}) {
    super(scope, id);
    check(this, props);
    this.versioning = keepsVersions(props);
    const { customerManagedKey } = props;
    const services = servicesOf(props.services, props.privateEndpoints?.subresources);
    const resource = new StorageAccountResource(this, 'Resource', {
      ...place(this, 'azurerm_storage_account', props),
      ...security(props),
      accountKind: 'StorageV2',
      accountTier: 'Standard',
      accountReplicationType: props.redundancy ?? defaultRedundancy(this, props),
      isHnsEnabled: props.hierarchicalNamespace,
      blobProperties: blobProperties(props),
      shareProperties: services.includes(StorageService.FILE)
        ? { retentionPolicy: { days: props.softDeleteDays ?? SOFT_DELETE_DAYS } }
        : undefined,
      customerManagedKey: customerManagedKey && {
        keyVaultKeyId: customerManagedKey.key.keyId,
        userAssignedIdentityId: customerManagedKey.identity.identityId,
      },
      identity: customerManagedKey && keyIdentity(customerManagedKey),
    });
    encryptWith(resource, customerManagedKey);
    this.storageAccountId = resource.id;
    this.storageAccountName = resource.name;
    this.blobEndpoint = resource.primaryBlobEndpoint;
    props.containers?.forEach((name) => this.addContainer(name, { name }));
    if (props.lifecycleRules !== undefined && props.lifecycleRules.length > 0) {
      new StorageLifecycle(this, 'Lifecycle', { storageAccountId: resource.id, rules: props.lifecycleRules });
    }
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_storage_account',
      subresources: subresourcesOf(services, props.hierarchicalNamespace === true),
      dataResources: [resource],
      diagnosticScopes: diagnosticScopesOf(resource.id, services),
      alerts: STORAGE_ALERTS,
    });
    addCheck(this, 'storage-containers', resource, () =>
      this.node.children.some((child) => child instanceof StorageContainer) ? {} : undefined,
    );
  }

  /** Adds a private blob container. */
  public addContainer(id: string, props: Omit<StorageContainerProps, 'storageAccountId'> = {}): StorageContainer {
    return new StorageContainer(this, id, { ...props, storageAccountId: this.storageAccountId });
  }
}

class ImportedStorageAccount extends StorageAccountBase {
  public readonly storageAccountId: string;
  public readonly storageAccountName: string;
  public readonly blobEndpoint: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermStorageAccount(this, 'Resource', { name, resourceGroupName });
    this.storageAccountId = data.id;
    this.storageAccountName = data.name;
    this.blobEndpoint = data.primaryBlobEndpoint;
  }
}

/**
 * Sources: azurerm internal/services/storage/storage_account_resource.go and docs r/storage_account (limits);
 * learn.microsoft.com/azure/storage/common/storage-redundancy (copies in a second region are in the paired one).
 */
function check(construct: StorageAccount, props: StorageAccountProps): void {
  const { redundancy, services } = props;
  const checks = new Checks(construct)
    .wholeNumber('softDeleteDays', props.softDeleteDays, 1, 365)
    .together(
      !(props.hierarchicalNamespace === true && props.versioning === true),
      'versioning: an account with a hierarchical namespace has no blob versions',
      'Leave versioning out, or hierarchicalNamespace.',
    );
  checkNetworkAccess(checks, props, 30);
  const names = props.containers ?? [];
  const region = checkedRegion(construct, checks, props.location);
  checks
    .that('containers', names, new Set(names).size === names.length, 'each name once')
    .that(
      'services',
      services,
      services?.includes(StorageService.BLOB) === true || (names.length === 0 && services?.length !== 0),
      'at least one, and blob among them where there are containers',
    )
    .that(
      'redundancy',
      redundancy,
      redundancy?.includes('G') !== true || region?.pairedRegion !== undefined,
      `LRS or ZRS in ${region?.displayName}, which Azure has paired with no region`,
    )
    .done();
}

function security(props: StorageAccountProps): Partial<StorageAccountConfig> {
  return {
    minTlsVersion: 'TLS1_2',
    httpsTrafficOnlyEnabled: true,
    sharedAccessKeyEnabled: props.sharedKeyAccess ?? false,
    defaultToOauthAuthentication: true,
    allowNestedItemsToBePublic: false,
    crossTenantReplicationEnabled: false,
    localUserEnabled: false,
    sftpEnabled: false,
    infrastructureEncryptionEnabled: true,
    publicNetworkAccessEnabled: answersPublicly(props),
    networkRules: {
      defaultAction: 'Deny',
      bypass: ['AzureServices'],
      ipRules: props.allowedIpRanges && [...props.allowedIpRanges],
      virtualNetworkSubnetIds: props.allowedSubnets?.map((subnet) => subnet.subnetId),
    },
    sasPolicy: { expirationPeriod: '01.00:00:00', expirationAction: 'Log' },
  };
}

function keepsVersions({ versioning, hierarchicalNamespace }: StorageAccountProps): boolean {
  return versioning ?? hierarchicalNamespace !== true;
}

function blobProperties(props: StorageAccountProps): StorageAccountConfig['blobProperties'] {
  const days = props.softDeleteDays ?? SOFT_DELETE_DAYS;
  const versioning = keepsVersions(props);
  return {
    versioningEnabled: versioning,
    changeFeedEnabled: versioning,
    changeFeedRetentionInDays: versioning ? days : undefined,
    deleteRetentionPolicy: { days },
    containerDeleteRetentionPolicy: { days },
  };
}

function defaultRedundancy(construct: Construct, props: StorageAccountProps): StorageRedundancy {
  const zones =
    AzureContext.of(construct).profile.zoneRedundant && regionOf(construct, props.location).hasAvailabilityZones;
  return zones ? StorageRedundancy.ZRS : StorageRedundancy.LRS;
}
