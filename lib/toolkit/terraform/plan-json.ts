import { type ChangeAction, type ChangeCounts } from './terraform-events';

/** What of a value is unknown until it is applied: all of it, none, or some of what it is made of. */
export type Unknown = boolean | readonly Unknown[] | { readonly [key: string]: Unknown };

/** What a plan would do to one resource, with the values. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  /** Whether it is read, not made. */
  readonly isData: boolean;
  readonly action: ChangeAction | 'no-op';
  readonly before: unknown;
  /** Without what is unknown. */
  readonly after: unknown;
  readonly afterUnknown: Unknown;
  /** What of {@link before} and {@link after} is sensitive, in the form of {@link afterUnknown}. */
  readonly beforeSensitive: Unknown;
  readonly afterSensitive: Unknown;
}

/** An output as it will be once a plan is applied. */
export interface PlannedOutput {
  /** Without what is unknown. */
  readonly value: unknown;
  readonly unknown: Unknown;
  readonly sensitive: boolean;
  /** Its type as Terraform writes it, `["list","string"]`; absent where not all of it is known. */
  readonly type?: unknown;
  /** Whether the plan changes it. @default false */
  readonly isChanged?: boolean;
}

interface RawChange {
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly after_unknown?: Unknown;
  readonly before_sensitive?: Unknown;
  readonly after_sensitive?: Unknown;
  readonly importing?: unknown;
}

interface RawResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: string;
  readonly type: string;
  readonly change: RawChange;
}

interface RawPlan {
  readonly resource_changes?: readonly RawResourceChange[];
  readonly resource_drift?: readonly RawResourceChange[];
  readonly output_changes?: Readonly<Record<string, RawChange>>;
  readonly planned_values?: { readonly outputs?: Readonly<Record<string, { readonly type?: unknown }>> };
}

/** The parts of a {@link PlanJson}. */
export type PlanParts = Pick<PlanJson, 'resources' | 'drift' | 'outputs'>;

/** A saved plan with its values: https://developer.hashicorp.com/terraform/internals/json-format */
export class PlanJson {
  /** A plan that does nothing. */
  public static readonly NOTHING = new PlanJson({ resources: [], drift: [], outputs: {} });

  /** Reads what `terraform show -json` printed of a plan. */
  public static parse(text: string): PlanJson {
    const raw = JSON.parse(text) as RawPlan;
    const types = raw.planned_values?.outputs ?? {};
    return new PlanJson({
      resources: (raw.resource_changes ?? []).map(resourceChange).sort(byAddress),
      drift: (raw.resource_drift ?? []).map(resourceChange).sort(byAddress),
      outputs: Object.fromEntries(
        Object.entries(raw.output_changes ?? {})
          .filter(([, change]) => !change.actions.includes('delete') || change.actions.length > 1)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, change]) => [name, plannedOutput(change, types[name]?.type)]),
      ),
    });
  }

  /** From the parts that {@link JSON.stringify} wrote. */
  public static of(parts: PlanParts): PlanJson {
    return new PlanJson(parts);
  }

  /** What would be done, and what stays as it is; by address. */
  public readonly resources: readonly ResourceChange[];
  /** What is no longer as the last apply left it; by address. */
  public readonly drift: readonly ResourceChange[];
  /** All outputs as they will be; those that go are not among them. */
  public readonly outputs: Readonly<Record<string, PlannedOutput>>;

  private constructor({ resources, drift, outputs }: PlanParts) {
    this.resources = resources;
    this.drift = drift;
    this.outputs = outputs;
  }

  /** How many resources it touches. */
  public get counts(): ChangeCounts {
    const count = (...actions: ResourceChange['action'][]) =>
      this.changes.filter(({ action }) => actions.includes(action)).length;
    return { added: count('create', 'replace'), changed: count('update'), destroyed: count('delete', 'replace') };
  }

  /** What would be done; reads of data sources are not in it. */
  public get changes(): readonly ResourceChange[] {
    return this.resources.filter(({ action, isData }) => action !== 'no-op' && !isData);
  }
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
    before: change.before ?? null,
    after: change.after ?? null,
    afterUnknown: change.after_unknown ?? false,
    beforeSensitive: change.before_sensitive ?? false,
    afterSensitive: change.after_sensitive ?? false,
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
