import { type ApprovalGate } from './approval-gate';
import { recordApplied } from './applied-record';
import { RETRY_DELAYS, retryReason } from './retry';
import { type Slot } from './scheduler';
import { inputsChange, outputsRead, type StageInputs, stageInputs } from './stage-inputs';
import { describePlan, type StageRun, type StageWork } from './stage-run';
import { type StageUnit } from './stage-unit';
import { type StageApply, type StagePlan } from './terraform/stage-terraform';
import { TerraformFailure } from './terraform/terraform-failure';
import { type TerraformState } from './terraform/terraform-state';
import { ToolkitError } from './toolkit-error';

/** What decides how a stage is deployed. */
export interface DeployStageProps {
  readonly run: StageRun;
  readonly gate: ApprovalGate;
  /** Why stages are planned that did not change. @default they are not */
  readonly forced?: string;
  /** Whether the state is moved when the backend has changed. @default false */
  readonly migrateState?: boolean;
}

/** Deploys one stage: skipped when nothing changed, otherwise planned, approved, applied and recorded. */
export async function deployStage(unit: StageUnit, slot: Slot, props: DeployStageProps): Promise<StageWork> {
  const { run, gate } = props;
  const { reason, inputs } = await reasonToDeploy(run, unit, props.forced);
  if (reason === undefined) {
    return { result: 'unchanged', reason: 'its inputs are those of its last apply' };
  }
  run.about(unit).say('info', 'stage.started', `plan: ${reason}`, { doing: 'plan', reason });
  await unit.ensureInitialized(props.migrateState);
  if (await unit.recoverState()) {
    run.about(unit).say('info', 'stage.note', 'wrote the state that the last apply could not write', {});
  }
  const plan = await planned(run, unit);
  if (!plan.hasChanges) {
    unit.terraform.dropPlan();
    await record(run, unit, inputs);
    return { result: 'no-changes', reason };
  }
  if (gate.needsAnswer(unit, plan)) {
    await slot.pause(gate.request(unit, plan));
  }
  refuseAfterInterruption(run);
  run.about(unit).say('info', 'stage.started', 'apply', { doing: 'apply' });
  const { counts } = await applied(run, unit, slot, plan);
  await record(run, unit, inputs);
  return { result: 'applied', reason, counts };
}

/**
 * Why a stage has to be planned; no reason when nothing changed since its last apply.
 *
 * @param forced the reason why it is planned in any case
 * @throws ToolkitError when a guard refuses
 */
export async function reasonToDeploy(
  run: StageRun,
  unit: StageUnit,
  forced?: string,
): Promise<{ readonly reason?: string; readonly inputs: StageInputs }> {
  const state = await run.guardedState(unit);
  const inputs = await currentInputs(run, unit);
  return { reason: forced ?? changeOf(run, unit, state, inputs), inputs };
}

/**
 * Plans a stage, again where a failure goes away by itself.
 *
 * @param destroy whether everything is to be destroyed
 */
export async function planned(run: StageRun, unit: StageUnit, destroy = false): Promise<StagePlan> {
  const plan = await patiently(run, unit, () => unit.terraform.plan({ destroy }, run.progressOf(unit)));
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
  approved: StagePlan,
  destroy = false,
): Promise<StageApply> {
  let isFirst = true;
  return patiently(
    run,
    unit,
    async () => {
      if (!isFirst) {
        refuseMore(approved, await planned(run, unit, destroy));
      }
      isFirst = false;
      try {
        return await unit.terraform.apply(run.progressOf(unit, approved.changes.length));
      } catch (error) {
        throw unit.keepUnsavedState() ? unsaved(unit, error) : error;
      } finally {
        unit.forgetState();
      }
    },
    slot,
  );
}

/** The inputs of a stage, and the state they are compared with. */
async function currentInputs(run: StageRun, unit: StageUnit): Promise<StageInputs> {
  return stageInputs(unit.stage, run.assembly.stages, {
    terraformVersion: run.terraformVersion,
    providerLock: unit.providerLock,
    env: run.session.env,
    outputsOf: async (name) => {
      const state = await run.units.find((other) => other.name === name)?.state();
      return state?.outputs ?? {};
    },
  });
}

function changeOf(
  run: StageRun,
  unit: StageUnit,
  state: TerraformState | undefined,
  inputs: StageInputs,
): string | undefined {
  const { record: last } = unit;
  if (last === undefined) {
    return state?.isDeployed === true ? 'it was never applied from here' : 'it is not deployed';
  }
  if (state?.lineage !== last.lineage || state?.serial !== last.serial) {
    return state === undefined ? 'its state is gone' : 'its state was changed elsewhere';
  }
  if (!outputsRead(unit.stage, run.assembly.stages).complete) {
    return 'it reads a state outside of this app';
  }
  return inputsChange(last.inputs, inputs);
}

async function record(run: StageRun, unit: StageUnit, inputs: StageInputs): Promise<void> {
  const { session, subscription: subscriptionId } = run;
  recordApplied(unit.stage, unit.files, { time: session.clock(), inputs, state: await unit.state(), subscriptionId });
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

function refuseAfterInterruption(run: StageRun): void {
  if (run.session.interruption.happened) {
    throw new ToolkitError('INTERRUPTED', 'Interrupted before anything was applied.');
  }
}

/** What was half made by the apply that failed is replaced where it was to be created. */
function refuseMore(approved: StagePlan, rest: StagePlan): void {
  const allowed = new Map(approved.changes.map((change) => [change.address, change.action]));
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
