import { badRequest, conflict } from '../arm/arm-error';
import { keyOf } from '../arm/arm-request';
import { objectAt, stringAt, stringsAt, valueAt } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const NAMESPACES = 'Microsoft.EventHub/namespaces';
const NAME = nameRuleOf('azurerm_eventhub_namespace');

/** Partitions of a hub and days of retention by SKU: https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas */
const LIMITS: Readonly<Record<string, { readonly partitions: number; readonly hours: number }>> = {
  Basic: { partitions: 32, hours: 24 },
  Standard: { partitions: 32, hours: 168 },
  Premium: { partitions: 100, hours: 2160 },
};

const namespaces: ResourceType = {
  type: NAMESPACES,
  name: { ...NAME, unique: 'global' },
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure }, body, existing) => {
    const sku = stringAt(body, 'sku', 'name') ?? '';
    if (LIMITS[sku] === undefined) {
      throw badRequest('InvalidSku', `The SKU '${sku}' of namespace ${body.name} is not Basic, Standard or Premium.`);
    }
    if (existing === undefined) {
      azure.store.set(networkRules(body));
      azure.store.set(rootRule(body));
    }
    const defaults = {
      minimumTlsVersion: '1.2',
      publicNetworkAccess: 'Enabled',
      disableLocalAuth: false,
      zoneRedundant: true,
      isAutoInflateEnabled: false,
      maximumThroughputUnits: 0,
      kafkaEnabled: sku !== 'Basic',
    };
    const own = {
      metricId: body.id,
      serviceBusEndpoint: `https://${body.name}.servicebus.windows.net:443/`,
      status: 'Active',
      provisioningState: 'Succeeded',
    };
    return {
      ...body,
      sku: { tier: sku, capacity: 1, ...objectAt(body, 'sku') },
      properties: { ...defaults, ...body.properties, ...own },
    };
  },
};

/** Network rules of a new namespace, which changes of it keep. */
function networkRules({ id, properties }: Resource): Resource {
  return {
    id: `${id}/networkRuleSets/default`,
    name: 'default',
    type: `${NAMESPACES}/networkRuleSets`,
    properties: {
      defaultAction: 'Allow',
      publicNetworkAccess: valueAt(properties, 'publicNetworkAccess') ?? 'Enabled',
      virtualNetworkRules: [],
      ipRules: [],
    },
  };
}

function rootRule({ id }: Resource): Resource {
  const name = 'RootManageSharedAccessKey';
  return {
    id: `${id}/authorizationRules/${name}`,
    name,
    type: `${NAMESPACES}/authorizationRules`,
    properties: { rights: ['Listen', 'Manage', 'Send'] },
  };
}

/** Authorization rules of namespaces or of hubs. */
function authorizationRulesOf(type: string): ResourceType {
  return {
    type: `${type}/authorizationRules`,
    status: { created: 200 },
    put: (_request, body) => {
      const rights = stringsAt(body.properties, 'rights');
      if (
        rights.length === 0 ||
        (rights.includes('Manage') && !(rights.includes('Listen') && rights.includes('Send')))
      ) {
        throw badRequest('BadRequest', `The rule ${body.name} needs a right, and with Manage also Listen and Send.`);
      }
      return body;
    },
    actions: {
      listkeys: (_request, { id, name }) => {
        const [, , , , , , , , namespace = '', , hub] = id.split('/');
        const [primaryKey, secondaryKey] = [keyOf(id, '1'), keyOf(id, '2')];
        const path = type === NAMESPACES ? '' : `;EntityPath=${hub ?? ''}`;
        const connection = (key: string) =>
          `Endpoint=sb://${namespace}.servicebus.windows.net/;SharedAccessKeyName=${name};SharedAccessKey=${key}${path}`;
        return {
          primaryKey,
          secondaryKey,
          keyName: name,
          primaryConnectionString: connection(primaryKey),
          secondaryConnectionString: connection(secondaryKey),
        };
      },
    },
  };
}

const ruleSets: ResourceType = {
  type: `${NAMESPACES}/networkRuleSets`,
  status: { created: 200 },
  put: ({ azure, id }, body) => {
    const access = valueAt(body.properties, 'publicNetworkAccess');
    const namespace = azure.store.get(id.parent ?? '');
    if (namespace !== undefined && access !== undefined) {
      azure.store.set({ ...namespace, properties: { ...namespace.properties, publicNetworkAccess: access } });
    }
    return { ...body, properties: { virtualNetworkRules: [], ipRules: [], ...body.properties } };
  },
};

