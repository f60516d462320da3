import {
  RedisCache as RedisCacheResource,
  type RedisCacheConfig,
  type RedisCachePatchSchedule,
  type RedisCacheRedisConfiguration,
} from '@cdktf/provider-azurerm/lib/redis-cache';
import { RedisFirewallRule } from '@cdktf/provider-azurerm/lib/redis-firewall-rule';
import { type Construct } from 'constructs';
import { type RedisCacheSku, RedisCacheTier } from '../../values/redis-cache-sku';
import { Region } from '../../values/region';
import { AzureContext } from '../azure-context';
import { waitForGrants } from '../identity/grantee';
import { place, type Placement } from '../placement';
import { endsOfRanges } from '../network/ip-ranges';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { addCheck } from '../stage-check';
import { REDIS_CACHE_ALERTS } from './redis-cache-alerts';
import { ImportedRedisCache, type IRedisCache, RedisCacheBase } from './redis-cache-base';
import {
  RedisCacheEvictionPolicy,
  RedisCachePatchDay,
  type RedisCachePatchWindow,
  type RedisCachePersistence,
} from './redis-cache-options';
import { checkRedisCache, warnOfRetirement } from './redis-cache-rules';

export interface RedisCacheProps extends PlatformServiceProps {
  /** Such as `RedisCacheSku.parse('Premium_P1')`. A lower tier later replaces the cache and loses the data. */
  readonly sku: RedisCacheSku;
  /** Parts of a cluster in Premium, 1 to 10; with more than one there is one database. @default none: no cluster */
  readonly shardCount?: number;
  /** Replicas of the primary in Premium, 1 to 3; not with shards. @default 1 */
  readonly replicas?: number;
  /**
   * Whether nodes of Premium spread over zones. Another choice replaces the cache.
   *
   * @default true where the profile is zone redundant and the region has zones
   */
  readonly zoneRedundant?: boolean;
  /** @default VOLATILE_LRU */
  readonly evictionPolicy?: RedisCacheEvictionPolicy;
  /** Events that clients can subscribe to, such as `KEA`. @default none */
  readonly notifyKeyspaceEvents?: string;
  /** Snapshots of Premium. @default none */
  readonly persistence?: RedisCachePersistence;
  /** Patch schedule. @default Sunday from 3 UTC in Premium, otherwise when Azure likes */
  readonly patchWindows?: readonly RedisCachePatchWindow[];
  /** Whether principals of Entra ID may sign in. @default true */
  readonly entraAuthentication?: boolean;
  /** Whether clients may use access keys; connections then carry the key as a secret. @default false: Entra ID only */
  readonly accessKeysAuthentication?: boolean;
  /** Whether port 6379 takes clients without encryption. @default false */
  readonly nonSslPort?: boolean;
  /** Whether it answers on the Internet; without ranges, to everybody who can sign in. @default false */
  readonly publicNetworkAccess?: boolean;
  /** Address ranges that reach its public address. @default everywhere */
  readonly allowedIpRanges?: readonly string[];
  /** Whether it may be made although Azure has retired it. @default false */
  readonly allowRetired?: boolean;
}

/** Number of databases of a cache without shards; azurerm cannot set another number (hashicorp/terraform-provider-azurerm#26394). */
const DATABASES = 16;

/**
 * An Azure Cache for Redis of the tiers Basic, Standard and Premium.
 *
 * Azure turns it off on 2028-09-30, and makes none for tenants that had none by April 2026: take {@link ManagedRedis} for anything new.
 * Private by default: Entra ID instead of keys, no public address, TLS 1.2 only.
 */
