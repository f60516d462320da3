import { type CostComponent, type Estimate, type Estimator, unknown } from '../estimator';
import { between, type Range, range, sum, times } from '../range';
import { block, blocks, countedRange, number, text, type Values } from '../../synthesized/values';

const SECONDS_PER_HOUR = 3600;

/** Sizes of dedicated workload profiles: vCPU and memory in GiB. */
const PROFILES: Readonly<Record<string, readonly [number, number]>> = {
  D4: [4, 16],
  D8: [8, 32],
  D16: [16, 64],
  D32: [32, 128],
  E4: [4, 32],
  E8: [8, 64],
  E16: [16, 128],
  E32: [32, 256],
};

/** Replicas that Container Apps allows where a template does not say. */
const DEFAULT_MAX_REPLICAS = 10;

/** An environment: only its dedicated workload profiles cost something; apps of the consumption profile pay for themselves. */
export const containerAppEnvironment: Estimator<'scaleOut'> = {
  types: ['azurerm_container_app_environment'],
  usage: {
    scaleOut: {
      description: 'How far a dedicated profile is scaled out on average: 0 for minimum_count, 1 for maximum_count',
      unit: 'share',
      default: range(0, 0.25),
    },
  },
  estimate({ values }, usage, { hours }) {
    const dedicated = blocks(values, 'workload_profile').filter(
      (profile) => text(profile, 'workload_profile_type') !== 'Consumption',
    );
    const found = dedicated.map((profile) => profileCost(profile, usage.scaleOut, hours));
    const management: CostComponent[] =
      dedicated.length === 0
        ? []
        : [{ name: 'Management of dedicated profiles', quantity: hours, price: 'containerApps.dedicated.management' }];
    return {
      components: [...management, ...found.flatMap(({ components }) => components)],
      notPriced: found.flatMap(({ notPriced = [] }) => notPriced),
    };
  },
};

/** An app of the consumption profile: seconds of its replicas, active or idle, and requests. */
export const containerApp: Estimator<'scaleOut' | 'activeShare' | 'millionRequests' | 'gbOut'> = {
  types: ['azurerm_container_app'],
  usage: {
    scaleOut: {
      description: 'How far the app is scaled out on average: 0 for min_replicas, 1 for max_replicas',
      unit: 'share',
      default: range(0, 0.1),
    },
    activeShare: {
      description: 'Share of the time of min_replicas that counts as active; the rest is idle, at a lower price',
      unit: 'share',
      default: range(0.1, 1),
    },
    millionRequests: { description: 'HTTP requests', unit: 'million/month', default: range(0, 1) },
    gbOut: { description: 'Data to the internet', unit: 'GB/month', default: range(0, 10) },
  },
  estimate(resource, usage, { hours, tryFind }) {
    const template = block(resource.values, 'template') ?? {};
    const profile = text(resource.values, 'workload_profile_name') ?? 'Consumption';
    const environment = tryFind('azurerm_container_app_environment', resource.values['container_app_environment_id']);
    const kind = blocks(environment?.values ?? {}, 'workload_profile').find((each) => text(each, 'name') === profile);
    if (profile !== 'Consumption' && text(kind ?? {}, 'workload_profile_type') !== 'Consumption') {
      return { components: [] };
    }
    const least = number(template, 'min_replicas') ?? 0;
    const most = number(template, 'max_replicas') ?? DEFAULT_MAX_REPLICAS;
    const size = sizeOf(template);
    if (size === undefined) {
      return unknown('cpu or memory of a container');
    }
    const seconds = times(hours, SECONDS_PER_HOUR);
    const further = between(0, most - least, usage.scaleOut);
    // The less of the time is active, the more is idle: what is active least is what costs least.
    const idle = { low: least * (1 - usage.activeShare.low), high: least * (1 - usage.activeShare.high) };
    const active = sum([further, times(range(least), usage.activeShare)]);
    return {
      components: [
        ...consumption(size, times(seconds, active), 'active', `, ${countedRange(least, most, 'replica')}`),
        ...(least === 0 ? [] : consumption(size, times(seconds, idle), 'idle', '')),
        { name: 'Requests', quantity: usage.millionRequests, price: 'containerApps.requests' },
        { name: 'Data to the internet', quantity: usage.gbOut, price: 'egress.internet' },
      ],
    };
  },
};

/** A job: the time for which its replicas run. */
export const containerAppJob: Estimator<'executionHours'> = {
  types: ['azurerm_container_app_job'],
  usage: {
    executionHours: { description: 'Time that all replicas run', unit: 'hours/month', default: range(1, 30) },
  },
  estimate({ values }, { executionHours }) {
    const size = sizeOf(block(values, 'template') ?? {});
    return size === undefined
      ? unknown('cpu or memory of a container')
      : { components: consumption(size, times(executionHours, SECONDS_PER_HOUR), 'active', '') };
  },
};

/** vCPU and memory in GiB of one replica. */
function sizeOf(template: Values): readonly [number, number] | undefined {
  const sizes = blocks(template, 'container').map((container) => ({
    cpu: number(container, 'cpu'),
    memory: Number(/^([\d.]+)Gi$/.exec(text(container, 'memory') ?? '')?.[1] ?? NaN),
  }));
  const isKnown = sizes.length > 0 && sizes.every(({ cpu, memory }) => cpu !== undefined && !Number.isNaN(memory));
  return isKnown
    ? [sizes.reduce((all, { cpu = 0 }) => all + cpu, 0), sizes.reduce((all, { memory }) => all + memory, 0)]
    : undefined;
}

function consumption(
  [cpu, memory]: readonly [number, number],
  seconds: Range,
  state: 'active' | 'idle',
  replicas: string,
): readonly CostComponent[] {
  const price = state === 'active' ? 'containerApps.vcpuActive' : 'containerApps.vcpuIdle';
  return [
    { name: `${cpu} vCPU, ${state}${replicas}`, quantity: times(seconds, cpu), price },
    { name: `${memory} GiB, ${state}`, quantity: times(seconds, memory), price: 'containerApps.memory' },
  ];
}

function profileCost(profile: Values, share: Range, hours: Range): Estimate {
  const type = text(profile, 'workload_profile_type');
  const size = PROFILES[type ?? ''];
  if (type === undefined || size === undefined) {
    return { components: [], notPriced: [`workload profile ${type ?? 'of an unknown type'}`] };
  }
  const least = number(profile, 'minimum_count') ?? 0;
  const nodes = times(hours, between(least, number(profile, 'maximum_count') ?? least, share));
  return {
    components: [
      { name: `${type}: vCPU`, quantity: times(nodes, size[0]), price: 'containerApps.dedicated.vcpu' },
      { name: `${type}: memory`, quantity: times(nodes, size[1]), price: 'containerApps.dedicated.memory' },
    ],
  };
}
