import { PostgresqlServer } from '../../../../lib/constructs/data/postgresql-server';
import { BackupVault } from '../../../../lib/constructs/management/backup-vault';
import { BackupDay } from '../../../../lib/constructs/management/backup-schedule';
import { PostgresqlBackup, PostgresqlBackupPolicy } from '../../../../lib/constructs/management/postgresql-backup';
import { ResourceGroup } from '../../../../lib/constructs/management/resource-group';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { PostgresqlSku } from '../../../../lib/values/postgresql-sku';

const POLICY = 'azurerm_data_protection_backup_policy_postgresql_flexible_server';
const INSTANCE = 'azurerm_data_protection_backup_instance_postgresql_flexible_server';

function policyOf(stage: Stage): PostgresqlBackupPolicy {
  return new PostgresqlBackupPolicy(stage, 'Weekly', { vault: new BackupVault(stage, 'Backups') });
}

function server(stage: Stage, id: string): PostgresqlServer {
  return new PostgresqlServer(stage, id, { sku: PostgresqlSku.parse('D2ds_v5') });
}

test('backups are weekly, on Sunday at three, and kept for three months', () => {
  const stage = testStage();
  policyOf(stage);
  const policy = RenderedStage.of(stage).resource(POLICY);
  expect(policy).toMatchObject({
    name: 'bkpol-psql-demo-dev-weekly',
    backup_repeating_time_intervals: ['R/2026-01-04T03:00:00+00:00/P1W'],
    time_zone: 'UTC',
    default_retention_rule: { life_cycle: [{ data_store_type: 'VaultStore', duration: 'P3M' }] },
  });
  expect(policy).not.toHaveProperty('retention_rule');
});

test('day, hour and retention can be chosen', () => {
  const stage = testStage();
  new PostgresqlBackupPolicy(stage, 'Weekly', {
    vault: BackupVault.fromName(stage, 'Backups', 'bvault-shared', 'rg-shared'),
    day: BackupDay.SATURDAY,
    hour: 22,
    retention: 'P5W',
    monthlyRetention: 'P1Y',
    yearlyRetention: 'P10Y',
  });
  expect(stage).toHaveResource(POLICY, {
    backup_repeating_time_intervals: ['R/2026-01-10T22:00:00+00:00/P1W'],
    default_retention_rule: { life_cycle: [{ duration: 'P5W' }] },
    retention_rule: [
      {
        name: 'Yearly',
        priority: 10,
        criteria: { absolute_criteria: 'FirstOfYear' },
        life_cycle: [{ duration: 'P10Y' }],
      },
      {
        name: 'Monthly',
        priority: 15,
        criteria: { absolute_criteria: 'FirstOfMonth' },
        life_cycle: [{ duration: 'P1Y' }],
      },
    ],
  });
});

test('a server is put under the policy once the vault has its roles', () => {
  const stage = testStage();
  new PostgresqlBackup(stage, 'Backup', { server: server(stage, 'Database'), policy: policyOf(stage) });
  const instance = RenderedStage.of(stage).resource(INSTANCE);
  expect(instance).toMatchObject({
    name: 'bki-psql-demo-dev-backup',
    location: 'eastus2',
    server_id: expect.stringContaining('azurerm_postgresql_flexible_server'),
    backup_policy_id: expect.stringContaining(POLICY),
  });
  expect(instance['depends_on']).toHaveLength(2);
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/azurerm_postgresql_flexible_server\.\w+\.id/),
    role_definition_id: expect.stringMatching(/c088a766-074b-43ba-90d4-1fb21feae531$/),
    principal_id: expect.stringContaining('azurerm_data_protection_backup_vault'),
  });
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/azurerm_resource_group\.\w+\.id/),
    role_definition_id: expect.stringMatching(/acdd72a7-3385-48ef-bd42-f606fba81ae7$/),
  });
});

test('two servers of one resource group share its role', () => {
  const stage = testStage();
  const policy = policyOf(stage);
  new PostgresqlBackup(stage, 'One', { server: server(stage, 'First'), policy });
  new PostgresqlBackup(stage, 'Two', { server: server(stage, 'Second'), policy });
  expect(stage).toHaveResourceCount('azurerm_role_assignment', 3);
});

test('an imported server comes with its resource group', () => {
  const stage = testStage();
  const imported = PostgresqlServer.fromName(stage, 'Database', 'psql-shared', 'rg-shared');
  const policy = policyOf(stage);
  expect(() => new PostgresqlBackup(stage, 'Backup', { server: imported, policy })).toThrow(
    'stage-test/Backup: resourceGroup: not given, and stage-test/Database is imported. Give the resource group of the server: ResourceGroup.fromName.',
  );
  const resourceGroup = ResourceGroup.fromName(stage, 'Group', 'rg-shared');
  new PostgresqlBackup(stage, 'Second', { server: imported, policy, resourceGroup, name: 'psql-shared' });
  expect(stage).toHaveResource(INSTANCE, { name: 'psql-shared' });
});

test('hours and retentions that Azure does not take are refused', () => {
  const stage = testStage();
  const retention = 'Allowed: an ISO 8601 duration of days, weeks, months or years, from P7D to P10Y.';
  expect(
    () =>
      new PostgresqlBackupPolicy(stage, 'Weekly', {
        vault: new BackupVault(stage, 'Backups'),
        hour: 24,
        retention: 'P6D',
        monthlyRetention: '1 year',
        yearlyRetention: 'P11Y',
      }),
  ).toThrow(
    [
      'stage-test/Weekly: hour: got 24. Allowed: a whole number from 0 to 23.',
      `stage-test/Weekly: retention: got "P6D". ${retention}`,
      `stage-test/Weekly: monthlyRetention: got "1 year". ${retention}`,
      `stage-test/Weekly: yearlyRetention: got "P11Y". ${retention}`,
    ].join('\n'),
  );
});