const hubs: ResourceType = {
  type: `${NAMESPACES}/eventhubs`,
  name: { pattern: /^[a-zA-Z0-9]([\w.-]{0,254}[a-zA-Z0-9])?$/ },
  status: { created: 200 },
  put: ({ azure, id }, body, existing) => {
    const sku = stringAt(azure.store.get(id.parent ?? ''), 'sku', 'name') ?? '';
    const limits = LIMITS[sku] ?? { partitions: 32, hours: 168 };
    const before = existing?.properties['partitionCount'];
    const partitions = valueAt(body.properties, 'partitionCount') ?? before ?? 4;
    const hours =
      valueAt(body.properties, 'retentionDescription', 'retentionTimeInHours') ??
      Number(valueAt(body.properties, 'messageRetentionInDays') ?? 1) * 24;
    if (Number(partitions) < 1 || Number(partitions) > limits.partitions || Number(hours) > limits.hours) {
      throw badRequest(
        'BadRequest',
        `The event hub ${body.name} has ${String(partitions)} partitions and keeps events for ${String(hours)} hours; ${sku} allows ${limits.partitions} and ${limits.hours}.`,
      );
    }
    if (before !== undefined && before !== partitions && (sku !== 'Premium' || Number(partitions) < Number(before))) {
      throw badRequest(
        'BadRequest',
        `The number of partitions of ${body.name} cannot be changed in ${sku} from ${String(before)} to ${String(partitions)}.`,
      );
    }
    if (existing === undefined) {
      azure.store.set(defaultGroup(body));
    }
    const partitionIds = Array.from({ length: Number(partitions) }, (_, index) => String(index));
    const retention = {
      cleanupPolicy: 'Delete',
      retentionTimeInHours: hours,
      ...objectAt(body.properties, 'retentionDescription'),
    };
    return {
      ...body,
      properties: {
        ...body.properties,
        partitionCount: partitions,
        messageRetentionInDays: Math.max(1, Math.ceil(Number(hours) / 24)),
        retentionDescription: retention,
        partitionIds,
        status: 'Active',
      },
    };
  },
};

const GROUPS = `${NAMESPACES}/eventhubs/consumergroups`;

function defaultGroup({ id }: Resource): Resource {
  return { id: `${id}/consumergroups/$Default`, name: '$Default', type: GROUPS, properties: {} };
}

/** Consumer groups, of which Basic has the default one alone: https://learn.microsoft.com/azure/event-hubs/compare-tiers */
const consumerGroups: ResourceType = {
  type: GROUPS,
  status: { created: 200 },
  put: ({ azure, id }, body) => {
    const namespace = azure.store.get(id.id.split('/').slice(0, 9).join('/'));
    if (stringAt(namespace, 'sku', 'name') === 'Basic' && body.name !== '$Default') {
      throw badRequest('BadRequest', `The consumer group ${body.name} needs another SKU than Basic.`);
    }
    return body;
  },
};

const PAIRS = `${NAMESPACES}/disasterRecoveryConfigs`;

const pairings: ResourceType = {
  type: PAIRS,
  put: ({ azure, id }, body) => {
    const partner = azure.store.get(stringAt(body.properties, 'partnerNamespace') ?? '');
    const own = azure.store.get(id.parent ?? '');
    if (
      partner !== undefined &&
      (partner.location === own?.location || azure.store.children(hubs.type, partner.id).length > 0)
    ) {
      throw badRequest('BadRequest', `The secondary namespace ${partner.id} has to be empty and in another region.`);
    }
    return {
      ...body,
      properties: {
        ...body.properties,
        role: 'Primary',
        provisioningState: 'Succeeded',
        pendingReplicationOperationsCount: 0,
      },
    };
  },
  actions: {
    breakpairing: ({ azure }, resource) => {
      azure.store.set({
        ...resource,
        properties: { ...resource.properties, role: 'PrimaryNotReplicating', partnerNamespace: '' },
      });
      return undefined;
    },
  },
  remove: (_request, resource) => {
    if (resource.properties['role'] === 'Primary') {
      throw conflict('Conflict', `The pairing ${resource.id} has to be broken before it is deleted.`);
    }
  },
};

/** Event Hubs: https://learn.microsoft.com/rest/api/eventhub/ */
export const eventHub: ResourceProvider = {
  namespace: 'Microsoft.EventHub',
  types: [
    namespaces,
    authorizationRulesOf(NAMESPACES),
    ruleSets,
    hubs,
    authorizationRulesOf(hubs.type),
    consumerGroups,
    pairings,
  ],
  operations: [
    {
      method: 'POST',
      path: /\/providers\/Microsoft\.EventHub\/(namespaces\/[^/]+\/disasterRecoveryConfigs\/)?checkNameAvailability$/i,
      answer: ({ azure, body }) => {
        const name = String(body['name']).toLowerCase();
        // An alias of a pairing is a host, as the name of a namespace is.
        const isTaken = [NAMESPACES, PAIRS].some((type) => azure.store.named(type, name) !== undefined);
        return isTaken
          ? { nameAvailable: false, reason: 'NameInUse', message: `The name '${name}' is in use.` }
          : { nameAvailable: true, reason: 'None' };
      },
    },
  ],
};
