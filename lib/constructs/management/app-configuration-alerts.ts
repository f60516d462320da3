import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

/** Source: Azure Monitor Baseline Alerts, services/AppConfiguration/configurationStores. */
export const APP_CONFIGURATION_ALERTS: BaselineAlerts = {
  Throttling: {
    metricNamespace: 'Microsoft.AppConfiguration/configurationStores',
    metricName: 'ThrottledHttpRequestCount',
    aggregation: MetricAggregation.COUNT,
    operator: MetricOperator.GREATER_THAN,
    threshold: 10,
    severity: 2,
    frequency: 'PT5M',
    description: 'The configuration store refuses requests because there are too many.',
  },
};
