import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Measures the synthesis of 10, 100 and 1,000 tenants as a whole process of the compiled library: wall time, processor time, the processor time of a tenant
 * beyond those of the row before, and peak memory. Others that use the machine only add time, so the round with the least processor time counts.
 */
const ROUNDS = Number(process.argv[2] ?? 3);
const compiled = path.resolve('temp/bench');
const app = path.join(compiled, 'bench/tenants/app.js');
const report = path.join(compiled, 'report-usage.cjs');

interface Measure {
  readonly count: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly megabytes: number;
}

function main(): void {
  fs.rmSync(compiled, { recursive: true, force: true });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'bench/tsconfig.json']);
  fs.writeFileSync(
    report,
    "process.on('exit', () => require('fs').writeSync(3, JSON.stringify(process.resourceUsage())));\n",
  );
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
  const started = process.hrtime.bigint();
  const child = spawnSync(process.execPath, ['--require', report, app, String(count)], {
    env: { ...process.env, CDKTF_OUTDIR: path.join(directory, 'out') },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (child.status !== 0) {
    throw new TypeError(`synth of ${count} tenants ended with ${child.status}`);
  }
  const usage = JSON.parse(child.output[3] ?? '{}') as NodeJS.ResourceUsage;
  const processorSeconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  return { count, seconds, processorSeconds, megabytes: usage.maxRSS / 1024 };
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
