import { planned, reasonToDeploy } from '../deploy-stage';
import { ExitCode } from '../exit-code';
import { missingUpstream } from '../guards';
import { type Session } from '../session';
import { type RunResult } from '../stage-outcome';
import { StageRun, type StageWork } from '../stage-run';
import { selectUnits, withUpstream } from '../stage-selection';
import { type StageUnit } from '../stage-unit';
import { DEFAULT_PARALLELISM, type DeployOptions, forcedReason, warnOfOrphans } from './deploy';

/** How `plan` goes about it. */
export interface PlanOptions extends Pick<DeployOptions, 'stages' | 'parallelism' | 'force' | 'refresh'> {
  /** Whether changes end the process with 2. @default false */
  readonly detailedExitCode?: boolean;
}

/**
 * Says what `deploy` would change; all stages unless some are named. A stage whose upstream is not deployed is blocked, not failed.
 *
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export async function plan(session: Session, options: PlanOptions): Promise<RunResult> {
  const result = await StageRun.perform(session, 'plan', async (run) => {
    const selected = selectUnits(run.units, { stages: options.stages, all: options.stages.length === 0 });
    await run.installProviders(withUpstream(selected, run.units));
    await warnOfOrphans(run);
    const shown = new Map<StageUnit, () => void>();
    const outcomes = await run.each(selected, {
      parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
      dependencies: selected.map(({ name }) => ({ name, dependencies: [] })),
      work: (unit) => planStage(run, unit, shown, forcedReason(options)),
    });
    selected.forEach((unit) => shown.get(unit)?.());
    return outcomes;
  });
  const isPending = result.stages.some((stage) => stage.result === 'planned' || stage.result === 'blocked');
  const hasChanges = options.detailedExitCode === true && result.exitCode === ExitCode.DONE && isPending;
  return hasChanges ? { ...result, exitCode: ExitCode.CHANGES } : result;
}

async function planStage(
  run: StageRun,
  unit: StageUnit,
  shown: Map<StageUnit, () => void>,
  forced?: string,
): Promise<StageWork> {
  const missing = await missingUpstream([unit], run.units);
  if (missing.length > 0) {
    const names = missing.map(({ upstream }) => upstream).join(', ');
    return { result: 'blocked', reason: `until ${names} ${missing.length === 1 ? 'is' : 'are'} deployed` };
  }
  const { reason } = await reasonToDeploy(run, unit, forced);
  if (reason === undefined) {
    return { result: 'unchanged', reason: 'its inputs are those of its last apply' };
  }
  run.about(unit).say('info', 'stage.started', `plan: ${reason}`, { doing: 'plan', reason });
  await unit.ensureInitialized();
  const { hasChanges, counts, changes } = await planned(run, unit);
  const text = hasChanges ? await unit.terraform.showPlan() : '';
  unit.terraform.dropPlan();
  if (!hasChanges) {
    return { result: 'no-changes', reason };
  }
  shown.set(unit, () => run.about(unit).say('info', 'plan.shown', text, { counts, changes }));
  return { result: 'planned', reason, counts };
}
