import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const METRIC_NAMESPACE = 'Microsoft.DocumentDB/databaseAccounts';

/** Source: Azure Monitor Baseline Alerts, services/DocumentDB/databaseAccounts, without those that need a dimension. */
export const COSMOS_ALERTS: BaselineAlerts = {
  Availability: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'ServiceAvailability',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.LESS_THAN,
    threshold: 99.9,
    severity: 2,
    // The metric has a value every hour.
    window: 'PT1H',
    description: 'Fewer than 99.9 % of the requests to Cosmos DB succeeded in the last hour.',
  },
  Throughput: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'NormalizedRUConsumption',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 70,
    severity: 3,
    description: 'A partition of Cosmos DB uses more than 70 % of its throughput: soon requests are throttled.',
  },
  RegionFailover: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'RegionFailover',
    aggregation: MetricAggregation.COUNT,
    operator: MetricOperator.GREATER_THAN,
    threshold: 0,
    severity: 2,
    description: 'Cosmos DB failed over to another region.',
  },
};
