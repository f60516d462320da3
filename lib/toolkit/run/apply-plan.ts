import { recordIn } from '../unit/applied-record';
import { forgetInterrupted } from '../terraform/interrupted-apply';
import { type Slot } from '../scheduler';
import { blockingLocks, locksNamedBy, MANAGEMENT_LOCK, type ManagementLock } from './management-locks';
import { withRetries } from './plan-stage';
import { type StageRun } from './stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type StageApply, type StagePlan } from '../terraform/stage-plan';
import { type PlannedChange } from '../terraform/terraform-events';
import { TerraformFailure } from '../terraform/terraform-failure';
import { ToolkitError } from '../toolkit-error';

/** Approved changes of an apply, and how to plan the remaining ones after a failure. */
export interface ApplyPlanProps {
  /** Changes that were approved. */
  readonly approved: readonly PlannedChange[];
  /** Plans the remaining changes. */
  readonly replan: () => Promise<StagePlan>;
  /** Whether the stage is destroyed. @default false */
  readonly destroy?: boolean;
  /** Whether the saved plan is out of date, so that the rest is planned first. @default false */
  readonly isStale?: boolean;
  /** Whether only a part of the stage is applied, of which nothing is recorded. @default false */
  readonly isPart?: boolean;
}

/**
 * Applies the saved, approved plan. After a transient error, the remaining changes are planned again, and applied only when they are a subset of the
 * approved ones. Success is read from the state.
 *
 * @throws ToolkitError when the state does not show the apply
 */
export async function applyPlan(
  run: StageRun,
  unit: StageUnit,
  slot: Slot,
  { approved, replan, destroy = false, isStale = false, isPart = false }: ApplyPlanProps,
): Promise<StageApply> {
  const before = recordIn(await unit.state())?.id;
  // One for all attempts: what an earlier one has done stays done.
  const onProgress = run.progressOf(unit, approved);
  let isFirst = true;
  const attempt = async () => {
    if (!isFirst || isStale || run.locks.hasTouched(unit)) {
      refuseMore(approved, await replan());
    }
    isFirst = false;
    try {
      return await unit.terraform.apply(onProgress);
    } catch (error) {
      throw unit.keepUnsavedState() ? unsaved(unit, error) : error;
    } finally {
      unit.forgetState();
    }
  };
  const locks = await blockingLocks(run, unit, approved);
  const apply = await belowLocks(run, unit, locks, () => withRetries(run, unit, attempt, slot));
  if (!isPart) {
    await refuseUnapplied(run, unit, destroy, before);
    forgetInterrupted(unit.files);
  }
  return apply;
}

/** Calls a function while management locks are lifted; retries once without the further locks that an error of Azure names. */
function belowLocks<T>(
  run: StageRun,
  unit: StageUnit,
  locks: readonly ManagementLock[],
  work: () => Promise<T>,
): Promise<T> {
  return run.locks.around(locks, async () => {
    try {
      return await work();
    } catch (error) {
      const named = error instanceof TerraformFailure ? await locksNamedBy(run, unit, error.diagnostics) : [];
      if (named.length === 0) {
        throw error;
      }
      return run.locks.around(named, work);
    }
  });
}

/** Refuses an apply that the state does not show, although Terraform exited with 0. */
async function refuseUnapplied(run: StageRun, unit: StageUnit, destroy: boolean, before?: string): Promise<void> {
  const state = await unit.state();
  const record = recordIn(state);
  const isApplied = destroy ? state?.isDeployed !== true : record !== undefined && record.id !== before;
  if (!isApplied) {
    throw new ToolkitError(
      'STATE_UNUSABLE',
      `Terraform exited with 0, but the state of ${unit.name} does not confirm the ${destroy ? 'destroy' : 'apply'}.`,
      `Another state than that of the backend was written, or none. ${run.session.terraform.wrapperHint}`,
    );
  }
}

/** Refuses changes that were not approved. A tainted resource may be replaced instead of created, and a lifted lock created again. */
function refuseMore(approved: readonly PlannedChange[], rest: StagePlan): void {
  const allowed = new Map(approved.map((change) => [change.address, change.action]));
  const more = rest.changes.find(
    ({ address, type, action }) =>
      allowed.get(address) !== action &&
      !(action === 'replace' && allowed.get(address) === 'create') &&
      !(action === 'create' && type === MANAGEMENT_LOCK),
  );
  if (more !== undefined) {
    throw new ToolkitError(
      'STALE',
      `The remaining changes are not those that were approved: ${more.action} ${more.address}.`,
      'Run the command again to see and approve it.',
    );
  }
}

function unsaved(unit: StageUnit, error: unknown): ToolkitError {
  return new ToolkitError(
    'STATE_UNUSABLE',
    `Terraform could not write the state of ${unit.name}: ${(error as Error).message}`,
    `The state is kept in ${unit.files.unsavedState}, and written by the next azstage deploy. Do not delete it.`,
  );
}
