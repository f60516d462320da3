import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { parseJson } from '../host/json-file';
import { APPLIED, APPLYING, isRecordOutput } from './record-outputs';

/** Output in a state. */
export interface StateOutput {
  readonly value: unknown;
  readonly type: unknown;
  readonly sensitive?: boolean;
}

/** Provider of resources in a state. */
export interface StateProvider {
  /** Address: `registry.terraform.io/hashicorp/azurerm`. */
  readonly source: string;
  readonly alias?: string;
}

/** Resource or data source in a state. */
export interface StateResource {
  /** Address, of a data source with `data.` before it. */
  readonly address: string;
  /** Terraform type: `azurerm_subnet`. */
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Check block that failed in the last apply of the stage. */
export interface FailedCheck {
  /** Address: `check.health`. */
  readonly address: string;
  /** Messages of its assertions. */
  readonly messages: readonly string[];
}

/** Version of the state format of Terraform 1.x. */
const STATE_VERSION = 4;

const instanceSchema = z.object({
  index_key: z.union([z.string(), z.number()]).optional(),
  status: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
});

/** Schema of the outputs in a `terraform_remote_state` data source. */
const outputsSchema = z.object({ value: z.record(z.string(), z.unknown()) }).catch({ value: {} });

const resourceSchema = z.object({
  module: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  /** `provider["registry.terraform.io/hashicorp/azurerm"].west` */
  provider: z.string().optional(),
  instances: z.array(instanceSchema).optional(),
});

const stateSchema = z.object({
  version: z.literal(STATE_VERSION),
  terraform_version: z.string().optional(),
  serial: z.number(),
  lineage: z.string(),
  outputs: z
    .record(z.string(), z.object({ value: z.unknown(), type: z.unknown(), sensitive: z.boolean().optional() }))
    .optional(),
  resources: z.array(resourceSchema).optional(),
  check_results: z
    .array(
      z.object({
        object_kind: z.string(),
        config_addr: z.string(),
        status: z.string(),
        objects: z.array(z.object({ failure_messages: z.array(z.string()).nullish() })).nullish(),
      }),
    )
    .nullish(),
});

type RawInstance = z.infer<typeof instanceSchema>;
type RawResource = z.infer<typeof resourceSchema>;
type RawState = z.infer<typeof stateSchema>;

const FORMAT = new JsonFormat<RawState>('state', stateSchema);

/** State of a stage, as Terraform wrote it. */
export class TerraformState {
  /**
   * Parses a state.
   *
   * @param source origin of the text, for messages
   * @returns undefined when the text is empty
   * @throws ToolkitError when it is damaged, or its format is not supported
   */
  public static parse(text: string, source: string): TerraformState | undefined {
    if (text.trim() === '') {
      return undefined;
    }
    const raw = parseJson(text, `The state in ${source} is damaged: it`, FORMAT, {
      code: 'STATE_UNUSABLE',
      fix: `Nothing was changed. Put back an earlier version: ${source}.backup, or one of the backend's. A newer form needs a newer Terraform and azstage.`,
    });
    return new TerraformState(raw, text);
  }

  private constructor(
    private readonly raw: RawState,
    /** Text as it was written. */
    public readonly text: string,
  ) {}

  /** Serial number, which grows with every change. */
  public get serial(): number {
    return this.raw.serial;
  }

  /** Lineage, which is the same from the first apply on. */
  public get lineage(): string {
    return this.raw.lineage;
  }

  /** Whether it is a copy of another one: lineage, serial or a later one, outputs and resources. */
  public isSameAs({ raw }: TerraformState): boolean {
    const { lineage, serial, outputs = {}, resources = [] } = this.raw;
    return (
      lineage === raw.lineage &&
      serial >= raw.serial &&
      isDeepStrictEqual(outputs, raw.outputs ?? {}) &&
      isDeepStrictEqual(resources, raw.resources ?? [])
    );
  }

  /** Version of the Terraform that wrote it. */
  public get terraformVersion(): string | undefined {
    return this.raw.terraform_version;
  }

  /** Outputs of the stage, without azstage's own. */
  public get outputs(): Readonly<Record<string, StateOutput>> {
    return Object.fromEntries(Object.entries(this.raw.outputs ?? {}).filter(([name]) => !isRecordOutput(name)));
  }

  /** Outputs of other states as of the last apply of the stage, by the name of the `terraform_remote_state`. */
  public get outputsRead(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    const sources = (this.raw.resources ?? []).filter(
      ({ mode, type, module }) => mode === 'data' && type === 'terraform_remote_state' && module === undefined,
    );
    return new Map(
      sources.map(({ name, instances }) => [name, outputsSchema.parse(instances?.[0]?.attributes?.['outputs']).value]),
    );
  }

  /** Id of the apply that was started last; absent where something other than azstage applied. */
  public get applying(): string | undefined {
    return textOf(this.raw.outputs?.[APPLYING]);
  }

  /** Record of the apply that was finished last, as text. */
  public get applied(): string | undefined {
    return textOf(this.raw.outputs?.[APPLIED]);
  }

