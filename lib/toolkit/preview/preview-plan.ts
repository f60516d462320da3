import { keepDetails, planStage, type PlanStageProps } from '../run/plan-stage';
import { isDeepStrictEqual } from 'node:util';
import { recordOfApply } from '../run/record-of-apply';
import { type OutputRead } from '../references/remote-states';
import { type StageInputs } from '../unit/stage-inputs';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { PlanJson, type ResourceChange } from '../terraform/plan-json';
import { type Diagnostic } from '../terraform/terraform-events';
import { TerraformFailure } from '../terraform/terraform-failure';
import { type StageTerraform } from '../terraform/stage-terraform';
import { withUnknownLists } from './planned-outputs';
import { PreviewRoot, type PreviewRootProps } from './preview-root';
import { type PreviewTemplateProps } from './preview-template';
import { hasUnknown, type References } from '../references/references';

/** Plan of a stage that was made before its upstream stages are applied. */
export interface PreviewPlan {
  readonly plan: PlanJson;
  /** Whether applying it would change anything, even if outputs alone. */
  readonly hasChanges: boolean;
  /** Whether it is saved and can be applied as it is. */
  readonly isFinal: boolean;
  /** Reason why changes are deferred. @default none are */
  readonly blocked?: Blocked;
  /** The plan as Terraform shows it. */
  readonly text: () => Promise<string>;
  /** The plan in the JSON of Terraform. */
  readonly json: () => Promise<string>;
  /** Removes the files of the preview; a plan that can be applied is kept. */
  readonly discard: () => void;
}

/** Deferred changes of a stage. */
export interface Blocked {
  /** Text such as `until stage-a is deployed: ...`. */
  readonly reason: string;
  /** Deferred resources and modules, without an index. */
  readonly deferred: readonly string[];
}

/** Upstream changes that a stage is planned with. */
export interface Pending {
  /** Its planned inputs. */
  readonly inputs: StageInputs;
  readonly references: References;
  /** Outputs that it reads and that change. */
  readonly changed: readonly OutputRead[];
  /** Changed outputs that are not wholly known. */
  readonly unknown: readonly OutputRead[];
  /** Upstream stages that are not applied yet. */
  readonly upstream: readonly string[];
}

/** Plans a stage in its own directory. */
export async function planInPlace(run: StageRun, unit: StageUnit, pending: Pending): Promise<PreviewPlan> {
  const { terraform } = unit;
  const record = await recordOfApply(run, unit, pending.inputs);
  const { plan, hasChanges, blocked } = await planPart(run, unit, pending, { terraform, record });
  const isFinal = blocked === undefined;
  const discard = () => (isFinal ? undefined : terraform.dropPlan());
  const shown = { text: () => terraform.showPlan(), json: () => terraform.planText() };
  return { plan, hasChanges, blocked, isFinal, ...shown, discard };
}

/**
 * Plans a stage with the planned outputs of other stages; again when Terraform reports an error that only such outputs cause.
 *
 * A plan does not say whether a partially unknown list is a set: if it is used as one, such lists are made unknown. And an output that is
 * derived from a sensitive one has to be sensitive, while a value that is read from a state never is: all outputs are made sensitive then.
 */
export async function planWithValues(
  run: StageRun,
  unit: StageUnit,
  pending: Pending,
  start: PreviewRootProps,
): Promise<PreviewPlan> {
  for (let props = start; ;) {
    try {
      return await planCopy(run, unit, pending, props);
    } catch (error) {
      const next = { ...props, ...adaptedTo(error, props) };
      if (
        JSON.stringify([...next.values, next.hidesOutputs]) === JSON.stringify([...props.values, props.hidesOutputs])
      ) {
        throw error;
      }
      props = next;
    }
  }
}

function adaptedTo(error: unknown, { values, hidesOutputs }: PreviewTemplateProps): PreviewTemplateProps {
  const diagnostics = error instanceof TerraformFailure ? error.diagnostics : [];
  const isReported = (pattern: RegExp) => diagnostics.some(({ summary }) => pattern.test(summary));
  const unknownLists = () => new Map([...values].map(([name, outputs]) => [name, withUnknownLists(outputs)]));
  return {
    values: isReported(INSTANCES) ? unknownLists() : values,
    hidesOutputs: isReported(SENSITIVE_OUTPUT) ? true : hidesOutputs,
  };
}

async function planCopy(
  run: StageRun,
  unit: StageUnit,
  pending: Pending,
  props: PreviewRootProps,
): Promise<PreviewPlan> {
  const root = await PreviewRoot.create(unit, props);
  try {
    const { plan: made, hasChanges, blocked } = await planPart(run, unit, pending, { terraform: root.terraform });
    const plan = withoutSensitivityUpdates(made);
    const text = () => root.terraform.showPlan();
    const json = () => root.terraform.planText();
    return { plan, hasChanges, blocked, isFinal: false, text, json, discard: () => root.remove() };
  } catch (error) {
    root.remove();
    throw withStagePaths(error, root);
  }
}

