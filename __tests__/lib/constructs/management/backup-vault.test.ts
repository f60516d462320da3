import {
  BackupVault,
  BackupVaultImmutability,
  BackupVaultRedundancy,
  BackupVaultSoftDelete,
} from '../../../../lib/constructs/management/backup-vault';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingWorkspace } from '../../../helpers/neighbours';

const TYPE = 'azurerm_data_protection_backup_vault';

test('in production what is deleted can be restored, recovery points are immutable, and there is an identity', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new BackupVault(stage, 'Backups');
  const vault = RenderedStage.of(stage).resource(TYPE);
  expect(vault).toMatchObject({
    name: 'bvault-demo-prod-backups',
    datastore_type: 'VaultStore',
    redundancy: 'GeoRedundant',
    soft_delete: 'On',
    retention_duration_in_days: 14,
    immutability: 'Unlocked',
    identity: { type: 'SystemAssigned' },
  });
  expect(stage.context.dataResources).toHaveLength(1);
  expect(stage.context.resourceProviders).toContain('Microsoft.DataProtection');
});

test.each(['dev', 'staging'])('a vault of %s can be destroyed with its backups', (environment) => {
  const stage = testStage({ app: testApp({ environment }) });
  new BackupVault(stage, 'Backups');
  const vault = RenderedStage.of(stage).resource(TYPE);
  expect(vault).toMatchObject({ redundancy: 'LocallyRedundant', soft_delete: 'Off', immutability: 'Disabled' });
  expect(vault).not.toHaveProperty('retention_duration_in_days');
  expect(vault).not.toHaveProperty('cross_region_restore_enabled');
});

test('days of soft delete turn it on', () => {
  const stage = testStage();
  new BackupVault(stage, 'Backups', { softDeleteDays: 30 });
  expect(stage).toHaveResource(TYPE, { soft_delete: 'On', retention_duration_in_days: 30 });
});

test.each([
  ['eastus2', 'GeoRedundant', true],
  ['italynorth', 'ZoneRedundant', undefined],
])('production in %s is %s and locked', (location, redundancy, crossRegionRestore) => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new BackupVault(stage, 'Backups', { location });
  const vault = RenderedStage.of(stage).resource(TYPE);
  expect([vault['redundancy'], vault['cross_region_restore_enabled']]).toEqual([redundancy, crossRegionRestore]);
  expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
});

test('everything can be chosen', () => {
  const stage = testStage();
  new BackupVault(stage, 'Backups', {
    redundancy: BackupVaultRedundancy.GEO_REDUNDANT,
    crossRegionRestore: false,
    softDelete: BackupVaultSoftDelete.ALWAYS_ON,
    softDeleteDays: 180,
    immutability: BackupVaultImmutability.LOCKED,
  });
  expect(stage).toHaveResource(TYPE, {
    redundancy: 'GeoRedundant',
    cross_region_restore_enabled: false,
    soft_delete: 'AlwaysOn',
    retention_duration_in_days: 180,
    immutability: 'Locked',
  });
});

test('without soft delete there are no days of it', () => {
  const stage = testStage();
  new BackupVault(stage, 'Backups', { softDelete: BackupVaultSoftDelete.OFF });
  expect(RenderedStage.of(stage).resource(TYPE)).not.toHaveProperty('retention_duration_in_days');
});

test('it sends logs and metrics', () => {
  const stage = testStage();
  stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
  new BackupVault(stage, 'Backups');
  expect(stage).toHaveResource('azurerm_monitor_diagnostic_setting', {
    enabled_log: [{ category_group: 'allLogs' }],
    enabled_metric: [{ category: 'AllMetrics' }],
  });
});

test('one that exists is read, not made, and is a grantee', () => {
  const stage = testStage();
  const vault = BackupVault.fromName(stage, 'Existing', 'bvault-shared', 'rg-shared');
  existingWorkspace(stage).grantRead(vault);
  expect(RenderedStage.of(stage).resourceTypes).toEqual(['azurerm_role_assignment']);
  expect(RenderedStage.of(stage).dataSources(TYPE)).toEqual([
    { name: 'bvault-shared', resource_group_name: 'rg-shared' },
  ]);
});

test.each([
  [{ softDeleteDays: 13 }, 'softDeleteDays: got 13. Allowed: a whole number from 14 to 180.'],
  [
    { softDelete: BackupVaultSoftDelete.OFF, softDeleteDays: 30 },
    'softDeleteDays: got 30. Allowed: none with softDelete OFF. Leave it out, or softDelete.',
  ],
  [
    { redundancy: BackupVaultRedundancy.ZONE_REDUNDANT, crossRegionRestore: true },
    'crossRegionRestore: got true. Allowed: false with ZoneRedundant. Use GEO_REDUNDANT.',
  ],
  [
    { redundancy: BackupVaultRedundancy.GEO_REDUNDANT, location: 'italynorth' },
    'redundancy: got "GeoRedundant". Allowed: ZoneRedundant or LocallyRedundant in Italy North, which Azure has paired with no region.',
  ],
  [
    { redundancy: BackupVaultRedundancy.ZONE_REDUNDANT, location: 'northcentralus' },
    'redundancy: got "ZoneRedundant". Allowed: GeoRedundant or LocallyRedundant in North Central US, which has no zones.',
  ],
  [{ name: 'b_vault' }, 'name: name "b_vault" is not one that azurerm_data_protection_backup_vault takes'],
])('%j is refused', (props, message) => {
  expect(() => new BackupVault(testStage(), 'Backups', props)).toThrow(`stage-test/Backups: ${message}`);
});
