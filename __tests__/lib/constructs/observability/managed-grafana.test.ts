import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { ResourceGroup } from '../../../../lib/constructs/management/resource-group';
import { GrafanaSize, GrafanaVersion, ManagedGrafana } from '../../../../lib/constructs/observability/managed-grafana';
import { MonitorWorkspace } from '../../../../lib/constructs/observability/monitor-workspace';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingDnsZones, existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

const role = (guid: string) => expect.stringMatching(new RegExp(`/${guid}$`));
const MONITORING_READER = role('43d0d8ad-25c7-4714-9337-8ba259a9fe05');
const MONITORING_DATA_READER = role('b0d8363b-8ddd-447d-831f-62ca05bff136');

test('it has no public address and no API keys, and reads its own resource group as itself', () => {
  const stage = testStage();
  new ManagedGrafana(stage, 'Dashboards');
  const grafana = RenderedStage.of(stage).resource('azurerm_dashboard_grafana');
  expect(grafana).toMatchObject({
    name: expect.stringMatching(/^amg-?demo-?dev/),
    grafana_major_version: '12',
    sku: 'Standard',
    public_network_access_enabled: false,
    api_key_enabled: false,
    deterministic_outbound_ip_enabled: false,
    zone_redundancy_enabled: false,
    identity: { type: 'SystemAssigned' },
  });
  expect(grafana).not.toHaveProperty('azure_monitor_workspace_integrations');
  expect(grafana).not.toHaveProperty('sku_size');
  expect(grafana).not.toHaveProperty('smtp');
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/^\$\{azurerm_resource_group\.\w+\.id\}$/),
    role_definition_id: MONITORING_READER,
    principal_id: expect.stringMatching(/^\$\{azurerm_dashboard_grafana\.\w+\.identity\[0\]\.principal_id\}$/),
  });
  expect(stage.context.dataResources).toHaveLength(1);
  expect(stage.context.resourceProviders).toContain('Microsoft.Dashboard');
});

test('production is zone redundant and locked', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new ManagedGrafana(stage, 'Dashboards');
  expect(stage).toHaveResource('azurerm_dashboard_grafana', { zone_redundancy_enabled: true });
  expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
});

test('everything else can be chosen', () => {
  const stage = testStage();
  const identity = new UserAssignedIdentity(stage, 'Reader');
  const grafana = new ManagedGrafana(stage, 'Dashboards', {
    version: GrafanaVersion.V11,
    size: GrafanaSize.X2,
    zoneRedundant: true,
    publicNetworkAccess: true,
    apiKeys: true,
    deterministicOutboundIp: true,
    identity,
    monitoredResourceGroups: [ResourceGroup.fromName(stage, 'Apps', 'rg-apps')],
  });
  expect(grafana.principalId).toBe(identity.principalId);
  expect(stage).toHaveResource('azurerm_dashboard_grafana', {
    grafana_major_version: '11',
    sku_size: 'X2',
    zone_redundancy_enabled: true,
    public_network_access_enabled: true,
    api_key_enabled: true,
    deterministic_outbound_ip_enabled: true,
    identity: { type: 'UserAssigned', identity_ids: [expect.stringContaining('azurerm_user_assigned_identity')] },
  });
  const assignments = RenderedStage.of(stage).resources('azurerm_role_assignment');
  expect(assignments).toEqual([
    expect.objectContaining({
      scope: expect.stringMatching(/^\$\{data\.azurerm_resource_group\.\w+\.id\}$/),
      principal_id: expect.stringContaining('azurerm_user_assigned_identity'),
    }),
  ]);
});

test.each([
  [GrafanaVersion.V11, undefined, 55],
  [GrafanaVersion.V12, undefined, 62],
  [GrafanaVersion.V11, GrafanaSize.X1, 70],
])('version %s and size %s require azurerm 4.%d', (version, size, minor) => {
  const stage = testStage();
  new ManagedGrafana(stage, 'Dashboards', { version, size });
  expect(stage.context.azurermMinor).toBe(minor);
});

test.each([
  ['~> 5.0', GrafanaVersion.V11, '12, 13'],
  ['~> 4.75', GrafanaVersion.V13, '11, 12'],
])('azurerm %s does not take version %s', (azurermVersion, version, allowed) => {
  const stage = testStage({ app: testApp({ azurermVersion }) });
  expect(() => new ManagedGrafana(stage, 'Dashboards', { version })).toThrow(
    `stage-test/Dashboards: version: got "${version}". Allowed: ${allowed}.`,
  );
});

test('azurerm 5 takes version 13', () => {
  const stage = testStage({ app: testApp({ azurermVersion: '~> 5.0' }) });
  new ManagedGrafana(stage, 'Dashboards', { version: GrafanaVersion.V13 });
  expect(stage).toHaveResource('azurerm_dashboard_grafana', { grafana_major_version: '13' });
});

