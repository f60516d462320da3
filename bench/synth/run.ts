import fs from 'node:fs';
import path from 'node:path';
import { median } from '../cli/measure';
import { compile, compiled, costOf, type ProcessCost } from '../process-cost';
import { writeBareProgram } from './bare';

/**
 * Measures synth as a whole process: wall time, processor time and peak memory of the five FinagentiX stages against the same resources written
 * with the bare provider classes, in turn; of `require('zod')`, which checks the parameters of a system, and of `require('azstage')`; and of 10, 100 and 1,000 stages.
 */
const ROUNDS = Number(process.argv[2] ?? 7);
const FIGURES = [
  ['seconds', 's'],
  ['processorSeconds', 's of processor'],
  ['megabytes', 'MB'],
] as const;

function main(): void {
  compile();
  compareFinagentix();
  say();
  say('', 'seconds', 'processor', 'ms a stage', 'MB');
  sayMedian("require('zod')", ['--eval', "require('zod')"]);
  sayMedian("require('azstage')", ['--eval', `require(${JSON.stringify(path.join(compiled, 'lib'))})`]);
  for (const count of [10, 100, 1000]) {
    sayMedian(`${count} stages`, [path.join(compiled, 'bench/synth/many-stages.js'), String(count)], count);
  }
}

function compareFinagentix(): void {
  const synth = path.join(compiled, 'bin/synth.js');
  const bare = path.join(compiled, 'bare.cjs');
  measure([synth], 'azstage');
  writeBareProgram(path.join(compiled, 'out-azstage'), bare);
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ({
    azstage: measure([synth], 'azstage'),
    bare: measure([bare], 'bare'),
  })).slice(1);
  say('five FinagentiX stages', 'azstage', 'bare', 'ratio', 'target');
  for (const [figure, unit] of FIGURES) {
    const ours = median(rounds.map((round) => round.azstage[figure]));
    const theirs = median(rounds.map((round) => round.bare[figure]));
    const ratio = median(rounds.map((round) => round.azstage[figure] / round.bare[figure]));
    say(unit, ours.toFixed(2), theirs.toFixed(2), ratio.toFixed(2), '1.30');
  }
}

function sayMedian(name: string, command: readonly string[], stages?: number): void {
  const runs = Array.from({ length: 3 }, () => measure(command, 'many'));
  const [seconds, processor, megabytes] = FIGURES.map(([figure]) => median(runs.map((run) => run[figure])));
  const each = stages === undefined ? '' : (((seconds ?? NaN) / stages) * 1000).toFixed(2);
  say(name, `${seconds?.toFixed(2)}`, `${processor?.toFixed(2)}`, each, `${megabytes?.toFixed(0)}`);
}

function measure(command: readonly string[], name: string): ProcessCost {
  const outdir = path.join(compiled, `out-${name}`);
  fs.rmSync(outdir, { recursive: true, force: true });
  return costOf(command, outdir);
}

function say(...columns: string[]): void {
  const padded = columns.map((column, index) => column.padEnd(index === 0 ? 24 : 12));
  process.stdout.write(`${padded.join('').trimEnd()}\n`);
}

main();
