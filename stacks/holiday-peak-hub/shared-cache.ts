import { Construct } from 'constructs';
import { AzureContext } from '../../lib/constructs/azure-context';
import { ManagedRedis } from '../../lib/constructs/data/managed-redis';
import { RedisCache } from '../../lib/constructs/data/redis-cache';
import { type IRedis, RedisClusteringPolicy } from '../../lib/constructs/data/redis-database';
import { type IGrantee } from '../../lib/constructs/identity/grantee';
import { type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { AGENTS } from './agents';
import { type CacheSku } from './cache-sku';

export interface SharedCacheProps {
  readonly sku: CacheSku;
  /** Whether Managed Redis has a replica; the Premium tier always has one. */
  readonly highAvailability: boolean;
  readonly privateEndpoints: PrivateEndpointsOptions;
}

/**
 * The cache that all services share: Managed Redis, or the Premium tier of Azure Cache for Redis.
 *
 * The reference design gives every service a database of its own, 0 to 21. Managed Redis has one, Premium has 16: so every
 * service also keeps its keys under its name, and those whose number the cache does not have share database 0.
 */
export class SharedCache extends Construct {
  public readonly redis: IRedis;
  private readonly numbered?: RedisCache;

  constructor(scope: Construct, id: string, props: SharedCacheProps) {
    super(scope, id);
    const { sku, highAvailability, privateEndpoints } = props;
    if (sku.premium !== undefined) {
      this.numbered = new RedisCache(this, 'RedisCache', { sku: sku.premium, privateEndpoints });
      this.warnOfSharing(this.numbered.databaseCount);
    }
    this.redis =
      this.numbered ??
      new ManagedRedis(this, 'ManagedRedis', {
        sku: sku.managedEquivalent,
        highAvailability,
        // As with the Premium tier, clients need not support shards.
        clusteringPolicy: RedisClusteringPolicy.ENTERPRISE_CLUSTER,
        privateEndpoints,
      });
  }

  /**
   * Grants a service access, and returns the connection to its part.
   *
   * @param name of the service, the prefix of its keys
   * @param database the number that the reference design gives it
   */
  public connect(grantee: IGrantee, name: string, database: number): Record<string, string> {
    const { numbered } = this;
    const index = numbered !== undefined && database < numbered.databaseCount ? database : 0;
    const { environment } = (numbered?.database(index) ?? this.redis).connectionFor(grantee);
    return { REDIS_DATABASE: String(index), ...environment, REDIS_KEY_PREFIX: `${name}:` };
  }

  private warnOfSharing(databases: number): void {
    const without = AGENTS.filter(({ redisDatabase }) => redisDatabase >= databases).map(({ name }) => name);
    AzureContext.of(this).warn(
      this,
      `has ${databases} databases: ${without.join(', ')} share database 0 with the CRUD service, by the prefix of their keys`,
    );
  }
}
