import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type ILogAnalyticsWorkspace } from './log-analytics-workspace';

/** Destination of a resource's logs and metrics. */
export interface DiagnosticsOptions {
  /** @default the stage's workspace */
  readonly workspace?: ILogAnalyticsWorkspace;
  /** Whether anything is sent at all. @default true */
  readonly enabled?: boolean;
  /** Log categories to send. @default all: the category group `allLogs` */
  readonly logCategories?: readonly string[];
  /** Whether metrics are sent too. @default true */
  readonly metrics?: boolean;
}

/** A scope of a resource that takes a diagnostic setting. They differ: a storage account emits metrics, its blob service logs. */
export interface DiagnosticScope {
  /** Id of the construct, and the end of the setting's name. */
  readonly id: string;
  readonly targetResourceId: string;
  readonly logs: boolean;
  readonly metrics: boolean;
  /** The log categories of a service that has no category group `allLogs`. @default the group */
  readonly logCategories?: readonly string[];
  /** The metric categories of a service that has no `AllMetrics`. @default AllMetrics */
  readonly metricCategories?: readonly string[];
}

/**
 * Sends the logs and metrics of a resource to the stage's Log Analytics workspace.
 *
 * The services with a group `allLogs` are those of the built-in policy initiative "Enable allLogs category group resource logging"
 * (Azure/azure-policy, AzureMonitor_DiagSettings_logAnalytics_allLogs.json).
 *
 * Makes nothing where the stage has no workspace and none is given.
 */
export function addDiagnostics(
  resource: Construct,
  scopes: readonly DiagnosticScope[],
  options: DiagnosticsOptions = {},
): void {
  const workspace = options.workspace ?? AzureContext.of(resource).defaults.logAnalyticsWorkspace;
  new Checks(resource)
    .together(
      options.enabled === false || !(options.logCategories?.length === 0 && options.metrics === false),
      'diagnostics: neither logs nor metrics would be sent',
      'Set diagnostics.enabled to false to send nothing.',
    )
    .done();
  if (workspace === undefined || options.enabled === false) {
    return;
  }
  AzureContext.of(resource).registerResourceProvider('microsoft.insights');
  for (const scope of scopes) {
    const logs = scope.logs ? logBlocks(options.logCategories ?? scope.logCategories) : [];
    const metrics = scope.metrics && options.metrics !== false ? metricBlocks(scope.metricCategories) : [];
    if (logs.length > 0 || metrics.length > 0) {
      new MonitorDiagnosticSetting(resource, `Diagnostics-${scope.id}`, {
        name: 'azstage',
        targetResourceId: scope.targetResourceId,
        logAnalyticsWorkspaceId: workspace.workspaceId,
        enabledLog: logs.length > 0 ? logs : undefined,
        enabledMetric: metrics.length > 0 ? metrics : undefined,
      });
    }
  }
}

function logBlocks(categories?: readonly string[]) {
  return categories?.map((category) => ({ category })) ?? [{ categoryGroup: 'allLogs' }];
}

function metricBlocks(categories: readonly string[] = ['AllMetrics']) {
  return categories.map((category) => ({ category }));
}
