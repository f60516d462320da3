import { stageLock } from '../locks/stage-lock';
import { type LockingRun, type LocksResult, type StageLock } from '../io/results';
import { checkProcess } from '../records/recorded-process';
import { RunLock } from '../records/run-lock';
import { DEFAULT_PARALLELISM, schedule } from '../scheduler';
import { type Session } from '../run/session';
import { type StageSelection } from '../unit/stage-filter';
import { selectUnits } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';

/**
 * The locks of the states, with their holders and whether these are alive. While a run is active in this directory, only the locks of
 * named stages are tried: trying one takes it for a moment, in which a Terraform that starts would find it locked.
 *
 * @throws ToolkitError when the app fails; a lock that cannot be tried is in the result
 */
export async function locks(session: Session, selection: StageSelection = {}): Promise<LocksResult> {
  const assembly = await session.synthesizeOrRead('locks');
  const units = selectUnits(session.unitsOf(assembly), selection);
  const run = lockingRun(session);
  const mayTry = (selection.stages ?? []).length > 0 || run === undefined || run.holder === 'dead';
  return { ...session.describe(assembly), stages: await locksOf(session, units, mayTry), run };
}

async function locksOf(session: Session, units: readonly StageUnit[], mayTry: boolean): Promise<StageLock[]> {
  const tasks = units.map((unit) => ({ name: unit.name, dependencies: [], unit }));
  const { signal } = session.interruption;
  const settled = await schedule(tasks, {
    parallelism: DEFAULT_PARALLELISM,
    signal,
    run: async ({ unit }) => ({ ok: true, lock: await lockOrReason(session, unit, mayTry) }),
  });
  return units.map(({ name }) => {
    const task = settled.get(name);
    if (task?.status !== 'finished') {
      throw new ToolkitError('INTERRUPTED', 'Interrupted.');
    }
    return task.result.lock;
  });
}

async function lockOrReason(session: Session, unit: StageUnit, mayTry: boolean): Promise<StageLock> {
  try {
    return await stageLock(unit, session.terraform, { mayTry });
  } catch (error) {
    if (!(error instanceof ToolkitError)) {
      throw error;
    }
    return { stage: unit.name, status: 'unclear', why: error.message };
  }
}

function lockingRun({ project, terraform }: Session): LockingRun | undefined {
  const run = RunLock.holder(project.dataDirectory);
  if (run === undefined) {
    return undefined;
  }
  const { command, user, host, since, pid } = run;
  return { command, who: `${user}@${host}`, since, process: pid, ...checkProcess(run, terraform.host) };
}
