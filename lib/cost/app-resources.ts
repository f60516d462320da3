import { type CostedResource } from './estimator';
import { References } from '../synthesized/references';
import { type PlacedResource, type SynthesizedStage } from '../synthesized/synthesized-stage';
import { type Values } from '../synthesized/values';

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

/** Longest chain of parents that is followed. */
const MAX_STEPS = 20;

/**
 * The resources of the stages of an app, with their references to each other.
 *
 * An argument that refers to an argument of another resource, of any stage, is known before anything is deployed. A stage is read when it is asked for
 * or referred to.
 */
export class AppResources {
  private readonly stages = new Map<string, SynthesizedStage | undefined>();
  private readonly placed = new Map<SynthesizedStage, readonly PlacedResource[]>();
  private readonly references = new References((name) => this.stage(name));

  /**
   * @param read reads a stage by its name; undefined where there is none of that name
   */
  constructor(private readonly read: (stage: string) => SynthesizedStage | undefined) {}

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
    const referred = this.references.referred(stage, value);
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

  private stage(name: string): SynthesizedStage | undefined {
    if (!this.stages.has(name)) {
      this.stages.set(name, this.read(name));
    }
    return this.stages.get(name);
  }

  private allOf(stage: SynthesizedStage | undefined): readonly PlacedResource[] {
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

  private nameOf({ stage, values }: PlacedResource): unknown {
    return this.references.resolved(stage, values['name']);
  }

  private costed(one: PlacedResource): CostedResource {
    const { stage, type, name, values } = one;
    return {
      address: `${type}.${name}`,
      type,
      values: Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, this.references.resolved(stage, value)]),
      ),
      region: this.regionOf(one, MAX_STEPS),
    };
  }

  private regionOf({ stage, values }: PlacedResource, steps: number): string {
    const own = this.references.resolved(stage, values['location']);
    if (typeof own === 'string' && !own.includes('${')) {
      return own.toLowerCase().replaceAll(' ', '');
    }
    for (const argument of steps === 0 ? [] : PARENTS) {
      const parent = this.references.referred(stage, values[argument]);
      if (parent !== undefined) {
        return this.regionOf(parent.placed, steps - 1);
      }
    }
    return stage.location;
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
