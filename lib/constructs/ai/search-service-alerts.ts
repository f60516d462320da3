import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

/** Source: Azure Monitor Baseline Alerts, services/Search/searchServices. */
export const SEARCH_ALERTS: BaselineAlerts = {
  SearchLatency: {
    metricNamespace: 'Microsoft.Search/searchServices',
    metricName: 'SearchLatency',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 5,
    severity: 3,
    description: 'Searches take more than 5 seconds on average.',
  },
  Throttling: {
    metricNamespace: 'Microsoft.Search/searchServices',
    metricName: 'ThrottledSearchQueriesPercentage',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 10,
    severity: 3,
    description: 'More than 10 % of the searches are refused for lack of capacity.',
  },
};
