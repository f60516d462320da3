import { badRequest } from '../arm/arm-error';
import { type ArmRequest, keyOf } from '../arm/arm-request';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { type JsonObject, objectAt, objectsAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource, type ResourceStore } from '../arm/resource-store';
import { redisCaches } from './redis-cache';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { RedisFamily, RedisKind, RedisSku } from '../../values/redis-sku';
import { RedisModule } from '../../values/redis-module';

const CLUSTERS = 'Microsoft.Cache/redisEnterprise';
const DATABASES = `${CLUSTERS}/databases`;

/** One change of a cluster at a time: https://learn.microsoft.com/azure/redis/scaling */
const BUSY = 'Conflict';

/** Members that a geo-replication group has at most: https://learn.microsoft.com/azure/redis/how-to-active-geo-replication */
const MOST_MEMBERS = 5;

/** Port of every database. */
const PORT = 10_000;

function skuOf(cluster: Resource | undefined): RedisSku {
  const name = stringAt(cluster, 'sku', 'name') ?? '';
  try {
    return RedisSku.parse(name);
  } catch {
    throw badRequest('InvalidSku', `The SKU '${name}' is not one of Azure Managed Redis.`);
  }
}

const clusters: ResourceType = {
  type: CLUSTERS,
  name: nameRuleOf('azurerm_managed_redis'),
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  exclusive: { within: 'resource', code: BUSY },
  put: ({ azure }, body, existing) => {
    const sku = skuOf(body);
    const isManaged = sku.kind === RedisKind.MANAGED;
    requireThat(
      !azure.store
        .ofType(CLUSTERS)
        .some((each) => each.id !== body.id && each.name === body.name && each.location === body.location),
      `The name '${body.name}' is already taken in ${body.location ?? ''}.`,
      'NameNotAvailable',
    );
    requireThat(
      !isManaged || body['zones'] === undefined,
      'Azure Managed Redis chooses the zones itself.',
      'InvalidRequestBody',
    );
    if (existing !== undefined) {
      checkScaling(azure.store, sku, skuOf(existing), existing);
    }
    const properties = withDefaults(body.properties, {
      minimumTlsVersion: '1.2',
      encryption: {},
      privateEndpointConnections: [],
      ...(isManaged && { highAvailability: 'Enabled' }),
    });
    const access = {
      name: 'publicNetworkAccess',
      value: properties['publicNetworkAccess'],
      code: 'InvalidRequestBody',
    };
    // Required since API version 2025-07-01; earlier ones have no such property.
    if (access.value !== undefined) {
      requireOneOf(access, ['Enabled', 'Disabled']);
    }
    const suffix = isManaged ? 'redis.azure.net' : 'redisenterprise.cache.azure.net';
    return {
      ...body,
      kind: isManaged ? 'v2' : 'v1',
      properties: {
        ...properties,
        hostName: `${body.name.toLowerCase()}.${body.location ?? ''}.${suffix}`,
        redisVersion: '7.4',
        redundancyMode: properties['highAvailability'] === 'Disabled' ? 'NR' : 'ZR',
        provisioningState: 'Succeeded',
        resourceState: 'Running',
      },
    };
  },
  actions: {
    listskusforscaling: (_request, cluster) => ({
      skus: RedisSku.all
        .filter(({ kind, family }) => kind === RedisKind.MANAGED && family === skuOf(cluster).family)
        .map(({ name, sizeGb }) => ({ name, sizeInGB: sizeGb })),
    }),
  },
  remove: ({ azure }, cluster) => {
    azure.store.children(DATABASES, cluster.id).forEach((each) => unlink(azure.store, [each.id]));
  },
};

/** Refuses a scaling that is not offered: https://learn.microsoft.com/azure/redis/how-to-scale#limitations-of-scaling-azure-managed-redis */
function checkScaling(store: ResourceStore, to: RedisSku, from: RedisSku, existing: Resource): void {
  const isLinked = store.children(DATABASES, existing.id).some(({ id }) => membersOf(store, id).length > 1);
  requireThat(
    to.name === from.name || !isLinked,
    `The cluster ${existing.name} is in a geo-replication group, whose members have one SKU.`,
    'BadRequest',
  );
  requireThat(
    (to.family === RedisFamily.FLASH_OPTIMIZED) === (from.family === RedisFamily.FLASH_OPTIMIZED),
    `The cluster ${existing.name} cannot be scaled from ${from.name} to ${to.name}.`,
    'BadRequest',
  );
}

