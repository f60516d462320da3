import { KubernetesClusterNodePool } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool';
import { Construct } from 'constructs';
import { NodePoolName } from '../../values/node-pool-name';
import { NodeTaint } from '../../values/node-taint';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { checkedValue, Checks } from '../checks';
import { waitForGrants } from '../identity/grantee';
import { grantRole } from '../identity/role-assignment';
import { type ISubnet } from '../network/subnet';
import { ResourceTags } from '../resource-tags';
import { type IKubernetesCluster } from './kubernetes-cluster-base';
import {
  checkNodePool,
  nodeCounts,
  nodePoolArguments,
  type NodePoolSettings,
  upgradeSettings,
} from './kubernetes-node-pool-settings';

/** Mode of a pool: for the cluster's own pods, or for yours. */
export enum NodePoolMode {
  /** The cluster's own pods, and others beside them. */
  SYSTEM = 'System',
  USER = 'User',
}

/** Eviction policy of spot nodes. */
export enum SpotEvictionPolicy {
  DELETE = 'Delete',
  /** It is stopped, and its disks are paid for. */
  DEALLOCATE = 'Deallocate',
}

/** Unused capacity of Azure at a discount, which is evicted at 30 seconds' notice. */
export interface SpotOptions {
  /** US dollars an hour at most, or -1 for the price of other machines. @default -1 */
  readonly maxPrice?: number;
  /** @default SpotEvictionPolicy.DELETE */
  readonly evictionPolicy?: SpotEvictionPolicy;
}

/** Settings of a pool beside the cluster's first. */
export interface NodePoolOptions extends NodePoolSettings {
  /** 1 to 12 lower-case letters and digits, a letter first. @default the construct's id in lower case */
  readonly name?: string;
  /** @default NodePoolMode.USER */
  readonly mode?: NodePoolMode;
  /** Keeps off pods that do not tolerate it: `workload=agents:NoSchedule`. @default none */
  readonly taints?: readonly string[];
  /** Runs on machines that Azure may take away. @default none: they stay */
  readonly spot?: SpotOptions;
  /** Minimum number of nodes, 0 for a user pool that may be empty. @default see {@link NodePoolSettings.minCount}; 0 with `spot` */
  readonly minCount?: number;
  /** Subnet of the nodes. @default the cluster's */
  readonly subnet?: ISubnet;
  /** Version of Kubernetes, at most three minor versions behind the cluster's. @default the cluster's */
  readonly kubernetesVersion?: string;
  /** @default those of the scope */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface KubernetesNodePoolProps extends NodePoolOptions {
  readonly cluster: IKubernetesCluster;
}

/**
 * A pool of Linux nodes in a Kubernetes cluster.
 *
 * Made by `cluster.addNodePool`; make one yourself in a stage after the cluster's. A change that needs new machines moves the pods
 * to a temporary pool and back, instead of replacing the pool.
 */
export class KubernetesNodePool extends Construct {
  public readonly nodePoolId: string;
  public readonly nodePoolName: string;
  /** The name, as text. */
  public readonly poolName: string;
  public readonly cluster: IKubernetesCluster;
  /** Whether Azure may take its machines away. */
  public readonly isSpot: boolean;

