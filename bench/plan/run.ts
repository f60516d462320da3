import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Measures the preview of 5, 20 and 100 chained stages of terraform_data on an empty environment, by the built command line, beside
 * `terraform plan -out` with `terraform show -json` alone on one root with the content of such a stage. Both in turn; medians, per stage.
 *
 * The stages are synthesized beforehand. The text of each plan that it shows is in the numbers of the command, and so is its start, which is beside
 * them: what `azstage list` takes. Processor time is that of the command alone, without the Terraform that it waits for.
 */
const root = path.resolve(__dirname, '../..');
const azstage = path.join(root, 'dist/bin/azstage.js');
const ROUNDS = Number(process.argv[2] ?? 5);
const COUNTS = [5, 20, 100];
const TARGET = 1.3;
const REFERENCE = /data\.terraform_remote_state\.[\w-]+\.outputs\.[\w-]+/g;

function main(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const count of COUNTS) {
    const project = projectOf(count);
    try {
      const bare = bareRoot(project);
      const rounds = Array.from({ length: ROUNDS }, () => ({
        theirs: median(Array.from({ length: 5 }, () => timed(() => planAlone(bare)))),
        ...preview(project, count),
      }));
      const of = (figure: 'ours' | 'theirs' | 'start' | 'processor') => median(rounds.map((round) => round[figure]));
      const ratio = (of('ours') / of('theirs')).toFixed(2);
      const started = ((of('ours') - of('start')) / of('theirs')).toFixed(2);
      say(
        `${count} chained`,
        `${milliseconds(of('ours'))} a stage`,
        `terraform ${milliseconds(of('theirs'))}, ratio ${ratio}, ${started} once started, target ${TARGET}; processor ${milliseconds(of('processor'))} a stage`,
      );
    } finally {
      fs.rmSync(project, { recursive: true, force: true });
    }
  }
}

function projectOf(count: number): string {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-bench-'));
  const app = `node ${path.resolve(__dirname, '../cli/app.cjs')}`;
  fs.writeFileSync(path.join(project, 'cdktf.json'), JSON.stringify({ language: 'typescript', app }));
  run(process.execPath, [azstage, 'synth'], project, { BENCH_SHAPE: 'chained', BENCH_STAGES: String(count) });
  return project;
}

/** The second stage, with a value in the place of what it reads from the first. */
function bareRoot(project: string): string {
  const text = fs.readFileSync(path.join(project, 'cdktf.out/stacks/stage-1/cdk.tf.json'), 'utf8');
  const {
    data: _data,
    terraform: _terraform,
    ...template
  } = JSON.parse(text.replace(REFERENCE, 'local.before')) as {
    readonly data?: object;
    readonly terraform?: object;
  };
  const directory = path.join(project, 'bare');
  fs.mkdirSync(directory);
  const locals = { before: '${jsondecode(timestamp())}' };
  fs.writeFileSync(path.join(directory, 'cdk.tf.json'), JSON.stringify({ ...template, locals }));
  return directory;
}

function planAlone(directory: string): void {
  run('terraform', ['plan', '-json', '-input=false', '-out=plan.tfplan'], directory);
  run('terraform', ['show', '-json', 'plan.tfplan'], directory);
}

/** @returns seconds a stage */
function preview(project: string, count: number): { ours: number; start: number; processor: number } {
  fs.rmSync(path.join(project, '.azstage'), { recursive: true, force: true });
  const report = path.join(project, 'report-usage.cjs');
  const usage = path.join(project, 'usage.json');
  fs.writeFileSync(
    report,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())));`,
  );
  const ours = timed(() => run(process.execPath, ['--require', report, azstage, 'plan', '--skip-synth'], project));
  const start = timed(() => run(process.execPath, [azstage, 'list', '--skip-synth'], project));
  const { userCPUTime, systemCPUTime } = JSON.parse(fs.readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage;
  return { ours: ours / count, start: start / count, processor: (userCPUTime + systemCPUTime) / 1e6 / count };
}

function run(command: string, args: string[], cwd: string, more: NodeJS.ProcessEnv = {}): void {
  const env = { ...process.env, CI: '1', CHECKPOINT_DISABLE: '1', FORCE_COLOR: '0', ...more };
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) {
    throw new TypeError(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
}

function timed(work: () => unknown): number {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(0)} ms`;
}

function say(...columns: string[]): void {
  process.stdout.write(`${columns.map((column, index) => column.padEnd([16, 20][index] ?? 0)).join('')}\n`);
}

main();
