import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
let project: string;

/** What `docs/getting-started.md` tells users to write in a project of their own. */
const main = /^```ts\n([^]*?app\.synth\(\);\n)```$/m.exec(
  fs.readFileSync(path.join(root, 'docs/getting-started.md'), 'utf8'),
)?.[1];

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-user-'));
  run(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'], root);
  const tarball = run('npm', ['pack', '--silent', '--pack-destination', project], root).trim();
  fs.writeFileSync(path.join(project, 'package.json'), '{ "name": "user", "version": "1.0.0", "private": true }\n');
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', path.join(project, tarball)], project);
  fs.writeFileSync(path.join(project, 'main.ts'), main ?? '');
}, 240_000);

afterAll(() => {
  fs.rmSync(project, { recursive: true, force: true });
});

test('a project that installs the package compiles the example of getting started, and synthesizes it', () => {
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const typeRoots = path.join(root, 'node_modules/@types');
  const options = [
    '--strict',
    '--skipLibCheck',
    '--target',
    'ES2022',
    '--module',
    'CommonJS',
    '--moduleResolution',
    'Node10',
  ];
  run(process.execPath, [compiler, ...options, '--typeRoots', typeRoots, '--types', 'node', 'main.ts'], project);
  run(process.execPath, ['main.js'], project);
  const manifest = JSON.parse(fs.readFileSync(path.join(project, 'cdktf.out/manifest.json'), 'utf8'));
  expect(manifest.stacks).toMatchObject({
    'stage-documents': { dependencies: ['stage-network'] },
    'stage-network': { dependencies: [] },
  });
});

test('the testing entry is in the package', () => {
  const script = "const { testStage } = require('azstage/testing'); console.log(testStage().node.id)";
  expect(run(process.execPath, ['--eval', script], project)).toBe('stage-test\n');
});

test('the toolkit entry is in the package', () => {
  const script = "const { deploy } = require('azstage/toolkit'); console.log(typeof deploy)";
  expect(run(process.execPath, ['--eval', script], project)).toBe('function\n');
});

test('the workloads entry is in the package, and what it loads is loaded by no other', () => {
  const script = `
    const loaded = () => Object.keys(require.cache).filter((file) => /node_modules.(cdk8s|yaml)/.test(file)).length > 0;
    require('azstage');
    require('azstage/toolkit');
    const before = loaded();
    const { Service, composeFiles } = require('azstage/workloads');
    const api = new Service({ name: 'api', image: 'api:1', resources: { cpu: '1', memory: '1Gi' } });
    console.log(before, loaded(), Object.keys(composeFiles({ name: 'demo', services: [api] })).join());`;
  expect(run(process.execPath, ['--eval', script], project)).toBe('false true compose.yaml,.env.example\n');
});

test('the command is in the package, and reads what the project synthesized', () => {
  fs.writeFileSync(path.join(project, 'cdktf.json'), '{ "language": "typescript", "app": "node main.js" }\n');
  expect(run('npx', ['--no-install', 'azstage', 'list'], project)).toContain('stage-documents');
});

test('nothing that only this repository needs is in the package', () => {
  const inside = fs.readdirSync(path.join(project, 'node_modules/azstage'));
  expect(inside.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
  expect(fs.readdirSync(path.join(project, 'node_modules/azstage/dist')).sort()).toEqual(['bin', 'lib']);
});
