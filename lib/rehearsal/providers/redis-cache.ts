import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { keyOf } from '../arm/arm-request';
import { objectAt, stringAt, valueAt } from '../arm/json';
import { type ResourceType } from '../arm/resource-type';

const CACHES = 'Microsoft.Cache/Redis';

/** Features of the tier Premium: https://learn.microsoft.com/azure/azure-cache-for-redis/cache-overview#feature-comparison */
const PREMIUM = ['shardCount', 'subnetId', 'replicasPerMaster', 'replicasPerPrimary'];

/** Azure Cache for Redis: https://learn.microsoft.com/rest/api/redis/ */
const caches: ResourceType = {
  type: CACHES,
  name: { pattern: /^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,62}$/, unique: 'global' },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (_request, body) => {
    const sku = {
      name: stringAt(body.properties, 'sku', 'name'),
      family: stringAt(body.properties, 'sku', 'family'),
      capacity: valueAt(body.properties, 'sku', 'capacity'),
    };
    requireOneOf({ name: `The SKU of ${body.id}`, value: sku.name }, ['Basic', 'Standard', 'Premium']);
    const isPremium = sku.name === 'Premium';
    requireOneOf({ name: `The family of ${body.id}`, value: sku.family }, [isPremium ? 'P' : 'C']);
    requireWholeNumber(
      { name: `The capacity of ${body.id}`, value: sku.capacity },
      isPremium ? 1 : 0,
      isPremium ? 5 : 6,
    );
    const needing = PREMIUM.find((name) => body.properties[name] !== undefined && body.properties[name] !== null);
    requireThat(
      isPremium || needing === undefined,
      `The cache ${body.id} of SKU ${String(sku.name)} does not support ${needing ?? ''}.`,
    );
    const configuration = {
      maxclients: '1000',
      'maxmemory-reserved': '50',
      'maxmemory-delta': '50',
      'maxfragmentationmemory-reserved': '50',
      ...objectAt(body.properties, 'redisConfiguration'),
    };
    const own = {
      hostName: `${body.name}.redis.cache.windows.net`,
      port: 6379,
      sslPort: 6380,
      provisioningState: 'Succeeded',
      linkedServers: [],
      instances: [],
    };
    const defaults = {
      enableNonSslPort: false,
      publicNetworkAccess: 'Enabled',
      minimumTlsVersion: '1.2',
      disableAccessKeyAuthentication: false,
      redisVersion: '6.0',
      updateChannel: 'Stable',
    };
    return {
      ...body,
      properties: {
        ...defaults,
        ...body.properties,
        redisConfiguration: configuration,
        redisVersion: '6.0.14',
        ...own,
      },
    };
  },
  actions: { listkeys: (_request, { id }) => ({ primaryKey: keyOf(id, '1'), secondaryKey: keyOf(id, '2') }) },
};

const accessPolicyAssignments: ResourceType = {
  type: `${CACHES}/accessPolicyAssignments`,
  longRunning: ['PUT', 'DELETE'],
  exclusive: { within: 'parent', code: 'Conflict' },
  put: ({ azure, id }, body) => {
    const isEntra = valueAt(azure.store.get(id.parent ?? '')?.properties, 'redisConfiguration', 'aad-enabled');
    requireThat(
      String(isEntra).toLowerCase() === 'true',
      `Microsoft Entra authentication is not enabled on ${id.parent ?? ''}.`,
    );
    return { ...body, properties: { ...body.properties, provisioningState: 'Succeeded' } };
  },
};

const firewallRules: ResourceType = {
  type: `${CACHES}/firewallRules`,
  name: { pattern: /^\w{1,256}$/ },
  put: (_request, body) => body,
};

const patchSchedules: ResourceType = { type: `${CACHES}/patchSchedules`, put: (_request, body) => body };

/** Types of Azure Cache for Redis. */
export const redisCaches: readonly ResourceType[] = [caches, accessPolicyAssignments, firewallRules, patchSchedules];
