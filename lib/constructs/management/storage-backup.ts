import { DataProtectionBackupInstanceBlobStorage } from '@cdktf/provider-azurerm/lib/data-protection-backup-instance-blob-storage';
import { DataProtectionBackupPolicyBlobStorage } from '@cdktf/provider-azurerm/lib/data-protection-backup-policy-blob-storage';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IStorageAccount } from '../data/storage-account';
import { type IStorageContainer } from '../data/storage-container';
import { grantRole } from '../identity/role-assignment';
import {
  checkRetention,
  OPERATIONAL_RETENTION,
  retentionRules,
  scheduleStart,
  VAULT_RETENTION,
} from './backup-schedule';
import { type IBackupVault } from './backup-vault';

export interface StorageBackupPolicyProps {
  readonly vault: IBackupVault;
  /** Name of the policy. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
  /** Hour of the daily backup into the vault, UTC, 0 to 23. @default 3 */
  readonly hour?: number;
  /** Retention of each backup in the vault, ISO 8601: P30D, P3M, P1Y; ten years at most. @default P30D, none with operationalRetention alone */
  readonly retention?: string;
  /** Retention of the first backup of a month. @default retention */
  readonly monthlyRetention?: string;
  /** Retention of the first backup of a year. @default retention */
  readonly yearlyRetention?: string;
  /**
   * Retention of the continuous, operational backup in the account itself, ISO 8601: P1D to P360D. Azure Backup then turns on
   * point-in-time restore in the account, and locks it.
   *
   * @default none
   */
  readonly operationalRetention?: string;
}

/**
 * The schedule and the retention of backups of blobs: daily into the vault, continuous in the account, or both.
 *
 * Any change makes a new policy.
 */
export class StorageBackupPolicy extends Construct {
  public readonly backupPolicyId: string;
  public readonly vault: IBackupVault;
  /** Whether backups are copied into the vault. */
  public readonly vaulted: boolean;

  constructor(scope: Construct, id: string, props: StorageBackupPolicyProps) {
    super(scope, id);
    check(this, props);
    const { vault, hour = 3, operationalRetention } = props;
    const retention = retentionOf(props);
    const rules = retentionRules(props.monthlyRetention, props.yearlyRetention);
    this.vault = vault;
    this.vaulted = retention !== undefined;
    this.backupPolicyId = new DataProtectionBackupPolicyBlobStorage(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_data_protection_backup_policy_blob_storage', {
        given: props.name,
      }),
      vaultId: vault.backupVaultId,
      operationalDefaultRetentionDuration: operationalRetention,
      ...(retention !== undefined && {
        vaultDefaultRetentionDuration: retention,
        backupRepeatingTimeIntervals: [`R/${scheduleStart(hour)}/P1D`],
        timeZone: 'UTC',
        retentionRule:
          rules.length === 0
            ? undefined
            : rules.map((rule) => ({ ...rule, lifeCycle: rule.lifeCycle[0] as (typeof rule.lifeCycle)[number] })),
      }),
    }).id;
  }
}

export interface StorageBackupProps {
  /** The account, in the region of the vault. */
  readonly account: IStorageAccount;
  readonly policy: StorageBackupPolicy;
  /** Containers that are backed up into the vault, one to a hundred; required with a policy that does. Those made later have to be added. @default none */
  readonly containers?: readonly IStorageContainer[];
  /** Name of the backup instance. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
}

/**
 * The blobs of a storage account under a backup policy: a backup instance of the policy's vault.
 *
 * Gives the vault the role on the account that Azure checks before it makes an instance. Azure Backup reads over its own network, so
 * the account may be private.
 */
export class StorageBackup extends Construct {
  public readonly backupInstanceId: string;

  constructor(scope: Construct, id: string, props: StorageBackupProps) {
    super(scope, id);
    const { account, policy, containers = [] } = props;
    checkBackup(this, props);
    const { vault } = policy;
    const role = Role.of('Storage Account Backup Contributor');
    const grant = grantRole(account, account.storageAccountId, vault, role);
    this.backupInstanceId = new DataProtectionBackupInstanceBlobStorage(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_data_protection_backup_instance_blob_storage', {
        given: props.name,
      }),
      location: vault.location,
      vaultId: vault.backupVaultId,
      storageAccountId: account.storageAccountId,
      backupPolicyId: policy.backupPolicyId,
      storageAccountContainerNames:
        containers.length === 0 ? undefined : containers.map(({ containerName }) => containerName),
      dependsOn: [grant.dependable],
    }).id;
  }
}

function retentionOf(props: StorageBackupPolicyProps): string | undefined {
  return props.retention ?? (props.operationalRetention === undefined ? 'P30D' : undefined);
}

/** Source: azurerm internal/services/dataprotection/data_protection_backup_policy_blob_storage_resource.go. */
function check(policy: StorageBackupPolicy, props: StorageBackupPolicyProps): void {
  const checks = new Checks(policy).wholeNumber('hour', props.hour, 0, 23);
  for (const property of ['retention', 'monthlyRetention', 'yearlyRetention'] as const) {
    checkRetention(checks, property, props[property], VAULT_RETENTION);
  }
  checkRetention(checks, 'operationalRetention', props.operationalRetention, OPERATIONAL_RETENTION);
  checks
    .together(
      retentionOf(props) !== undefined || (props.monthlyRetention === undefined && props.yearlyRetention === undefined),
      'monthlyRetention, yearlyRetention: there are no backups in the vault to retain',
      'Set retention, or leave them out.',
    )
    .done();
}

/** Source: learn.microsoft.com/azure/backup/blob-backup-support-matrix (a hundred containers, no hierarchical namespace). */
function checkBackup(backup: StorageBackup, { account, policy, containers = [] }: StorageBackupProps): void {
  const paths = containers.map(({ node }) => node.path);
  new Checks(backup)
    .together(
      account.versioning !== false,
      `account: ${account.node.path} keeps no versions of blobs`,
      'Leave versioning on; Azure Backup supports no account with a hierarchical namespace here.',
    )
    .that('containers', paths.length, paths.length <= 100, 'at most a hundred')
    .distinct('containers', paths)
    .together(
      policy.vaulted === paths.length > 0,
      policy.vaulted
        ? `containers: none given, and ${policy.node.path} copies them into the vault`
        : `containers: given, and ${policy.node.path} copies none into the vault`,
      policy.vaulted ? 'Give the containers that are backed up.' : 'Leave them out, or give the policy a retention.',
    )
    .done();
}
