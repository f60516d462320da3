import { recordIn } from './applied-record';
import { forgetInterrupted } from './interrupted-apply';
import { RETRY_DELAYS, retryReason } from './retry';
import { type Slot } from './scheduler';
import { locksInTheWay, locksNamedBy, MANAGEMENT_LOCK, type ManagementLock } from './management-locks';
import { describePlan } from './outcome-text';
import { type StageRun } from './stage-run';
import { type StageUnit } from './stage-unit';
import { type PlanProps, type StageApply, type StagePlan } from './terraform/stage-plan';
import { type StageTerraform } from './terraform/stage-terraform';
import { type PlannedChange } from './terraform/terraform-events';
import { TerraformFailure } from './terraform/terraform-failure';
import { ToolkitError } from './toolkit-error';

/** How a stage is planned. */
export interface PlannedProps extends PlanProps {
  /** @default that of the stage */
  readonly terraform?: StageTerraform;
}

/** Plans a stage, again where a failure goes away by itself. */
export async function planned(run: StageRun, unit: StageUnit, props: PlannedProps = {}): Promise<StagePlan> {
  const { terraform = unit.terraform, ...how } = props;
  const plan = await patiently(run, unit, () => terraform.plan(how, run.progressOf(unit)));
  const text = `planned: ${describePlan(plan.counts)}`;
  run.about(unit).say('debug', 'stage.planned', text, { counts: plan.counts, changes: plan.changes });
  return plan;
}

/** What is applied, and how what is left of it is planned again. */
export interface AppliedProps {
  /** Changes that were approved. */
  readonly approved: readonly PlannedChange[];
  /** Plans again what is left. */
  readonly replan: () => Promise<StagePlan>;
  /** Whether the stage is destroyed. @default false */
  readonly destroy?: boolean;
}

/**
 * Applies the saved plan, which was approved. After a failure that goes away by itself, what is left is planned again; it is applied
 * only when it is a part of what was approved. It has succeeded when the state says so.
 *
 * @throws ToolkitError when the state is not that of the plan
 */
export async function applied(
  run: StageRun,
  unit: StageUnit,
  slot: Slot,
  { approved, replan, destroy = false }: AppliedProps,
): Promise<StageApply> {
  const before = recordIn(await unit.state())?.id;
  let isFirst = true;
  const attempt = async () => {
    if (!isFirst || run.locks.hasTouched(unit)) {
      refuseMore(approved, await replan());
    }
    isFirst = false;
    try {
      return await unit.terraform.apply(run.progressOf(unit, approved.length));
    } catch (error) {
      throw unit.keepUnsavedState() ? unsaved(unit, error) : error;
    } finally {
      unit.forgetState();
    }
  };
  const locks = await locksInTheWay(run, unit, approved);
  const apply = await belowLocks(run, unit, locks, () => patiently(run, unit, attempt, slot));
  await refuseUnapplied(run, unit, destroy, before);
  forgetInterrupted(unit.files);
  return apply;
}

/** Works while locks of Azure are lifted; once more without those that Azure names when it refuses. */
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

/** Believes the state, and not that Terraform ended as if it had applied. */
async function refuseUnapplied(run: StageRun, unit: StageUnit, destroy: boolean, before?: string): Promise<void> {
  const state = await unit.state();
  const record = recordIn(state);
  const isApplied = destroy ? state?.isDeployed !== true : record !== undefined && record.id !== before;
  if (!isApplied) {
    throw new ToolkitError(
      'STATE_UNUSABLE',
      `Terraform ended as if it had ${destroy ? 'destroyed' : 'applied'} ${unit.name}, but its state does not say so.`,
      `Another state than that of the backend was written, or none. ${run.session.terraform.wrapperHint}`,
    );
  }
}

/** Runs Terraform again, after a while, where every error is of a kind that goes away by itself. */
async function patiently<T>(run: StageRun, unit: StageUnit, attempt: () => Promise<T>, slot?: Slot): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const seconds = RETRY_DELAYS[retries];
      const { interruption, sleep } = run.session;
      const reason =
        error instanceof TerraformFailure && error.diagnostics.length > 0
          ? retryReason(error.diagnostics, run.createdTypes)
          : undefined;
      if (reason === undefined || seconds === undefined || interruption.happened) {
        throw error;
      }
      const text = `trying again in ${seconds} s: ${reason}`;
      run.about(unit).say('warning', 'stage.retried', text, { reason, seconds, attempt: retries + 2 });
      const waiting = sleep(seconds, interruption.signal);
      await (slot === undefined ? waiting : slot.pause(waiting));
      refuseAfterInterruption(run);
    }
  }
}

/** @throws ToolkitError when the user interrupted */
export function refuseAfterInterruption(run: StageRun): void {
  if (run.session.interruption.happened) {
    throw new ToolkitError('INTERRUPTED', 'Interrupted before anything was applied.');
  }
}

/** What was half made by the apply that failed is replaced where it was to be created, and a lock that was lifted is created again. */
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
      `What is left to do is not what was approved: ${more.action} ${more.address}.`,
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
