import { uuidOf } from '../arm/arm-request';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Workspaces of Prometheus with the resource group that Azure makes for each: https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-overview */
const accounts: ResourceType = {
  type: 'Microsoft.Monitor/accounts',
  name: { pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,42}[a-zA-Z0-9]$/ },
  longRunning: ['DELETE'],
  status: { created: 200 },
  put: ({ azure, id }, body) => {
    const group = `/subscriptions/${id.subscriptionId ?? ''}/resourceGroups/MA_${body.name}_${body.location ?? ''}_managed`;
    const part = (type: string): string => `${group}/providers/Microsoft.Insights/${type}/${body.name}`;
    azure.store.set({
      id: group,
      name: group.slice(group.lastIndexOf('/') + 1),
      type: 'Microsoft.Resources/resourceGroups',
      location: body.location,
      managedBy: body.id,
      properties: {},
    });
    for (const type of ['dataCollectionRules', 'dataCollectionEndpoints']) {
      azure.store.set({
        id: part(type),
        name: body.name,
        type: `Microsoft.Insights/${type}`,
        location: body.location,
        properties: { immutableId: uuidOf(part(type)) },
      });
    }
    const defaultIngestionSettings = {
      dataCollectionRuleResourceId: part('dataCollectionRules'),
      dataCollectionEndpointResourceId: part('dataCollectionEndpoints'),
    };
    const prometheusQueryEndpoint = `https://${body.name}-${uuidOf(body.id).slice(0, 4)}.${body.location ?? ''}.prometheus.monitor.azure.com`;
    const own = {
      accountId: uuidOf(body.id),
      metrics: { prometheusQueryEndpoint, internalId: uuidOf(body.id, 'metrics') },
      defaultIngestionSettings,
      provisioningState: 'Succeeded',
    };
    return { ...body, properties: { publicNetworkAccess: 'Enabled', ...body.properties, ...own } };
  },
  remove: ({ azure, id }, { name, location }) =>
    azure.store.delete(`/subscriptions/${id.subscriptionId ?? ''}/resourceGroups/MA_${name}_${location ?? ''}_managed`),
};

/** Azure Monitor workspaces: https://learn.microsoft.com/rest/api/monitor/azure-monitor-workspaces */
export const monitor: ResourceProvider = { namespace: 'Microsoft.Monitor', types: [accounts] };
