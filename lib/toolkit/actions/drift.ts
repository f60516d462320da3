import { planStage } from '../run/plan-stage';
import { hasDrifted, stageDrift } from '../drift/drift';
import { type RunResult, type StageDrift, type StageOutcome } from '../io/run-result';
import { ExitCode } from '../exit-code';
import { reasonToDeploy } from '../run/reason-to-deploy';
import { remoteStates } from '../references/remote-states';
import { protectStates } from '../run/prepare-states';
import { requireSecrets } from '../run/require-secrets';
import { type Session } from '../run/session';
import { type StageWork } from '../run/each-props';
import { StageRun } from '../run/stage-run';
import { type StageRunProps } from '../run/each-props';
import { type StageSelection } from '../unit/stage-filter';
import { selectUnits, withNeighbours, withUpstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';
import { DEFAULT_PARALLELISM } from '../scheduler';
import { count } from '../host/count';
import { shellWord } from '../host/shell-word';

/** Options of `drift`. */
export interface DriftOptions extends StageRunProps, StageSelection {
  /** Maximum number of stages that run at once. @default 4 */
  readonly parallelism?: number;
  /** Whether the exit code is 2 when there is drift. @default false */
  readonly detailedExitCode?: boolean;
}

/**
 * Finds the drift of deployed stages, and its causes. Nothing is applied, written to a state or locked, and no question is asked.
 *
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export async function drift(session: Session, options: DriftOptions): Promise<RunResult> {
  const result = await StageRun.perform(session, 'drift', (run) => findDrift(run, options), options);
  const isDrifted = result.stages.some((stage) => stage.result === 'drifted' || stage.result === 'blocked');
  const isReported = options.detailedExitCode === true && result.exitCode === ExitCode.DONE && isDrifted;
  return isReported ? { ...result, exitCode: ExitCode.CHANGES } : result;
}

/** Finds the drift of each stage by its own state and those that it reads, in any order. */
export async function findDrift(run: StageRun, options: DriftOptions): Promise<readonly StageOutcome[]> {
  const selected = selectUnits(run.units, options);
  const needed = withUpstream(selected, run.units);
  protectStates(run, needed);
  await requireSecrets(run, selected);
  await run.requireProviders(needed);
  await run.orphans.warn(withNeighbours(selected, run.units));
  return run.each(selected, {
    parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
    dependencies: selected.map(({ name }) => ({ name, dependencies: [] })),
    work: (unit) => driftOf(run, unit),
  });
}

async function driftOf(run: StageRun, unit: StageUnit): Promise<StageWork> {
  const state = await run.guardedState(unit);
  if (!(await unit.isDeployed())) {
    return { result: 'not-deployed' };
  }
  refuseUnsaved(unit);
  const missing = await missingStates(run, unit);
  if (missing.length > 0) {
    return { result: 'blocked', reason: `until ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} deployed` };
  }
  const { inputs } = await reasonToDeploy(run, unit);
  run.about(unit).say('info', 'stage.started', 'plan: to find drift', { doing: 'plan' });
  await unit.ensureInitialized();
  const { json: plan } = await planStage(run, unit, { lock: false });
  unit.terraform.dropPlan();
  const { stage } = unit;
  const outputs = state?.outputs ?? {};
  const found = stageDrift({
    stage,
    plan,
    inputs,
    outputs,
    applied: await unit.record(),
  });
  const checks = plan.failedChecks.length === 0 ? {} : { failedChecks: plan.failedChecks };
  return hasDrifted(found)
    ? { result: 'drifted', reason: describeDrift(found), drift: found, ...checks }
    : { result: 'no-changes', drift: found, ...checks };
}

/** Names of the stages whose states are read and hold nothing. */
async function missingStates(run: StageRun, unit: StageUnit): Promise<readonly string[]> {
  const read = new Set([...remoteStates(unit.stage).values()].map((stage) => stage?.name));
  const missing: string[] = [];
  for (const upstream of run.units.filter(({ name }) => read.has(name))) {
    if ((await upstream.state())?.isDeployed !== true) {
      missing.push(upstream.name);
    }
  }
  return missing;
}

/** @throws ToolkitError when the state in the backend is not the one that the last apply left */
function refuseUnsaved(unit: StageUnit): void {
  if (unit.hasUnsavedState) {
    throw new ToolkitError(
      'STATE_UNUSABLE',
      `The last apply of ${unit.name} could not write its state; the backend has an older one.`,
      `Run azstage deploy ${shellWord(unit.name)} to write it, then azstage drift again.`,
    );
  }
}

/** `1 changed outside, 2 not applied, 1 upstream output changed` */
function describeDrift({ changedOutside, notApplied, upstreamChanged }: StageDrift): string {
  const outputs = upstreamChanged.length;
  return [
    changedOutside.length === 0 ? '' : `${changedOutside.length} changed outside`,
    notApplied.length === 0 ? '' : `${notApplied.length} not applied`,
    outputs === 0 ? '' : `${count(outputs, 'upstream output')} changed`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
