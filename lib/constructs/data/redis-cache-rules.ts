import { checkedRegion } from '../placement';
import { type RedisCacheSku, RedisCacheTier } from '../../values/redis-cache-sku';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { checkIpRanges } from '../network/ip-ranges';
import { type RedisCache, type RedisCacheProps } from './redis-cache';

const FREQUENCIES = [15, 30, 60, 360, 720, 1440];

/**
 * Notes and throws what cannot be a cache.
 *
 * Sources: azurerm internal/services/redis/redis_cache_resource.go and validate/ (sign-in, persistence, replicas), which leaves it to
 * Azure that shards, replicas and zones are for Premium.
 */
export function checkRedisCache(cache: RedisCache, props: RedisCacheProps): void {
  const { sku, shardCount, replicas, persistence, allowedIpRanges = [] } = props;
  const checks = new Checks(cache)
    .wholeNumber('shardCount', shardCount, 1, 10)
    .wholeNumber('replicas', replicas, 1, 3)
    .that('replicas', replicas, shardCount === undefined, 'none with shards')
    .that(
      'persistence.everyMinutes',
      persistence?.everyMinutes,
      FREQUENCIES.includes(persistence?.everyMinutes ?? 60),
      FREQUENCIES.join(', '),
    )
    .that(
      'allowedIpRanges',
      allowedIpRanges,
      props.publicNetworkAccess === true || allowedIpRanges.length === 0,
      'none without publicNetworkAccess',
    )
    .together(
      props.entraAuthentication !== false || props.accessKeysAuthentication === true,
      'entraAuthentication: nobody could sign in without it',
      'Leave it on, or set accessKeysAuthentication.',
    );
  props.patchWindows?.forEach(({ startHour }, index) =>
    checks.wholeNumber(`patchWindows[${index}].startHour`, startHour, 0, 23),
  );
  checkIpRanges(checks, 'allowedIpRanges', allowedIpRanges, 32);
  checkTier(checks, cache, props);
  checks
    .that(
      'sku',
      sku.name,
      AzureContext.of(cache).today <= sku.retirementDate || props.allowRetired === true,
      `none: Azure turned Azure Cache for Redis off on ${sku.retirementDate}`,
      `${moveTo(sku)}, or set allowRetired.`,
    )
    .done();
}

/** Warns of the cache's retirement, with its replacement. */
export function warnOfRetirement(cache: RedisCache, sku: RedisCacheSku): void {
  const context = AzureContext.of(cache);
  const retires = context.today <= sku.retirementDate ? 'turns' : 'turned';
  context.warn(cache, `Azure ${retires} ${sku.name} off on ${sku.retirementDate}. ${moveTo(sku)}.`);
}

function checkTier(checks: Checks, cache: RedisCache, props: RedisCacheProps): void {
  const { sku, location } = props;
  const premium = sku.tier === RedisCacheTier.PREMIUM;
  const region = checkedRegion(cache, checks, location);
  for (const property of ['shardCount', 'replicas'] as const) {
    checks.that(property, props[property], premium, `none with ${sku.name}: it is for Premium`);
  }
  checks
    .together(
      premium || props.persistence === undefined,
      `persistence: ${sku.name} has none, it is for Premium`,
      'Leave it out, or use Premium_P1.',
    )
    .that('zoneRedundant', props.zoneRedundant, premium || props.zoneRedundant !== true, `false with ${sku.name}`)
    .that(
      'zoneRedundant',
      props.zoneRedundant,
      props.zoneRedundant !== true || region?.hasAvailabilityZones !== false,
      `false in ${region?.name}, which has no zones`,
    );
}

function moveTo(sku: RedisCacheSku): string {
  const { name, sizeGb } = sku.managedEquivalent;
  return `Move to ManagedRedis with the SKU ${name} (${sizeGb} GB for its ${sku.sizeGb})`;
}
