import { blockAddress } from '../references/references';
import { type Slot } from '../scheduler';
import { type StageRun } from './stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type PlannedChange } from '../terraform/terraform-events';

/**
 * Applies changes of a stage once no other stage writes to the same services of a third stage, where these accept one change at a time. Gives its slot
 * away while it waits.
 *
 * @param apply applies the changes; the upstream stages may have changed during the wait
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

/** Resources of other stages to which changes write exclusively: `stage-data/azurerm_managed_redis.Cache`. */
function exclusiveWrites({ stage }: StageUnit, changes: readonly PlannedChange[]): string[] {
  const changing = new Set(changes.map(({ address }) => blockAddress(address)));
  return (stage.metadata?.writesTo ?? [])
    .filter(({ exclusive, writers }) => exclusive && writers.some((writer) => changing.has(writer)))
    .map((write) => `${write.stage}/${write.address}`)
    .sort();
}
