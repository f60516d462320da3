import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { MonitorWorkspace } from '../../../../lib/constructs/observability/monitor-workspace';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup, existingDnsZones, existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

test('it answers no queries on its public address, and holds data', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new MonitorWorkspace(stage, 'Metrics');
  expect(RenderedStage.of(stage).resource('azurerm_monitor_workspace')).toMatchObject({
    name: 'amw-demo-prod-metrics',
    location: 'eastus2',
    public_network_access_enabled: false,
  });
  expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
  expect(stage.context.dataResources).toHaveLength(1);
  expect(stage.context.resourceProviders).toEqual(expect.arrayContaining(['Microsoft.Monitor', 'microsoft.insights']));
});

test('the public address and the lock can be chosen', () => {
  const stage = testStage();
  const workspace = new MonitorWorkspace(stage, 'Metrics', { publicNetworkAccess: true, lock: LockLevel.READ_ONLY });
  expect(workspace.publicNetworkAccess).toBe(true);
  expect(stage).toHaveResource('azurerm_monitor_workspace', { public_network_access_enabled: true });
  expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'ReadOnly' });
});

test('a private endpoint leads to the query API, with the zone of the region', () => {
  const stage = testStage();
  new MonitorWorkspace(stage, 'Metrics', {
    privateEndpoints: { subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) },
  });
  expect(stage).toHaveResource('azurerm_private_endpoint', {
    private_service_connection: { subresource_names: ['prometheusMetrics'] },
    private_dns_zone_group: {
      private_dns_zone_ids: [expect.stringMatching(/\/privatelink\.eastus2\.prometheus\.monitor\.azure\.com$/)],
    },
  });
});

test('alerts watch the limits of ingestion where the stage has an action group; there is no diagnostic setting', () => {
  const stage = testStage();
  stage.context.setDefaults({
    actionGroup: existingActionGroup(stage),
    logAnalyticsWorkspace: existingWorkspace(stage),
  });
  new MonitorWorkspace(stage, 'Metrics');
  const alerts = RenderedStage.of(stage).resources('azurerm_monitor_metric_alert');
  expect(alerts.map(({ criteria }) => (criteria as [{ metric_name: string; threshold: number }])[0])).toEqual([
    expect.objectContaining({ metric_name: 'ActiveTimeSeriesPercentUtilization', threshold: 75 }),
    expect.objectContaining({ metric_name: 'EventsPerMinuteIngestedPercentUtilization', threshold: 75 }),
  ]);
  expect(RenderedStage.of(stage).resourceTypes).not.toContain('azurerm_monitor_diagnostic_setting');
});

test('queries are granted on the workspace, remote write on its data collection rule', () => {
  const stage = testStage();
  const workspace = new MonitorWorkspace(stage, 'Metrics');
  const identity = new UserAssignedIdentity(stage, 'App');
  workspace.grantRead(identity);
  workspace.grantPublish(identity);
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/^\$\{azurerm_monitor_workspace\.\w+\.id\}$/),
    role_definition_id: expect.stringMatching(/b0d8363b-8ddd-447d-831f-62ca05bff136$/),
  });
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/^\$\{azurerm_monitor_workspace\.\w+\.default_data_collection_rule_id\}$/),
    role_definition_id: expect.stringMatching(/3913510d-42f4-4e42-8a64-420c390055eb$/),
  });
});

test('one that exists is read, not made, and grants', () => {
  const stage = testStage();
  const workspace = MonitorWorkspace.fromName(stage, 'Existing', 'amw-shared', 'rg-shared', {
    publicNetworkAccess: true,
  });
  workspace.grantRead(new UserAssignedIdentity(stage, 'App'));
  stage.addOutput('endpoint', workspace.queryEndpoint, { description: 'Endpoint.' });
  const rendered = RenderedStage.of(stage);
  expect(workspace.publicNetworkAccess).toBe(true);
  expect(rendered.resourceTypes).not.toContain('azurerm_monitor_workspace');
  expect(rendered.dataSources('azurerm_monitor_workspace')).toEqual([
    { name: 'amw-shared', resource_group_name: 'rg-shared' },
  ]);
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/^\$\{data\.azurerm_monitor_workspace\.\w+\.id\}$/),
  });
});

test('a name that Azure does not take is refused', () => {
  expect(() => new MonitorWorkspace(testStage(), 'Metrics', { name: 'amw_shared' })).toThrow(
    'stage-test/Metrics: name: name "amw_shared" is not one that azurerm_monitor_workspace takes',
  );
});
