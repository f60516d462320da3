import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { writeBareProgram } from './bare';

/**
 * Measures synth as a whole process: wall time and peak memory of the five FinagentiX stages against the same resources written
 * with the bare provider classes, in turn, and of 10, 100 and 1,000 stages.
 */
const ROUNDS = Number(process.argv[2] ?? 7);
const compiled = path.resolve('temp/bench');

interface Measure {
  readonly seconds: number;
  readonly megabytes: number;
}

function main(): void {
  fs.rmSync(compiled, { recursive: true, force: true });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'bench/tsconfig.json']);
  const report = path.join(compiled, 'report-memory.cjs');
  fs.writeFileSync(
    report,
    "process.on('exit', () => require('fs').writeSync(3, String(process.resourceUsage().maxRSS)));\n",
  );
  const synth = path.join(compiled, 'bin/synth.js');
  const bare = path.join(compiled, 'bare.cjs');
  measure(report, [synth], 'azstage');
  writeBareProgram(path.join(compiled, 'out-azstage'), bare);
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ({
    azstage: measure(report, [synth], 'azstage'),
    bare: measure(report, [bare], 'bare'),
  })).slice(1);
  say('five FinagentiX stages', 'azstage', 'bare', 'ratio', 'target');
  for (const [figure, unit] of [
    ['seconds', 's'],
    ['megabytes', 'MB'],
  ] as const) {
    const ours = median(rounds.map((round) => round.azstage[figure]));
    const theirs = median(rounds.map((round) => round.bare[figure]));
    const ratio = median(rounds.map((round) => round.azstage[figure] / round.bare[figure]));
    say(figure, `${ours.toFixed(2)} ${unit}`, `${theirs.toFixed(2)} ${unit}`, ratio.toFixed(2), '1.30');
  }
  say('', '', '', '', '');
  say('stages', 'seconds', 'ms a stage', 'MB', '');
  const many = path.join(compiled, 'bench/synth/many-stages.js');
  for (const count of [10, 100, 1000]) {
    const runs = Array.from({ length: 3 }, () => measure(report, [many, String(count)], 'many'));
    const seconds = median(runs.map((run) => run.seconds));
    const megabytes = median(runs.map((run) => run.megabytes));
    say(String(count), seconds.toFixed(2), ((seconds / count) * 1000).toFixed(2), megabytes.toFixed(0), '');
  }
}

function measure(report: string, command: string[], name: string): Measure {
  const outdir = path.join(compiled, `out-${name}`);
  fs.rmSync(outdir, { recursive: true, force: true });
  const started = process.hrtime.bigint();
  const child = spawnSync(process.execPath, ['--require', report, ...command], {
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (child.status !== 0) {
    throw new TypeError(`${command.join(' ')} ended with ${child.status}`);
  }
  return { seconds, megabytes: Number(child.output[3]?.toString()) / 1024 };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function say(...columns: string[]): void {
  process.stdout.write(`${columns.map((column, index) => column.padEnd(index === 0 ? 24 : 12)).join('')}\n`);
}

main();
