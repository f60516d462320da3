import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The library and its systems, compiled as the package is. */
export const compiled = path.resolve('temp/bench');
const report = path.join(compiled, 'report-usage.cjs');
const SOURCES = ['lib', 'stacks', 'bin/synth.ts', 'bench/synth', 'bench/tenants'];

/** What a whole process costs. Processor time and memory depend less than the wall time on what else the machine does. */
export interface ProcessCost {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly megabytes: number;
}

export function compile(): void {
  fs.rmSync(compiled, { recursive: true, force: true });
  execFileSync(process.execPath, ['scripts/build-js.mjs', compiled, ...SOURCES]);
  fs.writeFileSync(
    report,
    "process.on('exit', () => require('fs').writeSync(3, JSON.stringify(process.resourceUsage())));\n",
  );
}

/** Runs Node.js, with the directory that a synth writes into. */
export function costOf(command: readonly string[], outdir: string): ProcessCost {
  const started = process.hrtime.bigint();
  const child = spawnSync(process.execPath, ['--require', report, ...command], {
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (child.status !== 0) {
    throw new TypeError(`${command.join(' ')} ended with ${child.status}`);
  }
  const usage = JSON.parse(child.output[3] ?? '{}') as NodeJS.ResourceUsage;
  const processorSeconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  return { seconds, processorSeconds, megabytes: usage.maxRSS / 1024 };
}
