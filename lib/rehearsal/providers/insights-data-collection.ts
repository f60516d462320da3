import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { isObject, type JsonObject, objectAt, objectsAt, stringAt, stringsAt, withDefaults } from '../arm/json';
import { type Resource, type ResourceStore } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';

/** Name of rules and endpoints: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftinsights */
const NAME = /^[a-zA-Z0-9][\w.()-]{1,62}[a-zA-Z0-9)]$/;

/** Association of a resource with an endpoint, which has this name alone: https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-associations */
const ENDPOINT_ASSOCIATION = 'configurationAccessEndpoint';

/** Data collection endpoint as Azure fills it in. */
export function completeEndpoint(body: Resource): Resource {
  const properties = withDefaults(body.properties, { networkAcls: { publicNetworkAccess: 'Enabled' } });
  const access = properties['networkAcls'];
  const allowed = ['Enabled', 'Disabled', 'SecuredByPerimeter'];
  requireOneOf({ name: 'networkAcls.publicNetworkAccess', value: stringAt(access, 'publicNetworkAccess') }, allowed);
  const host = (service: string) =>
    `https://${body.name.toLowerCase()}-${uuidOf(body.id).slice(0, 4)}.${body.location ?? ''}-1.${service}.monitor.azure.com`;
  return {
    ...body,
    properties: {
      ...properties,
      immutableId: `dce-${uuidOf(body.id).replaceAll('-', '')}`,
      configurationAccess: { endpoint: host('handler.control') },
      logsIngestion: { endpoint: host('ingest') },
      metricsIngestion: { endpoint: host('metrics.ingest') },
      provisioningState: 'Succeeded',
    },
  };
}

/** Data collection endpoints: https://learn.microsoft.com/rest/api/monitor/data-collection-endpoints */
export const dataCollectionEndpoints: ResourceType = {
  type: 'Microsoft.Insights/dataCollectionEndpoints',
  name: { pattern: NAME },
  put: (_request, body) => {
    checkKind(body);
    return completeEndpoint(body);
  },
  remove: ({ azure }, { id }) => {
    const [rule] = azure.store.referringTo(id, /\/dataCollection(Rules|RuleAssociations)$/i);
    if (rule !== undefined) {
      throw conflict('Conflict', `The data collection endpoint is in use by ${rule.id}.`);
    }
  },
};

/** Kinds that a rule and an endpoint can be of; without one, a rule is of all. */
function checkKind({ kind }: Resource): void {
  if (kind !== undefined && kind !== null) {
    requireOneOf({ name: 'kind', value: kind }, [
      'Linux',
      'Windows',
      'AgentDirectToStore',
      'Direct',
      'WorkspaceTransforms',
    ]);
  }
}

/** Data collection rules: https://learn.microsoft.com/rest/api/monitor/data-collection-rules */
export const dataCollectionRules: ResourceType = {
  type: 'Microsoft.Insights/dataCollectionRules',
  name: { pattern: NAME },
  put: ({ azure }, body) => {
    checkKind(body);
    checkFlows(body.properties);
    checkRegions(azure.store, body);
    return completeRule(azure.store, body);
  },
  remove: ({ azure, query }, { id, name }) => {
    const associations = azure.store.referringTo(id, /\/dataCollectionRuleAssociations$/i);
    if (query.get('deleteAssociations')?.toLowerCase() === 'true') {
      associations.forEach((each) => azure.store.delete(each.id));
    } else if (associations[0] !== undefined) {
      throw conflict('Conflict', `The data collection rule '${name}' has associations, such as ${associations[0].id}.`);
    }
  },
};

/** Data collection rule as Azure fills it in: the ids of its destinations beside those of their resources. */
export function completeRule(store: ResourceStore, body: Resource): Resource {
  const destinations = { ...objectAt(body.properties, 'destinations') };
  if ('logAnalytics' in destinations) {
    destinations['logAnalytics'] = objectsAt(destinations, 'logAnalytics').map((each) => ({
      ...each,
      workspaceId: stringAt(store.get(stringAt(each, 'workspaceResourceId') ?? '')?.properties, 'customerId'),
    }));
  }
  if ('monitoringAccounts' in destinations) {
    destinations['monitoringAccounts'] = objectsAt(destinations, 'monitoringAccounts').map((each) => ({
      ...each,
      accountId: uuidOf(stringAt(each, 'accountResourceId') ?? '', 'account'),
    }));
  }
  const immutableId = `dcr-${uuidOf(body.id).replaceAll('-', '')}`;
  return { ...body, properties: { ...body.properties, destinations, immutableId, provisioningState: 'Succeeded' } };
}

