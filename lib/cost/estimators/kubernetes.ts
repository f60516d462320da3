import { type CostComponent, type Estimate, type Estimator, monthsOf, unknown, type UsageQuantity } from '../estimator';
import { between, type Range, range, times } from '../range';
import { block, countedRange, flag, number, text, type Values } from '../../synthesized/values';

/** Disk of a node whose size is not given, in GB. */
const DEFAULT_OS_DISK_GB = 128;

/** Premium SSD disks by the most that they hold, in GB. */
const DISKS: readonly (readonly [number, string])[] = [
  [32, 'P4'],
  [64, 'P6'],
  [128, 'P10'],
  [256, 'P15'],
  [512, 'P20'],
];

const scaleOut: UsageQuantity = {
  description: 'How far an autoscaled pool is scaled out on average: 0 for min_count, 1 for max_count',
  unit: 'share',
  default: range(0, 0.25),
};

/** Azure Kubernetes Service: the tier of the control plane, the system node pool, and the load balancer that outbound traffic needs. */
export const kubernetesCluster: Estimator<'scaleOut' | 'gbThroughLoadBalancer' | 'gbOut'> = {
  types: ['azurerm_kubernetes_cluster'],
  usage: {
    scaleOut,
    gbThroughLoadBalancer: {
      description: 'Data that the load balancer of the cluster processes, where it has one',
      unit: 'GB/month',
      default: range(10, 100),
    },
    gbOut: { description: 'Data to the internet', unit: 'GB/month', default: range(0, 100) },
  },
  estimate({ values }, usage, { hours }) {
    const pool = block(values, 'default_node_pool');
    const tier = text(values, 'sku_tier') ?? 'Free';
    const nodes = pool === undefined ? unknown('default_node_pool') : poolCost(pool, usage.scaleOut, hours);
    const outbound = text(block(values, 'network_profile') ?? {}, 'outbound_type') ?? 'loadBalancer';
    return {
      ...nodes,
      components: [
        ...(tier === 'Free' ? [] : [{ name: `Control plane ${tier}`, quantity: hours, price: `aks.uptime.${tier}` }]),
        ...nodes.components,
        { name: 'Data to the internet', quantity: usage.gbOut, price: 'egress.internet' },
        ...(outbound === 'loadBalancer' ? loadBalancer(usage.gbThroughLoadBalancer, hours) : []),
      ],
    };
  },
};

/** A further node pool of a cluster. */
export const kubernetesNodePool: Estimator<'scaleOut'> = {
  types: ['azurerm_kubernetes_cluster_node_pool'],
  usage: { scaleOut },
  estimate: ({ values }, usage, { hours }) => poolCost(values, usage.scaleOut, hours),
};

function poolCost(pool: Values, share: Range, hours: Range): Estimate {
  const size = text(pool, 'vm_size');
  if (size === undefined) {
    return unknown('vm_size');
  }
  const least = number(pool, 'min_count') ?? number(pool, 'node_count') ?? 1;
  const isScaled = flag(pool, 'auto_scaling_enabled') === true || flag(pool, 'enable_auto_scaling') === true;
  const most = isScaled ? (number(pool, 'max_count') ?? least) : least;
  const nodes = isScaled ? between(least, most, share) : range(number(pool, 'node_count') ?? least);
  const isSpot = text(pool, 'priority') === 'Spot';
  const system = text(pool, 'os_type') === 'Windows' ? 'windows' : 'linux';
  const vms: CostComponent = {
    name: `${size}, ${countedRange(least, most, 'node')}`,
    quantity: times(hours, nodes),
    price: `vm.${system}.${size}${isSpot ? '.spot' : ''}`,
  };
  const isEphemeral = text(pool, 'os_disk_type') === 'Ephemeral';
  const gb = number(pool, 'os_disk_size_gb') ?? DEFAULT_OS_DISK_GB;
  const disk = DISKS.find(([most]) => gb <= most)?.[1];
  if (isEphemeral) {
    return { components: [vms] };
  }
  return disk === undefined
    ? { components: [vms], notPriced: [`disks of ${gb} GB`] }
    : {
        components: [vms, { name: `Disks ${disk}`, quantity: times(monthsOf(hours), nodes), price: `disk.${disk}` }],
      };
}

function loadBalancer(gb: Range, hours: Range): readonly CostComponent[] {
  return [
    { name: 'Load balancer', quantity: hours, price: 'loadBalancer.rules' },
    { name: 'Data through the load balancer', quantity: gb, price: 'loadBalancer.data' },
    { name: 'Public IP of the load balancer', quantity: hours, price: 'publicIp.standardStatic' },
  ];
}
