import { formatDuration } from '../host/duration';
import { describePlan } from '../io/outcome-text';
import { RETRY_DELAYS, retryReason } from './retry';
import { type Slot } from '../scheduler';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';
import { type PlanProps, type StagePlan } from '../terraform/stage-plan';
import { type PlanJson } from '../terraform/plan-json';
import { secretVariables } from '../terraform/secret-variables';
import { type StageTerraform } from '../terraform/stage-terraform';
import { TerraformFailure } from '../terraform/terraform-failure';
import { ToolkitError } from '../toolkit-error';

/** Options of a plan of a stage. */
export interface PlanStageProps extends PlanProps {
  /** @default that of the stage */
  readonly terraform?: StageTerraform;
}

/** Plans a stage, with retries after transient errors. */
export async function planStage(run: RunContext, unit: StageUnit, props: PlanStageProps = {}): Promise<StagePlan> {
  const { terraform = unit.terraform, ...how } = props;
  const imports = how.destroy === true ? [] : unit.imports;
  const plan = await withRetries(run, unit, () => terraform.plan({ ...how, imports }, run.progressOf(unit)));
  const text = `planned: ${describePlan(plan.counts)}`;
  run.about(unit).say('debug', 'stage.planned', text, { counts: plan.counts, changes: plan.changes });
  await keepDetails(run, unit, plan.json);
  return plan;
}

/** Keeps a plan for the page of the run, if there will be one. */
export async function keepDetails({ session, units }: RunContext, unit: StageUnit, plan: PlanJson): Promise<void> {
  const { details, secrets } = session;
  const values = secretVariables(unit.stage).flatMap(({ name }) => secrets.valueOf(name) ?? []);
  await details?.keep(unit, plan, { all: units, secrets: values });
}

/** Retries a call of Terraform with delays, where every error is transient. */
export async function withRetries<T>(
  run: RunContext,
  unit: StageUnit,
  attempt: () => Promise<T>,
  slot?: Slot,
): Promise<T> {
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
      const text = `retrying in ${formatDuration(seconds * 1000)}: ${reason}`;
      run.about(unit).say('warning', 'stage.retried', text, { reason, seconds, attempt: retries + 2 });
      const waiting = sleep(seconds, interruption.signal);
      await (slot === undefined ? waiting : slot.pause(waiting));
      refuseAfterInterruption(run);
    }
  }
}

/** @throws ToolkitError when the user interrupted */
export function refuseAfterInterruption(run: RunContext): void {
  if (run.session.interruption.happened) {
    throw new ToolkitError('INTERRUPTED', 'Interrupted before anything was applied.');
  }
}

/** Deletes saved plans that were not applied, however the run ends, as plans contain secrets in plain text. */
export async function withPlanCleanup<T>(units: readonly StageUnit[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    units.forEach((unit) => unit.terraform.dropPlan());
  }
}
