import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { parseJson } from '../host/json-file';
import { isRecordOutput } from './record-outputs';
import { type ChangeAction } from './terraform-events';
import { type FailedCheck } from './terraform-state';
import { type ChangeCounts, importedOf } from './change-counts';

/** Marks the parts of a value that are unknown until apply: all, none, or some of its elements. */
export type Unknown = boolean | readonly Unknown[] | { readonly [key: string]: Unknown };

/** Planned change to one resource, with its values. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  /** Whether it is a data source. */
  readonly isData: boolean;
  readonly action: ChangeAction | 'no-op';
  /** Whether an existing resource is imported, whatever else becomes of it. @default false */
  readonly isImported?: boolean;
  /** Whether it is replaced because an earlier apply could not finish its creation. @default false */
  readonly isTainted?: boolean;
  readonly before: unknown;
  /** Value without its unknown parts. */
  readonly after: unknown;
  readonly afterUnknown: Unknown;
  /** Sensitive parts of {@link before} and {@link after}, marked as in {@link afterUnknown}. */
  readonly beforeSensitive: Unknown;
  readonly afterSensitive: Unknown;
  /** Paths of the arguments that force a replacement. @default none does */
  readonly replacePaths?: readonly (readonly (string | number)[])[];
}

/** Output after a plan is applied. */
export interface PlannedOutput {
  /** Value without its unknown parts. */
  readonly value: unknown;
  readonly unknown: Unknown;
  readonly sensitive: boolean;
  /** Type in Terraform's JSON notation, `["list","string"]`; absent where the value is not wholly known. */
  readonly type?: unknown;
  /** Whether the plan changes it. @default false */
  readonly isChanged?: boolean;
}

/** Schema of {@link Unknown}. Validates the outermost level alone, as plans are large. */
export const unknownSchema = z.custom<Unknown>(
  (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null),
  'is neither true, false nor made of parts',
);

const changeSchema = z.object({
  actions: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: unknownSchema.optional(),
  before_sensitive: unknownSchema.optional(),
  after_sensitive: unknownSchema.optional(),
  importing: z.unknown().optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).nullish(),
});

const resourceSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  action_reason: z.string().optional(),
  change: changeSchema,
});

const checksSchema = z.array(
  z.object({
    address: z.object({ kind: z.string(), to_display: z.string() }),
    status: z.string(),
    instances: z.array(z.object({ problems: z.array(z.object({ message: z.string() })).nullish() })).nullish(),
  }),
);

/** Reason for an action: https://developer.hashicorp.com/terraform/internals/json-format */
const TAINTED = 'replace_because_tainted';

type RawChange = z.infer<typeof changeSchema>;
type RawResourceChange = z.infer<typeof resourceSchema>;

const FORMAT = new JsonFormat(
  'plan',
  z.object({
    complete: z.boolean().optional(),
    errored: z.boolean().optional(),
    checks: checksSchema.nullish(),
    deferred_changes: z.array(z.object({ resource_change: resourceSchema.optional() })).nullish(),
    resource_changes: z.array(resourceSchema).nullish(),
    resource_drift: z.array(resourceSchema).nullish(),
    output_changes: z.record(z.string(), changeSchema).nullish(),
    planned_values: z
      .object({ outputs: z.record(z.string(), z.object({ type: z.unknown().optional() })).nullish() })
      .nullish(),
  }),
);

/** Parts of a {@link PlanJson} with its changes. */
export type PlanParts = Pick<PlanJson, 'resources' | 'drift' | 'outputs'>;

/** Properties of the plan as a whole. */
interface PlanFacts {
  /** Addresses that Terraform deferred to a later plan. */
  readonly deferred: readonly string[];
  readonly isComplete: boolean;
  readonly isEmpty: boolean;
  readonly failedChecks: readonly FailedCheck[];
}

/** Saved plan with its values: https://developer.hashicorp.com/terraform/internals/json-format */
export class PlanJson {
  /** Plan without changes. */
  public static readonly NOTHING = PlanJson.of({ resources: [], drift: [], outputs: {} });

