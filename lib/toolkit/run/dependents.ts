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

/** Backends that plan elsewhere, where no plan can wait for this machine. */
const REMOTE_PLANS: readonly string[] = ['cloud', 'remote'];

/**
 * Keeps a stage from being destroyed under others that are deployed, or being deployed by a run elsewhere.
 */
export class DependentsGuard {
  private readonly locks = new LockHolder();

  /**
   * @param all the stages of the app, and those that are no longer in the code
   */
  constructor(
    private readonly run: StageRun,
    private readonly all: readonly StageUnit[],
  ) {}

  /**
   * Refuses before anything is planned.
   *
   * @param going the stages that are to be destroyed
   * @throws ToolkitError
   */
  public async refuse(going: readonly StageUnit[]): Promise<void> {
    const dependents = withDownstream(going, this.all).filter((unit) => !going.includes(unit));
    const found = await Promise.all(dependents.map((unit) => this.whyDeployed(unit)));
    refuseBecauseOf(
      going,
      found.filter((why) => why !== undefined),
    );
  }

  /**
   * Refuses once more right before a stage is destroyed. The locks of what needs it are held from now on, so that nothing changes any more.
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

  /** Gives the locks back. */
  public release(): Promise<void> {
    return this.locks.release();
  }

  private async whyDeployed(unit: StageUnit, triesLock = isShared(this.run, unit)): Promise<Deployed | undefined> {
    if (await unit.isDeployed()) {
      return { unit, why: 'is deployed' };
    }
    const trial = triesLock ? await tryLock(unit, this.run.session.terraform) : undefined;
    return trial?.result === 'held' ? { unit, why: 'is locked by a run elsewhere, which may deploy it' } : undefined;
  }
}

/**
 * Refuses to apply a stage that stands on others which were changed or destroyed by a run elsewhere since it was planned.
 *
 * @param planned the inputs that it was planned with
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

/** Whether runs elsewhere can deploy a stage: they are kept from a state in this directory by the lock of the run. */
function isShared({ session }: StageRun, { store: { localFile } }: StageUnit): boolean {
  return localFile === undefined || path.relative(session.project.directory, localFile).startsWith('..');
}

function holdsLock(run: StageRun, unit: StageUnit): boolean {
  return isShared(run, unit) && !REMOTE_PLANS.includes(backendOf(unit.stage).backend);
}

/** A stage that stands in the way. */
interface Deployed {
  readonly unit: StageUnit;
  readonly why: string;
}

function refuseBecauseOf(going: readonly StageUnit[], found: readonly Deployed[]): void {
  if (found.length > 0) {
    const names = going.map(({ name }) => name).join(', ');
    const it = found.length === 1 ? 'it' : 'them';
    throw new ToolkitError(
      'REFUSED',
      found.map(({ unit, why }) => `${unit.name} ${why} and needs ${names}.`).join('\n'),
      `Destroy ${it} first, or take ${it} along with --cascade.`,
    );
  }
}
