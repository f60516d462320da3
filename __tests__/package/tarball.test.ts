import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { read } from '../helpers/markdown';
import { packedPackage } from '../helpers/packed-package';
import { stepsOf } from '../helpers/walkthrough';

const root = path.resolve(__dirname, '../..');
const steps = stepsOf(read('docs/getting-started.md'));
let base: string;
let tarball: string;
/** What the commands of the page have printed. */
let printed: string;

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a script as a terminal would run its lines: the environment of npm, which runs the tests, is none of a user's. */
function runScript(script: string, cwd: string): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|FORCE_COLOR)/i.test(name)),
  );
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd, env, encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/**
 * Commands of a step: as they are, but for the package, which is not on the registry.
 *
 * A second project starts with the packages of the first one, as hard links: npm keeps those that it asks for, and removes the others.
 */
function commandsOf(text: string): string {
  return text
    .replace(/npm install azstage\b/g, `npm install '${tarball}'`)
    .replace(
      /^mkdir \.\.\/.*$/gm,
      `$& && cp -al '${base}/platform/node_modules' node_modules && rm node_modules/.package-lock.json`,
    )
    .replace(/npm install/g, 'npm install --prefer-offline --no-audit --no-fund --loglevel=error');
}

/** The page as one script. What needs Azure, or a checkout, is left out. */
function scriptOfPage(): string {
  const parts = steps.flatMap((step) => {
    if (step.kind === 'file') {
      return [`cat > ${step.file} <<'END_OF_FILE'\n${step.text}END_OF_FILE`];
    }
    return step.place === undefined ? [commandsOf(step.text)] : [];
  });
  return ['set -eo pipefail', ...parts].join('\n');
}

beforeAll(async () => {
  base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-user-')));
  tarball = await packedPackage();
  printed = runScript(scriptOfPage(), base);
}, 600_000);

afterAll(() => {
  fs.rmSync(base, { recursive: true, force: true });
});

function manifestOf(project: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(base, project, 'cdktf.out/manifest.json'), 'utf8'));
}

test('the page has steps of each kind, and no other words about where they work', () => {
  const places = steps.map((step) => (step.kind === 'file' ? step.file : (step.place ?? 'anywhere')));
  expect([...new Set(places)].sort()).toEqual([
    'anywhere',
    'cdktf.json',
    'environments/dev.json',
    'in-checkout',
    'main.ts',
    'needs-azure',
  ]);
});

test('getting started works to the letter, from an empty directory: a new project checks, tests, synthesizes and lists', () => {
  expect(printed).toContain('Wrote cdktf.json, main.ts, parameters.ts');
  expect(printed).toMatch(/^stage-data +3 resources +needs stage-foundation$/m);
  expect(printed).toMatch(/^stage-foundation +permanent +project +2 +not deployed/m);
  expect(manifestOf('platform')).toMatchObject({ stacks: { 'stage-data': { dependencies: ['stage-foundation'] } } });
  expect(printed).toMatch(/^stage-documents +\d+ resources +needs stage-network$/m);
  expect(manifestOf('smallest')).toMatchObject({
    stacks: { 'stage-documents': { dependencies: ['stage-network'] }, 'stage-network': { dependencies: [] } },
  });
});

test('a new project fails its own check and test where they should', () => {
  const project = path.join(base, 'platform');
  const stage = path.join(project, 'stages/data-stage.ts');
  const source = fs.readFileSync(stage, 'utf8');
  fs.writeFileSync(stage, source.replace('props.containers', "['only-one', 2]"));
  expect(spawnSync('npm', ['run', 'check'], { cwd: project, encoding: 'utf8' }).stdout).toContain(
    'stages/data-stage.ts',
  );
  expect(spawnSync('npm', ['test'], { cwd: project, encoding: 'utf8' }).status).toBe(1);
  fs.writeFileSync(stage, source);
});

test('what getting started does in a checkout works in a copy of one', () => {
  const checkout = path.join(base, 'checkout');
  for (const each of ['bin', 'lib', 'stacks', 'package.json', 'tsconfig.json', 'cdktf.json']) {
    fs.cpSync(path.join(root, each), path.join(checkout, each), { recursive: true });
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
  const [step] = steps.filter((each) => each.kind === 'commands' && each.place === 'in-checkout');
  // The packages of this checkout are those that npm ci would install.
  const output = runScript(`set -e\n${step?.text.replace('npm ci && ', '') ?? ''}`, checkout);
  expect(output).toContain('Next: npx azstage deploy stage-foundation');
  expect(output).toMatch(/^stage-foundation +permanent/m);
}, 60_000);

test('the testing entry is in the package', () => {
  const script = "const { testStage } = require('azstage/testing'); console.log(testStage().node.id)";
  expect(run(process.execPath, ['--eval', script], path.join(base, 'platform'))).toBe('stage-test\n');
});

test('the toolkit entry is in the package', () => {
  const script = "const { deploy } = require('azstage/toolkit'); console.log(typeof deploy)";
  expect(run(process.execPath, ['--eval', script], path.join(base, 'platform'))).toBe('function\n');
});

test('the workloads entry is in the package, and what it loads is loaded by no other, cdk8s for manifests alone', () => {
  const script = `
    const loaded = (name) => Object.keys(require.cache).some((file) => file.includes('/node_modules/' + name + '/'));
    require('azstage').Stage;
    require('azstage/toolkit');
    const before = loaded('yaml') || loaded('cdk8s');
    const { Service, composeFiles } = require('azstage/workloads');
    const api = new Service({ name: 'api', image: 'api:1', resources: { cpu: '1', memory: '1Gi' } });
    const files = Object.keys(composeFiles({ name: 'demo', services: [api] })).join();
    console.log(before, loaded('yaml'), loaded('cdk8s'), files);`;
  expect(run(process.execPath, ['--eval', script], path.join(base, 'platform'))).toBe(
    'false true false compose.yaml,.env.example\n',
  );
});

test('nothing that only this repository needs is in the package', () => {
  const inside = fs.readdirSync(path.join(base, 'platform/node_modules/azstage'));
  expect(inside.sort()).toEqual([
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'bin',
    'dist',
    'docs',
    'package.json',
  ]);
  expect(fs.readdirSync(path.join(base, 'platform/node_modules/azstage/dist')).sort()).toEqual(['bin', 'cdktn', 'lib']);
});
