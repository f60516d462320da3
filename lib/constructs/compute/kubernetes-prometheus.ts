import { type KubernetesCluster as KubernetesClusterResource } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { MonitorDataCollectionEndpoint } from '@cdktf/provider-azurerm/lib/monitor-data-collection-endpoint';
import { MonitorDataCollectionRule } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule';
import { MonitorDataCollectionRuleAssociation } from '@cdktf/provider-azurerm/lib/monitor-data-collection-rule-association';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { checkedRegion, place, type PlacementProps } from '../placement';
import { type Checks } from '../checks';
import { type IMonitorWorkspace } from '../observability/monitor-workspace';
import { type KubernetesClusterProps } from './kubernetes-cluster-options';

/** Managed Prometheus: metrics of nodes, pods and Kubernetes objects, in an Azure Monitor workspace. */
export interface KubernetesPrometheusOptions {
  /** Destination of the metrics. */
  readonly workspace: IMonitorWorkspace;
  /**
   * Whether the data collection endpoint answers on its public address, to agents that sign in with an identity. Without, samples take
   * an Azure Monitor Private Link Scope of yours, to which `dataCollectionEndpointId` of the cluster must be added; cluster and
   * workspace are then in one region.
   *
   * @default true
   */
  readonly publicNetworkAccess?: boolean;
  /**
   * Labels of Kubernetes objects that kube-state-metrics adds as `kube_<object>_labels`: `pods=[app,tenant]`, `namespaces=[*]`.
   *
   * @default none
   */
  readonly labelsAllowed?: readonly string[];
  /** Annotations that kube-state-metrics adds as `kube_<object>_annotations`, written as labels are. @default none */
  readonly annotationsAllowed?: readonly string[];
}

const STREAMS = ['Microsoft-PrometheusMetrics'];
const DESTINATION = 'workspace';

/** Turns on the metrics add-on, by its block alone: without arguments that is one that cdktf would leave out. */
function addMonitorMetrics(cluster: KubernetesClusterResource, options: KubernetesPrometheusOptions): void {
  cluster.addOverride('monitor_metrics', {
    labels_allowed: list(options.labelsAllowed),
    annotations_allowed: list(options.annotationsAllowed),
  });
}

/**
 * The data collection endpoint and rule of a cluster's Prometheus metrics, in the region of the workspace.
 *
 * The agents sign in with an identity of theirs, so nothing has a key. Source:
 * learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable (Terraform) and .../kubernetes-monitoring-private-link.
 */
export class KubernetesPrometheus extends Construct {
  public readonly dataCollectionEndpointId: string;

  constructor(
    scope: Construct,
    cluster: KubernetesClusterResource,
    options: KubernetesPrometheusOptions,
    placement: Pick<PlacementProps, 'resourceGroup' | 'tags'>,
  ) {
    super(scope, 'Prometheus');
    addMonitorMetrics(cluster, options);
    const { workspace, publicNetworkAccess = true } = options;
    const { location } = workspace;
    const endpoint = new MonitorDataCollectionEndpoint(this, 'Endpoint', {
      ...place(this, 'azurerm_monitor_data_collection_endpoint', placement),
      location,
      kind: 'Linux',
      description: 'Takes in the Prometheus metrics of the cluster.',
      publicNetworkAccessEnabled: publicNetworkAccess,
    });
    const rule = new MonitorDataCollectionRule(this, 'Rule', {
      ...place(this, 'azurerm_monitor_data_collection_rule', placement),
      location,
      kind: 'Linux',
      description: 'The Prometheus metrics of the cluster.',
      dataCollectionEndpointId: endpoint.id,
      destinations: { monitorAccount: [{ name: DESTINATION, monitorAccountId: workspace.monitorWorkspaceId }] },
      dataFlow: [{ streams: STREAMS, destinations: [DESTINATION] }],
      dataSources: { prometheusForwarder: [{ name: 'prometheus', streams: STREAMS }] },
    });
    new MonitorDataCollectionRuleAssociation(this, 'Association', {
      name: 'ContainerInsightsMetricsExtension',
      targetResourceId: cluster.id,
      dataCollectionRuleId: rule.id,
    });
    this.dataCollectionEndpointId = endpoint.id;
    if (!publicNetworkAccess) {
      this.addConfigurationAccess(cluster.id);
    }
  }

  /** The agents then read their rule over the endpoint too, instead of over the public address of Azure Monitor. */
  private addConfigurationAccess(clusterId: string): void {
    new MonitorDataCollectionRuleAssociation(this, 'ConfigurationAccess', {
      name: 'configurationAccessEndpoint',
      targetResourceId: clusterId,
      dataCollectionEndpointId: this.dataCollectionEndpointId,
    });
    AzureContext.of(this).warn(
      this,
      'metrics arrive only once the data collection endpoint is in an Azure Monitor Private Link Scope of the network',
    );
  }
}

/** Source: the documentation of kube-state-metrics, --metric-labels-allowlist and --metric-annotations-allowlist. */
export function checkPrometheus(checks: Checks, cluster: Construct, props: KubernetesClusterProps): void {
  const { prometheus } = props;
  if (prometheus === undefined) {
    return;
  }
  for (const property of ['labelsAllowed', 'annotationsAllowed'] as const) {
    prometheus[property]?.forEach((entry, index) =>
      checks.that(
        `prometheus.${property}[${index}]`,
        entry,
        /^[a-z]+=\[(\*|[A-Za-z0-9_./-]+(,[A-Za-z0-9_./-]+)*)\]$/.test(entry),
        'a plural resource and its keys, such as pods=[app,tenant], or namespaces=[*]',
      ),
    );
  }
  const region = checkedRegion(cluster, checks, props.location)?.name;
  checks.that(
    'prometheus.workspace',
    prometheus.workspace.location,
    prometheus.publicNetworkAccess !== false || prometheus.workspace.location === region,
    `a workspace in ${region}, where the cluster is, as its data collection endpoint is closed`,
    'Leave prometheus.publicNetworkAccess out, or make a workspace in that region.',
  );
}

function list(entries: readonly string[] = []): string | undefined {
  return entries.length === 0 ? undefined : entries.join(',');
}
