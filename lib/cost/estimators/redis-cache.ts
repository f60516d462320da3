import { type Estimator, unknown } from '../estimator';
import { times } from '../range';
import { number, text } from '../../synthesized/values';

/** Azure Cache for Redis: Basic has one node, Standard two, Premium two for each shard and one for each further replica. */
export const redisCache: Estimator = {
  types: ['azurerm_redis_cache'],
  usage: {},
  estimate({ values }, _, { hours }) {
    const [sku, family, capacity] = [text(values, 'sku_name'), text(values, 'family'), number(values, 'capacity')];
    if (sku === undefined || family === undefined || capacity === undefined) {
      return unknown('sku_name, family or capacity');
    }
    const replicas = number(values, 'replicas_per_primary') ?? number(values, 'replicas_per_master') ?? 1;
    // Not clustered is one shard.
    const shards = Math.max(1, number(values, 'shard_count') ?? 1);
    const nodes = sku === 'Basic' ? 1 : sku === 'Premium' ? shards * (replicas + 1) : 2;
    const size = `${sku}_${family}${capacity}`;
    return { components: [{ name: `Cache ${size}`, quantity: times(hours, nodes), price: `redisCache.${size}` }] };
  },
};

/** Azure Cache for Redis Enterprise: the price is of the cluster of two nodes that the size starts with. */
export const redisEnterprise: Estimator = {
  types: ['azurerm_redis_enterprise_cluster'],
  usage: {},
  estimate({ values }, _, { hours }) {
    const [, size, capacity] = /^Enterprise(?:Flash)?_([EF]\d+)-(\d+)$/.exec(text(values, 'sku_name') ?? '') ?? [];
    if (size === undefined) {
      return unknown('sku_name');
    }
    const quantity = times(hours, Number(capacity) / (size.startsWith('F') ? 3 : 2));
    return { components: [{ name: `Cluster ${size}`, quantity, price: `redisEnterprise.${size}` }] };
  },
};
