export { ActionGroup, type ActionGroupProps, type IActionGroup, type WebhookReceiver } from './action-group';
export { ApplicationInsights, type ApplicationInsightsProps, type IApplicationInsights } from './application-insights';
export { addDiagnostics, type DiagnosticScope, type DiagnosticsOptions } from './diagnostics';
export {
  type ILogAnalyticsWorkspace,
  LogAnalyticsWorkspace,
  type LogAnalyticsWorkspaceProps,
} from './log-analytics-workspace';
export {
  type BaselineAlerts,
  type BaselineAlertsOptions,
  MetricAggregation,
  MetricAlert,
  type MetricAlertProps,
  MetricOperator,
  type MetricThreshold,
} from './metric-alert';
