import { References } from '../synthesized/references';
import { type PlacedResource, type SynthesizedStage } from '../synthesized/synthesized-stage';
import { inAzurerm4 } from './azurerm-4';
import { PolicyResource, type SourcePlace } from './policy-resource';

/** Stage whose resources are checked. */
export interface PolicyStage extends SynthesizedStage {
  /** `permanent`, `on-demand` or `ephemeral`. Absent where the stage is none of azstage. */
  readonly lifecycle?: string;
  /** Origin of a resource in the code. */
  readonly originOf?: (address: string) => { readonly constructPath?: string; readonly source?: SourcePlace };
}

/** Settings of the app whose stages are checked. */
export interface PolicySettings {
  /** Name of the environment. */
  readonly environment?: string;
  /** Profile of the environment: `dev`, `staging` or `prod`. Absent where the app is none of azstage. */
  readonly profile?: string;
}

/** Resources that refer to another one. */
export interface ReferringFilter {
  /** Terraform type of those that refer. @default any */
  readonly type?: string;
  /** Path of the argument that refers: `private_service_connection.private_connection_resource_id`. @default any */
  readonly argument?: string;
}

interface Referrer {
  readonly resource: PolicyResource;
  readonly argument: string;
}

/**
 * The resources of all synthesized stages of an app, and how they refer to each other.
 *
 * A rule sees all stages, also where only some are checked: the private endpoint of a database may be in another one.
 */
export class PolicyTree {
  /** Resources of all stages, by stage and address. */
  public readonly resources: readonly PolicyResource[];
  private readonly stages: ReadonlyMap<string, PolicyStage>;
  private readonly references: References;
  private readonly byAddress: ReadonlyMap<string, PolicyResource>;
  private readonly byType: ReadonlyMap<string, readonly PolicyResource[]>;
  private referrers?: ReadonlyMap<PolicyResource, readonly Referrer[]>;

  constructor(
    stages: readonly PolicyStage[],
    public readonly settings: PolicySettings = {},
  ) {
    this.stages = new Map(stages.map((stage) => [stage.name, { ...stage, resources: inAzurerm4(stage.resources) }]));
    this.references = new References((name) => this.stages.get(name));
    this.resources = [...this.stages.values()]
      .flatMap((stage) => placedIn(stage).map((placed) => this.resource(stage, placed)))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    this.byAddress = new Map(this.resources.map((resource) => [keyOf(resource), resource]));
    this.byType = grouped(this.resources, ({ type }) => type);
  }

  /** Resources of these types, of all stages. */
  public ofType(...types: readonly string[]): readonly PolicyResource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Resource of a stage that has this address. */
  public tryFind(stage: string, address: string): PolicyResource | undefined {
    return this.byAddress.get(keyOf({ stage, address }));
  }

  /** Stage of a resource. */
  public stageOf(resource: PolicyResource): PolicyStage | undefined {
    return this.stages.get(resource.stage);
  }

  /** Resource that an argument refers to, in whatever stage, by its id, its name or an id below it such as `<id>/blobServices/default`. */
  public target(resource: PolicyResource, argument: string): PolicyResource | undefined {
    const stage = this.stages.get(resource.stage);
    const [text] = textsAt(resource.written, argument);
    return stage === undefined || text === undefined ? undefined : this.targetOf(stage, text);
  }

  /** Resources that refer to this one, in whatever stage, by stage and address. */
  public referring(resource: PolicyResource, filter: ReferringFilter = {}): readonly PolicyResource[] {
    this.referrers ??= this.allReferrers();
    const found = (this.referrers.get(resource) ?? []).filter(
      ({ resource: { type }, argument }) =>
        (filter.type ?? type) === type && (filter.argument ?? argument) === argument,
    );
    return [...new Set(found.map((each) => each.resource))];
  }

  /** Diagnostic settings of a resource, or of a service in it such as the blobs of a storage account. */
  public diagnosticSettingsOf(resource: PolicyResource): readonly PolicyResource[] {
    return this.referring(resource, { type: 'azurerm_monitor_diagnostic_setting', argument: 'target_resource_id' });
  }

  /** Private endpoints of a resource. */
  public privateEndpointsOf(resource: PolicyResource): readonly PolicyResource[] {
    return this.referring(resource, {
      type: 'azurerm_private_endpoint',
      argument: 'private_service_connection.private_connection_resource_id',
    });
  }

  private resource(stage: PolicyStage, placed: PlacedResource): PolicyResource {
    const { constructPath, source } = stage.originOf?.(`${placed.type}.${placed.name}`) ?? {};
    const values = Object.entries(placed.values).map(([key, value]) => [key, this.references.resolved(stage, value)]);
    return new PolicyResource(placed, Object.fromEntries(values), constructPath, source);
  }

  private targetOf(stage: PolicyStage, text: string): PolicyResource | undefined {
    const [, reference] = /^(\$\{[^{}]+\})(?:\/.*)?$/s.exec(text) ?? [];
    const placed = this.references.referred(stage, reference)?.placed;
    return placed === undefined ? undefined : this.tryFind(placed.stage.name, `${placed.type}.${placed.name}`);
  }

  private allReferrers(): ReadonlyMap<PolicyResource, readonly Referrer[]> {
    const all = new Map<PolicyResource, Referrer[]>();
    for (const resource of this.resources) {
      const stage = this.stages.get(resource.stage);
      for (const [argument, text] of stage === undefined ? [] : textsIn(resource.written)) {
        const target = stage === undefined ? undefined : this.targetOf(stage, text);
        if (target !== undefined && target !== resource) {
          all.set(target, [...(all.get(target) ?? []), { resource, argument }]);
        }
      }
    }
    return all;
  }
}

function keyOf({ stage, address }: { readonly stage: string; readonly address: string }): string {
  return `${stage} ${address}`;
}

function placedIn(stage: PolicyStage): readonly PlacedResource[] {
  return Object.entries(stage.resources).flatMap(([type, named]) =>
    Object.entries(named).map(([name, values]) => ({ stage, type, name, values })),
  );
}

function grouped<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one)) ?? [];
    group.push(one);
    groups.set(key(one), group);
  }
  return groups;
}

/** Texts with references in arguments, each with its path, which has no indexes of lists. */
function textsIn(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') {
    return value.includes('${') ? [[path, value]] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((each) => textsIn(each, path));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) =>
        key === '//' ? [] : textsIn(each, path === '' ? key : `${path}.${key}`),
      )
    : [];
}

function textsAt(value: unknown, argument: string): readonly string[] {
  return textsIn(value).flatMap(([path, text]) => (path === argument ? [text] : []));
}
