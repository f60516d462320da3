import { planStage, type PlanStageProps } from '../run/plan-stage';
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

/** A plan that was made before what the stage needs is applied. */
export interface PreviewPlan {
  readonly plan: PlanJson;
  /** Whether applying it would do anything, be it to outputs alone. */
  readonly hasChanges: boolean;
  /** Whether it is saved and can be applied as it is. */
  readonly isFinal: boolean;
  /** Why a part of the stage cannot be planned yet. @default all of it is planned */
  readonly blocked?: Blocked;
  /** The plan as Terraform shows it. */
  readonly text: () => Promise<string>;
  /** Removes what is of no use once it was looked at: a plan that can be applied stays. */
  readonly discard: () => void;
}

/** Why a part of a stage cannot be planned yet. */
export interface Blocked {
  /** In words: `until stage-a is deployed: ...`. */
  readonly reason: string;
  /** Resources and modules that cannot be planned, without an index. */
  readonly deferred: readonly string[];
}

/** What a stage waits for. */
export interface Pending {
  /** Its inputs as they will be. */
  readonly inputs: StageInputs;
  readonly references: References;
  /** Outputs that it reads and that will not be what they are now. */
  readonly moved: readonly OutputRead[];
  /** Those of them that are not known as a whole. */
  readonly unknown: readonly OutputRead[];
  /** Stages that it needs and that are still to be applied. */
  readonly upstream: readonly string[];
}

/** Plans a stage as it is. */
export async function planInPlace(run: StageRun, unit: StageUnit, pending: Pending): Promise<PreviewPlan> {
  const { terraform } = unit;
  const record = await recordOfApply(run, unit, pending.inputs);
  const { plan, hasChanges, blocked } = await planPart(run, unit, pending, { terraform, record });
  const isFinal = blocked === undefined;
  const discard = () => (isFinal ? undefined : terraform.dropPlan());
  return { plan, hasChanges, blocked, isFinal, text: () => terraform.showPlan(), discard };
}

/**
 * Plans a stage with values that other stages will put out; again where Terraform refuses the stage for what is not so once they are there.
 *
 * Of a list that is known in part, a plan does not tell whether it is a set: where it is used as one, such lists are unknown. And an output
 * that is made of a sensitive one has to be sensitive, while what is read from a state never is: all outputs are sensitive then.
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
  const isSaid = (pattern: RegExp) => diagnostics.some(({ summary }) => pattern.test(summary));
  const looser = () => new Map([...values].map(([name, outputs]) => [name, withUnknownLists(outputs)]));
  return {
    values: isSaid(INSTANCES) ? looser() : values,
    hidesOutputs: isSaid(SENSITIVE_OUTPUT) ? true : hidesOutputs,
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
    const plan = withoutMarks(made);
    const text = () => root.terraform.showPlan();
    return { plan, hasChanges, blocked, isFinal: false, text, discard: () => root.remove() };
  } catch (error) {
    root.remove();
    throw withStagePaths(error, root);
  }
}

/** Without updates of nothing but what is sensitive: what is read from a state never is. */
function withoutMarks({ resources, drift, outputs }: PlanJson): PlanJson {
  const isMark = ({ action, before, after, afterUnknown }: ResourceChange) =>
    action === 'update' && isDeepStrictEqual(before, after) && !hasUnknown(afterUnknown);
  const changed = resources.map((change) => (isMark(change) ? { ...change, action: 'no-op' as const } : change));
  return PlanJson.of({ resources: changed, drift, outputs });
}

/** Plans; where a part cannot be planned because other stages are not applied, the rest of it. */
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
    return { plan: await terraform.planJson(), hasChanges: true, blocked };
  }
}

/** Errors of Terraform that go away once values are known. */
const UNKNOWN_VALUE = /cannot be determined until apply|known only after apply|will be known only after|unknown value/i;

/** Errors of Terraform about values that have to be known while it plans. */
const INSTANCES = /^Invalid (for_each|count) argument$/;

/** Terraform takes no sensitive value for keys of instances. */
const SENSITIVE_KEYS = /^Sensitive values/;

/** Terraform wants an output that is made of sensitive values to be sensitive. */
const SENSITIVE_OUTPUT = /^Output refers to sensitive values$/;

/** Addresses of what is read, not made. */
const DATA_SOURCE = /(^|\.)data\./;

/** Errors of providers about what is not there. */
const NOT_THERE = /not (be )?found|does not exist|no .{0,200} found|\b404\b/i;

function blockedBy(error: unknown, { references, moved, unknown, upstream }: Pending): Blocked | undefined {
  if (!(error instanceof TerraformFailure) || error.diagnostics.length === 0 || upstream.length === 0) {
    return undefined;
  }
  const because = error.diagnostics.map((diagnostic) => {
    const reads = references.outputsOf(addressesOf([diagnostic]));
    const [missing, other] = [unknown, moved].map((some) => reads.filter((read) => includes(some, read))) as [
      OutputRead[],
      OutputRead[],
    ];
    const outputs = missing.length > 0 ? missing : other;
    return {
      diagnostic,
      outputs,
      isWaiting: waits(diagnostic, { isUnknown: missing.length > 0, isMoved: other.length > 0 }),
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
  reads: { readonly isUnknown: boolean; readonly isMoved: boolean },
): boolean {
  const text = `${summary} ${detail}`;
  return (
    UNKNOWN_VALUE.test(text) ||
    (INSTANCES.test(summary) && (reads.isUnknown || (reads.isMoved && SENSITIVE_KEYS.test(detail)))) ||
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
