import { outputsRead } from './remote-states';
import { inputsChange, type StageInputs, stageInputs, type StageInputsProps } from './stage-inputs';
import { type StageRun } from './stage-run';
import { type StageUnit } from './stage-unit';
import { type TerraformState } from './terraform/terraform-state';

/** Gives the outputs of a stage. */
export type OutputsOf = StageInputsProps['outputsOf'];

/**
 * Why a stage has to be planned; no reason when nothing changed since its last apply.
 *
 * @param forced the reason why it is planned in any case
 * @param outputsOf the outputs of a stage that it reads; as they are now unless given
 * @throws ToolkitError when a guard refuses
 */
export async function reasonToDeploy(
  run: StageRun,
  unit: StageUnit,
  forced?: string,
  outputsOf: OutputsOf = (name) => currentOutputs(run, name),
): Promise<{ readonly reason?: string; readonly inputs: StageInputs }> {
  const state = await run.guardedState(unit);
  const inputs = await inputsOf(run, unit, outputsOf);
  return { reason: forced ?? changeOf(run, unit, state, inputs), inputs };
}

/** The outputs of a stage as its state holds them now. */
export async function currentOutputs(run: StageRun, name: string): ReturnType<OutputsOf> {
  const state = await run.units.find((unit) => unit.name === name)?.state();
  return state?.outputs ?? {};
}

/** The inputs of a stage that reads those outputs. */
export async function inputsOf(run: StageRun, unit: StageUnit, outputsOf: OutputsOf): Promise<StageInputs> {
  return stageInputs(unit.stage, run.assembly.stages, {
    terraformVersion: run.terraformVersion,
    providerLock: unit.providerLock,
    env: run.session.env,
    outputsOf,
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
