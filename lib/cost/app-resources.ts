import { type CostedResource } from './estimator';
import { type Values } from './values';

/** A stage as synth wrote it, as far as costs need it. */
export interface SynthesizedResources {
  readonly name: string;
  /** Azure region of the app. */
  readonly location: string;
  /** Names of the stages that it depends on. */
  readonly dependencies: readonly string[];
  /** Resources by type and name. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  /** Outputs by name. */
  readonly outputs: Readonly<Record<string, Values>>;
  /** Variables by name. */
  readonly variables: Readonly<Record<string, Values>>;
  /** Name of the stage whose state a `terraform_remote_state` reads. */
  readonly upstream: (remoteState: string) => string | undefined;
}

/** A resource whose number of instances is not known before it is deployed. */
export interface UncountedResource {
  readonly address: string;
  readonly type: string;
}

/** Arguments that lead to the resource which says where another one is, in this order. */
const PARENTS = [
  'container_app_environment_id',
  'kubernetes_cluster_id',
  'cognitive_account_id',
  'account_name',
  'namespace_id',
  'managed_redis_id',
  'workspace_id',
  'resource_group_name',
] as const;

/** Longest chain of references that is followed. */
const MAX_STEPS = 20;

/** A resource with the stage that it is in. */
interface Placed {
  readonly stage: SynthesizedResources;
  readonly type: string;
  readonly name: string;
  readonly values: Values;
}

/**
 * The resources of the stages of an app, with their references to each other.
 *
 * An argument that refers to an argument of another resource, of any stage, is known before anything is deployed. A stage is read when it is asked for
 * or referred to.
 */
export class AppResources {
  private readonly stages = new Map<string, SynthesizedResources | undefined>();
  private readonly placed = new Map<SynthesizedResources, readonly Placed[]>();

  /**
   * @param read reads a stage by its name; undefined where there is none of that name
   */
  constructor(private readonly read: (stage: string) => SynthesizedResources | undefined) {}

  /** The resources of a stage, sorted by address; one with `count` or `for_each` is as many. */
  public of(name: string): {
    readonly known: readonly CostedResource[];
    readonly uncounted: readonly UncountedResource[];
  } {
    const known: CostedResource[] = [];
    const uncounted: UncountedResource[] = [];
    for (const one of this.allOf(this.stage(name))) {
      const address = `${one.type}.${one.name}`;
      const instances = instancesOf(one.values);
      if (instances === undefined) {
        uncounted.push({ address, type: one.type });
      }
      known.push(...(instances ?? []).map((suffix) => ({ ...this.costed(one), address: `${address}${suffix}` })));
    }
    return { known: known.sort((a, b) => (a.address < b.address ? -1 : 1)), uncounted };
  }

  /** The resource of a stage that has this address, without an index, as synth wrote it. */
  public tryFindByAddress(stage: string, address: string): CostedResource | undefined {
    const bare = address.replace(/\[.*\]$/, '');
    const found = this.allOf(this.stage(stage)).find(({ type, name }) => `${type}.${name}` === bare);
    return found === undefined ? undefined : this.costed(found);
  }

  /** The resource of a type that an argument of a stage refers to, by a reference, by its id or by its name. */
  public tryFind(from: string, type: string, value: unknown): CostedResource | undefined {
    const stage = this.stage(from);
    if (stage === undefined || typeof value !== 'string') {
      return undefined;
    }
    const referred = this.referred(stage, value, MAX_STEPS);
    if (referred?.placed.type === type) {
      return this.costed(referred.placed);
    }
    if (value.includes('${')) {
      return undefined;
    }
    const name = value.split('/').at(-1);
    for (const near of [from, ...stage.dependencies]) {
      const found = this.allOf(this.stage(near)).find((one) => one.type === type && this.nameOf(one) === name);
      if (found !== undefined) {
        return this.costed(found);
      }
    }
    return undefined;
  }

  private stage(name: string): SynthesizedResources | undefined {
    if (!this.stages.has(name)) {
      this.stages.set(name, this.read(name));
    }
    return this.stages.get(name);
  }