const DATABASE_DEFAULTS: JsonObject = {
  clientProtocol: 'Encrypted',
  clusteringPolicy: 'OSSCluster',
  evictionPolicy: 'VolatileLRU',
  accessKeysAuthentication: 'Disabled',
  deferUpgrade: 'NotDeferred',
  modules: [],
  persistence: { aofEnabled: false, rdbEnabled: false },
};

const databases: ResourceType = {
  type: DATABASES,
  name: { pattern: /^default$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE', 'POST'],
  exclusive: { within: 'parent', code: BUSY },
  put: (request, body, existing) => {
    const properties = withDefaults(body.properties, { ...DATABASE_DEFAULTS, port: PORT });
    const cluster = request.azure.store.get(request.id.parent ?? '');
    checkDatabase(properties, skuOf(cluster));
    if (existing !== undefined) {
      checkUnchanged(properties, existing.properties);
    }
    const geo = objectAt(properties, 'geoReplication');
    if (Object.keys(geo).length > 0) {
      const { store } = request.azure;
      const linked = existing === undefined ? linkedMembers(store, body, properties) : membersOf(store, body.id);
      setMembers(store, linked);
      properties['geoReplication'] = {
        groupNickname: geo['groupNickname'],
        linkedDatabases: linked.map((id) => ({ id, state: 'Linked' })),
      };
    }
    const modules = objectsAt(properties, 'modules').map((each) => ({ args: '', version: '1.0.0', ...each }));
    const states = { provisioningState: 'Succeeded', resourceState: 'Running', redisVersion: '7.4' };
    return { ...body, properties: { ...properties, modules, ...states } };
  },
  actions: {
    listkeys: ({ azure }, { id, properties }) => {
      requireThat(
        properties['accessKeysAuthentication'] === 'Enabled' || !azure.store.has(id),
        'Access keys authentication is disabled on the database.',
        'AccessKeysAuthenticationDisabled',
      );
      return { primaryKey: keyOf(id, '1'), secondaryKey: keyOf(id, '2') };
    },
    forcelinktoreplicationgroup: link,
    forceunlink: ({ azure, body }) => {
      const ids = Array.isArray(body['ids']) ? body['ids'].map(String) : [];
      unlink(azure.store, ids);
      return undefined;
    },
    flush: () => undefined,
  },
  remove: ({ azure }, { id }) => unlink(azure.store, [id]),
};

/** Refuses policies and modules that a database cannot have: https://learn.microsoft.com/azure/redis/architecture, https://learn.microsoft.com/azure/redis/redis-modules */
function checkDatabase(properties: JsonObject, sku: RedisSku): void {
  const code = 'BadRequest';
  const modules = objectsAt(properties, 'modules').map(({ name }) => String(name));
  const isSearch = modules.includes(RedisModule.REDISEARCH);
  const known = Object.values<string>(RedisModule);
  const policy = { name: 'clusteringPolicy', value: properties['clusteringPolicy'] };
  requireOneOf(policy, ['EnterpriseCluster', 'OSSCluster', 'NoCluster']);
  modules.forEach((value) => requireOneOf({ name: 'modules.name', value }, known));
  requireThat(!isSearch || sku.supportsRediSearch, `The module RediSearch is not offered in ${sku.name}.`, code);
  requireThat(
    !isSearch || (policy.value !== 'OSSCluster' && properties['evictionPolicy'] === 'NoEviction'),
    `The module RediSearch needs the clustering policy EnterpriseCluster and the eviction policy NoEviction, not ${String(policy.value)} and ${String(properties['evictionPolicy'])}.`,
    code,
  );
  requireThat(
    policy.value !== 'NoCluster' || sku.supportsNoCluster,
    `The clustering policy NoCluster is not offered in ${sku.name}.`,
    code,
  );
  const [aof, rdb] = ['aofEnabled', 'rdbEnabled'].map((key) => valueAt(properties, 'persistence', key) === true);
  requireThat(!(aof === true && rdb === true), 'A database has AOF or RDB persistence, not both.', code);
  if (stringAt(properties, 'geoReplication', 'groupNickname') !== undefined) {
    requireThat(sku.supportsGeoReplication, `Geo-replication is not offered in ${sku.name}.`, code);
    requireThat(aof !== true && rdb !== true, 'A geo-replicated database has no persistence.', code);
    const other = modules.find(
      (each) => each !== String(RedisModule.REDISEARCH) && each !== String(RedisModule.REDISJSON),
    );
    requireThat(other === undefined, `A geo-replicated database cannot have the module ${other ?? ''}.`, code);
  }
}

/** Refuses changes for which a database has to be made anew. */
function checkUnchanged(properties: JsonObject, before: JsonObject): void {
  const names = (from: JsonObject) => objectsAt(from, 'modules').map(({ name }) => name);
  const isSame = JSON.stringify(names(properties)) === JSON.stringify(names(before));
  const changed = isSame ? ['clusteringPolicy'].find((each) => properties[each] !== before[each]) : 'modules';
  requireThat(changed === undefined, `${changed ?? ''} of a database cannot be changed.`);
  const [group, groupBefore] = [properties, before].map((from) => stringAt(from, 'geoReplication', 'groupNickname'));
  requireThat(group === groupBefore, 'The geo-replication group of a database cannot be changed.');
}

/** Databases of the group of a database, itself included. */
function membersOf(store: ResourceStore, id: string): readonly string[] {
  return objectsAt(store.get(id)?.properties, 'geoReplication', 'linkedDatabases').map((each) => String(each['id']));
}

/** Links a database to the group of others. */
function link({ azure: { store }, body }: ArmRequest, database: Resource): undefined {
  setMembers(store, linkedMembers(store, database, body));
  return undefined;
}

/** Members of a group with a database and those that it is to be linked to. */
function linkedMembers(store: ResourceStore, database: Resource, asking: JsonObject): readonly string[] {
  const group = stringAt(database.properties, 'geoReplication', 'groupNickname');
  const asked = objectsAt(asking, 'geoReplication', 'linkedDatabases').map((each) => String(each['id']));
  const members = [...asked.flatMap((id) => [...membersOf(store, id), id]), database.id];
  const unique = [...new Map(members.map((id) => [id.toLowerCase(), id])).values()];
  requireThat(unique.length <= MOST_MEMBERS, `A geo-replication group has at most ${MOST_MEMBERS} members.`);
  const own = skuOf(store.get(parentOf(database.id))).name;
  for (const id of unique) {
    const other = id.toLowerCase() === database.id.toLowerCase() ? database : store.get(id);
    requireThat(other !== undefined, `The database ${id} does not exist.`, 'LinkedDatabaseNotFound');
    const [otherGroup, otherSku] = [
      stringAt(other?.properties, 'geoReplication', 'groupNickname'),
      skuOf(store.get(parentOf(id))).name,
    ];
    requireThat(
      group !== undefined && otherGroup === group,
      `The database ${id} is in the group ${otherGroup ?? 'none'}, not in ${group ?? 'none'}.`,
    );
    requireThat(otherSku === own, `The members of a group have one SKU; ${id} has ${otherSku}, not ${own}.`);
  }
  return unique;
}

function setMembers(store: ResourceStore, members: readonly string[]): void {
  for (const id of members) {
    const database = store.get(id);
    if (database !== undefined) {
      const linkedDatabases = members.map((each) => ({ id: each, state: 'Linked' }));
      const geoReplication = { ...objectAt(database.properties, 'geoReplication'), linkedDatabases };
      store.set({ ...database, properties: { ...database.properties, geoReplication } });
    }
  }
}

/** Takes databases out of their group, which goes on without them. */
function unlink(store: ResourceStore, ids: readonly string[]): void {
  for (const id of ids) {
    const others = membersOf(store, id).filter((each) => each.toLowerCase() !== id.toLowerCase());
    if (others.length > 0) {
      setMembers(store, others);
      setMembers(store, [store.get(id)?.id ?? id]);
    }
  }
}

function parentOf(id: string): string {
  return id.split('/').slice(0, -2).join('/');
}

const accessPolicyAssignments: ResourceType = {
  type: `${DATABASES}/accessPolicyAssignments`,
  name: { pattern: /^[A-Za-z0-9-]{1,60}$/ },
  longRunning: ['PUT', 'DELETE'],
  exclusive: { within: 'parent', code: BUSY },
  put: (_request, body) => {
    requireThat(body.properties['accessPolicyName'] === 'default', 'The only access policy is default.');
    requireThat(
      (stringAt(body.properties, 'user', 'objectId') ?? '') !== '',
      'An access policy assignment needs user.objectId.',
    );
    return { ...body, properties: { ...body.properties, provisioningState: 'Succeeded' } };
  },
};

/** Azure Managed Redis: https://learn.microsoft.com/rest/api/redis/redisenterprisecache/ */
export const cache: ResourceProvider = {
  namespace: 'Microsoft.Cache',
  types: [clusters, databases, accessPolicyAssignments, ...redisCaches],
};
