import { type BaselineAlerts, MetricAggregation, MetricOperator } from './metric-alert';

const INGESTION = {
  metricNamespace: 'Microsoft.Monitor/accounts',
  aggregation: MetricAggregation.AVERAGE,
  operator: MetricOperator.GREATER_THAN,
  threshold: 75,
  frequency: 'PT5M',
  window: 'PT1H',
} as const;

/**
 * The Azure Monitor Baseline Alerts have none for Azure Monitor workspaces. Source of the metrics:
 * learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-monitor-accounts-metrics. At 100 percent the workspace
 * drops samples, and a higher limit takes a request to Azure, so the threshold leaves time for one.
 */
export const MONITOR_WORKSPACE_ALERTS: BaselineAlerts = {
  ActiveTimeSeries: {
    ...INGESTION,
    metricName: 'ActiveTimeSeriesPercentUtilization',
    description: 'The Azure Monitor workspace is near its limit of active time series, above which it drops samples.',
  },
  IngestedEvents: {
    ...INGESTION,
    metricName: 'EventsPerMinuteIngestedPercentUtilization',
    description: 'The Azure Monitor workspace is near its limit of samples per minute, above which it drops samples.',
  },
};
