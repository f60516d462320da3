import { type TerraformResource } from 'cdktf';
import { RedisModule } from '../../values/redis-module';
import { type RedisSku } from '../../values/redis-sku';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type PlatformServiceProps } from '../platform-service';

/** Clustering policy: distribution of the data over shards, and the protocol of clients. */
export enum RedisClusteringPolicy {
  /** Clients use the Redis Cluster protocol with each shard, on ports 8500 to 8599 beside 10000. The fastest. */
  OSS_CLUSTER = 'OSSCluster',
  /** One endpoint that hides the shards, for clients without the Cluster protocol and for RediSearch. */
  ENTERPRISE_CLUSTER = 'EnterpriseCluster',
  /** One shard: up to 25 GB of Managed Redis. */
  NO_CLUSTER = 'NoCluster',
}

/** Eviction policy when the memory is full. */
export enum RedisEvictionPolicy {
  ALL_KEYS_LFU = 'AllKeysLFU',
  ALL_KEYS_LRU = 'AllKeysLRU',
  ALL_KEYS_RANDOM = 'AllKeysRandom',
  /** The least recently used of the keys that expire. */
  VOLATILE_LRU = 'VolatileLRU',
  VOLATILE_LFU = 'VolatileLFU',
  VOLATILE_TTL = 'VolatileTTL',
  VOLATILE_RANDOM = 'VolatileRandom',
  /** Nothing: writes fail. */
  NO_EVICTION = 'NoEviction',
}

/** The one port of every Redis Enterprise database. Source: lib/facts/redis.json. */
export const REDIS_PORT = 10000;

/** A Redis, of either service, defined in this app or imported. */
export interface IRedis extends IConnectable {
  readonly redisId: string;
  readonly redisName: string;
  /** Host name for clients, over TLS. */
  readonly hostName: string;
  readonly port: number;
  /**
   * Grants a managed identity, service principal or user read and write access to all data.
   *
   * @throws ValidationError where the service does not support Entra ID (Redis Enterprise), or not the type of principal
   */
  grantAccess(grantee: IGrantee): TerraformResource;
}

/** Properties common to the databases of both services. */
export interface RedisDatabaseProps extends PlatformServiceProps {
  /** Chosen when the database is made: another choice deletes the data. @default none */
  readonly modules?: readonly RedisModule[];
  /** Chosen when the database is made: another choice deletes the data. @default OSSCluster, EnterpriseCluster with RediSearch */
  readonly clusteringPolicy?: RedisClusteringPolicy;
  /** @default VolatileLRU, NoEviction with RediSearch */
  readonly evictionPolicy?: RedisEvictionPolicy;
}

/** The policies of a database as they will be. */
export interface RedisPolicies {
  readonly clusteringPolicy: RedisClusteringPolicy;
  readonly evictionPolicy: RedisEvictionPolicy;
}

/** The given policies, else the provider's defaults, else those that RediSearch requires. */
export function redisPolicies(props: RedisDatabaseProps): RedisPolicies {
  const search = hasModule(props, RedisModule.REDISEARCH);
  return {
    clusteringPolicy:
      props.clusteringPolicy ?? (search ? RedisClusteringPolicy.ENTERPRISE_CLUSTER : RedisClusteringPolicy.OSS_CLUSTER),
    evictionPolicy:
      props.evictionPolicy ?? (search ? RedisEvictionPolicy.NO_EVICTION : RedisEvictionPolicy.VOLATILE_LRU),
  };
}

/**
 * Notes what cannot be a database of a SKU.
 *
 * Source: azurerm internal/services/managedredis/managed_redis_resource.go (CustomizeDiff); azure-docs articles/redis/overview.md
 * and architecture.md for what azurerm lets through: RediSearch on flash, NoCluster of more than 25 GB.
 */
export function checkDatabase(checks: Checks, sku: RedisSku, props: RedisDatabaseProps): Checks {
  const { modules = [], clusteringPolicy, evictionPolicy } = props;
  const search = hasModule(props, RedisModule.REDISEARCH);
  return checks
    .that('modules', modules, new Set(modules).size === modules.length, 'each module once')
    .that('modules', modules, modules.length === 0 || sku.supportsModules, `none with ${sku.name}`)
    .that(
      'modules',
      modules,
      !search || !sku.supportsModules || sku.supportsRediSearch,
      `modules other than RediSearch with ${sku.name}`,
      'RediSearch needs a SKU that keeps its data in memory.',
    )
    .that(
      'clusteringPolicy',
      clusteringPolicy,
      !search || clusteringPolicy === RedisClusteringPolicy.ENTERPRISE_CLUSTER,
      'EnterpriseCluster with the module RediSearch',
      'Leave clusteringPolicy out.',
    )
    .that(
      'clusteringPolicy',
      clusteringPolicy,
      clusteringPolicy !== RedisClusteringPolicy.NO_CLUSTER || sku.supportsNoCluster,
      `OSSCluster, EnterpriseCluster with ${sku.name}`,
      'NoCluster is for Managed Redis of up to 25 GB in memory.',
    )
    .that(
      'evictionPolicy',
      evictionPolicy,
      !search || evictionPolicy === RedisEvictionPolicy.NO_EVICTION,
      'NoEviction with the module RediSearch',
      'Leave evictionPolicy out.',
    );
}

/**
 * Connection to a Redis: with the given access key, as a secret, or else with an Entra identity.
 *
 * @throws ValidationError when the app asks to read only, which neither service can enforce
 */
export function redisConnection(
  redis: IRedis,
  clusteringPolicy: string,
  options: ConnectOptions,
  accessKey?: string,
): Connection {
  new Checks(redis)
    .that(
      'readOnly',
      options.readOnly,
      options.readOnly !== true,
      'false',
      'Redis gives every client all rights to the data; leave readOnly out.',
    )
    .done();
  const prefix = options.prefix ?? 'REDIS';
  return {
    environment: {
      [`${prefix}_HOST`]: redis.hostName,
      [`${prefix}_PORT`]: String(redis.port),
      [`${prefix}_TLS`]: 'true',
      [`${prefix}_CLUSTER_POLICY`]: clusteringPolicy,
      [`${prefix}_AUTH`]: accessKey === undefined ? 'entra' : 'key',
    },
    secrets: accessKey === undefined ? undefined : { [`${prefix}_KEY`]: accessKey },
    ports: [redis.port],
  };
}

/** Modules to be found once it is deployed; undefined where none were asked for. */
export function modulesOf({ modules = [] }: RedisDatabaseProps): { readonly modules: readonly string[] } | undefined {
  return modules.length === 0 ? undefined : { modules };
}

function hasModule(props: RedisDatabaseProps, module: RedisModule): boolean {
  return props.modules?.includes(module) === true;
}
