import v8 from 'node:v8';

/**
 * Makes V8 compile regular expressions as it does in a process that has compiled many of them: without optimization, so that each character that an
 * unbounded quantifier takes needs stack, and long texts overflow it.
 */
export function regularExpressionsAsInLongProcesses(): void {
  v8.setFlagsFromString('--no-regexp-optimization');
}

/** Processor time that work took, in milliseconds: on a busy machine it is a fraction of what a clock shows. */
export function millisecondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The bound of a test of five megabytes, in milliseconds: fifty times what it takes, for machines that are slow or busy. Work that grows with the
 * square of the length takes hours.
 */
export const FIVE_MEGABYTES_IN = 20_000;

/** Five megabytes of it. */
export function fiveMegabytes(part: string): string {
  return part.repeat(5_000_000 / part.length);
}

/** The longest time in which no signal would have been answered while work goes on, in milliseconds. */
export async function longestPauseOf(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 1);
  await work();
  clearInterval(timer);
  look();
  return longest;
}
