import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { BackupVault } from '../../../../lib/constructs/management/backup-vault';
import { KubernetesBackupPolicy } from '../../../../lib/constructs/management/kubernetes-backup-policy';
import { PostgresqlBackupPolicy } from '../../../../lib/constructs/management/postgresql-backup';
import {
  StorageBackup,
  StorageBackupPolicy,
  type StorageBackupPolicyProps,
} from '../../../../lib/constructs/management/storage-backup';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../../lib/testing';

const POLICY = 'azurerm_data_protection_backup_policy_blob_storage';
const INSTANCE = 'azurerm_data_protection_backup_instance_blob_storage';

function policyOf(stage: Stage, props: Partial<StorageBackupPolicyProps> = {}): StorageBackupPolicy {
  return new StorageBackupPolicy(stage, 'Daily', { vault: new BackupVault(stage, 'Backups'), ...props });
}

test('backups are daily, at three, into the vault, and kept for thirty days', () => {
  const stage = testStage();
  policyOf(stage);
  const policy = RenderedStage.of(stage).resource(POLICY);
  expect(policy).toMatchObject({
    name: 'bkpol-st-demo-dev-daily',
    vault_default_retention_duration: 'P30D',
    backup_repeating_time_intervals: ['R/2026-01-04T03:00:00+00:00/P1D'],
    time_zone: 'UTC',
  });
  expect(policy).not.toHaveProperty('operational_default_retention_duration');
  expect(policy).not.toHaveProperty('retention_rule');
});

test('policies of several kinds have names of their own in one vault, where Azure keeps them together', () => {
  const stage = testStage();
  const vault = new BackupVault(stage, 'Backups');
  new StorageBackupPolicy(stage, 'StorageBackupPolicy', { vault });
  new PostgresqlBackupPolicy(stage, 'PostgresqlBackupPolicy', { vault });
  new KubernetesBackupPolicy(stage, 'KubernetesBackupPolicy', { vault });
  const kinds = ['blob_storage', 'postgresql_flexible_server', 'kubernetes_cluster'];
  const rendered = RenderedStage.of(stage);
  expect(kinds.map((kind) => rendered.resource(`azurerm_data_protection_backup_policy_${kind}`)['name'])).toEqual([
    'bkpol-st-demo-dev',
    'bkpol-psql-demo-dev',
    'bkpol-aks-demo-dev',
  ]);
});

test('operational backups can go with them, or be alone', () => {
  const both = testStage();
  policyOf(both, { retention: 'P1Y', monthlyRetention: 'P5Y', operationalRetention: 'P14D' });
  expect(RenderedStage.of(both).resource(POLICY)).toMatchObject({
    operational_default_retention_duration: 'P14D',
    vault_default_retention_duration: 'P1Y',
    retention_rule: [
      {
        name: 'Monthly',
        criteria: { absolute_criteria: 'FirstOfMonth' },
        life_cycle: { data_store_type: 'VaultStore', duration: 'P5Y' },
      },
    ],
  });
  const alone = testStage();
  expect(policyOf(alone, { operationalRetention: 'P14D' }).vaulted).toBe(false);
  expect(RenderedStage.of(alone).resource(POLICY)).not.toHaveProperty('vault_default_retention_duration');
});

test('an account waits for the role of the vault', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  const containers = [account.addContainer('invoices')];
  new StorageBackup(stage, 'DocumentsBackup', { account, policy: policyOf(stage), containers });
  expect(RenderedStage.of(stage).resource(INSTANCE)).toMatchObject({
    name: 'bki-st-demo-dev-documents-backup',
    location: 'eastus2',
    storage_account_container_names: [expect.stringMatching(/^\$\{azurerm_storage_container\..*\.name\}$/)],
    depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Documents_Grant-StorageAccountBackupContributor/)],
  });
});

test('without copies in the vault no containers are named', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  new StorageBackup(stage, 'DocumentsBackup', { account, policy: policyOf(stage, { operationalRetention: 'P7D' }) });
  expect(RenderedStage.of(stage).resource(INSTANCE)).not.toHaveProperty('storage_account_container_names');
});

test('what Azure or azurerm would refuse is reported at once', () => {
  const stage = testStage();
  expect(() =>
    policyOf(stage, { hour: 24, retention: undefined, operationalRetention: 'P2Y', monthlyRetention: 'P11Y' }),
  ).toThrow(
    [
      'stage-test/Daily: hour: got 24. Allowed: a whole number from 0 to 23.',
      'stage-test/Daily: monthlyRetention: got "P11Y". Allowed: an ISO 8601 duration of days, weeks, months or years, from P7D to P10Y.',
      'stage-test/Daily: operationalRetention: got "P2Y". Allowed: an ISO 8601 duration of days, weeks, months or years, from P1D to P360D.',
      'stage-test/Daily: monthlyRetention, yearlyRetention: there are no backups in the vault to retain. Set retention, or leave them out.',
    ].join('\n'),
  );
  const other = testStage();
  const account = new StorageAccount(other, 'Lake', { hierarchicalNamespace: true });
  expect(() => new StorageBackup(other, 'LakeBackup', { account, policy: policyOf(other) })).toThrow(
    [
      'stage-test/LakeBackup: account: stage-test/Lake keeps no versions of blobs. Leave versioning on; Azure Backup supports no account with a hierarchical namespace here.',
      'stage-test/LakeBackup: containers: none given, and stage-test/Daily copies them into the vault. Give the containers that are backed up.',
    ].join('\n'),
  );
});
