import { MonitorDataCollectionRule } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule';
import { MonitorDataCollectionRuleAssociation } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule-association';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { type Checks } from '../checks';
import { type ILogAnalyticsWorkspace } from '../observability/log-analytics-workspace';
import { place } from '../placement';
import { type KubernetesClusterProps } from './kubernetes-cluster-options';

/** Destination of a cluster's container logs. */
export interface ContainerLogsOptions {
  /** @default true where there is a workspace */
  readonly enabled?: boolean;
  /** @default that of `diagnostics`, else the stage's */
  readonly workspace?: ILogAnalyticsWorkspace;
  /** Namespaces of Kubernetes whose logs and events stay in the cluster, such as `kube-system`. @default none */
  readonly excludedNamespaces?: readonly string[];
}

/**
 * Collected streams: container logs, Kubernetes events, and the inventory of pods, without which a log cannot be matched to its
 * container. Not the measurements of every container, which cost as much again and which the platform's own metrics cover.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/containers/container-insights-cost-config, the preset "Logs and Events".
 */
const STREAMS = ['Microsoft-ContainerLogV2', 'Microsoft-KubeEvents', 'Microsoft-KubePodInventory'];

const DESTINATION = 'workspace';

/** The names that the agents in the cluster look for. Source: Azure/azure-cli acs/addonconfiguration.py. */
const EXTENSION = 'ContainerInsights';
const ASSOCIATION = 'ContainerInsightsExtension';

/** The workspace that container logs go to, if any. */
export function containerLogsWorkspace(
  cluster: Construct,
  { containerLogs = {}, diagnostics = {} }: KubernetesClusterProps,
): ILogAnalyticsWorkspace | undefined {
  const enabled = containerLogs.enabled ?? diagnostics.enabled ?? true;
  const workspace =
    containerLogs.workspace ?? diagnostics.workspace ?? AzureContext.of(cluster).defaults.logAnalyticsWorkspace;
  return enabled ? workspace : undefined;
}

/** Notes what would send nothing. */
export function checkContainerLogs(checks: Checks, cluster: Construct, props: KubernetesClusterProps): void {
  const { enabled, excludedNamespaces = [] } = props.containerLogs ?? {};
  checks.together(
    enabled !== true || containerLogsWorkspace(cluster, props) !== undefined,
    'containerLogs: there is no workspace to send them to',
    'Give containerLogs.workspace, or call stage.context.setDefaults({ logAnalyticsWorkspace }) before.',
  );
  excludedNamespaces.forEach((name, index) =>
    checks.that(
      `containerLogs.excludedNamespaces[${index}]`,
      name,
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name),
      'a namespace of Kubernetes: 1 to 63 lower-case letters, digits and hyphens',
    ),
  );
}

/**
 * Adds the data collection rule of the monitoring add-on's agents. They sign in with an identity of theirs, so the workspace
 * needs no shared keys.
 *
 * The rule is in the region of the workspace, as Azure demands.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable (Terraform).
 */
export function addContainerLogs(
  cluster: Construct,
  clusterId: string,
  workspace: ILogAnalyticsWorkspace,
  props: KubernetesClusterProps,
): void {
  const { excludedNamespaces = [] } = props.containerLogs ?? {};
  const { resourceGroup, tags } = props;
  const rule = new MonitorDataCollectionRule(cluster, 'ContainerLogs', {
    ...place(cluster, 'azurerm_monitor_data_collection_rule', { resourceGroup, tags }),
    location: workspace.location,
    kind: 'Linux',
    description: 'What the containers of the cluster write, and the events of Kubernetes.',
    destinations: { logAnalytics: [{ name: DESTINATION, workspaceResourceId: workspace.workspaceId }] },
    dataFlow: [{ streams: STREAMS, destinations: [DESTINATION] }],
    dataSources: {
      extension: [
        {
          name: ASSOCIATION,
          extensionName: EXTENSION,
          streams: STREAMS,
          extensionJson: JSON.stringify({
            dataCollectionSettings: {
              enableContainerLogV2: true,
              interval: '1m',
              namespaceFilteringMode: excludedNamespaces.length > 0 ? 'Exclude' : 'Off',
              ...(excludedNamespaces.length > 0 && { namespaces: excludedNamespaces }),
            },
          }),
        },
      ],
    },
  });
  new MonitorDataCollectionRuleAssociation(cluster, 'ContainerLogsAssociation', {
    name: ASSOCIATION,
    targetResourceId: clusterId,
    dataCollectionRuleId: rule.id,
  });
}