test('a workspace without public address is queried over a managed private endpoint, which is to be approved', () => {
  const stage = testStage();
  const workspace = new MonitorWorkspace(stage, 'Metrics');
  new ManagedGrafana(stage, 'Dashboards', { monitorWorkspaces: [workspace] });
  expect(stage).toHaveResource('azurerm_dashboard_grafana', {
    azure_monitor_workspace_integrations: [
      { resource_id: expect.stringMatching(/^\$\{azurerm_monitor_workspace\.\w+\.id\}$/) },
    ],
  });
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/^\$\{azurerm_monitor_workspace\.\w+\.id\}$/),
    role_definition_id: MONITORING_DATA_READER,
  });
  expect(stage).toHaveResource('azurerm_dashboard_grafana_managed_private_endpoint', {
    name: 'prometheus-1',
    group_ids: ['prometheusMetrics'],
    private_link_resource_region: 'eastus2',
    request_message: 'stage-test/Dashboards',
  });
  expect(stage).toWarn(
    'stage-test/Dashboards: queries stage-test/Metrics once its private endpoint connection is approved',
  );
});

test('managed private endpoints are made one after the other, for Azure refuses two at once', () => {
  const stage = testStage();
  const monitorWorkspaces = ['One', 'Two', 'Three'].map((id) => new MonitorWorkspace(stage, id));
  new ManagedGrafana(stage, 'Dashboards', { monitorWorkspaces });
  const type = 'azurerm_dashboard_grafana_managed_private_endpoint';
  const waitsFor = RenderedStage.of(stage)
    .resources(type)
    .map(({ name, depends_on: others }) => [name, others]);
  expect(waitsFor).toEqual([
    ['prometheus-1', undefined],
    ['prometheus-2', [expect.stringContaining(`${type}.Dashboards_ManagedPrivateEndpoint-1`)]],
    ['prometheus-3', [expect.stringContaining(`${type}.Dashboards_ManagedPrivateEndpoint-2`)]],
  ]);
});

test('a public workspace gets no managed private endpoint', () => {
  const stage = testStage();
  const workspace = new MonitorWorkspace(stage, 'Metrics', { publicNetworkAccess: true });
  new ManagedGrafana(stage, 'Dashboards', { monitorWorkspaces: [workspace] });
  expect(RenderedStage.of(stage).resourceTypes).not.toContain('azurerm_dashboard_grafana_managed_private_endpoint');
  expect(stage).not.toWarn('private endpoint connection');
});

test('it sends its logs, and a private endpoint leads to its portal', () => {
  const stage = testStage();
  stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
  new ManagedGrafana(stage, 'Dashboards', {
    privateEndpoints: { subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) },
  });
  const setting = RenderedStage.of(stage).resource('azurerm_monitor_diagnostic_setting');
  expect(setting).toMatchObject({ enabled_log: [{ category_group: 'allLogs' }] });
  expect(setting).not.toHaveProperty('enabled_metric');
  expect(stage).toHaveResource('azurerm_private_endpoint', {
    private_service_connection: { subresource_names: ['grafana'] },
    private_dns_zone_group: {
      private_dns_zone_ids: [expect.stringMatching(/\/privatelink\.grafana\.azure\.com$/)],
    },
  });
});

test.each([
  ['grantView', '60921a7e-fef1-4a43-9b16-a26c52ad4769'],
  ['grantEdit', 'a79a5197-3a5c-4973-a920-486035ffd60f'],
  ['grantAdmin', '22926164-76b3-42b3-bc55-97df8dab3e41'],
] as const)('%s assigns the role of Grafana', (grant, guid) => {
  const stage = testStage();
  const grafana = ManagedGrafana.fromName(stage, 'Existing', 'amg-shared', 'rg-shared');
  grafana[grant](new UserAssignedIdentity(stage, 'Team'));
  expect(stage).toHaveResource('azurerm_role_assignment', {
    scope: expect.stringMatching(/^\$\{data\.azurerm_dashboard_grafana\.\w+\.id\}$/),
    role_definition_id: role(guid),
  });
});

test('one that exists is read, not made, and can be let in by others', () => {
  const stage = testStage();
  const grafana = ManagedGrafana.fromName(stage, 'Existing', 'amg-shared', 'rg-shared');
  existingWorkspace(stage).grantRead(grafana);
  stage.addOutput('url', grafana.endpoint, { description: 'Portal.' });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resourceTypes).toEqual(['azurerm_role_assignment']);
  expect(rendered.dataSources('azurerm_dashboard_grafana')).toEqual([
    { name: 'amg-shared', resource_group_name: 'rg-shared' },
  ]);
});

test('zones that a region has not, and a workspace twice, are refused', () => {
  const stage = testStage();
  const workspace = MonitorWorkspace.fromName(stage, 'Metrics', 'amw-shared', 'rg-shared');
  expect(
    () =>
      new ManagedGrafana(stage, 'Dashboards', {
        location: 'northcentralus',
        zoneRedundant: true,
        monitorWorkspaces: [workspace, workspace],
      }),
  ).toThrow(
    [
      'stage-test/Dashboards: zoneRedundant: got true. Allowed: false in North Central US, which has no zones.',
      'stage-test/Dashboards: monitorWorkspaces[1]: got "stage-test/Metrics". Allowed: a workspace once.',
    ].join('\n'),
  );
});

test('a name that Azure does not take is refused', () => {
  expect(() => new ManagedGrafana(testStage(), 'Dashboards', { name: '1-dashboards' })).toThrow(
    'stage-test/Dashboards: name: name "1-dashboards" is not one that azurerm_dashboard_grafana takes',
  );
});
