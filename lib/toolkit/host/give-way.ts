import { setImmediate } from 'node:timers/promises';
import pLimit from 'p-limit';

/** How long work goes on before it gives way, in milliseconds. */
const SLICE = 20;

let last = performance.now();

/**
 * Lets signals, timers and the ends of processes be answered, where work has gone on for long. To be awaited between pieces of work that are
 * done without waiting for anything: what merely awaits results that are there never lets go.
 */
export async function giveWay(): Promise<void> {
  if (performance.now() - last > SLICE) {
    await setImmediate();
    last = performance.now();
  }
}

/** How many things are worked on at once. */
const AT_ONCE = 16;

/** Works on each of many things, some at once, and gives way in between. */
export function inTurn<T, R>(many: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    many.map((one) =>
      limit(async () => {
        await giveWay();
        return work(one);
      }),
    ),
  );
}
