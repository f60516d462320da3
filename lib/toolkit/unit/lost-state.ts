import { dependentsOf } from '../assembly/deployment-order';
import { type StageUnit } from './stage-unit';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';

/** A state of a stage that somebody has seen. */
interface KnownState {
  readonly lineage: string;
  /** Who has, for people: `one was seen here`. */
  readonly by: string;
}

/** A state that is not the one that was known: gone, emptied, or put in its place. */
export interface LostState {
  /** In words, as the rest of a sentence: `gone`. */
  readonly what: string;
  readonly known: KnownState;
}

/** What became of the state of a stage; undefined where it is the one that was known, or none was. */
export async function lostState(
  unit: StageUnit,
  state: TerraformState | undefined,
  all: readonly StageUnit[],
): Promise<LostState | undefined> {
  const { lastSeen } = unit;
  // What was accepted here need not be what other stages were applied with.
  if (state !== undefined && state.lineage === lastSeen?.lineage) {
    return undefined;
  }
  const known = (await knownStates(unit, all)).find(({ lineage }) => lineage !== state?.lineage);
  return known === undefined ? undefined : { what: describe(unit, state), known };
}

/**
 * Refuses a state that is not the one that was known.
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
      `Put back that state, from the versions that the backend keeps. If it is right as it is, add --accept-state ${unit.name}; what is deployed and not in it is then known to no state.`,
    );
  }
}

/** The states of a stage that were seen: last from here, and by the stages that were applied on it. */
async function knownStates(unit: StageUnit, all: readonly StageUnit[]): Promise<KnownState[]> {
  const { lastSeen } = unit;
  const here = lastSeen === undefined ? [] : [{ lineage: lastSeen.lineage, by: 'one was seen here' }];
  const dependents = dependentsOf(all).get(unit.name) ?? [];
  const records = await Promise.all(dependents.map((other) => other.record().catch(() => undefined)));
  const there = records.flatMap((record) => {
    const { [unit.name]: lineage } = record?.upstream ?? {};
    const isThis = record?.peers.some(({ name, key }) => name === unit.name && key === unit.files.key);
    return record === undefined || lineage === undefined || isThis !== true
      ? []
      : [{ lineage, by: `${record.stage} was applied with one` }];
  });
  return [...here, ...there];
}

/** The azurerm backend makes an empty state, of a new lineage, where it is asked for one that is not there. */
function describe(unit: StageUnit, state: TerraformState | undefined): string {
  if (state === undefined) {
    return unit.store.describeMissing();
  }
  return state.isDeployed ? `of another lineage, ${state.lineage}` : 'gone, and an empty one is in its place';
}
