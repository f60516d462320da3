import { blockAddress } from '../references/references';
import { type Slot } from '../scheduler';
import { type StageRun } from './stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type PlannedChange } from '../terraform/terraform-events';

/**
 * Applies changes to a stage when no other stage writes to a service of another stage that it writes to, where that lets only one in at a time.
 * Its slot is given away while it waits.
 *
 * @param apply does it; what it stands on may have moved while it waited
 */
export async function inTurn<T>(
  run: StageRun,
  unit: StageUnit,
  slot: Slot,
  changes: readonly PlannedChange[],
  apply: () => Promise<T>,
): Promise<T> {
  const services = exclusiveWrites(unit, changes);
  const turn = run.turns.take(services);
  if (turn !== undefined) {
    const text = `waits for its turn to write to ${services.join(', ')}: only one stage can at a time`;
    run.about(unit).say('info', 'stage.waiting', text, { services });
    await slot.pause(turn);
  }
  try {
    return await apply();
  } finally {
    run.turns.give(services);
  }
}

/** What changes write to in other stages and nothing else may meanwhile: `stage-data/azurerm_managed_redis.Cache`. */
function exclusiveWrites({ stage }: StageUnit, changes: readonly PlannedChange[]): string[] {
  const changing = new Set(changes.map(({ address }) => blockAddress(address)));
  return (stage.metadata?.writesTo ?? [])
    .filter(({ exclusive, writers }) => exclusive && writers.some((writer) => changing.has(writer)))
    .map((write) => `${write.stage}/${write.address}`)
    .sort();
}