  /**
   * Parses a plan as printed by `terraform show -json`.
   *
   * @throws ToolkitError when it is no plan
   */
  public static parse(text: string): PlanJson {
    const raw = parseJson(text, 'What Terraform shows of the plan', FORMAT, {
      code: 'TERRAFORM_FAILED',
      fix: 'Check that Terraform or OpenTofu is on the PATH under this name, in a version that this azstage supports.',
    });
    const types = raw.planned_values?.outputs ?? {};
    const resources = (raw.resource_changes ?? []).map(resourceChange).sort(byAddress);
    const outputs = Object.entries(raw.output_changes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const own = outputs.filter(([name]) => !isRecordOutput(name));
    const removed = own.filter(([, change]) => isRemoval(change)).map(([name]) => name);
    const parts = {
      resources,
      drift: (raw.resource_drift ?? []).map(resourceChange).sort(byAddress),
      outputs: Object.fromEntries(
        own
          .filter(([, change]) => !isRemoval(change))
          .map(([name, change]) => [name, plannedOutput(change, types[name]?.type)]),
      ),
    };
    const isEmpty =
      resources.every(({ action }) => action === 'no-op' || action === 'read') &&
      outputs.every(([, { actions }]) => actions[0] === 'no-op');
    return new PlanJson(parts, removed, {
      deferred: (raw.deferred_changes ?? []).flatMap(({ resource_change: change }) => change?.address ?? []),
      // Terraform before 1.8, and OpenTofu, do not report it.
      isComplete: raw.complete !== false && raw.errored !== true,
      isEmpty,
      failedChecks: failedChecksOf(raw.checks),
    });
  }

  /** Creates a plan from the parts that {@link JSON.stringify} wrote. */
  public static of(parts: PlanParts): PlanJson {
    return new PlanJson(parts, [], { deferred: [], isComplete: true, isEmpty: false, failedChecks: [] });
  }

  /** Planned changes, unchanged resources included; sorted by address. */
  public readonly resources: readonly ResourceChange[];
  /** Changes made outside of Terraform since the last apply; sorted by address. */
  public readonly drift: readonly ResourceChange[];
  /** Planned outputs, without those that are removed. */
  public readonly outputs: Readonly<Record<string, PlannedOutput>>;

  private constructor(
    { resources, drift, outputs }: PlanParts,
    /** Names of outputs that are removed. */
    private readonly removed: readonly string[],
    private readonly facts: PlanFacts,
  ) {
    this.resources = resources;
    this.drift = drift;
    this.outputs = outputs;
  }

  /** Whether the whole stage is planned: nothing is excluded, deferred, or missing because of an error. */
  public get isComplete(): boolean {
    return this.facts.isComplete;
  }

  /** Addresses that Terraform deferred to a later plan. */
  public get deferred(): readonly string[] {
    return this.facts.deferred;
  }

  /** Whether applying it would write nothing, not even azstage's own outputs. */
  public get isEmpty(): boolean {
    return this.facts.isEmpty;
  }

  /** Checks that fail, sorted by address; those that are unknown until apply are not included. */
  public get failedChecks(): readonly FailedCheck[] {
    return this.facts.failedChecks;
  }

  /** Whether applying it would change the stage, if only its outputs. */
  public get hasChanges(): boolean {
    const isChanged = Object.values(this.outputs).some((output) => output.isChanged === true);
    return this.changes.length > 0 || isChanged || this.removed.length > 0;
  }

  /** Parts that {@link PlanJson.of} reads. */
  public toJSON(): PlanParts {
    const { resources, drift, outputs } = this;
    return { resources, drift, outputs };
  }

  /** Number of resources that it changes, by kind. */
  public get counts(): ChangeCounts {
    const count = (...actions: ResourceChange['action'][]) =>
      this.changes.filter(({ action }) => actions.includes(action)).length;
    return {
      added: count('create', 'replace'),
      changed: count('update'),
      destroyed: count('delete', 'replace'),
      ...importedOf(this.changes.filter(({ isImported }) => isImported === true).length),
    };
  }

  /** Planned changes, without reads of data sources. */
  public get changes(): readonly ResourceChange[] {
    return this.resources.filter(({ action, isData }) => action !== 'no-op' && !isData);
  }
}

function isRemoval({ actions }: RawChange): boolean {
  return actions.length === 1 && actions[0] === 'delete';
}

function failedChecksOf(checks: z.infer<typeof checksSchema> | null | undefined): FailedCheck[] {
  return (checks ?? [])
    .filter(({ address, status }) => address.kind === 'check' && (status === 'fail' || status === 'error'))
    .map(({ address, instances }) => ({
      address: address.to_display,
      messages: (instances ?? []).flatMap(({ problems }) => (problems ?? []).map(({ message }) => message)),
    }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

function plannedOutput(change: RawChange, type: unknown): PlannedOutput {
  return {
    value: change.after ?? null,
    unknown: change.after_unknown ?? false,
    sensitive: change.after_sensitive === true,
    type,
    isChanged: change.actions[0] !== 'no-op',
  };
}

function resourceChange(raw: RawResourceChange): ResourceChange {
  const { change } = raw;
  return {
    address: raw.address,
    type: raw.type,
    isData: raw.mode === 'data',
    action: actionOf(raw),
    ...(change.importing === undefined || change.importing === null ? {} : { isImported: true }),
    ...(raw.action_reason === TAINTED ? { isTainted: true } : {}),
    before: change.before ?? null,
    after: change.after ?? null,
    afterUnknown: change.after_unknown ?? false,
    beforeSensitive: change.before_sensitive ?? false,
    afterSensitive: change.after_sensitive ?? false,
    ...(change.replace_paths?.length ? { replacePaths: change.replace_paths } : {}),
  };
}

function actionOf({ address, previous_address: previous, change }: RawResourceChange): ResourceChange['action'] {
  const [first = 'no-op', second] = change.actions;
  if (second !== undefined) {
    return 'replace';
  }
  if (first !== 'no-op') {
    return first === 'forget' ? 'remove' : (first as ChangeAction);
  }
  if (change.importing !== undefined && change.importing !== null) {
    return 'import';
  }
  return previous !== undefined && previous !== address ? 'move' : 'no-op';
}

function byAddress(a: ResourceChange, b: ResourceChange): number {
  return a.address < b.address ? -1 : 1;
}
