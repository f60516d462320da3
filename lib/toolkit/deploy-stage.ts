import { type ApprovalGate } from './approval-gate';
import { recordApplied } from './applied-record';
import { type Proposal } from './preview/preview';
import { differences } from './preview/refinement';
import { reasonToDeploy } from './reason-to-deploy';
import { applied, planned, refuseAfterInterruption } from './run-terraform';
import { type Slot } from './scheduler';
import { inputsChange, type StageInputs } from './stage-inputs';
import { type StageResult } from './stage-outcome';
import { type StageRun, type StageWork } from './stage-run';
import { type StageUnit } from './stage-unit';
import { PlanJson } from './terraform/plan-json';
import { type PlannedChange } from './terraform/terraform-events';
import { type StagePlan } from './terraform/stage-terraform';

/** What was approved of a stage before anything was applied. */
export interface ApprovedStage {
  readonly result: StageResult;
  /** What it was planned with. */
  readonly inputs: StageInputs;
  /** What is to be done. @default nothing */
  readonly proposal?: Pick<Proposal, 'plan' | 'changes' | 'isFinal' | 'notPlanned'>;
}

/** What decides how a stage is deployed. */
export interface DeployStageProps {
  readonly run: StageRun;
  readonly gate: ApprovalGate;
  /** What was approved already. @default nothing: what is planned is asked for */
  readonly approved?: ApprovedStage;
  /** Why stages are planned that did not change. @default they are not */
  readonly forced?: string;
  /** Whether the state is moved when the backend has changed. @default false */
  readonly migrateState?: boolean;
}

/**
 * Deploys one stage: skipped when nothing changed, otherwise planned, approved, applied and recorded.
 *
 * A plan that was approved is applied when it is final and its inputs are those of now. Where it was a preview, the stage is planned now that
 * what it reads is there, and the plan is applied when it refines the preview.
 */
export async function deployStage(unit: StageUnit, slot: Slot, props: DeployStageProps): Promise<StageWork> {
  const { run } = props;
  const { reason, inputs } = await reasonToDeploy(run, unit, props.forced);
  if (reason === undefined) {
    return { result: 'unchanged', reason: 'its inputs are those of its last apply' };
  }
  const approved = isStillApproved(inputs, props.approved) ? props.approved : undefined;
  if (approved?.result === 'no-changes') {
    await record(run, unit, inputs);
    return { result: 'no-changes', reason };
  }
  let changes: readonly PlannedChange[] | undefined =
    approved?.proposal?.isFinal === true && unit.terraform.hasPlan ? approved.proposal.changes : undefined;
  if (changes === undefined) {
    run.about(unit).say('info', 'stage.started', `plan: ${reason}`, { doing: 'plan', reason });
    await prepare(run, unit, props.migrateState);
    const plan = await planned(run, unit);
    if (!plan.hasChanges) {
      unit.terraform.dropPlan();
      await record(run, unit, inputs);
      return { result: 'no-changes', reason };
    }
    await approve(unit, slot, plan, props);
    ({ changes } = plan);
  }
  refuseAfterInterruption(run);
  run.about(unit).say('info', 'stage.started', 'apply', { doing: 'apply' });
  const { counts } = await applied(run, unit, slot, changes);
  await record(run, unit, inputs);
  const done = changes.map((change) => ({ ...change, ...unit.stage.originOf(change.address) }));
  return { result: 'applied', reason, counts, changes: done };
}

/** Makes a stage ready to be planned and applied. */
export async function prepare(run: StageRun, unit: StageUnit, migrateState?: boolean): Promise<void> {
  await unit.ensureInitialized(migrateState);
  if (await unit.recoverState()) {
    run.about(unit).say('info', 'stage.note', 'wrote the state that the last apply could not write', {});
  }
}

/** Whether a stage would be planned again with what it was planned with. */
function isStillApproved(inputs: StageInputs, approved?: ApprovedStage): boolean {
  return approved !== undefined && inputsChange(approved.inputs, inputs) === undefined;
}

/**
 * Goes on when what is planned was approved; asks otherwise.
 *
 * @throws ToolkitError when the answer is no, or nobody is there to ask
 */
async function approve(unit: StageUnit, slot: Slot, plan: StagePlan, props: DeployStageProps): Promise<void> {
  const { run, gate, approved } = props;
  const proposed = { ...plan, text: () => unit.terraform.showPlan() };
  if (approved === undefined) {
    if (gate.needsAnswer(unit, plan.changes)) {
      await slot.pause(gate.request(unit, proposed));
    }
    return;
  }
  const { proposal } = approved;
  const found = differences(proposal?.plan ?? PlanJson.NOTHING, await unit.terraform.planJson(), proposal?.notPlanned);
  if (found.length > 0) {
    const text = ['is not what was approved:', ...found.map((difference) => `  ${difference.text}`)].join('\n');
    run.about(unit).say('warning', 'plan.differs', text, { differences: found });
    await slot.pause(
      gate.request(unit, proposed, {
        code: 'STALE',
        what: `What is to be done to ${unit.name} is not what was approved`,
        fix: 'What was applied before stays. Plan again to see and approve the rest.',
      }),
    );
  }
}

async function record(run: StageRun, unit: StageUnit, inputs: StageInputs): Promise<void> {
  const { session, subscription: subscriptionId } = run;
  recordApplied(unit.stage, unit.files, { time: session.clock(), inputs, state: await unit.state(), subscriptionId });
}
