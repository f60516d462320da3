import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const COMMON = {
  metricNamespace: 'Microsoft.Cache/redisEnterprise',
  aggregation: MetricAggregation.AVERAGE,
  operator: MetricOperator.GREATER_THAN,
  // The metrics have a value every five minutes.
  frequency: 'PT5M',
  window: 'PT5M',
};

/**
 * Alerts of both Redis services, which share their metrics.
 *
 * Source of the thresholds: Azure Monitor Baseline Alerts, services/Cache/Redis, which has none for redisEnterprise. The processor
 * is watched instead of the server load, which can read above 100 % (azure-docs articles/redis/monitor-cache-reference.md).
 */
export const REDIS_ALERTS: BaselineAlerts = {
  UsedMemory: {
    ...COMMON,
    metricName: 'usedmemorypercentage',
    threshold: 90,
    severity: 2,
    description: 'More than 90 % of the memory of Redis is used: soon keys are evicted, or writes fail.',
  },
  Processor: {
    ...COMMON,
    metricName: 'percentProcessorTime',
    threshold: 80,
    severity: 3,
    description: 'The processors of Redis are busy more than 80 % of the time.',
  },
  CacheLatency: {
    ...COMMON,
    metricName: 'cacheLatency',
    threshold: 10_000,
    severity: 3,
    description: 'Redis takes more than 10,000 microseconds to answer.',
  },
};

/** The alert of a member of a geo-replication group; patching may part it from the others for up to an hour. */
export const REDIS_GEO_REPLICATION_ALERTS: BaselineAlerts = {
  GeoReplication: {
    ...COMMON,
    metricName: 'geoReplicationHealthy',
    aggregation: MetricAggregation.MAXIMUM,
    operator: MetricOperator.LESS_THAN,
    threshold: 1,
    window: 'PT1H',
    severity: 1,
    description: 'Redis has been cut off from its geo-replication group for an hour.',
  },
};
