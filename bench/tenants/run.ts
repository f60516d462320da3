import fs from 'node:fs';
import path from 'node:path';
import { compile, compiled, costOf, type ProcessCost } from '../process-cost';

/**
 * Measures the synthesis of 10, 100 and 1,000 tenants as a whole process of the compiled library: wall time, processor time, the processor time of a tenant
 * beyond those of the row before, and peak memory. Others that use the machine only add time, so the round with the least processor time counts.
 */
const ROUNDS = Number(process.argv[2] ?? 3);
const app = path.join(compiled, 'bench/tenants/app.js');

interface Measure extends ProcessCost {
  readonly count: number;
}

function main(): void {
  compile();
  say('tenants', 'seconds', 'processor', 'ms a tenant', 'MB');
  let before: Measure | undefined;
  for (const count of [10, 100, 1000]) {
    const rounds = Array.from({ length: ROUNDS }, () => measure(count));
    const [measured = measure(count)] = rounds.sort((a, b) => a.processorSeconds - b.processorSeconds);
    const each = before && (measured.processorSeconds - before.processorSeconds) / (count - before.count);
    say(
      String(count),
      measured.seconds.toFixed(2),
      `${measured.processorSeconds.toFixed(2)} s`,
      each === undefined ? '' : (each * 1000).toFixed(1),
      measured.megabytes.toFixed(0),
    );
    before = measured;
  }
}

function measure(count: number): Measure {
  const directory = path.join(compiled, `tenants-of-${count}`);
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory);
  return { count, ...costOf([app, String(count)], path.join(directory, 'out')) };
}

function say(...columns: string[]): void {
  process.stdout.write(
    `${columns
      .map((column) => column.padEnd(14))
      .join('')
      .trimEnd()}\n`,
  );
}

main();
