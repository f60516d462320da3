import { dependentsOf } from '../assembly/deployment-order';
import { type StageUnit } from './stage-unit';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';
import { shellWord } from '../host/shell-word';

/** State of a stage that was seen before. */
interface KnownState {
  readonly lineage: string;
  /** Origin of the knowledge, as a clause. */
  readonly by: string;
}

/** State that is not the known one: missing, emptied, or replaced. */
export interface LostState {
  /** Problem, as a clause. */
  readonly what: string;
  readonly known: KnownState;
}

/** Problem with the state of a stage; undefined where it is the known one, or none was known. */
export async function lostState(
  unit: StageUnit,
  state: TerraformState | undefined,
  all: readonly StageUnit[],
): Promise<LostState | undefined> {
  const { lastSeen } = unit;
  // A state that was accepted in this checkout may differ from the one that other stages were applied with.
  if (state !== undefined && state.lineage === lastSeen?.lineage) {
    return undefined;
  }
  const known = (await knownStates(unit, all)).find(({ lineage }) => lineage !== state?.lineage);
  return known === undefined ? undefined : { what: describe(unit, state), known };
}

/**
 * Refuses a state that is not the known one.
 *
 * @throws ToolkitError
 */
export async function refuseLostState(
  unit: StageUnit,
  state: TerraformState | undefined,
  all: readonly StageUnit[],
): Promise<void> {
  const lost = await lostState(unit, state, all);
  if (lost !== undefined) {
    const { what, known } = lost;
    throw new ToolkitError(
      'STATE_UNUSABLE',
      `The state of ${unit.name} is ${what}: ${known.by}, with lineage ${known.lineage}.`,
      `Restore the known state from the versions in the backend. If the current one is right, add --accept-state ${shellWord(unit.name)}; deployed resources that are not in it are then in no state.`,
    );
  }
}

/** Known states of a stage: the one last seen from this checkout, and those in the records of its dependents. */
async function knownStates(unit: StageUnit, all: readonly StageUnit[]): Promise<KnownState[]> {
  const { lastSeen } = unit;
  const seen = lastSeen === undefined ? [] : [{ lineage: lastSeen.lineage, by: 'one was seen in this checkout' }];
  const dependents = dependentsOf(all).get(unit.name) ?? [];
  const records = await Promise.all(dependents.map((other) => other.record().catch(() => undefined)));
  const recorded = records.flatMap((record) => {
    const { [unit.name]: lineage } = record?.upstream ?? {};
    const isThis = record?.peers.some(({ name, key }) => name === unit.name && key === unit.files.key);
    return record === undefined || lineage === undefined || isThis !== true
      ? []
      : [{ lineage, by: `${record.stage} was applied with one` }];
  });
  return [...seen, ...recorded];
}

/** Describes the problem as a clause. The azurerm backend creates an empty state, of a new lineage, when it reads one that does not exist. */
function describe(unit: StageUnit, state: TerraformState | undefined): string {
  if (state === undefined) {
    return unit.store.describeMissing();
  }
  return state.isDeployed ? `of another lineage, ${state.lineage}` : 'gone, and an empty one has replaced it';
}
