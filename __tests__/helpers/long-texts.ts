/** The time that work took, in milliseconds. */
export function millisecondsOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** The largest bound that a test of five megabytes is given, in milliseconds: ten times and more what it takes, for machines that are busy. */
export const FIVE_MEGABYTES_IN = 2000;

/** Five megabytes of it. */
export function fiveMegabytes(part: string): string {
  return part.repeat(5_000_000 / part.length);
}
