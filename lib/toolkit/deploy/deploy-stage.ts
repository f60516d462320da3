import { keepDetails, planStage, refuseAfterInterruption } from '../run/plan-stage';
import { applyPlan } from '../run/apply-plan';
import fs from 'node:fs';
import { type ApprovalGate } from './approval-gate';
import { refuseChangedUpstream } from '../run/dependents';
import { type DownFirstGuard } from './down-first-guard';
import { inTurn } from '../run/exclusive-writes';
import { writeAtomically } from '../host/private-files';
import { recordOfApply } from '../run/record-of-apply';
import { type Proposal } from '../preview/preview';
import { differences } from '../preview/refinement';
import { reasonToDeploy } from '../run/reason-to-deploy';
import { type RunImages } from './run-images';
import { type Slot } from '../scheduler';
import { inputsChange, type StageInputs } from '../unit/stage-inputs';
import { type StageResult } from '../io/run-result';
import { type StageWork } from '../run/each-props';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { PlanJson } from '../terraform/plan-json';
import { addCounts } from '../terraform/change-counts';
import { type PlannedChange } from '../terraform/terraform-events';
import { type StageApply, type StagePlan } from '../terraform/stage-plan';

/** Approval of a stage that was given before anything was applied. */
export interface ApprovedStage {
  readonly result: StageResult;
  /** Inputs of the plan. */
  readonly inputs: StageInputs;
  /** Approved changes. @default none */
  readonly proposal?: Pick<Proposal, 'plan' | 'changes' | 'isFinal' | 'deferred'>;
  /** Whether an apply of it was started, and did not finish: what is left has to be a part of it. @default false */
  readonly isStarted?: boolean;
}

/** Options of {@link deployStage}. */
export interface DeployStageProps {
  readonly run: StageRun;
  readonly gate: ApprovalGate;
  /** Approval that was given already. @default none: the plan needs approval */
  readonly approved?: ApprovedStage;
  /** Guard that can refuse a plan before it is applied. @default none */
  readonly guard?: DownFirstGuard;
  /** Images of the stages. */
  readonly images: RunImages;
  /** Reason to plan stages whose inputs did not change. @default they are not planned */
  readonly forced?: string;
}

/**
 * Deploys one stage: skipped when nothing changed, otherwise planned, approved, applied and recorded.
 *
 * An approved plan is applied when it is final and its inputs are still the same. Where it was a preview, the stage is planned again now that
 * the outputs that it reads exist, and that plan is applied when it refines the preview.
 */
export async function deployStage(unit: StageUnit, slot: Slot, props: DeployStageProps): Promise<StageWork> {
  const { run } = props;
  const { reason, inputs } = await reasonToDeploy(run, unit, props.forced);
  if (reason === undefined) {
    return { result: 'unchanged', reason: 'its inputs are those of its last apply' };
  }
  const approved = isStillApproved(inputs, props.approved) ? props.approved : undefined;
  let changes = approvedChanges(unit, approved);
  if (changes === undefined) {
    run.about(unit).say('info', 'stage.started', `plan: ${reason}`, { doing: 'plan', reason });
    await unit.ensureInitialized();
    const plan = await planToRecord(run, unit, inputs);
    if (plan.hasChanges) {
      await props.guard?.refuse(unit, plan.json);
      await approve(unit, slot, plan, props);
    }
    ({ changes } = plan);
    if (!plan.hasChanges) {
      return recordAlone(run, unit, slot, { reason, inputs });
    }
  } else if (approved?.proposal !== undefined) {
    await keepDetails(run, unit, approved.proposal.plan);
    await props.guard?.refuse(unit, approved.proposal.plan);
  }
  if (approved?.result === 'no-changes') {
    return recordAlone(run, unit, slot, { reason, inputs });
  }
  const part = await props.images.supply(unit, slot, changes);
  const rest = await applyInTurn(run, unit, slot, { changes, inputs, isStale: part !== undefined });
  const counts = part === undefined ? rest.counts : addCounts([part.counts, rest.counts]);
  await keep(unit);
  const done = changes.map((change) => ({ ...change, ...unit.stage.originOf(change.address) }));
  return { result: 'applied', reason, counts, changes: done, ...(await checksOf(unit)) };
}

