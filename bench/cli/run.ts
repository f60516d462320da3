import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { schedule, type Task } from '../../lib/toolkit/scheduler';
import { deployInCheckouts } from './checkouts';
import { median, say, timed } from './measure';

/**
 * Measures the built command line, each part or the one that is named (`npm run bench:cli -- 3 checkouts`): its start; `deploy --all` of 8 independent and 8 chained stages of terraform_data, first run
 * and no-op run, beside `cdktf deploy '*'` on the same app; the no-op run on the azurerm backend in a fresh checkout, beside the same in
 * the checkout that applied; and what the scheduler itself costs at 1,000 stages.
 *
 * cdktf-cli is taken from the path in CDKTF_BIN, or left out.
 */
const root = path.resolve(__dirname, '../..');
const azstage = path.join(root, 'dist/bin/azstage.js');
const cdktf = process.env['CDKTF_BIN'];
const ROUNDS = Number(process.argv[2] ?? 3);

/** What is measured, by name. */
const PARTS: Readonly<Record<string, () => void | Promise<void>>> = { start, peers, checkouts, scheduler };

async function main(): Promise<void> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const only = process.argv[3];
  for (const [name, measure] of Object.entries(PARTS)) {
    if (only === undefined || only === name) {
      await measure();
    }
  }
}

function start(): void {
  const starts = Array.from({ length: 11 }, () => timed(() => spawnSync(process.execPath, [azstage, '--help'])));
  say('azstage --help', `${(median(starts) * 1000).toFixed(0)} ms`, 'target 120 ms');
}

function peers(): void {
  for (const shape of ['independent', 'chained']) {
    const rounds = Array.from({ length: ROUNDS }, () => ({
      ours: deployTwice(shape, ours),
      theirs: deployTwice(shape, theirs),
    }));
    for (const [index, run, target] of [
      [0, 'first', '1.0'],
      [1, 'no-op', '0.5'],
    ] as const) {
      const mine = median(rounds.map((round) => round.ours[index]));
      const other = cdktf === undefined ? undefined : median(rounds.map((round) => round.theirs[index]));
      const ratio =
        other === undefined
          ? 'no CDKTF_BIN'
          : `cdktf ${other.toFixed(2)} s, ratio ${(mine / other).toFixed(2)}, target ${target}`;
      say(`8 ${shape}, ${run} run`, `${mine.toFixed(2)} s`, ratio);
    }
  }
}

async function checkouts(): Promise<void> {
  const { applied, fresh, skipped } = await deployInCheckouts(azstage, ROUNDS);
  say(
    '8 unchanged, azurerm',
    `${applied.toFixed(2)} s`,
    `fresh checkout ${fresh.toFixed(2)} s, ratio ${(fresh / applied).toFixed(2)}, target 1.5; ${skipped} of 8 skipped there`,
  );
}

async function scheduler(): Promise<void> {
  const stages = await schedulerOverhead(1000);
  say('scheduler, 1,000 stages', `${stages.toFixed(3)} ms a stage`, 'target 1 ms');
}

function ours(project: string): void {
  run(process.execPath, [azstage, 'deploy', '--all', '--yes'], project);
}

function theirs(project: string): void {
  if (cdktf !== undefined) {
    run(cdktf, ['deploy', '*', '--auto-approve'], project);
  }
}

function deployTwice(shape: string, deploy: (project: string) => void): [number, number] {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-bench-'));
  fs.writeFileSync(
    path.join(project, 'cdktf.json'),
    JSON.stringify({
      language: 'typescript',
      app: `node ${path.join(__dirname, 'app.cjs')}`,
      sendCrashReports: 'false',
    }),
  );
  process.env['BENCH_SHAPE'] = shape;
  process.env['BENCH_STAGES'] = '8';
  try {
    return [timed(() => deploy(project)), timed(() => deploy(project))];
  } finally {
    fs.rmSync(project, { recursive: true, force: true });
  }
}

function run(command: string, args: string[], cwd: string): void {
  const env = { ...process.env, CI: '1', CHECKPOINT_DISABLE: '1', FORCE_COLOR: '0' };
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) {
    throw new TypeError(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
}

/** @returns milliseconds a stage, for a chain of groups of ten */
async function schedulerOverhead(count: number): Promise<number> {
  const tasks: Task[] = Array.from({ length: count }, (_unused, index) => ({
    name: `stage-${index}`,
    dependencies: index < 10 ? [] : [`stage-${index - 10}`],
  }));
  const started = process.hrtime.bigint();
  await schedule(tasks, { parallelism: 8, run: () => Promise.resolve({ ok: true }) });
  return Number(process.hrtime.bigint() - started) / 1e6 / count;
}

void main();
