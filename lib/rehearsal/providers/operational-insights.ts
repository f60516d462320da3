import { badRequest } from '../arm/arm-error';
import { keyOf, uuidOf } from '../arm/arm-request';
import { objectAt, stringAt, valueAt } from '../arm/json';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const WORKSPACES = 'Microsoft.OperationalInsights/workspaces';

/** Days of retention: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure */
const MOST_INTERACTIVE = 730;
const MOST_TOTAL = 4383;

const workspaces: ResourceType = {
  type: WORKSPACES,
  name: { pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/ },
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure }, body) => {
    const days = valueAt(body.properties, 'retentionInDays') ?? 30;
    const sku = stringAt(body.properties, 'sku', 'name') ?? 'PerGB2018';
    if (typeof days !== 'number' || (days !== 7 && (days < 30 || days > MOST_INTERACTIVE))) {
      throw badRequest(
        'InvalidParameter',
        `The workspace ${body.name} has a retention of ${String(days)} days; allowed are 30 to ${MOST_INTERACTIVE}.`,
      );
    }
    const daily = valueAt(body.properties, 'workspaceCapping', 'dailyQuotaGb') ?? -1;
    const workspaceCapping = {
      dailyQuotaGb: daily,
      quotaNextResetTime: azure.clock().toISOString(),
      dataIngestionStatus: 'RespectQuota',
    };
    const access = { publicNetworkAccessForIngestion: 'Enabled', publicNetworkAccessForQuery: 'Enabled' };
    const features = {
      legacy: 0,
      searchVersion: 1,
      enableLogAccessUsingOnlyResourcePermissions: true,
      ...objectAt(body.properties, 'features'),
    };
    return {
      ...body,
      properties: {
        ...access,
        ...body.properties,
        retentionInDays: days,
        sku: { name: sku },
        features,
        workspaceCapping,
        customerId: uuidOf(body.id, 'customer'),
        provisioningState: 'Succeeded',
      },
    };
  },
  actions: {
    sharedkeys: (_request, { id }) => ({ primarySharedKey: keyOf(id, '1'), secondarySharedKey: keyOf(id, '2') }),
  },
};

/** Tables, which exist in every workspace: https://learn.microsoft.com/rest/api/loganalytics/tables */
const tables: ResourceType = {
  type: `${WORKSPACES}/tables`,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  status: { created: 200 },
  implied: ({ id, azure }, path) => {
    const workspace = azure.store.get(id.parent ?? '');
    const days = valueAt(workspace?.properties, 'retentionInDays') ?? 30;
    return workspace === undefined || /_(CL|SRCH|RST)$/.test(id.name)
      ? undefined
      : {
          id: path,
          name: id.name,
          type: `${WORKSPACES}/tables`,
          properties: {
            ...DEFAULTS,
            retentionInDays: days,
            totalRetentionInDays: days,
            schema: { name: id.name },
            provisioningState: 'Succeeded',
          },
        };
  },
  put: (_request, body, existing) => {
    const properties = { ...existing?.properties, ...body.properties };
    const total = properties['totalRetentionInDays'];
    if (typeof total === 'number' && total > MOST_TOTAL) {
      throw badRequest(
        'InvalidParameter',
        `The table ${body.name} has a total retention of ${total} days; allowed are up to ${MOST_TOTAL}.`,
      );
    }
    return { ...body, properties: { ...DEFAULTS, ...properties, provisioningState: 'Succeeded' } };
  },
};

const DEFAULTS = { plan: 'Analytics', retentionInDaysAsDefault: false, totalRetentionInDaysAsDefault: false };

/** Log Analytics: https://learn.microsoft.com/rest/api/loganalytics/ */
export const operationalInsights: ResourceProvider = {
  namespace: 'Microsoft.OperationalInsights',
  types: [workspaces, tables],
  operations: [
    {
      method: 'GET',
      path: /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/providers\/Microsoft\.OperationalInsights\/deletedWorkspaces$/i,
      answer: () => ({ value: [] }),
    },
  ],
};
