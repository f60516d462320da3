import { refuseAfterInterruption } from '../run/plan-stage';
import { applyPlan } from '../run/apply-plan';
import { type DependentsGuard } from '../run/dependents';
import { inTurn } from '../run/exclusive-writes';
import { forgetStage } from '../records/last-seen';
import { planDestroy } from './plan-destroy';
import { type Slot } from '../scheduler';
import { type StageChange } from '../io/run-result';
import { type StageWork } from '../run/each-props';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type StagePlan } from '../terraform/stage-plan';

/** Plans to destroy a stage, and reports the management locks of Azure that prevent it. */
export async function planToDestroy(run: StageRun, unit: StageUnit): Promise<StagePlan> {
  run.about(unit).say('info', 'stage.started', 'plan to destroy', { doing: 'plan' });
  await unit.ensureInitialized();
  const plan = await planDestroy(run, unit);
  run.locks.expect(await run.locks.report(unit, plan.changes));
  return plan;
}

/** Options of {@link destroyStage}. */
export interface DestroyStageProps {
  /** The approved plan. */
  readonly plan: StagePlan;
  readonly dependents: DependentsGuard;
}

/** Destroys a stage by its approved plan, unless a stage that depends on it was deployed in the meantime. */
export async function destroyStage(
  run: StageRun,
  unit: StageUnit,
  slot: Slot,
  { plan, dependents }: DestroyStageProps,
): Promise<StageWork> {
  const { counts } = await inTurn(run, unit, slot, plan.changes, async () => {
    refuseAfterInterruption(run);
    await dependents.refuseNow(unit);
    run.about(unit).say('info', 'stage.started', 'destroy', { doing: 'destroy' });
    return applyPlan(run, unit, slot, {
      approved: plan.changes,
      replan: () => planDestroy(run, unit),
      destroy: true,
    });
  });
  forgetStage(unit.files);
  return { result: 'destroyed', counts, changes: changesOf(unit, plan) };
}

/** The changes of a plan with their construct paths and sources. */
export function changesOf(unit: StageUnit, plan: StagePlan): readonly StageChange[] {
  return plan.changes.map((change) => ({ ...change, ...unit.stage.originOf(change.address) }));
}