  constructor(scope: Construct, id: string, props: KubernetesNodePoolProps) {
    super(scope, id);
    const { cluster, spot } = props;
    const subnet = requiredSubnet(this, props);
    const settings =
      spot === undefined ? props : { ...props, minCount: props.minCount ?? 0, labels: spotLabels(props) };
    const name = checkedValue(this, 'name', () =>
      NodePoolName.of(props.name ?? id.toLowerCase().replace(/[^a-z0-9]/g, '')),
    );
    this.poolName = name.toString();
    this.cluster = cluster;
    this.isSpot = spot !== undefined;
    check(this, subnet, props);
    warnOfOneNode(this, props);
    const resource = new KubernetesClusterNodePool(this, 'Resource', {
      ...nodePoolArguments(this, name, subnet, settings),
      kubernetesClusterId: cluster.clusterId,
      mode: props.mode ?? NodePoolMode.USER,
      osType: 'Linux',
      nodeTaints: taints(props),
      orchestratorVersion: props.kubernetesVersion ?? cluster.kubernetesVersion,
      priority: spot && 'Spot',
      spotMaxPrice: spot && (spot.maxPrice ?? -1),
      evictionPolicy: spot && (spot.evictionPolicy ?? SpotEvictionPolicy.DELETE),
      upgradeSettings: spot === undefined ? upgradeSettings(this, props) : undefined,
      tags: ResourceTags.render(this, props.tags),
    });
    waitForGrants(resource, joinGrants(cluster, subnet));
    nodePoolResources(cluster).push(resource);
    this.nodePoolId = resource.id;
    this.nodePoolName = resource.name;
  }
}

function requiredSubnet(pool: KubernetesNodePool, { subnet, cluster }: KubernetesNodePoolProps): ISubnet {
  const found = subnet ?? cluster.subnet;
  new Checks(pool)
    .together(
      found !== undefined,
      `subnet: that of ${cluster.node.path} is not known, because it is imported`,
      'Give one.',
    )
    .done();
  return found as ISubnet;
}

/** The cluster's identity must be allowed to join machines to a subnet before there are any. */
function joinGrants(cluster: IKubernetesCluster, subnet: ISubnet) {
  const { controlPlane } = cluster;
  return controlPlane === undefined || subnet === cluster.subnet
    ? []
    : [grantRole(subnet, subnet.subnetId, controlPlane, Role.of('Network Contributor')).dependable];
}

const resources = new WeakMap<IKubernetesCluster, KubernetesClusterNodePool[]>();

/** The pools beside the first of a cluster, of all stages. The list grows as pools are added, see {@link waitForGrants}. */
export function nodePoolResources(cluster: IKubernetesCluster): KubernetesClusterNodePool[] {
  const known = resources.get(cluster) ?? [];
  resources.set(cluster, known);
  return known;
}

/**
 * The names that the other pools of the cluster have, and those of their temporary successors: both are names of pools.
 *
 * Source: learn.microsoft.com/azure/aks/manage-node-pools and azurerm's `temporary_name_for_rotation`.
 */
function namesOfOthers(cluster: IKubernetesCluster): string[] {
  const first = cluster.systemPoolName === undefined ? [] : [cluster.systemPoolName];
  return [...first, ...nodePoolResources(cluster).map(({ nameInput }) => String(nameInput))].flatMap(bothNames);
}

function bothNames(name: string): string[] {
  return [name, NodePoolName.of(name).temporary];
}

const SPOT_KEY = 'kubernetes.azure.com/scalesetpriority';

/** AKS adds these itself; named here, they are no change in the next plan. Source: learn.microsoft.com/azure/aks/spot-node-pool. */
function spotLabels({ labels }: NodePoolOptions): Record<string, string> {
  return { ...labels, [SPOT_KEY]: 'spot' };
}

function taints({ taints: given = [], spot }: NodePoolOptions): string[] | undefined {
  const all = [...given, ...(spot === undefined ? [] : [`${SPOT_KEY}=spot:NoSchedule`])];
  return all.length === 0 ? undefined : all;
}

/** Sources: azurerm kubernetes_cluster_node_pool_resource.go, learn.microsoft.com/azure/aks/use-system-pools and .../spot-node-pool. */
function check(pool: KubernetesNodePool, subnet: ISubnet, props: KubernetesNodePoolProps): void {
  const isSystem = props.mode === NodePoolMode.SYSTEM;
  const { spot, cluster } = props;
  const price = spot?.maxPrice;
  const own = bothNames(pool.poolName);
  const taken = namesOfOthers(cluster);
  const checks = new Checks(pool)
    .that(
      'name',
      pool.poolName,
      !own.some((name) => taken.includes(name)),
      `a name that is none of ${taken.join(', ')}, also as ${own[1]} while it makes way for its successor`,
    )
    .that('spot.maxPrice', price, price !== undefined && (price === -1 || price > 0), '-1, or more than 0')
    .together(
      !(isSystem && spot !== undefined),
      'spot: Azure evicts spot machines, which a system pool must not lose',
      'Leave spot out, or mode.',
    )
    .together(
      spot === undefined || props.maxSurge === undefined,
      'maxSurge: a spot pool is upgraded without further machines',
      'Leave it out.',
    );
  checkNodePool(checks, subnet, props, isSystem ? 1 : 0);
  props.taints?.forEach((text, index) => checks.value(`taints[${index}]`, () => NodeTaint.parse(text)));
  checks.done();
}

function warnOfOneNode(pool: KubernetesNodePool, props: KubernetesNodePoolProps): void {
  const context = AzureContext.of(pool);
  if (context.profile.highlyAvailable && props.spot === undefined && nodeCounts(pool, props).min === 1) {
    context.warn(pool, 'one node is not redundant: its pods are unavailable while it is replaced');
  }
}
