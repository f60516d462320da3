import { setImmediate } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Longest time between two yields to the event loop, in milliseconds. */
const SLICE = 20;

let last = performance.now();

/**
 * Yields to the event loop when synchronous work has run for long, so that signals, timers and exits of processes are handled. To be awaited between
 * pieces of synchronous work: awaiting settled promises runs microtasks alone and never yields.
 */
export async function giveWay(): Promise<void> {
  if (performance.now() - last > SLICE) {
    await setImmediate();
    last = performance.now();
  }
}

/** Maximum number of concurrent calls. */
const AT_ONCE = 16;

/** Maps items with limited concurrency, and yields to the event loop in between. */
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
