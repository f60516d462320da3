import {
  type BaselineAlerts,
  MetricAggregation,
  MetricOperator,
  type MetricThreshold,
} from '../observability/metric-alert';

const COMMON: Pick<MetricThreshold, 'metricNamespace' | 'aggregation' | 'severity'> = {
  metricNamespace: 'Microsoft.Cdn/profiles',
  aggregation: MetricAggregation.AVERAGE,
  severity: 2,
};

/**
 * Source: Azure Monitor Baseline Alerts, services/Cdn/profiles. Left out are
 *
 * - `TotalLatency`, whose 100 ms include the way to the client;
 * - `RequestCount`, which fires on 1,000 requests in five minutes;
 * - `ByteHitRatio`, which is 0 for routes without a cache.
 */
export const FRONT_DOOR_ALERTS: BaselineAlerts = {
  OriginHealth: {
    ...COMMON,
    metricName: 'OriginHealthPercentage',
    operator: MetricOperator.LESS_THAN_OR_EQUAL,
    threshold: 90,
    dimensions: [{ name: 'OriginGroup', values: ['*'] }],
    description: 'One in ten health probes of an origin group of Front Door fails, or more.',
  },
  Percentage5XX: {
    ...COMMON,
    metricName: 'Percentage5XX',
    operator: MetricOperator.GREATER_THAN,
    threshold: 10,
    description: 'Front Door answers more than 10 % of the requests with a server error.',
  },
};