  /** Addresses of the managed resources. */
  public get addresses(): readonly string[] {
    return this.managed().flatMap((resource) => (resource.instances ?? []).map((each) => addressOf(resource, each)));
  }

  /** Addresses of the blocks of the root module that have an instance: `azurerm_subnet.App` for `azurerm_subnet.App["a"]`. */
  public get rootBlocks(): ReadonlySet<string> {
    const own = this.managed().filter(({ module, instances = [] }) => module === undefined && instances.length > 0);
    return new Set(own.map(({ type, name }) => `${type}.${name}`));
  }

  /** Addresses of tainted resources, which the next apply replaces. */
  public get tainted(): readonly string[] {
    return this.managed().flatMap((resource) =>
      (resource.instances ?? [])
        .filter(({ status }) => status === 'tainted')
        .map((instance) => addressOf(resource, instance)),
    );
  }

  /** Providers of the resources, with their aliases. */
  public get providers(): readonly StateProvider[] {
    const addresses = new Set(this.managed().map(({ provider = '' }) => provider.replace(/^(module\.[^.]+\.)+/, '')));
    return [...addresses].sort().flatMap((address) => {
      const [, source, alias] = /^provider\["([^"]+)"\](?:\.(.+))?$/.exec(address) ?? [];
      return source === undefined ? [] : [{ source, alias }];
    });
  }

  /** Checks that failed in the last apply of the stage; sorted by address. */
  public get failedChecks(): readonly FailedCheck[] {
    return (this.raw.check_results ?? [])
      .filter(({ object_kind: kind, status }) => kind === 'check' && (status === 'fail' || status === 'error'))
      .map(({ config_addr: address, objects }) => ({
        address,
        messages: (objects ?? []).flatMap(({ failure_messages: messages }) => messages ?? []),
      }))
      .sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  /** Attributes of a resource or data source of the root module that has neither `count` nor `for_each`. */
  public attributesOf(address: string): Readonly<Record<string, unknown>> | undefined {
    const found = this.raw.resources?.find(
      ({ module, mode, type, name }) =>
        module === undefined && `${mode === 'data' ? 'data.' : ''}${type}.${name}` === address,
    );
    return found?.instances?.[0]?.attributes ?? undefined;
  }

  /** Managed resources of a type, those of modules too, with their attributes. */
  public resourcesOf(
    type: string,
  ): readonly { readonly address: string; readonly attributes: Readonly<Record<string, unknown>> }[] {
    return this.managed()
      .filter((resource) => resource.type === type)
      .flatMap((resource) =>
        (resource.instances ?? []).map((each) => ({
          address: addressOf(resource, each),
          attributes: each.attributes ?? {},
        })),
      );
  }

  /** Ids of the instances of a block of the root module, by address. */
  public idsOf(block: string): ReadonlyMap<string, unknown> {
    const found = this.managed().filter(
      ({ module, type, name }) => module === undefined && `${type}.${name}` === block,
    );
    return new Map(
      found.flatMap((resource) =>
        (resource.instances ?? []).map((each) => [addressOf(resource, each), each.attributes?.['id']] as const),
      ),
    );
  }

  /** Resources and data sources with their attributes. */
  public get resources(): readonly StateResource[] {
    return (this.raw.resources ?? []).flatMap((resource) =>
      (resource.instances ?? []).map((instance) => ({
        address: `${resource.mode === 'data' ? 'data.' : ''}${addressOf(resource, instance)}`,
        type: resource.type,
        attributes: instance.attributes ?? {},
      })),
    );
  }

  /** Management locks in the root module, with their scopes. */
  public get managementLocks(): readonly { readonly address: string; readonly scope: string }[] {
    return [...this.rootBlocks]
      .filter((address) => address.startsWith('azurerm_management_lock.'))
      .map((address) => ({ address, scope: String(this.attributesOf(address)?.['scope'] ?? '') }));
  }

  /** Whether the stage is deployed. A destroyed stage leaves a state without resources and outputs. */
  public get isDeployed(): boolean {
    return this.addresses.length > 0 || Object.keys(this.raw.outputs ?? {}).length > 0;
  }

  /** Azure subscription of most of its resources. */
  public get subscriptionId(): string | undefined {
    const counts = new Map<string, number>();
    for (const resource of this.managed()) {
      for (const { attributes } of resource.instances ?? []) {
        const id = /^\/subscriptions\/([0-9a-f-]{36})(\/|$)/i
          .exec(String(attributes?.['id'] ?? ''))?.[1]
          ?.toLowerCase();
        if (id !== undefined) {
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
      }
    }
    return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))[0]?.[0];
  }

  private managed(): readonly RawResource[] {
    return (this.raw.resources ?? []).filter((resource) => resource.mode === 'managed');
  }
}

function addressOf({ module, type, name }: RawResource, { index_key: key }: RawInstance): string {
  const address = `${module === undefined ? '' : `${module}.`}${type}.${name}`;
  return key === undefined ? address : `${address}[${JSON.stringify(key)}]`;
}

function textOf(output: StateOutput | undefined): string | undefined {
  return typeof output?.value === 'string' && output.value !== '' ? output.value : undefined;
}