/** The plan without updates that change nothing but sensitivity: values that are read from a state are never sensitive. */
function withoutSensitivityUpdates({ resources, drift, outputs }: PlanJson): PlanJson {
  const isSensitivityUpdate = ({ action, before, after, afterUnknown }: ResourceChange) =>
    action === 'update' && isDeepStrictEqual(before, after) && !hasUnknown(afterUnknown);
  const changed = resources.map((change) =>
    isSensitivityUpdate(change)
      ? { ...change, action: change.isImported === true ? ('import' as const) : ('no-op' as const) }
      : change,
  );
  return PlanJson.of({ resources: changed, drift, outputs });
}

/** Plans a stage; when some of it is deferred until other stages are applied, the rest of it. */
async function planPart(
  run: StageRun,
  unit: StageUnit,
  pending: Pending,
  props: PlanStageProps & { readonly terraform: StageTerraform },
): Promise<Pick<PreviewPlan, 'plan' | 'hasChanges' | 'blocked'>> {
  const { terraform } = props;
  try {
    const { json: plan, hasChanges } = await planStage(run, unit, { ...props, keepPart: true });
    return { plan, hasChanges };
  } catch (error) {
    const blocked = blockedBy(error, pending);
    if (blocked === undefined || !terraform.hasPlan) {
      terraform.dropPlan();
      throw error;
    }
    const plan = await terraform.planJson();
    await keepDetails(run, unit, plan);
    return { plan, hasChanges: true, blocked };
  }
}

/** Errors of Terraform that go away once values are known. */
const UNKNOWN_VALUE = /cannot be determined until apply|known only after apply|will be known only after|unknown value/i;

/** Errors of Terraform about values that have to be known during the plan. */
const INSTANCES = /^Invalid (for_each|count) argument$/;

/** Detail of errors about sensitive keys of instances. */
const SENSITIVE_KEYS = /^Sensitive values/;

/** Error about an output that is derived from sensitive values and is not sensitive itself. */
const SENSITIVE_OUTPUT = /^Output refers to sensitive values$/;

/** Addresses of data sources. */
const DATA_SOURCE = /(^|\.)data\./;

/** Errors of providers about missing objects. */
const NOT_THERE = /not (be )?found|does not exist|no .{0,200} found|\b404\b/i;

function blockedBy(error: unknown, { references, changed, unknown, upstream }: Pending): Blocked | undefined {
  if (!(error instanceof TerraformFailure) || error.diagnostics.length === 0 || upstream.length === 0) {
    return undefined;
  }
  const because = error.diagnostics.map((diagnostic) => {
    const reads = references.outputsOf(addressesOf([diagnostic]));
    const [missing, other] = [unknown, changed].map((some) => reads.filter((read) => includes(some, read))) as [
      OutputRead[],
      OutputRead[],
    ];
    const outputs = missing.length > 0 ? missing : other;
    return {
      diagnostic,
      outputs,
      isWaiting: waits(diagnostic, { isUnknown: missing.length > 0, isChanged: other.length > 0 }),
    };
  });
  if (!because.every(({ isWaiting }) => isWaiting)) {
    return undefined;
  }
  const stages = [...new Set(because.flatMap(({ outputs }) => outputs.map(({ stage }) => stage)))].sort();
  const until = stages.length === 0 ? upstream : stages;
  const needs = because.map(({ diagnostic, outputs }) => describe(diagnostic, outputs));
  return {
    reason: `until ${until.join(', ')} ${until.length === 1 ? 'is' : 'are'} deployed: ${needs.join('; ')}`,
    deferred: references.dependentsOf(addressesOf(error.diagnostics)),
  };
}

function includes(reads: readonly OutputRead[], { stage, output }: OutputRead): boolean {
  return reads.some((read) => read.stage === stage && read.output === output);
}

function waits(
  { summary, detail = '', address = '' }: Diagnostic,
  reads: { readonly isUnknown: boolean; readonly isChanged: boolean },
): boolean {
  const text = `${summary} ${detail}`;
  return (
    UNKNOWN_VALUE.test(text) ||
    (INSTANCES.test(summary) && (reads.isUnknown || (reads.isChanged && SENSITIVE_KEYS.test(detail)))) ||
    (DATA_SOURCE.test(address) && NOT_THERE.test(text))
  );
}

function describe({ summary, address = 'its configuration' }: Diagnostic, outputs: readonly OutputRead[]): string {
  return outputs.length === 0
    ? `${address}: ${summary}`
    : `${address} needs ${outputs.map(({ stage, output }) => `output ${output} of ${stage}`).join(', ')}`;
}

function addressesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.flatMap(({ address }) => address ?? []);
}

function withStagePaths(error: unknown, root: PreviewRoot): unknown {
  return error instanceof TerraformFailure ? error.mapText((text) => root.withStagePaths(text)) : error;
}
