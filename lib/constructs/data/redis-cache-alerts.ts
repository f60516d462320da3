import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const COMMON = {
  metricNamespace: 'Microsoft.Cache/Redis',
  aggregation: MetricAggregation.AVERAGE,
  operator: MetricOperator.GREATER_THAN,
};

/**
 * Source: Azure Monitor Baseline Alerts, services/Cache/Redis. Left out are
 *
 * - `connectedclients`, `allconnectedclients`, `cacheRead`, `usedmemory` and `usedmemoryRss`, which depend on the size of the cache;
 * - `percentProcessorTime`, of which `serverLoad` is the part that Redis, on one processor, can use;
 * - `allusedmemorypercentage`, `allserverLoad` and `allpercentprocessortime`, the same as the others for each shard;
 * - `errors`, which counts the failover of every patch.
 */
export const REDIS_CACHE_ALERTS: BaselineAlerts = {
  UsedMemory: {
    ...COMMON,
    metricName: 'usedmemorypercentage',
    threshold: 90,
    severity: 2,
    frequency: 'PT5M',
    window: 'PT15M',
    description: 'More than 90 % of the memory of Redis is used: soon keys are evicted, or writes fail.',
  },
  ServerLoad: {
    ...COMMON,
    metricName: 'serverLoad',
    threshold: 85,
    severity: 3,
    frequency: 'PT5M',
    window: 'PT15M',
    description: 'The Redis server is busy more than 85 % of the time.',
  },
  CacheLatency: {
    ...COMMON,
    metricName: 'cacheLatency',
    threshold: 10_000,
    severity: 3,
    description: 'Redis takes more than 10,000 microseconds to answer.',
  },
};
