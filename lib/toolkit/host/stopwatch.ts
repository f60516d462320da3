/** Clock in milliseconds with an arbitrary origin. */
export type Ticks = () => number;

/** Monotonic clock of the process: the time of day jumps whenever the clock of the machine is set. */
export const monotonicTicks: Ticks = () => performance.now();

/** Starts a stopwatch, which returns whole milliseconds. */
export function stopwatch(ticks: Ticks = monotonicTicks): () => number {
  const started = ticks();
  return () => Math.round(ticks() - started);
}