function invalid(message: string) {
  return badRequest('InvalidPayload', `Data collection rule is invalid: ${message}`);
}

/** Refuses flows to destinations that are not named, and of streams that no data source has. */
function checkFlows(properties: JsonObject): void {
  const destinations = Object.values(objectAt(properties, 'destinations')).flatMap((each) =>
    Array.isArray(each) ? each.filter(isObject) : isObject(each) ? [each] : [],
  );
  const names = new Set(destinations.map((each) => stringAt(each, 'name')));
  if (names.size !== destinations.length) {
    throw invalid('two destinations have the same name.');
  }
  const sources = Object.values(objectAt(properties, 'dataSources')).flatMap((each) =>
    Array.isArray(each) ? each.filter(isObject) : [],
  );
  const streams = new Set([
    ...sources.flatMap((each) => stringsAt(each, 'streams')),
    ...Object.keys(objectAt(properties, 'streamDeclarations')),
  ]);
  const flows = objectsAt(properties, 'dataFlows');
  if (flows.length === 0) {
    throw invalid('it has no data flow.');
  }
  for (const flow of flows) {
    const destination = stringsAt(flow, 'destinations').find((each) => !names.has(each));
    const stream = stringsAt(flow, 'streams').find((each) => !streams.has(each));
    if (destination !== undefined) {
      throw invalid(`a data flow goes to '${destination}', which is none of its destinations.`);
    }
    if (stream !== undefined && sources.length > 0) {
      throw invalid(`a data flow has the stream '${stream}', which no data source has.`);
    }
  }
}

/** Refuses destinations and endpoints of another region: https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-create-edit */
function checkRegions(store: ResourceStore, { properties, location }: Resource): void {
  const destinations = objectAt(properties, 'destinations');
  const ids = [
    stringAt(properties, 'dataCollectionEndpointId'),
    ...objectsAt(destinations, 'logAnalytics').map((each) => stringAt(each, 'workspaceResourceId')),
    ...objectsAt(destinations, 'monitoringAccounts').map((each) => stringAt(each, 'accountResourceId')),
  ];
  for (const id of ids) {
    const other = id === undefined ? undefined : store.get(id);
    if (other !== undefined && other.location !== location) {
      throw invalid(
        `it is in ${location ?? ''}, and ${other.id} is in ${other.location ?? ''}: they must be in one region.`,
      );
    }
  }
}

/** Associations of a resource with a rule or an endpoint: https://learn.microsoft.com/rest/api/monitor/data-collection-rule-associations */
export const dataCollectionRuleAssociations: ResourceType = {
  type: 'Microsoft.Insights/dataCollectionRuleAssociations',
  placement: 'extension',
  name: { pattern: /^[^*<>%&:\\?+/]{1,260}$/ },
  put: (request, body) => {
    const { properties, name } = body;
    const [rule, endpoint] = ['dataCollectionRuleId', 'dataCollectionEndpointId'].map((key) =>
      stringAt(properties, key),
    );
    requireThat(
      (rule === undefined) !== (endpoint === undefined),
      'An association has a dataCollectionRuleId or a dataCollectionEndpointId.',
      'InvalidPayload',
    );
    requireThat(
      (endpoint !== undefined) === (name.toLowerCase() === ENDPOINT_ASSOCIATION.toLowerCase()),
      `An association with an endpoint, and no other, is named '${ENDPOINT_ASSOCIATION}', not '${name}'.`,
      'InvalidPayload',
    );
    checkEndpointRegion(request, endpoint);
    return { ...body, properties: { ...properties, provisioningState: 'Succeeded' } };
  },
};

/** Refuses an endpoint of another region than the resource that reads its configuration there. */
function checkEndpointRegion({ azure, id }: ArmRequest, endpoint?: string): void {
  const [of, to] = [azure.store.get(id.scope), azure.store.get(endpoint ?? '')];
  requireThat(
    of === undefined || to === undefined || of.location === to.location,
    `The endpoint is in ${to?.location ?? ''} and the resource in ${of?.location ?? ''}: they must be in one region.`,
    'InvalidPayload',
  );
}
