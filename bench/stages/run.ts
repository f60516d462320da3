import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeOutput } from '../../__tests__/fixtures/apps/fake';
import { type FakeStage } from '../../__tests__/helpers/test-project';
import { median, say, timed } from '../cli/measure';

/**
 * Measures the built command line on apps of 10 and of 1,000 stages that are already synthesized: a platform, and tenants that read its output, of
 * which one is deployed. Commands on that one must not take longer because of the others.
 */
const root = path.resolve(__dirname, '../..');
const azstage = path.join(root, 'dist/bin/azstage.js');
const ROUNDS = Number(process.argv[2] ?? 5);
const COUNTS = [10, 1000];
const RESOURCES = 30;
const TENANT = 'tenant-0001';
const COMMANDS: readonly (readonly string[])[] = [
  ['list'],
  ['graph'],
  ['graph', '--format', 'svg'],
  ['list', TENANT],
  ['plan', TENANT],
  ['deploy', TENANT, '--yes'],
];

function main(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const projects = COUNTS.map(projectOf);
  try {
    for (const command of COMMANDS) {
      const times = projects.map((project) =>
        median(Array.from({ length: ROUNDS }, () => timed(() => run(project, ...command)))),
      );
      const columns = times.map((seconds, index) => `${COUNTS[index]} stages ${seconds.toFixed(2)} s`);
      say(command.join(' '), columns[0] ?? '', `${columns[1]}, target 2 s`);
    }
  } finally {
    projects.forEach((project) => fs.rmSync(project, { recursive: true, force: true }));
  }
}

/** A project with that many stages, of which the platform and one tenant are deployed. */
function projectOf(count: number): string {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-bench-'));
  fs.writeFileSync(path.join(project, 'cdktf.json'), JSON.stringify({ language: 'typescript', app: 'false' }));
  const tenants = Array.from({ length: count - 1 }, (_, index) => `tenant-${String(index + 1).padStart(4, '0')}`);
  const stages = Object.fromEntries([['platform', platform()], ...tenants.map((name) => [name, tenant()] as const)]);
  writeOutput(path.join(project, 'cdktf.out'), { stages }, {});
  run(project, 'deploy', 'platform', TENANT, '--yes');
  return project;
}

function platform(): FakeStage {
  return { resources: { 'terraform_data.Cluster': { input: 'aks' } }, outputs: { id: '${terraform_data.Cluster.id}' } };
}

function tenant(): FakeStage {
  const input = '${data.terraform_remote_state.platform.outputs.id}';
  const names = Array.from({ length: RESOURCES }, (_, index) => `terraform_data.Resource${index}`);
  return { needs: ['platform'], resources: Object.fromEntries(names.map((name) => [name, { input }])) };
}

function run(cwd: string, ...args: readonly string[]): void {
  const env = { ...process.env, CI: '1', CHECKPOINT_DISABLE: '1', FORCE_COLOR: '0' };
  const options = { cwd, env, encoding: 'utf8', maxBuffer: 1e8 } as const;
  const { status, stderr, stdout } = spawnSync(process.execPath, [azstage, ...args, '--skip-synth'], options);
  if (status !== 0) {
    throw new TypeError(`azstage ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
}

main();
