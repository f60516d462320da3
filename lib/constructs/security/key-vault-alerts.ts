import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const METRIC_NAMESPACE = 'Microsoft.KeyVault/vaults';

/**
 * Source: Azure Monitor Baseline Alerts, services/KeyVault/vaults. Left out are `ServiceApiResult`, whose threshold Azure learns, and
 * `ServiceApiHit`, which measures use.
 */
export const KEY_VAULT_ALERTS: BaselineAlerts = {
  Availability: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'Availability',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.LESS_THAN,
    threshold: 90,
    severity: 1,
    description: 'Fewer than 90 % of the requests to the key vault succeed.',
  },
  Saturation: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'SaturationShoebox',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 75,
    severity: 1,
    description: 'The key vault uses more than 75 % of the requests that Azure lets it answer.',
  },
  Latency: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'ServiceApiLatency',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 1000,
    severity: 3,
    frequency: 'PT5M',
    description: 'Requests to the key vault take longer than 1,000 ms on average.',
  },
};
