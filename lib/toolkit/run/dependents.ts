import path from 'node:path';
import { backendOf } from '../assembly/backend-place';
import { LockHolder } from '../locks/lock-holder';
import { tryLock } from '../locks/lock-trial';
import { currentOutputs, inputsOf } from './reason-to-deploy';
import { inputsChange, type StageInputs } from '../unit/stage-inputs';
import { type StageRun } from './stage-run';
import { withDownstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';

/** Backends that plan remotely, where a plan cannot wait for this machine. */
const REMOTE_PLANS: readonly string[] = ['cloud', 'remote'];

/**
 * Guard that refuses to destroy a stage whose dependents are deployed, or are being deployed by another run.
 */
export class DependentsGuard {
  private readonly locks = new LockHolder();

  /**
   * @param all stages of the app, and those that are no longer in the code
   */
  constructor(
    private readonly run: StageRun,
    private readonly all: readonly StageUnit[],
  ) {}

  /**
   * Checks the dependents before anything is planned.
   *
   * @param toDestroy stages to be destroyed
   * @throws ToolkitError
   */
  public async refuse(toDestroy: readonly StageUnit[]): Promise<void> {
    const dependents = withDownstream(toDestroy, this.all).filter((unit) => !toDestroy.includes(unit));
    const found = await Promise.all(dependents.map((unit) => this.whyDeployed(unit)));
    refuseBecauseOf(
      toDestroy,
      found.filter((why) => why !== undefined),
    );
  }

  /**
   * Checks the dependents again right before a stage is destroyed, and holds their state locks from then on, so that they cannot change.
   *
   * @throws ToolkitError
   */
  public async refuseNow(unit: StageUnit): Promise<void> {
    const dependents = this.all.filter(({ dependencies }) => dependencies.includes(unit.name));
    const found = await Promise.all(
      dependents.map(async (dependent) => {
        const lock = holdsLock(this.run, dependent) ? await this.locks.hold(dependent) : undefined;
        dependent.forgetState();
        return lock === undefined ? await this.whyDeployed(dependent, false) : { unit: dependent, why: lock };
      }),
    );
    refuseBecauseOf(
      [unit],
      found.filter((why) => why !== undefined),
    );
  }

  /** Releases the locks. */
  public release(): Promise<void> {
    return this.locks.release();
  }

  private async whyDeployed(unit: StageUnit, triesLock = isShared(this.run, unit)): Promise<Deployed | undefined> {
    if (await unit.isDeployed()) {
      return { unit, why: 'is deployed' };
    }
    const trial = triesLock ? await tryLock(unit, this.run.session.terraform) : undefined;
    return trial?.result === 'held' ? { unit, why: 'is locked by another run, which may deploy it' } : undefined;
  }
}

/**
 * Refuses to apply a stage whose upstream stages were changed or destroyed by another run since it was planned.
 *
 * @param planned inputs of the plan
 * @throws ToolkitError
 */
export async function refuseChangedUpstream(run: StageRun, unit: StageUnit, planned: StageInputs): Promise<void> {
  const upstream = run.units.filter((other) => unit.dependencies.includes(other.name) && isShared(run, other));
  upstream.forEach((other) => other.forgetState());
  for (const other of upstream) {
    if (!(await other.isDeployed())) {
      throw new ToolkitError('STALE', `${other.name}, which ${unit.name} needs, was destroyed since it was planned.`);
    }
  }
  const change = inputsChange(planned, await inputsOf(run, unit, (name) => currentOutputs(run, name)));
  if (change !== undefined) {
    throw new ToolkitError('STALE', `Since ${unit.name} was planned, ${change}.`, 'Run the command again.');
  }
}

/** Whether runs in other checkouts can deploy a stage; a state in this directory is protected by the run lock. */
function isShared({ session }: StageRun, { store: { localFile } }: StageUnit): boolean {
  return localFile === undefined || path.relative(session.project.directory, localFile).startsWith('..');
}

function holdsLock(run: StageRun, unit: StageUnit): boolean {
  return isShared(run, unit) && !REMOTE_PLANS.includes(backendOf(unit.stage).backend);
}

/** Dependent that is deployed. */
interface Deployed {
  readonly unit: StageUnit;
  readonly why: string;
}

function refuseBecauseOf(toDestroy: readonly StageUnit[], found: readonly Deployed[]): void {
  if (found.length > 0) {
    const names = toDestroy.map(({ name }) => name).join(', ');
    const it = found.length === 1 ? 'it' : 'them';
    throw new ToolkitError(
      'REFUSED',
      found.map(({ unit, why }) => `${unit.name} ${why} and needs ${names}.`).join('\n'),
      `Destroy ${it} first, or add --cascade to destroy ${it} too.`,
    );
  }
}