  private allOf(stage: SynthesizedResources | undefined): readonly Placed[] {
    if (stage === undefined) {
      return [];
    }
    const all =
      this.placed.get(stage) ??
      Object.entries(stage.resources).flatMap(([type, named]) =>
        Object.entries(named).map(([name, values]) => ({ stage, type, name, values })),
      );
    this.placed.set(stage, all);
    return all;
  }

  private nameOf({ stage, values }: Placed): unknown {
    return this.resolved(stage, values['name'], MAX_STEPS);
  }

  private costed(one: Placed): CostedResource {
    const { stage, type, name, values } = one;
    return {
      address: `${type}.${name}`,
      type,
      values: Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, this.resolved(stage, value, MAX_STEPS)]),
      ),
      region: this.regionOf(one, MAX_STEPS),
    };
  }

  private regionOf({ stage, values }: Placed, steps: number): string {
    const own = this.resolved(stage, values['location'], MAX_STEPS);
    if (typeof own === 'string' && !own.includes('${')) {
      return own.toLowerCase().replaceAll(' ', '');
    }
    for (const argument of steps === 0 ? [] : PARENTS) {
      const parent = this.referred(stage, values[argument], MAX_STEPS);
      if (parent !== undefined) {
        return this.regionOf(parent.placed, steps - 1);
      }
    }
    return stage.location;
  }

  /** A value with its references replaced by what they refer to; one that leads to nothing known stays a reference. */
  private resolved(stage: SynthesizedResources, value: unknown, steps: number): unknown {
    if (typeof value === 'string') {
      return this.resolvedText(stage, value, steps);
    }
    if (Array.isArray(value)) {
      return value.map((each) => this.resolved(stage, each, steps));
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.resolved(stage, each, steps)]));
    }
    return value;
  }

  private resolvedText(stage: SynthesizedResources, text: string, steps: number): unknown {
    const variable = /^\$\{var\.([\w-]+)\}$/.exec(text)?.[1];
    if (variable !== undefined) {
      return stage.variables[variable]?.['default'] ?? text;
    }
    const referred = this.referred(stage, text, steps);
    const target = referred?.placed.values[referred.attribute];
    return referred === undefined || target === undefined || steps === 0
      ? text
      : this.resolved(referred.placed.stage, target, steps - 1);
  }

  /** The resource and the attribute that a text which is one reference refers to. */
  private referred(
    stage: SynthesizedResources | undefined,
    value: unknown,
    steps: number,
  ): { readonly placed: Placed; readonly attribute: string } | undefined {
    if (stage === undefined || typeof value !== 'string' || steps === 0) {
      return undefined;
    }
    const [, remote, output] = /^\$\{data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)\}$/.exec(value) ?? [];
    if (remote !== undefined && output !== undefined) {
      const upstream = this.stage(stage.upstream(remote) ?? '');
      return this.referred(upstream, upstream?.outputs[output]?.['value'], steps - 1);
    }
    const [, type, name, attribute] = /^\$\{(\w+)\.([\w-]+)\.(\w+)\}$/.exec(value) ?? [];
    const values = stage.resources[type ?? '']?.[name ?? ''];
    return type === undefined || name === undefined || attribute === undefined || values === undefined
      ? undefined
      : this.through(stage, { stage, type, name, values }, attribute, steps);
  }

  /** What is referred to; an association passes on the id that it was given, such as that of its subnet. */
  private through(
    stage: SynthesizedResources,
    placed: Placed,
    attribute: string,
    steps: number,
  ): { readonly placed: Placed; readonly attribute: string } {
    const passedOn = attribute.endsWith('_id') ? placed.values[attribute] : undefined;
    return this.referred(stage, passedOn, steps - 1) ?? { placed, attribute };
  }
}

/** Suffixes of the addresses of the instances of a resource; undefined where their number is not known. */
function instancesOf(values: Values): readonly string[] | undefined {
  const { count, for_each: each } = values as { readonly count?: unknown; readonly for_each?: unknown };
  if (typeof count === 'number') {
    return Array.from({ length: count }, (_, index) => `[${index}]`);
  }
  if (typeof each === 'object' && each !== null) {
    return (Array.isArray(each) ? each.map(String) : Object.keys(each)).map((key) => `["${key}"]`);
  }
  return count === undefined && each === undefined ? [''] : undefined;
}
