import { type Construct } from 'constructs';
import { KubernetesCluster } from '../../lib/constructs/compute/kubernetes-cluster';
import { Principal } from '../../lib/constructs/identity/principal';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { type DataStage } from './data-stage';
import { type MessagingStage } from './messaging-stage';
import { designName } from './names';
import { type NetworkStage } from './network-stage';
import { type HolidayPeakHubParameters } from './parameters';
import { type RegistryStage } from './registry-stage';

/** Constructs of earlier stages that the cluster uses; data and messaging only where its nodes may use them. */
export interface ClusterUpstream {
  readonly network: NetworkStage;
  readonly registry: RegistryStage;
  readonly data: DataStage;
  readonly messaging: MessagingStage;
}

/** The cluster with its three pools. Pods sign in as identities of their own, made in the stages of the services. */
export class ClusterStage extends Stage {
  public readonly cluster: KubernetesCluster;

  constructor(scope: Construct, upstream: ClusterUpstream, parameters: HolidayPeakHubParameters) {
    super(scope, 'stage-cluster', {
      title: 'Cluster',
      purpose: 'Runs the CRUD service and all agents, each kind on nodes of its own.',
      lifecycle: StageLifecycle.ON_DEMAND,
      sharing: StageSharing.SHARED,
      upstream: [upstream.network, upstream.registry],
      monthlyBudget: { from: 250, to: 1800 },
      checks: [
        'The nodes are ready: az aks get-credentials --resource-group <resource_group_name> --name <cluster_name>, then kubectl get nodes',
        'The pools agents and crud have their taints: kubectl describe nodes | grep Taints',
      ],
    });
    this.context.setDefaults(upstream.network.context.defaults);
    this.cluster = this.addCluster(upstream.network, parameters);
    this.addPools(upstream.network, parameters);
    this.acknowledgeFindings();
    upstream.registry.registry.grantPull(this.cluster);
    if (parameters.sharedPodIdentity) {
      this.grantToNodes(upstream);
    }
    this.addOutput('cluster_name', this.cluster.clusterName, { description: 'For az aks get-credentials.' });
    this.addOutput('resource_group_name', this.resourceGroup.resourceGroupName, {
      description: 'For az aks get-credentials.',
    });
    this.addOutput('oidc_issuer_url', this.cluster.oidcIssuerUrl, { description: 'Who issues the tokens of pods.' });
  }

  private addCluster(network: NetworkStage, parameters: HolidayPeakHubParameters): KubernetesCluster {
    const { clusterAdminGroup, clusterIpRanges, nodeSize } = parameters;
    const cluster = new KubernetesCluster(this, 'KubernetesCluster', {
      name: designName(this, 'aks'),
      subnet: network.subnet('aks-system'),
      systemPool: { vmSize: nodeSize, minCount: this.leastNodes, maxCount: 5 },
      allowedIpRanges: clusterIpRanges,
      // Scalers that follow the length of a topic.
      keda: true,
      administrators:
        clusterAdminGroup === undefined ? [] : [Principal.group(this, 'Administrators', clusterAdminGroup)],
    });
    if (clusterAdminGroup === undefined) {
      this.context.warn(cluster, 'nobody may use kubectl until the parameter clusterAdminGroup names a group');
    }
    return cluster;
  }

  private acknowledgeFindings(): void {
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
    if (this.leastNodes < 2) {
      acknowledge(cluster, 'AZS414', 'Development begins with one node, as the design says, and may be away with it.');
    }
  }

  private addPools(network: NetworkStage, { nodeSize }: HolidayPeakHubParameters): void {
    this.cluster.addNodePool('Agents', {
      subnet: network.subnet('aks-agents'),
      vmSize: nodeSize,
      minCount: 2,
      maxCount: 20,
      labels: { workload: 'agents' },
      taints: ['workload=agents:NoSchedule'],
    });
    this.cluster.addNodePool('Crud', {
      subnet: network.subnet('aks-crud'),
      vmSize: nodeSize,
      minCount: this.leastNodes,
      maxCount: 10,
      labels: { workload: 'crud' },
      taints: ['workload=crud:NoSchedule'],
    });
  }

  /** One node, as in the reference design, is no redundancy. */
  private get leastNodes(): number {
    return this.context.profile.highlyAvailable ? 2 : 1;
  }

  /** Grants of the reference design: every pod of every node then has all of these rights. */
  private grantToNodes({ data, messaging }: ClusterUpstream): void {
    this.context.warn(
      this.cluster,
      'sharedPodIdentity lets every pod use all data: leave it out, the services have identities of their own',
    );
    data.cosmos.grantReadWrite(this.cluster);
    data.storage.grantReadWrite(this.cluster);
    data.keyVault.grantReadSecrets(this.cluster);
    messaging.eventHubs.grantSend(this.cluster);
    messaging.eventHubs.grantReceive(this.cluster);
  }
}
