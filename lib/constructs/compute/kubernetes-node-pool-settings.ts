import { type Construct } from 'constructs';
import { checkKubernetesKey, checkKubernetesValue } from '../../values/kubernetes-label';
import { type NodePoolName } from '../../values/node-pool-name';
import { AzureContext } from '../azure-context';
import { type Checks } from '../checks';
import { type ISubnet } from '../network/subnet';

/** Disk type of a node's operating system. */
export enum NodeOsDiskType {
  /** On a disk of its own, which can have any size. */
  MANAGED = 'Managed',
  /** On the machine itself: faster and free of charge, on sizes whose local disk is large enough. */
  EPHEMERAL = 'Ephemeral',
}

/** The operating system of a node. */
export enum NodeOsSku {
  UBUNTU = 'Ubuntu',
  AZURE_LINUX = 'AzureLinux',
}

/** Settings common to all pools of Linux nodes. */
export interface NodePoolSettings {
  /**
   * Size of the machines. Changing it moves the pool's pods to a temporary pool and back.
   *
   * @default Standard_D4s_v5 where the profile is highly available, otherwise Standard_D2s_v5
   */
  readonly vmSize?: string;
  /** Nodes that are always there. @default one for each zone, at least 2 where the profile is highly available, otherwise 1 */
  readonly minCount?: number;
  /** Nodes at most, up to 1000. @default 5, or the minimum when that is more */
  readonly maxCount?: number;
  /** A fixed number of nodes, which nothing scales. @default none: from `minCount` to `maxCount` */
  readonly nodeCount?: number;
  /** Pods on a node, 10 to 250. @default AKS's own: 250 */
  readonly maxPods?: number;
  /** Labels by which pods select these nodes. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Availability zones. @default 1, 2 and 3 where the profile is zone redundant and the region has zones, otherwise none */
  readonly zones?: readonly string[];
  /** @default NodeOsDiskType.MANAGED, which every size has */
  readonly osDiskType?: NodeOsDiskType;
  /** Gibibytes, 30 to 2048. @default AKS's own, which grows with the machine */
  readonly osDiskSizeGb?: number;
  /** @default NodeOsSku.UBUNTU */
  readonly osSku?: NodeOsSku;
  /** Whether temporary disks and caches are encrypted at the host. The subscription must have `EncryptionAtHost` registered. @default false */
  readonly hostEncryption?: boolean;
  /** Whether every node has an address on the Internet. @default false */
  readonly nodePublicIp?: boolean;
  /**
   * Nodes that are added for an upgrade, as a number or a percentage.
   *
   * @default 33% where the profile is highly available, otherwise 10%
   */
  readonly maxSurge?: string;
  /** Minutes that an upgrade waits for pods to leave a node, 1 to 1440. @default AKS's own: 30 */
  readonly drainTimeoutMinutes?: number;
}

/** Number of nodes. */
export interface NodeCounts {
  readonly min: number;
  readonly max: number;
}

/** The counts of a pool, with the defaults of the profile. */
export function nodeCounts(construct: Construct, settings: NodePoolSettings): NodeCounts {
  if (settings.nodeCount !== undefined) {
    return { min: settings.nodeCount, max: settings.nodeCount };
  }
  const zones = zonesOf(construct, settings)?.length ?? 1;
  const least = Math.max(zones, AzureContext.of(construct).profile.highlyAvailable ? 2 : 1);
  const min = settings.minCount ?? Math.min(least, settings.maxCount ?? least);
  return { min, max: settings.maxCount ?? Math.max(5, min) };
}

