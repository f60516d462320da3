export { ActionGroup, type ActionGroupProps, type IActionGroup, type WebhookReceiver } from './action-group';
export { ApplicationInsights, type ApplicationInsightsProps, type IApplicationInsights } from './application-insights';
export { addDiagnostics, type DiagnosticScope, type DiagnosticsOptions } from './diagnostics';
export {
  type ILogAnalyticsWorkspace,
  type LogAnalyticsTableOptions,
  LogAnalyticsWorkspace,
  type LogAnalyticsWorkspaceProps,
} from './log-analytics-workspace';
export {
  GrafanaSize,
  GrafanaVersion,
  type IManagedGrafana,
  ManagedGrafana,
  type ManagedGrafanaProps,
} from './managed-grafana';
export {
  type BaselineAlerts,
  type BaselineAlertsOptions,
  MetricAggregation,
  MetricAlert,
  type MetricAlertProps,
  type MetricDimension,
  MetricOperator,
  type MetricThreshold,
} from './metric-alert';
export {
  type IMonitorPrivateLinkScope,
  MonitorAccessMode,
  MonitorPrivateLinkScope,
  type MonitorPrivateLinkScopeProps,
} from './monitor-private-link-scope';
export {
  type IPrometheusIngestion,
  type MonitorResource,
  MonitorScopedService,
  type MonitorScopedServiceProps,
} from './monitor-scoped-service';
export {
  type ImportedMonitorWorkspaceOptions,
  type IMonitorWorkspace,
  MonitorWorkspace,
  type MonitorWorkspaceProps,
} from './monitor-workspace';
export { type PrometheusAlertOptions, type PrometheusRecordOptions, PrometheusRule } from './prometheus-rule';
export { PrometheusRuleGroup, type PrometheusRuleGroupProps } from './prometheus-rule-group';