export class RedisCache extends RedisCacheBase {
  /** Imports an existing cache. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IRedisCache {
    return new ImportedRedisCache(scope, id, name, resourceGroupName);
  }

  public readonly redisId: string;
  public readonly redisName: string;
  public readonly hostName: string;
  public readonly sku: RedisCacheSku;
  public override readonly databaseCount: number;
  protected override readonly accessKey?: string;

  constructor(scope: Construct, id: string, props: RedisCacheProps) {
    super(scope, id);
    checkRedisCache(this, props);
    warnOfRetirement(this, props.sku);
    const { sku, persistence } = props;
    const storageGrant = persistence?.storageAccount.grantReadWrite(persistence.identity);
    const placement = place(this, 'azurerm_redis_cache', props);
    const resource = new RedisCacheResource(this, 'Resource', {
      ...placement,
      skuName: sku.tier,
      family: sku.family,
      capacity: sku.capacity,
      ...security(props),
      ...nodes(this, props, placement),
      redisConfiguration: configuration(props),
      patchSchedule: patchSchedule(props),
      ...(persistence && writesAs(persistence)),
    });
    waitForGrants(resource, storageGrant === undefined ? [] : [storageGrant.dependable]);
    this.redisId = resource.id;
    this.redisName = resource.name;
    this.hostName = resource.hostname;
    this.sku = sku;
    this.databaseCount = props.shardCount === undefined ? DATABASES : 1;
    this.accessKey = props.accessKeysAuthentication === true ? resource.primaryAccessKey : undefined;
    addFirewallRules(this, resource, props);
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_redis_cache',
      subresources: ['redisCache'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'cache', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: REDIS_CACHE_ALERTS,
    });
    addCheck(this, 'redis', resource, () => (props.entraAuthentication === false ? undefined : {}));
  }
}

/** Only Premium has always had a schedule; the other tiers get one where it is given. */
function patchSchedule({ sku, patchWindows }: RedisCacheProps): RedisCachePatchSchedule[] | undefined {
  const usual = sku.tier === RedisCacheTier.PREMIUM ? [{ day: RedisCachePatchDay.SUNDAY, startHour: 3 }] : undefined;
  return (patchWindows ?? usual)?.map(({ day, startHour }) => ({ dayOfWeek: day, startHourUtc: startHour }));
}

function security(props: RedisCacheProps): Partial<RedisCacheConfig> {
  return {
    accessKeysAuthenticationEnabled: props.accessKeysAuthentication ?? false,
    minimumTlsVersion: '1.2',
    nonSslPortEnabled: props.nonSslPort ?? false,
    publicNetworkAccessEnabled: props.publicNetworkAccess ?? false,
  };
}

/** A cache has as many zones as nodes: the primary and its replicas. */
function nodes(cache: Construct, props: RedisCacheProps, placement: Placement): Partial<RedisCacheConfig> {
  const { sku, replicas, shardCount } = props;
  const premium = sku.tier === RedisCacheTier.PREMIUM;
  const zones =
    props.zoneRedundant ??
    (premium && AzureContext.of(cache).profile.zoneRedundant && Region.of(placement.location).hasAvailabilityZones);
  return {
    shardCount,
    replicasPerPrimary: replicas,
    zones: zones ? ['1', '2', '3'].slice(0, (replicas ?? 1) + 1) : undefined,
  };
}

function configuration(props: RedisCacheProps): RedisCacheRedisConfiguration {
  const { persistence } = props;
  return {
    activeDirectoryAuthenticationEnabled: props.entraAuthentication ?? true,
    maxmemoryPolicy: props.evictionPolicy ?? RedisCacheEvictionPolicy.VOLATILE_LRU,
    notifyKeyspaceEvents: props.notifyKeyspaceEvents,
    ...(persistence && {
      rdbBackupEnabled: true,
      rdbBackupFrequency: persistence.everyMinutes ?? 60,
      rdbBackupMaxSnapshotCount: 1,
      dataPersistenceAuthenticationMethod: 'ManagedIdentity',
      // Without a key: the cache signs in as its identity.
      rdbStorageConnectionString: `DefaultEndpointsProtocol=https;BlobEndpoint=${persistence.storageAccount.blobEndpoint};AccountName=${persistence.storageAccount.storageAccountName}`,
    }),
  };
}

/** Azure does not return the connection string as it was given. Source: azurerm website/docs/r/redis_cache.html.markdown. */
function writesAs({ identity }: RedisCachePersistence): Partial<RedisCacheConfig> {
  return {
    identity: { type: 'UserAssigned', identityIds: [identity.identityId] },
    lifecycle: { ignoreChanges: ['redis_configuration[0].rdb_storage_connection_string'] },
  };
}

function addFirewallRules(cache: RedisCache, resource: RedisCacheResource, props: RedisCacheProps): void {
  endsOfRanges(props.allowedIpRanges).forEach(({ key, first, last }) => {
    new RedisFirewallRule(cache, `Firewall-${key.replace('/', '-')}`, {
      // Letters, digits and underscores: azurerm internal/services/redis/validate/firewall_rule_name.go.
      name: `allow_${key.replace(/[./]/g, '_')}`,
      redisCacheName: resource.name,
      resourceGroupName: resource.resourceGroupName,
      startIp: first,
      endIp: last,
    });
  });
}
