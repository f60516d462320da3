import { type Construct } from 'constructs';
import { NginxIngressControllerType } from '../../lib/constructs/compute/kubernetes-app-routing';
import { AutoscalerExpander } from '../../lib/constructs/compute/kubernetes-autoscaler-profile';
import { KubernetesCluster } from '../../lib/constructs/compute/kubernetes-cluster';
import { KubernetesOutboundType } from '../../lib/constructs/compute/kubernetes-cluster-options';
import { Principal } from '../../lib/constructs/identity/principal';
import { grantRole } from '../../lib/constructs/identity/role-assignment';
import { ApplicationInsights } from '../../lib/constructs/observability/application-insights';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Role } from '../../lib/values/role';
import { type GlobalStage } from './global-stage';
import { type NetworkStage } from './network-stage';
import { type AgenticPlatformParameters } from './parameters';
import { RegionStage } from './region-stage';

/** The cluster of a region with its pools, and where the services send their traces. */
export class ClusterStage extends RegionStage {
  public readonly cluster: KubernetesCluster;
  public readonly applicationInsights: ApplicationInsights;

  constructor(scope: Construct, global: GlobalStage, network: NetworkStage, parameters: AgenticPlatformParameters) {
    super(scope, network.region, 'cluster', {
      title: 'Cluster',
      purpose: 'Runs the services, the API and the workers on nodes of their own.',
      upstream: [global, network],
      monthlyBudget: { from: 400, to: 2400 },
      checks: [
        'The cluster has the Gateway API, which azurerm has no argument for: az aks update --resource-group <resource_group_name> --name <cluster_name> --enable-gateway-api',
        'The nodes are ready: az aks get-credentials --resource-group <resource_group_name> --name <cluster_name>, then kubectl get nodes',
        'Traces arrive: az monitor app-insights query --app <application_insights_name> --analytics-query "requests | take 5"',
      ],
    });
    this.context.setDefaults(network.context.defaults);
    this.applicationInsights = new ApplicationInsights(this, 'ApplicationInsights');
    this.cluster = this.addCluster(global, network, parameters);
    this.addPools(network, parameters);
    this.acknowledgeFindings(parameters);
    global.registry.grantPull(this.cluster);
    this.grantPrivateLink(network);
    this.addOutput('cluster_name', this.cluster.clusterName, { description: 'For az aks get-credentials.' });
    this.addOutput('resource_group_name', this.resourceGroup.resourceGroupName, {
      description: 'For az aks get-credentials.',
    });
    this.addOutput('application_insights_name', this.applicationInsights.applicationInsightsName, {
      description: 'Where traces are looked at.',
    });
  }

  private addCluster(
    global: GlobalStage,
    network: NetworkStage,
    parameters: AgenticPlatformParameters,
  ): KubernetesCluster {
    const { clusterAdminGroup, clusterIpRanges, nodeSize, systemNodes, maxNodes } = parameters;
    const cluster = new KubernetesCluster(this, 'KubernetesCluster', {
      subnet: network.subnet('aks-system'),
      systemPool: { vmSize: nodeSize, minCount: systemNodes, maxCount: maxNodes },
      outboundType: KubernetesOutboundType.USER_ASSIGNED_NAT_GATEWAY,
      allowedIpRanges: clusterIpRanges,
      keda: true,
      verticalPodAutoscaler: true,
      autoscalerProfile: { expander: AutoscalerExpander.LEAST_WASTE },
      serviceMesh: { revisions: parameters.meshRevisions },
      // Its operator gives the gateway of the mesh its certificate; NGINX is not needed for that.
      appRouting: { defaultNginxController: NginxIngressControllerType.NONE },
      prometheus: {
        workspace: global.observabilityIn(network.region).monitorWorkspace,
        labelsAllowed: ['namespaces=[tenant]', 'pods=[app.kubernetes.io/name]'],
      },
      administrators:
        clusterAdminGroup === undefined ? [] : [Principal.group(this, 'Administrators', clusterAdminGroup)],
    });
    if (clusterAdminGroup === undefined) {
      this.context.warn(cluster, 'nobody may use kubectl until the parameter clusterAdminGroup names a group');
    }
    return cluster;
  }

  private acknowledgeFindings({ systemNodes, apiNodes, workerNodes }: AgenticPlatformParameters): void {
    const { cluster } = this;
    acknowledge(
      cluster,
      'AZS204',
      'It needs the feature EncryptionAtHost in the subscription, which only its owners register.',
    );
    acknowledge(cluster, 'AZS419', 'Machines of the default nodeSize take no ephemeral OS disk.');
    acknowledge(cluster, 'AZS401', 'Outside of production, pods may be away with their zone.', {
      profiles: ['dev', 'staging'],
    });
    acknowledge(cluster, 'AZS409', 'The Free tier is enough for development: nobody waits for the API server.', {
      profiles: ['dev'],
    });
    if (Math.min(systemNodes, apiNodes, workerNodes) < 2) {
      acknowledge(cluster, 'AZS414', 'Development has one node in each pool, and may be away with it.');
    }
  }

  /** AKS makes the Private Link service of the gateway, and takes addresses of its subnet. */
  private grantPrivateLink(network: NetworkStage): void {
    const subnet = network.subnet('private-link');
    grantRole(subnet, subnet.subnetId, this.cluster.controlPlane, Role.of('Network Contributor'));
  }

  private addPools(network: NetworkStage, parameters: AgenticPlatformParameters): void {
    const { nodeSize: vmSize, apiNodes, workerNodes, maxNodes, spotWorkerNodes } = parameters;
    const worker = { subnet: network.subnet('aks-worker'), vmSize, labels: { workload: 'worker' } };
    this.cluster.addNodePool('Api', {
      subnet: network.subnet('aks-api'),
      vmSize,
      minCount: apiNodes,
      maxCount: maxNodes,
      labels: { workload: 'api' },
    });
    this.cluster.addNodePool('Worker', { ...worker, minCount: workerNodes, maxCount: maxNodes });
    if (spotWorkerNodes > 0) {
      this.cluster.addNodePool('Spot', { ...worker, maxCount: spotWorkerNodes, spot: {} });
    }
  }
}