/** The arguments that the pool of a cluster and a pool of its own have in common. */
export function nodePoolArguments(
  construct: Construct,
  name: NodePoolName,
  subnet: ISubnet,
  settings: NodePoolSettings,
) {
  const { highlyAvailable } = AzureContext.of(construct).profile;
  const { min, max } = nodeCounts(construct, settings);
  const scales = settings.nodeCount === undefined;
  return {
    name: name.toString(),
    temporaryNameForRotation: name.temporary,
    vmSize: settings.vmSize ?? (highlyAvailable ? 'Standard_D4s_v5' : 'Standard_D2s_v5'),
    vnetSubnetId: subnet.subnetId,
    autoScalingEnabled: scales,
    minCount: scales ? min : undefined,
    maxCount: scales ? max : undefined,
    nodeCount: settings.nodeCount,
    maxPods: settings.maxPods,
    nodeLabels: settings.labels && { ...settings.labels },
    zones: zonesOf(construct, settings),
    osDiskType: settings.osDiskType ?? NodeOsDiskType.MANAGED,
    osDiskSizeGb: settings.osDiskSizeGb,
    osSku: settings.osSku ?? NodeOsSku.UBUNTU,
    hostEncryptionEnabled: settings.hostEncryption ?? false,
    nodePublicIpEnabled: settings.nodePublicIp ?? false,
  };
}

/** Upgrade settings of a pool. Left out, azurerm would plan on every run to take away what AKS fills in. */
export function upgradeSettings(construct: Construct, settings: NodePoolSettings) {
  const { highlyAvailable } = AzureContext.of(construct).profile;
  return {
    // Source: learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling, which advises a third for production.
    maxSurge: settings.maxSurge ?? (highlyAvailable ? '33%' : '10%'),
    drainTimeoutInMinutes: settings.drainTimeoutMinutes,
  };
}

/**
 * Notes what azurerm or AKS would refuse.
 *
 * Sources: azurerm internal/services/containers/kubernetes_nodepool.go, learn.microsoft.com/azure/aks/quotas-skus-regions.
 *
 * @param property what the settings are in, with a dot: `systemPool.`
 * @param fewest the fewest nodes that the pool may have
 */
export function checkNodePool(
  checks: Checks,
  subnet: ISubnet,
  settings: NodePoolSettings,
  fewest: number,
  property = '',
): void {
  const { minCount, maxCount, nodeCount, maxSurge, labels = {} } = settings;
  const fixed = nodeCount !== undefined;
  checks
    .wholeNumber(`${property}minCount`, minCount, fewest, 1000)
    .wholeNumber(`${property}maxCount`, maxCount, 1, 1000)
    .wholeNumber(`${property}nodeCount`, nodeCount, fewest, 1000)
    .together(
      !fixed || (minCount === undefined && maxCount === undefined),
      `${property}nodeCount: a fixed number of nodes has neither minCount nor maxCount`,
      'Leave one or the other out.',
    )
    .that(`${property}maxCount`, maxCount, (minCount ?? 0) <= (maxCount ?? 0), `${minCount} (minCount) or more`)
    .wholeNumber(`${property}maxPods`, settings.maxPods, 10, 250)
    .wholeNumber(`${property}osDiskSizeGb`, settings.osDiskSizeGb, 30, 2048)
    .wholeNumber(`${property}drainTimeoutMinutes`, settings.drainTimeoutMinutes, 1, 1440)
    .that(`${property}maxSurge`, maxSurge, /^([1-9]\d{0,2}|([1-9]\d?|100)%)$/.test(maxSurge ?? ''), 'such as 2 or 33%')
    .that(
      'subnet',
      subnet.delegation,
      subnet.delegation === undefined,
      'a subnet without delegation',
      'Use SubnetRole.AKS.',
    );
  for (const [key, value] of Object.entries(labels)) {
    checks.value(`${property}labels`, () => checkKubernetesKey(key));
    checks.value(`${property}labels`, () => checkKubernetesValue(value));
  }
}

function zonesOf(construct: Construct, settings: NodePoolSettings): string[] | undefined {
  const zones = settings.zones ?? (AzureContext.of(construct).zoneRedundant ? ['1', '2', '3'] : []);
  return zones.length === 0 ? undefined : [...zones];
}
