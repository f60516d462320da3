import { DataProtectionBackupPolicyKubernetesCluster } from '@cdktf/provider-azurerm/lib/data-protection-backup-policy-kubernetes-cluster';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { checkRetention, daysOf, OPERATIONAL_RETENTION, retentionRule, scheduleStart } from './backup-schedule';
import { type IBackupVault } from './backup-vault';

export interface KubernetesBackupPolicyProps {
  readonly vault: IBackupVault;
  /** Name of the policy. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
  /** Hours between two backups: 4, 6, 8, 12 or 24. @default 4 */
  readonly intervalHours?: number;
  /** Hour of the first backup of a day, UTC, 0 to 23. @default 3 */
  readonly hour?: number;
  /** Retention of each backup, ISO 8601: P7D, P4W, P3M; P360D at most. @default P7D */
  readonly retention?: string;
  /** Retention of the first backup of a day. @default retention */
  readonly dailyRetention?: string;
  /** Retention of the first backup of a week. @default that of a day */
  readonly weeklyRetention?: string;
}

const STORE = 'OperationalStore';

/**
 * The schedule and the retention of backups of Kubernetes clusters.
 *
 * They stay in the region, as snapshots in a resource group and blobs in a container: azurerm has no policy that copies them into the
 * vault. Any change makes a new policy.
 */
export class KubernetesBackupPolicy extends Construct {
  public readonly backupPolicyId: string;
  public readonly vault: IBackupVault;

  constructor(scope: Construct, id: string, props: KubernetesBackupPolicyProps) {
    super(scope, id);
    check(this, props);
    const { vault, intervalHours = 4, hour = 3, retention = 'P7D' } = props;
    const rules = [
      retentionRule('Weekly', 20, 'FirstOfWeek', STORE, props.weeklyRetention),
      retentionRule('Daily', 25, 'FirstOfDay', STORE, props.dailyRetention),
    ].flat();
    this.vault = vault;
    this.backupPolicyId = new DataProtectionBackupPolicyKubernetesCluster(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_data_protection_backup_policy_kubernetes_cluster', {
        given: props.name,
      }),
      resourceGroupName: vault.resourceGroupName,
      vaultName: vault.backupVaultName,
      backupRepeatingTimeIntervals: [
        `R/${scheduleStart(hour)}/${intervalHours === 24 ? 'P1D' : `PT${intervalHours}H`}`,
      ],
      timeZone: 'UTC',
      defaultRetentionRule: { lifeCycle: [{ dataStoreType: STORE, duration: retention }] },
      retentionRule: rules.length === 0 ? undefined : rules,
    }).id;
  }
}

/**
 * Sources: learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-using-cli (intervals, 360 days),
 * learn.microsoft.com/azure/backup/disk-backup-support-matrix (500 snapshots of a disk), Azure/azure-cli-extensions
 * src/dataprotection/azext_dataprotection/manual/Manifests/AzureKubernetesService.py (days and weeks).
 */
function check(policy: KubernetesBackupPolicy, props: KubernetesBackupPolicyProps): void {
  const { intervalHours = 4, hour, retention = 'P7D' } = props;
  const checks = new Checks(policy)
    .wholeNumber('hour', hour, 0, 23)
    .that('intervalHours', intervalHours, [4, 6, 8, 12, 24].includes(intervalHours), '4, 6, 8, 12, 24');
  for (const property of ['retention', 'dailyRetention', 'weeklyRetention'] as const) {
    checkRetention(checks, property, props[property], OPERATIONAL_RETENTION);
  }
  const snapshots = Math.floor((daysOf(retention) * 24) / intervalHours);
  checks
    .together(
      !(snapshots > MAX_SNAPSHOTS),
      `retention: ${retention}, every ${intervalHours} hours, are ${snapshots} snapshots of each disk, and Azure keeps ${MAX_SNAPSHOTS}`,
      'Shorten it, and set dailyRetention or weeklyRetention.',
    )
    .done();
}

const MAX_SNAPSHOTS = 500;
