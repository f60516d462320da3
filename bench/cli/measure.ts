/** @returns seconds */
export function timed(work: () => unknown): number {
  const started = process.hrtime.bigint();
  work();
  return secondsSince(started);
}

/** @returns seconds, by a moment of the monotonic clock */
export function secondsSince(started: bigint): number {
  return Number(process.hrtime.bigint() - started) / 1e9;
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

export function say(...columns: string[]): void {
  process.stdout.write(`${columns.map((column, index) => column.padEnd([28, 22][index] ?? 0)).join('')}\n`);
}
