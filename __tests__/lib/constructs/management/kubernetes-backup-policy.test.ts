import { BackupVault } from '../../../../lib/constructs/management/backup-vault';
import {
  KubernetesBackupPolicy,
  type KubernetesBackupPolicyProps,
} from '../../../../lib/constructs/management/kubernetes-backup-policy';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../../lib/testing';

const POLICY = 'azurerm_data_protection_backup_policy_kubernetes_cluster';

function policyOf(stage: Stage, props: Partial<KubernetesBackupPolicyProps> = {}): KubernetesBackupPolicy {
  return new KubernetesBackupPolicy(stage, 'FourHourly', { vault: new BackupVault(stage, 'Backups'), ...props });
}

test('a cluster is backed up every four hours, and each backup kept for a week', () => {
  const stage = testStage();
  policyOf(stage);
  const policy = RenderedStage.of(stage).resource(POLICY);
  expect(policy).toMatchObject({
    name: 'bkpol-aks-demo-dev-four-hourly',
    resource_group_name: expect.stringMatching(/^\$\{azurerm_data_protection_backup_vault\..*\.resource_group_name\}$/),
    vault_name: expect.stringMatching(/^\$\{azurerm_data_protection_backup_vault\..*\.name\}$/),
    backup_repeating_time_intervals: ['R/2026-01-04T03:00:00+00:00/PT4H'],
    time_zone: 'UTC',
    default_retention_rule: { life_cycle: [{ data_store_type: 'OperationalStore', duration: 'P7D' }] },
  });
  expect(policy).not.toHaveProperty('retention_rule');
});

test('the first backup of a day and of a week can be kept for longer', () => {
  const stage = testStage();
  policyOf(stage, { intervalHours: 24, hour: 22, retention: 'P14D', dailyRetention: 'P1M', weeklyRetention: 'P360D' });
  expect(stage).toHaveResource(POLICY, {
    backup_repeating_time_intervals: ['R/2026-01-04T22:00:00+00:00/P1D'],
    default_retention_rule: { life_cycle: [{ duration: 'P14D' }] },
    retention_rule: [
      {
        name: 'Weekly',
        priority: 20,
        criteria: { absolute_criteria: 'FirstOfWeek' },
        life_cycle: [{ data_store_type: 'OperationalStore', duration: 'P360D' }],
      },
      {
        name: 'Daily',
        priority: 25,
        criteria: { absolute_criteria: 'FirstOfDay' },
        life_cycle: [{ data_store_type: 'OperationalStore', duration: 'P1M' }],
      },
    ],
  });
});

test('what Azure would refuse is reported at once', () => {
  expect(() =>
    policyOf(testStage(), { intervalHours: 1, hour: -1, retention: '7 days', weeklyRetention: 'P1Y' }),
  ).toThrow(
    [
      'stage-test/FourHourly: hour: got -1. Allowed: a whole number from 0 to 23.',
      'stage-test/FourHourly: intervalHours: got 1. Allowed: 4, 6, 8, 12, 24.',
      'stage-test/FourHourly: retention: got "7 days". Allowed: an ISO 8601 duration of days, weeks, months or years, from P1D to P360D.',
      'stage-test/FourHourly: weeklyRetention: got "P1Y". Allowed: an ISO 8601 duration of days, weeks, months or years, from P1D to P360D.',
    ].join('\n'),
  );
});

test('more snapshots of a disk than Azure keeps are refused', () => {
  policyOf(testStage(), { retention: 'P83D' });
  expect(() => policyOf(testStage(), { retention: 'P84D' })).toThrow(
    'stage-test/FourHourly: retention: P84D, every 4 hours, are 504 snapshots of each disk, and Azure keeps 500. Shorten it, and set dailyRetention or weeklyRetention.',
  );
});
