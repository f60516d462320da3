import { keyOf } from '../arm/arm-request';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { type JsonObject, objectAt, objectsAt, stringAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Replicas and partitions of each SKU: https://learn.microsoft.com/azure/search/search-limits-quotas-capacity */
const CAPACITY: Readonly<Record<string, { readonly replicas: number; readonly partitions: readonly number[] }>> = {
  free: { replicas: 1, partitions: [1] },
  basic: { replicas: 3, partitions: [1, 2, 3] },
  standard: { replicas: 12, partitions: [1, 2, 3, 4, 6, 12] },
  standard2: { replicas: 12, partitions: [1, 2, 3, 4, 6, 12] },
  standard3: { replicas: 12, partitions: [1, 2, 3, 4, 6, 12] },
  storage_optimized_l1: { replicas: 12, partitions: [1, 2, 3, 4, 6, 12] },
  storage_optimized_l2: { replicas: 12, partitions: [1, 2, 3, 4, 6, 12] },
};

/** Search units of a service at most: replicas times partitions. */
const MOST_UNITS = 36;

const services: ResourceType = {
  type: 'Microsoft.Search/searchServices',
  name: {
    pattern: /^[a-z0-9](?!-)(?!.*--)[a-z0-9-]{0,58}[a-z0-9]$/,
    unique: 'global',
    takenCode: 'ServiceNameUnavailable',
  },
  longRunning: ['PUT'],
  put: (_request, body, existing) => {
    const given = body.properties;
    const properties = withDefaults(given, {
      replicaCount: 1,
      partitionCount: 1,
      hostingMode: 'Default',
      publicNetworkAccess: 'Enabled',
      disableLocalAuth: false,
      semanticSearch: 'disabled',
      networkRuleSet: { bypass: 'None', ipRules: [] },
      encryptionWithCmk: { enforcement: 'Unspecified' },
    });
    if (properties['disableLocalAuth'] !== true) {
      properties['authOptions'] ??= { apiKeyOnly: {} };
    }
    check(body, properties, existing);
    const compliance = { encryptionComplianceStatus: 'Compliant' };
    return {
      ...body,
      properties: {
        ...properties,
        encryptionWithCmk: { ...objectAt(properties, 'encryptionWithCmk'), ...compliance },
        endpoint: `https://${body.name}.search.windows.net`,
        privateEndpointConnections: [],
        sharedPrivateLinkResources: [],
        provisioningState: 'succeeded',
        status: 'running',
        statusDetails: '',
      },
    };
  },
  actions: {
    listadminkeys: ({ id }) => ({ primaryKey: keyOf(id.key, '1'), secondaryKey: keyOf(id.key, '2') }),
    listquerykeys: ({ id }) => ({ value: [{ name: null, key: keyOf(id.key, 'query') }] }),
  },
};

/** Rules of a service: https://learn.microsoft.com/rest/api/searchmanagement/services/create-or-update */
function check({ sku, identity }: Resource, properties: JsonObject, existing?: Resource): void {
  const name = stringAt(sku, 'name') ?? '';
  requireOneOf({ name: 'sku.name', value: name }, Object.keys(CAPACITY));
  const { replicas, partitions } = CAPACITY[name.toLowerCase()] ?? { replicas: 0, partitions: [] };
  const [replicaCount, partitionCount] = [Number(properties['replicaCount']), Number(properties['partitionCount'])];
  const isDense = stringAt(properties, 'hostingMode')?.toLowerCase() === 'highdensity';
  requireThat(
    Number.isInteger(replicaCount) && replicaCount >= 1 && replicaCount <= replicas,
    `replicaCount is ${replicaCount}, the SKU ${name} has 1 to ${replicas}.`,
  );
  const allowed = isDense ? [1, 2, 3] : partitions;
  requireThat(
    allowed.includes(partitionCount),
    `partitionCount is ${partitionCount}, the SKU ${name} has ${allowed.join(', ')}.`,
  );
  requireThat(
    replicaCount * partitionCount <= MOST_UNITS,
    `${replicaCount} replicas of ${partitionCount} partitions are more than ${MOST_UNITS} search units.`,
  );
  requireThat(!isDense || name === 'standard3', 'hostingMode HighDensity goes with the SKU standard3 alone.');
  checkFree(name, properties, identity !== undefined);
  requireOneOf({ name: 'semanticSearch', value: properties['semanticSearch'] }, ['disabled', 'free', 'standard']);
  const { disableLocalAuth, authOptions } = properties;
  requireThat(
    disableLocalAuth !== true || authOptions === undefined || authOptions === null,
    'authOptions cannot be set while disableLocalAuth is true.',
  );
  const before = stringAt(existing, 'sku', 'name');
  requireThat(
    before === undefined || (before === 'free') === (name === 'free'),
    `The SKU cannot be changed from ${before ?? ''} to ${name}.`,
  );
}

/** Refuses what the SKU free does not have: https://learn.microsoft.com/azure/search/search-sku-tier#feature-availability-by-tier */
function checkFree(sku: string, properties: JsonObject, hasIdentity: boolean): void {
  if (sku !== 'free') {
    return;
  }
  requireThat(!hasIdentity, 'The SKU free has no managed identity.');
  requireThat(properties['semanticSearch'] === 'disabled', 'The SKU free has no semantic ranker.');
  requireThat(
    stringAt(properties, 'publicNetworkAccess')?.toLowerCase() === 'enabled' &&
      objectsAt(properties, 'networkRuleSet', 'ipRules').length === 0,
    'The SKU free has no firewall, and cannot be closed to the Internet.',
  );
}

/** Azure AI Search: https://learn.microsoft.com/rest/api/searchmanagement/ */
export const search: ResourceProvider = { namespace: 'Microsoft.Search', types: [services] };