async function planToRecord(run: StageRun, unit: StageUnit, inputs: StageInputs): Promise<StagePlan> {
  return planStage(run, unit, { record: await recordOfApply(run, unit, inputs) });
}

/** The changes of a saved plan that was approved; undefined where the stage has to be planned. */
function approvedChanges(unit: StageUnit, approved?: ApprovedStage): readonly PlannedChange[] | undefined {
  if (approved === undefined || !unit.terraform.hasPlan) {
    return undefined;
  }
  const { result, proposal } = approved;
  return result === 'no-changes' ? [] : proposal?.isFinal === true ? proposal.changes : undefined;
}

/** Applies the saved plan once no other stage writes to the same service; only then the upstream outputs are checked. */
function applyInTurn(
  run: StageRun,
  unit: StageUnit,
  slot: Slot,
  {
    changes,
    inputs,
    isStale,
  }: { readonly changes: readonly PlannedChange[]; readonly inputs: StageInputs; readonly isStale: boolean },
): Promise<StageApply> {
  return inTurn(run, unit, slot, changes, async () => {
    refuseAfterInterruption(run);
    await refuseChangedUpstream(run, unit, inputs);
    run.about(unit).say('info', 'stage.started', 'apply', { doing: 'apply' });
    return applyPlan(run, unit, slot, { approved: changes, replan: () => planToRecord(run, unit, inputs), isStale });
  });
}

/** Applies a plan that changes only the record, so that the state has the inputs with which the stage is up to date. */
async function recordAlone(
  run: StageRun,
  unit: StageUnit,
  slot: Slot,
  { reason, inputs }: { readonly reason: string; readonly inputs: StageInputs },
): Promise<StageWork> {
  refuseAfterInterruption(run);
  await applyPlan(run, unit, slot, { approved: [], replan: () => planToRecord(run, unit, inputs) });
  await keep(unit);
  return { result: 'no-changes', reason, ...(await checksOf(unit)) };
}

/** Saves the Terraform JSON and the serial of the state in this checkout: the stage can be destroyed after its code was removed. */
async function keep(unit: StageUnit): Promise<void> {
  writeAtomically(unit.files.appliedTemplate, fs.readFileSync(unit.stage.templateFile, 'utf8'));
  await unit.noteSeen(true);
}

/** The failed checks of a stage, for its outcome. */
export async function checksOf(unit: StageUnit): Promise<Pick<StageWork, 'failedChecks'>> {
  const { failedChecks = [] } = (await unit.state()) ?? {};
  return failedChecks.length === 0 ? {} : { failedChecks };
}

/** Whether the inputs of a stage are still those of its approved plan. */
function isStillApproved(inputs: StageInputs, approved?: ApprovedStage): boolean {
  return approved !== undefined && inputsChange(approved.inputs, inputs) === undefined;
}

/**
 * Returns when the plan was approved; asks otherwise.
 *
 * @throws ToolkitError when the answer is no, or the run is not interactive
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
  const { proposal, isStarted } = approved;
  const found = differences(proposal?.plan ?? PlanJson.NOTHING, plan.json, {
    deferred: proposal?.deferred,
    isStarted,
  });
  if (found.length > 0) {
    const text = ['the plan differs from the approved one:', ...found.map((difference) => `  ${difference.text}`)].join(
      '\n',
    );
    run.about(unit).say('warning', 'plan.differs', text, { differences: found });
    await slot.pause(
      gate.request(unit, proposed, {
        code: 'STALE',
        what: `The plan of ${unit.name} differs from the approved one`,
        fix: 'Stages that were applied stay as they are. Plan again to review and approve the rest.',
      }),
    );
  }
}
