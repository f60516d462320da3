import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

/** Source: Azure Monitor Baseline Alerts, services/Storage/storageAccounts. */
export const STORAGE_ALERTS: BaselineAlerts = {
  Availability: {
    metricNamespace: 'Microsoft.Storage/storageAccounts',
    metricName: 'Availability',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.LESS_THAN,
    threshold: 90,
    severity: 1,
    frequency: 'PT5M',
    description: 'Fewer than 90 % of the requests to the storage account succeed.',
  },
};
