import { ToolkitError } from '../toolkit-error';

interface RawResource {
  readonly module?: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly instances?: readonly {
    readonly index_key?: string | number;
    readonly attributes?: { readonly id?: unknown };
  }[];
}

interface RawState {
  readonly version: number;
  readonly terraform_version?: string;
  readonly serial: number;
  readonly lineage: string;
  readonly outputs?: Readonly<Record<string, StateOutput>>;
  readonly resources?: readonly RawResource[];
}

/** An output as the state holds it. */
export interface StateOutput {
  readonly value: unknown;
  readonly type: unknown;
  readonly sensitive?: boolean;
}

/** The version of the form of state that Terraform 1.x writes. */
const STATE_VERSION = 4;

/** The state of one stage, as Terraform wrote it. */
export class TerraformState {
  /**
   * Reads a state.
   *
   * @param source where it is from, for messages
   * @returns undefined when there is none
   * @throws ToolkitError when it is damaged, or of a form that is not known
   */
  public static parse(text: string, source: string): TerraformState | undefined {
    if (text.trim() === '') {
      return undefined;
    }
    let raw: RawState;
    try {
      raw = JSON.parse(text) as RawState;
    } catch (error) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The state in ${source} is damaged: ${(error as Error).message}.`,
        `Nothing was changed. Put back an earlier version: ${source}.backup, or one of the backend's versions.`,
      );
    }
    if (raw.version !== STATE_VERSION || typeof raw.lineage !== 'string' || typeof raw.serial !== 'number') {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The state in ${source} has a form that this azstage does not know: version ${raw.version}.`,
        'Use the Terraform and the azstage that wrote it, or newer ones.',
      );
    }
    return new TerraformState(raw, text);
  }

  private constructor(
    private readonly raw: RawState,
    /** As it was written. */
    public readonly text: string,
  ) {}

  /** Grows with every change. */
  public get serial(): number {
    return this.raw.serial;
  }

  /** The same from the first apply on. */
  public get lineage(): string {
    return this.raw.lineage;
  }

  /** The Terraform that wrote it. */
  public get terraformVersion(): string | undefined {
    return this.raw.terraform_version;
  }

  public get outputs(): Readonly<Record<string, StateOutput>> {
    return this.raw.outputs ?? {};
  }

  /** Addresses of the resources that Terraform made. */
  public get addresses(): readonly string[] {
    return this.managed().flatMap((resource) =>
      (resource.instances ?? []).map(({ index_key: key }) => {
        const address = `${resource.module === undefined ? '' : `${resource.module}.`}${resource.type}.${resource.name}`;
        return key === undefined ? address : `${address}[${JSON.stringify(key)}]`;
      }),
    );
  }

  /** Whether something is deployed. A destroyed stage leaves a state without resources and outputs. */
  public get isDeployed(): boolean {
    return this.addresses.length > 0 || Object.keys(this.outputs).length > 0;
  }

  /** The Azure subscription that most of its resources are in. */
  public get subscriptionId(): string | undefined {
    const counts = new Map<string, number>();
    for (const resource of this.managed()) {
      for (const { attributes } of resource.instances ?? []) {
        const id = /^\/subscriptions\/([0-9a-f-]{36})(\/|$)/i.exec(String(attributes?.id ?? ''))?.[1]?.toLowerCase();
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
