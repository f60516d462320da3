/** Milliseconds from an arbitrary moment on. */
export type Ticks = () => number;

/** Ticks of the process, which go on evenly: the time of day leaps whenever the clock of the machine is set. */
export const monotonicTicks: Ticks = () => performance.now();

/** Measures from now on; gives whole milliseconds. */
export function stopwatch(ticks: Ticks = monotonicTicks): () => number {
  const started = ticks();
  return () => Math.round(ticks() - started);
}
