import { RETRY_DELAYS, retryReason } from './retry';
import { type Slot } from './scheduler';
import { describePlan, type StageRun } from './stage-run';
import { type StageUnit } from './stage-unit';
import { type PlanProps, type StageApply, type StagePlan, type StageTerraform } from './terraform/stage-terraform';
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

/**
 * Applies the plan that was approved. After a failure that goes away by itself, what is left is planned again; it is applied only
 * when it is a part of what was approved.
 */
export async function applied(
  run: StageRun,
  unit: StageUnit,
  slot: Slot,
  approved: readonly PlannedChange[],
  destroy = false,
): Promise<StageApply> {
  let isFirst = true;
  return patiently(
    run,
    unit,
    async () => {
      if (!isFirst) {
        refuseMore(approved, await planned(run, unit, { destroy }));
      }
      isFirst = false;
      try {
        return await unit.terraform.apply(run.progressOf(unit, approved.length));
      } catch (error) {
        throw unit.keepUnsavedState() ? unsaved(unit, error) : error;
      } finally {
        unit.forgetState();
      }
    },
    slot,
  );
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

/** What was half made by the apply that failed is replaced where it was to be created. */
function refuseMore(approved: readonly PlannedChange[], rest: StagePlan): void {
  const allowed = new Map(approved.map((change) => [change.address, change.action]));
  const more = rest.changes.find(
    ({ address, action }) =>
      allowed.get(address) !== action && !(action === 'replace' && allowed.get(address) === 'create'),
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
