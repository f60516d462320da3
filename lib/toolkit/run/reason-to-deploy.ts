import { type AppliedRecord, recordIn } from '../unit/applied-record';
import { readInterrupted } from '../terraform/interrupted-apply';
import { outputsRead } from '../references/remote-states';
import { inputsChange, type StageInputs, stageInputs, type StageInputsProps } from '../unit/stage-inputs';
import { type StageRun } from './stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type TerraformState } from '../terraform/terraform-state';

/** Reader of the outputs of a stage. */
export type OutputsOf = StageInputsProps['outputsOf'];

/**
 * Reason to plan a stage; undefined when nothing has changed since its last apply.
 *
 * @param forced reason to plan it in any case
 * @param outputsOf outputs of an upstream stage; the current ones by default
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
  return { reason: forced ?? (await changeOf(run, unit, state, inputs)), inputs };
}

/** Current outputs of a stage, from its state. */
export async function currentOutputs(run: StageRun, name: string): ReturnType<OutputsOf> {
  const state = await run.units.find((unit) => unit.name === name)?.state();
  return state?.outputs ?? {};
}

/** Inputs of a stage with the given outputs of its upstream stages. */
export async function inputsOf(run: StageRun, unit: StageUnit, outputsOf: OutputsOf): Promise<StageInputs> {
  return stageInputs(unit.stage, {
    terraformVersion: run.terraformVersion,
    providerLock: unit.providerLock,
    env: run.session.env,
    secrets: run.session.secrets,
    outputsOf,
  });
}

async function changeOf(
  run: StageRun,
  unit: StageUnit,
  state: TerraformState | undefined,
  inputs: StageInputs,
): Promise<string | undefined> {
  if (state?.isDeployed !== true) {
    return unit.lastSeen?.apply === undefined ? 'it is not deployed' : 'it is no longer deployed';
  }
  const last = recordIn(state);
  if (last === undefined) {
    return state.applying === undefined
      ? 'something other than azstage applied it last'
      : 'its last apply did not finish';
  }
  if (readInterrupted(unit.files) !== undefined) {
    return 'its last apply was killed';
  }
  const { lastSeen } = unit;
  if (lastSeen?.apply === last.id && lastSeen.serial !== state.serial) {
    return 'something else changed its state since its last apply';
  }
  if (!outputsRead(unit.stage).complete) {
    return 'it reads a state outside of this app';
  }
  return inputsChange(last.inputs, inputs) ?? stateChange(unit, state) ?? (await upstreamChange(run, last));
}

/** Description of an upstream stage whose state is not the one at the last apply. */
async function upstreamChange(run: StageRun, { upstream }: AppliedRecord): Promise<string | undefined> {
  for (const unit of run.units) {
    const { [unit.name]: lineage } = upstream;
    if (lineage !== undefined && (await unit.state())?.lineage !== lineage) {
      return `${unit.name} has another state than the one that it was applied on`;
    }
  }
  return undefined;
}

/** Description of a difference between the state and the recorded apply. */
function stateChange({ stage }: StageUnit, state: TerraformState): string | undefined {
  const { resource = {} } = stage.template;
  const blocks = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, block]) => ({ address: `${type}.${name}`, block })),
  );
  const { rootBlocks, tainted, failedChecks } = state;
  const hasInstances = (block: object) => 'count' in block || 'for_each' in block;
  const missing = blocks.find(({ address, block }) => !hasInstances(block) && !rootBlocks.has(address));
  if (missing !== undefined) {
    return `${missing.address} is missing in its state`;
  }
  const known = new Set(blocks.map(({ address }) => address));
  const foreign = [...rootBlocks].find((address) => !known.has(address));
  if (foreign !== undefined) {
    return `${foreign} is in its state, and not in its code`;
  }
  if (tainted[0] !== undefined) {
    return `${tainted[0]} is tainted`;
  }
  return failedChecks[0] === undefined ? undefined : `${failedChecks[0].address} failed in its last apply`;
}

/** Options that plan unchanged stages. */
export interface ForceOptions {
  /** Whether unchanged stages are planned. @default false */
  readonly force?: boolean;
  /** Whether unchanged stages are refreshed: compared with the real resources. @default false */
  readonly refresh?: boolean;
}

/** Option that causes unchanged stages to be planned. */
export function forcedReason({ force, refresh }: ForceOptions): string | undefined {
  if (force === true) {
    return '--force';
  }
  return refresh === true ? '--refresh' : undefined;
}
