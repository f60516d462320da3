import { uuidOf } from '../arm/arm-request';
import { requireOneOf } from '../arm/body-rules';
import { withDefaults } from '../arm/json';
import { type Resource, type ResourceStore } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { completeEndpoint, completeRule } from './insights-data-collection';

const accounts: ResourceType = {
  type: 'Microsoft.Monitor/accounts',
  name: { pattern: /^(?!-)[a-zA-Z0-9-]{3,43}[a-zA-Z0-9]$/ },
  longRunning: ['DELETE'],
  put: ({ azure }, body, existing) => {
    const properties = withDefaults(body.properties, { publicNetworkAccess: 'Enabled' });
    const access = properties['publicNetworkAccess'];
    requireOneOf({ name: 'properties.publicNetworkAccess', value: access }, ['Enabled', 'Disabled']);
    const ingestion = existing?.properties['defaultIngestionSettings'] ?? addIngestion(azure.store, body);
    const host = `https://${body.name.toLowerCase()}-${uuidOf(body.id).slice(0, 4)}.${body.location ?? ''}.prometheus.monitor.azure.com`;
    return {
      ...body,
      properties: {
        ...properties,
        accountId: uuidOf(body.id, 'account'),
        metrics: { prometheusQueryEndpoint: host, internalId: `mac_${uuidOf(body.id, 'account')}` },
        defaultIngestionSettings: ingestion,
        provisioningState: 'Succeeded',
      },
    };
  },
  remove: ({ azure }, account) => {
    azure.store.delete(managedGroupOf(account));
  },
};

/** Resource group that Azure makes with a workspace: https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-overview */
function managedGroupOf({ id, name, location }: Resource): string {
  return `/subscriptions/${id.split('/')[2] ?? ''}/resourceGroups/MA_${name}_${location ?? ''}_managed`;
}

/** Makes the data collection endpoint and rule of a workspace in a resource group of their own, all of the workspace's region. */
function addIngestion(store: ResourceStore, account: Resource) {
  const { location, name, id: accountResourceId } = account;
  const group = managedGroupOf(account);
  const [stream, destination] = ['Microsoft-PrometheusMetrics', 'MonitoringAccount1'];
  const made = (kind: string, properties: Resource['properties']): Resource => ({
    id: `${group}/providers/Microsoft.Insights/${kind}/${name}`,
    name,
    type: `Microsoft.Insights/${kind}`,
    location,
    properties,
  });
  const endpoint = completeEndpoint(made('dataCollectionEndpoints', {}));
  const rule = completeRule(
    store,
    made('dataCollectionRules', {
      dataCollectionEndpointId: endpoint.id,
      dataSources: { prometheusForwarder: [{ name: 'PrometheusDataSource', streams: [stream] }] },
      destinations: { monitoringAccounts: [{ name: destination, accountResourceId }] },
      dataFlows: [{ streams: [stream], destinations: [destination] }],
    }),
  );
  store.set({
    id: group,
    name: group.slice(group.lastIndexOf('/') + 1),
    type: 'Microsoft.Resources/resourceGroups',
    location,
    managedBy: accountResourceId,
    properties: { provisioningState: 'Succeeded' },
  });
  store.set(endpoint);
  store.set(rule);
  return { dataCollectionEndpointResourceId: endpoint.id, dataCollectionRuleResourceId: rule.id };
}

/** Azure Monitor workspaces: https://learn.microsoft.com/rest/api/monitor/azure-monitor-workspaces */
export const monitor: ResourceProvider = { namespace: 'Microsoft.Monitor', types: [accounts] };
