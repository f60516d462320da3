import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { LogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

test('it is paid by the gigabyte, known clients alone may send and query, and it is reachable', () => {
  const stage = testStage();
  new LogAnalyticsWorkspace(stage, 'Logs');
  const workspace = RenderedStage.of(stage).resource('azurerm_log_analytics_workspace');
  expect(workspace).toMatchObject({
    name: 'log-demo-dev-logs',
    sku: 'PerGB2018',
    local_authentication_enabled: false,
    internet_ingestion_enabled: true,
    internet_query_enabled: true,
  });
  expect(workspace).not.toHaveProperty('local_authentication_disabled');
  expect(workspace).not.toHaveProperty('reservation_capacity_in_gb_per_day');
});

test.each([
  ['dev', 30, 1],
  ['staging', 30, 5],
  ['prod', 90, -1],
])('in %s logs stay %d days, and the daily quota is %d GB', (environment, days, quota) => {
  const stage = testStage({ app: testApp({ environment }) });
  new LogAnalyticsWorkspace(stage, 'Logs');
  expect(stage).toHaveResource('azurerm_log_analytics_workspace', { retention_in_days: days, daily_quota_gb: quota });
});

test('production locks it, development does not', () => {
  const prod = testStage({ app: testApp({ environment: 'prod' }) });
  new LogAnalyticsWorkspace(prod, 'Logs');
  const dev = testStage();
  new LogAnalyticsWorkspace(dev, 'Logs');
  expect(prod).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
  expect(dev).toHaveResourceCount('azurerm_management_lock', 0);
  expect(dev.metadata.dataResources).toHaveLength(1);
});

test('everything can be overridden by name', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new LogAnalyticsWorkspace(stage, 'Logs', {
    retentionDays: 730,
    dailyQuotaGb: 0.5,
    commitmentTierGb: 100,
    localAuthentication: true,
    internetIngestion: false,
    internetQuery: false,
    lock: LockLevel.NONE,
  });
  expect(stage).toHaveResource('azurerm_log_analytics_workspace', {
    retention_in_days: 730,
    daily_quota_gb: 0.5,
    sku: 'CapacityReservation',
    reservation_capacity_in_gb_per_day: 100,
    local_authentication_enabled: true,
    internet_ingestion_enabled: false,
    internet_query_enabled: false,
  });
  expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
});

test('who queried what goes nowhere by default, and to itself when asked for', () => {
  const silent = testStage();
  silent.context.setDefaults({ logAnalyticsWorkspace: new LogAnalyticsWorkspace(silent, 'Other') });
  new LogAnalyticsWorkspace(silent, 'Logs');
  expect(silent).toHaveResourceCount('azurerm_monitor_diagnostic_setting', 0);
  const audited = testStage();
  new LogAnalyticsWorkspace(audited, 'Logs', { diagnostics: { logCategories: ['Audit'] } });
  const setting = RenderedStage.of(audited).resource('azurerm_monitor_diagnostic_setting');
  expect(setting['log_analytics_workspace_id']).toBe(setting['target_resource_id']);
  expect(setting['enabled_log']).toEqual([{ category: 'Audit' }]);
});

test('a table stays queryable as long as the workspace, and longer in an archive where that is asked for', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new LogAnalyticsWorkspace(stage, 'Logs', {
    retentionDays: 30,
    tables: { ContainerLogV2: { totalRetentionDays: 120 }, KubeEvents: { retentionDays: 8 } },
  });
  const tables = RenderedStage.of(stage).resources('azurerm_log_analytics_workspace_table');
  expect(tables).toEqual([
    expect.objectContaining({ name: 'ContainerLogV2', retention_in_days: 30, total_retention_in_days: 120 }),
    expect.objectContaining({ name: 'KubeEvents', retention_in_days: 8, total_retention_in_days: 8 }),
  ]);
});

test('a table is kept at least as long as it is queryable, and by no number that Azure does not take', () => {
  const make = (totalRetentionDays: number) =>
    new LogAnalyticsWorkspace(testStage(), 'Logs', {
      retentionDays: 90,
      tables: { ContainerLogV2: { totalRetentionDays } },
    });
  expect(() => make(30)).toThrow(
    'stage-test/Logs: tables.ContainerLogV2.totalRetentionDays: got 30. Allowed: 90 to 730',
  );
  expect(() => make(1000)).toThrow('got 1000. Allowed: 90 to 730, 1095');
  expect(() => make(1095)).not.toThrow();
  expect(() => new LogAnalyticsWorkspace(testStage(), 'Logs', { tables: { 'Container-Log': {} } })).toThrow(
    'tables: got "Container-Log". Allowed: names of tables',
  );
});

test('reading all logs is the reader role on the workspace', () => {
  const stage = testStage();
  new LogAnalyticsWorkspace(stage, 'Logs').grantRead(new UserAssignedIdentity(stage, 'Dashboard'));
  expect(RenderedStage.of(stage).resource('azurerm_role_assignment')['role_definition_id']).toContain(
    '73c42c96-874c-492b-b04d-ab87d138a893',
  );
});

test('one that exists is read, and things are sent to it', () => {
  const stage = testStage();
  const workspace = LogAnalyticsWorkspace.fromName(stage, 'Existing', 'log-shared', 'rg-shared');
  stage.addOutput('customer', workspace.customerId, { description: 'For queries.' });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resourceTypes).toEqual([]);
  expect(rendered.dataSources('azurerm_log_analytics_workspace')).toEqual([
    { name: 'log-shared', resource_group_name: 'rg-shared' },
  ]);
  expect(rendered.outputs['customer']).toMatchObject({ value: expect.stringMatching(/workspace_id\}$/) });
});

test('every problem is reported at once, with the path and what is allowed', () => {
  expect(
    () => new LogAnalyticsWorkspace(testStage(), 'Logs', { retentionDays: 7, dailyQuotaGb: 0, commitmentTierGb: 150 }),
  ).toThrow(
    [
      'stage-test/Logs: retentionDays: got 7. Allowed: a whole number from 30 to 730.',
      'stage-test/Logs: dailyQuotaGb: got 0. Allowed: 0.023 or more, or -1 for no limit.',
      'stage-test/Logs: commitmentTierGb: got 150. Allowed: 100, 200, 300, 400, 500, 1000, 2000, 5000.',
    ].join('\n'),
  );
});
