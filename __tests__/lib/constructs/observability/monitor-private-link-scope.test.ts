import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import { ApplicationInsights } from '../../../../lib/constructs/observability/application-insights';
import { LogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import {
  MonitorAccessMode,
  MonitorPrivateLinkScope,
} from '../../../../lib/constructs/observability/monitor-private-link-scope';
import { MonitorWorkspace } from '../../../../lib/constructs/observability/monitor-workspace';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingDnsZones, existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

const SCOPE = 'azurerm_monitor_private_link_scope';
const SERVICE = 'azurerm_monitor_private_link_scoped_service';

test('networks reach what is in the scope, and nothing else', () => {
  const stage = testStage();
  new MonitorPrivateLinkScope(stage, 'Monitor');
  const scope = RenderedStage.of(stage).resource(SCOPE);
  expect(scope).toMatchObject({
    name: 'ampls-demo-dev-monitor',
    ingestion_access_mode: 'PrivateOnly',
    query_access_mode: 'PrivateOnly',
  });
  expect(scope).not.toHaveProperty('location');
  expect(stage.context.resourceProviders).toContain('microsoft.insights');
});

test('each mode can be opened alone', () => {
  const stage = testStage();
  new MonitorPrivateLinkScope(stage, 'Monitor', {
    ingestionAccessMode: MonitorAccessMode.OPEN,
    queryAccessMode: MonitorAccessMode.PRIVATE_ONLY,
  });
  expect(stage).toHaveResource(SCOPE, { ingestion_access_mode: 'Open', query_access_mode: 'PrivateOnly' });
});

test('workspaces, components and clusters are added one after the other, and the endpoint waits for them', () => {
  const stage = testStage();
  const subnet = existingSubnet(stage);
  const workspace = new LogAnalyticsWorkspace(stage, 'Logs', { internetIngestion: false, internetQuery: false });
  const scope = new MonitorPrivateLinkScope(stage, 'Monitor', {
    privateEndpoints: { subnet, dnsZones: existingDnsZones(stage) },
    resources: [workspace],
  });
  const metrics = new MonitorWorkspace(stage, 'Metrics');
  scope.add(new ApplicationInsights(stage, 'Traces', { workspace }));
  scope.add(
    new KubernetesCluster(stage, 'Cluster', { subnet, prometheus: { workspace: metrics, publicNetworkAccess: false } }),
  );
  scope.add(metrics);
  const rendered = RenderedStage.of(stage);
  const services = rendered.resources(SERVICE);
  expect(services.map((service) => service['linked_resource_id'])).toEqual([
    expect.stringMatching(/^\$\{azurerm_monitor_data_collection_endpoint\..*\.id\}$/),
    expect.stringMatching(/^\$\{azurerm_log_analytics_workspace\..*\.id\}$/),
    expect.stringMatching(/^\$\{azurerm_monitor_workspace\..*\.default_data_collection_endpoint_id\}$/),
    expect.stringMatching(/^\$\{azurerm_application_insights\..*\.id\}$/),
  ]);
  expect(services.map((service) => service['depends_on'])).toEqual([
    [expect.stringMatching(/Traces/)],
    undefined,
    [expect.stringMatching(/Cluster/)],
    [expect.stringMatching(/Logs/)],
  ]);
  expect(rendered.resource('azurerm_private_endpoint')).toMatchObject({
    private_service_connection: { subresource_names: ['azuremonitor'] },
    depends_on: services.map(() => expect.stringMatching(new RegExp(`^${SERVICE}\\.`))),
  });
});

test('a resource is added once', () => {
  const stage = testStage();
  const scope = new MonitorPrivateLinkScope(stage, 'Monitor');
  const logs = existingWorkspace(stage);
  expect(scope.add(logs)).toBe(scope.add(logs));
  expect(stage).toHaveResource(SERVICE, { name: 'amplssvc-demo-dev-monitor-private-link-stage-test-logs' });
  expect(stage).toHaveResourceCount(SERVICE, 1);
});

test('a resource of a later stage is added there, and the endpoint of the earlier one does not wait for it', () => {
  const app = testApp();
  const network = testStage({ app, id: 'stage-network' });
  const logs = testStage({ app, id: 'stage-logs' });
  const scope = new MonitorPrivateLinkScope(network, 'Monitor', {
    privateEndpoints: { subnet: existingSubnet(network), dnsZones: existingDnsZones(network) },
  });
  scope.add(new LogAnalyticsWorkspace(logs, 'Logs'));
  expect(RenderedStage.of(logs).resource(SERVICE)).not.toHaveProperty('depends_on');
  expect(network).toHaveResourceCount(SERVICE, 0);
  expect(RenderedStage.of(network).resource('azurerm_private_endpoint')).not.toHaveProperty('depends_on');
  expect(logs.dependsOn(network)).toBe(true);
});

test('resources are added to a scope that exists, which is not read', () => {
  const stage = testStage();
  const scope = MonitorPrivateLinkScope.fromName(stage, 'Hub', 'ampls-hub', 'rg-hub');
  scope.add(new LogAnalyticsWorkspace(stage, 'Logs'));
  expect(stage).toHaveResource(SERVICE, { scope_name: 'ampls-hub', resource_group_name: 'rg-hub' });
  expect(stage).toHaveResourceCount(SCOPE, 0);
});

test('a cluster without Managed Prometheus is refused', () => {
  const stage = testStage();
  const scope = new MonitorPrivateLinkScope(stage, 'Monitor');
  const cluster = new KubernetesCluster(stage, 'Cluster', { subnet: existingSubnet(stage) });
  expect(() => scope.add(cluster)).toThrow(
    'stage-test/Monitor/PrivateLink-stage-test-Cluster: resource: stage-test/Cluster has no data collection endpoint. Give the cluster prometheus.',
  );
});
