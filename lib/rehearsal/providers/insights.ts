import { badRequest, conflict } from '../arm/arm-error';
import { uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Intervals of metric alerts: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types#metric-alerts */
const FREQUENCIES = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H'];
const WINDOWS = [...FREQUENCIES, 'PT6H', 'PT12H', 'P1D'];

/** Diagnostic settings that a resource has at most: https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
const MOST_SETTINGS = 5;

const components: ResourceType = {
  type: 'Microsoft.Insights/components',
  name: { pattern: /^[^%&\\?/]{0,259}[^%&\\?/ .]$/ },
  put: ({ azure }, body) => {
    const workspace = stringAt(body.properties, 'WorkspaceResourceId');
    if (workspace === undefined) {
      throw badRequest(
        'BadRequest',
        `Application Insights ${body.name} needs a workspace: classic resources are retired.`,
      );
    }
    const [appId, key] = [uuidOf(body.id, 'app'), uuidOf(body.id, 'key')];
    const region = body.location ?? '';
    const ConnectionString = `InstrumentationKey=${key};IngestionEndpoint=https://${region}-0.in.applicationinsights.azure.com/;LiveEndpoint=https://${region}.livediagnostics.monitor.azure.com/;ApplicationId=${appId}`;
    const access = { publicNetworkAccessForIngestion: 'Enabled', publicNetworkAccessForQuery: 'Enabled' };
    const own = {
      AppId: appId,
      InstrumentationKey: key,
      ConnectionString,
      ApplicationId: body.name,
      Name: body.name,
      TenantId: azure.subscriptionId,
    };
    const defaults = {
      RetentionInDays: 90,
      SamplingPercentage: 100,
      IngestionMode: 'LogAnalytics',
      Flow_Type: 'Bluefield',
      Request_Source: 'rest',
      DisableIpMasking: false,
      DisableLocalAuth: false,
    };
    return {
      ...body,
      properties: { ...access, ...defaults, ...body.properties, ...own, provisioningState: 'Succeeded' },
    };
  },
};

/** Plan and daily cap, which every component has. */
const billing: ResourceType = {
  type: 'Microsoft.Insights/components/currentBillingFeatures',
  implied: ({ id, azure }, path) =>
    azure.store.has(id.parent ?? '')
      ? {
          id: path,
          name: id.name,
          type: 'Microsoft.Insights/components/currentBillingFeatures',
          properties: {},
          ...BILLING,
        }
      : undefined,
  put: (_request, body) => body,
};

const BILLING = {
  CurrentBillingFeatures: ['Basic'],
  DataVolumeCap: {
    Cap: 100,
    ResetTime: 0,
    WarningThreshold: 90,
    StopSendNotificationWhenHitThreshold: false,
    StopSendNotificationWhenHitCap: false,
    MaxHistoryCap: 1000,
  },
};

const actionGroups: ResourceType = {
  type: 'Microsoft.Insights/actionGroups',
  name: { pattern: /^[^/&%\\?]{1,260}$/ },
  put: (_request, body) => {
    const short = stringAt(body.properties, 'groupShortName') ?? '';
    if (short.length < 1 || short.length > 12) {
      throw badRequest(
        'BadRequest',
        `The short name '${short}' of action group ${body.name} has to have 1 to 12 characters.`,
      );
    }
    return { ...body, properties: { enabled: true, ...body.properties } };
  },
};

const metricAlerts: ResourceType = {
  type: 'Microsoft.Insights/metricAlerts',
  name: { pattern: /^[^*#&+:<>?@%{}\\/]{0,259}[^*#&+:<>?@%{}\\/. ]$/ },
  put: (_request, body) => {
    const { evaluationFrequency: frequency, windowSize: window } = body.properties;
    const [every, over] = [FREQUENCIES.indexOf(String(frequency)), WINDOWS.indexOf(String(window))];
    if (every === -1 || over === -1 || over < every) {
      throw badRequest(
        'BadRequest',
        `The metric alert ${body.name} is evaluated every ${String(frequency)} over ${String(window)}, which is not allowed.`,
      );
    }
    if (
      stringsAt(body.properties, 'scopes').length === 0 ||
      objectsAt(body.properties, 'criteria', 'allOf').length === 0
    ) {
      throw badRequest('BadRequest', `The metric alert ${body.name} has no scope or no criterion.`);
    }
    return {
      ...body,
      properties: { autoMitigate: true, enabled: true, severity: 3, ...body.properties, isMigrated: false },
    };
  },
};

const activityLogAlerts: ResourceType = {
  type: 'Microsoft.Insights/activityLogAlerts',
  put: (_request, body) => ({ ...body, properties: { enabled: true, ...body.properties } }),
};

const scheduledQueries: ResourceType = {
  type: 'Microsoft.Insights/scheduledQueryRules',
  put: (_request, body) => ({ ...body, properties: { enabled: true, autoMitigate: false, ...body.properties } }),
};

const diagnosticSettings: ResourceType = {
  type: 'Microsoft.Insights/diagnosticSettings',
  placement: 'extension',
  put: ({ azure, id }, body) => {
    const { workspaceId, storageAccountId, eventHubAuthorizationRuleId } = body.properties;
    const logs = objectsAt(body.properties, 'logs');
    const metrics = objectsAt(body.properties, 'metrics');
    if (workspaceId === undefined && storageAccountId === undefined && eventHubAuthorizationRuleId === undefined) {
      throw badRequest('BadRequest', `The diagnostic setting ${body.name} has no destination.`);
    }
    if (![...logs, ...metrics].some((each) => each['enabled'] === true)) {
      throw badRequest('BadRequest', `The diagnostic setting ${body.name} enables no category.`);
    }
    const others = azure.store
      .ofType(body.type, id.scope)
      .filter((each) => each.id !== body.id && each.id.startsWith(`${id.scope}/providers/`));
    if (others.length >= MOST_SETTINGS) {
      throw conflict('Conflict', `A resource has at most ${MOST_SETTINGS} diagnostic settings: ${id.scope}.`);
    }
    const twin = others.find(
      (each) => sinkOf(each) === sinkOf(body) && categoriesOf(each).some((one) => categoriesOf(body).includes(one)),
    );
    if (twin !== undefined) {
      throw conflict(
        'Conflict',
        `Data sink '${sinkOf(body)}' is already used in diagnostic setting '${twin.name}' for a category of '${body.name}'.`,
      );
    }
    return { ...body, properties: { logs: [], metrics: [], ...body.properties } };
  },
};

function sinkOf({ properties }: Resource): string {
  return JSON.stringify([
    properties['workspaceId'],
    properties['storageAccountId'],
    properties['eventHubAuthorizationRuleId'],
  ]).toLowerCase();
}

function categoriesOf({ properties }: Resource): readonly string[] {
  return [...objectsAt(properties, 'logs'), ...objectsAt(properties, 'metrics')]
    .filter((each) => each['enabled'] === true)
    .map((each) => String(each['category'] ?? each['categoryGroup']));
}

const collectionEndpoints: ResourceType = {
  type: 'Microsoft.Insights/dataCollectionEndpoints',
  name: { pattern: /^[\w-]{3,44}$/ },
  put: (_request, body) => {
    const host = `${body.name}-${uuidOf(body.id).slice(0, 4)}.${body.location ?? ''}-1`;
    const endpoints = {
      configurationAccess: { endpoint: `https://${host}.handler.control.monitor.azure.com` },
      logsIngestion: { endpoint: `https://${host}.ingest.monitor.azure.com` },
      metricsIngestion: { endpoint: `https://${host}.metrics.ingest.monitor.azure.com` },
    };
    return {
      ...body,
      properties: {
        networkAcls: { publicNetworkAccess: 'Enabled' },
        ...body.properties,
        ...endpoints,
        immutableId: `dce-${uuidOf(body.id)}`,
        provisioningState: 'Succeeded',
      },
    };
  },
  remove: refuseUsedBy(/dataCollectionRules$|dataCollectionRuleAssociations$/i),
};

const collectionRules: ResourceType = {
  type: 'Microsoft.Insights/dataCollectionRules',
  name: { pattern: /^[\w-]{3,64}$/ },
  put: (_request, body) => {
    const sources = Object.values(objectAt(body.properties, 'destinations')).flatMap((each) =>
      Array.isArray(each) ? each : [each],
    );
    const known = sources.map((each) => stringAt(each as JsonObject, 'name'));
    for (const flow of objectsAt(body.properties, 'dataFlows')) {
      const unknown = stringsAt(flow, 'destinations').find((name) => !known.includes(name));
      if (unknown !== undefined) {
        throw badRequest(
          'InvalidPayload',
          `The data flow of ${body.name} goes to '${unknown}', which is none of its destinations.`,
        );
      }
    }
    return {
      ...body,
      properties: { ...body.properties, immutableId: `dcr-${uuidOf(body.id)}`, provisioningState: 'Succeeded' },
    };
  },
  remove: refuseUsedBy(/dataCollectionRuleAssociations$/i),
};

function refuseUsedBy(types: RegExp): NonNullable<ResourceType['remove']> {
  return ({ azure }, resource) => {
    const [user] = azure.store.referringTo(resource.id, types);
    if (user !== undefined) {
      throw conflict('Conflict', `${resource.id} is in use by ${user.id}.`);
    }
  };
}

const collectionAssociations: ResourceType = {
  type: 'Microsoft.Insights/dataCollectionRuleAssociations',
  placement: 'extension',
  put: (_request, body) => {
    const hasEndpoint = body.properties['dataCollectionEndpointId'] !== undefined;
    if (hasEndpoint !== (body.name === 'configurationAccessEndpoint')) {
      throw badRequest(
        'InvalidPayload',
        `An association with a data collection endpoint, and none else, has the name configurationAccessEndpoint, not ${body.name}.`,
      );
    }
    return { ...body, properties: { ...body.properties, provisioningState: 'Succeeded' } };
  },
};

const privateLinkScopes: ResourceType = {
  type: 'Microsoft.Insights/privateLinkScopes',
  put: (_request, body) => ({ ...body, properties: { ...body.properties, provisioningState: 'Succeeded' } }),
};

const scopedResources: ResourceType = {
  type: 'Microsoft.Insights/privateLinkScopes/scopedResources',
  longRunning: ['PUT', 'DELETE'],
  put: (_request, body) => ({ ...body, properties: { ...body.properties, provisioningState: 'Succeeded' } }),
};

/** Monitoring: https://learn.microsoft.com/rest/api/monitor/ */
export const insights: ResourceProvider = {
  namespace: 'Microsoft.Insights',
  types: [
    components,
    billing,
    actionGroups,
    metricAlerts,
    activityLogAlerts,
    scheduledQueries,
    diagnosticSettings,
    collectionEndpoints,
    collectionRules,
    collectionAssociations,
    privateLinkScopes,
    scopedResources,
  ],
};
