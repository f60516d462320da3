import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { consumerOf, packedPackage } from '../helpers/packed-package';

let project: string;

beforeAll(async () => {
  project = consumerOf(await packedPackage(), [], {});
}, 300_000);

/**
 * The modules that a script has loaded at its end, without their extension: those of azstage by their path in its build, others in full. Those that
 * only list what others have are left out.
 */
function loadedBy(script: string): string[] {
  const report = `process.on('exit', () => require('fs').writeSync(3, JSON.stringify(Object.keys(require.cache))));`;
  const { output } = spawnSync(process.execPath, ['--eval', `${report}${script}`], {
    cwd: project,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, , stderr, loaded = ''] = output;
  expect(stderr).toBe('');
  return (JSON.parse(loaded ?? '') as string[])
    .filter((file) => !/azstage.dist.*index\.js$/.test(file))
    .map((file) => file.replace(/^.*azstage\/dist\//, '').replace(/\.(js|json|cjs)$/, ''));
}

/** Parts of what was loaded: packages, and folders of azstage. */
function partsOf(modules: readonly string[]): string[] {
  const parts = modules.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? path.dirname(file));
  return [...new Set(parts)];
}

const CORES = [
  ['azstage', 'lib'],
  ['azstage/cdktn', 'cdktn'],
] as const;

test.each(CORES)('%s loads nothing before it is used, but asks whether its core is there', (entry, folder) => {
  expect(loadedBy(`require('${entry}')`)).toEqual([`${folder}/core`]);
});

test.each(CORES)(
  'the class Stage of %s comes without zod, bindings of the provider, the toolkit and the commands',
  (entry) => {
    const parts = partsOf(loadedBy(`require('${entry}').Stage`));
    expect(parts).toEqual(expect.arrayContaining([expect.stringMatching(/^cdkt[fn]$/)]));
    expect(parts.filter((part) => /^zod$|provider-|\/(toolkit|cli|rehearsal|facts|values)\b/.test(part))).toEqual([]);
  },
);

test('an app loads the bindings of the resources that it makes, and no others', () => {
  const modules = loadedBy(`
    const { ResourceGroup, Stage, StagedApp } = require('azstage');
    const app = new StagedApp({ name: 'demo', environment: 'dev' });
    new ResourceGroup(new Stage(app, 'stage-a', { title: 'A', purpose: 'Shows that.' }), 'Group');
    app.synth();`);
  const bindings = modules.map((file) => /provider-azurerm\/lib\/([^/]+)\//.exec(file)?.[1]);
  expect(bindings.filter((name) => name !== undefined).sort()).toEqual(['provider', 'resource-group']);
  expect(partsOf(modules).filter((part) => /\/(toolkit|cli|rehearsal)\b|cdk8s/.test(part))).toEqual([]);
});

test('the help of the command line loads no action', () => {
  const modules = loadedBy(
    `process.argv.splice(1, 9, 'azstage', '--help'); require('./node_modules/azstage/bin/azstage.js');`,
  );
  expect(modules).toContain('lib/cli/create-program');
  expect(modules.filter((file) => file.startsWith('lib/toolkit/actions/'))).toEqual([]);
});

test('an error of a module that loads late names the lines of the package that led there', () => {
  const { stderr } = spawnSync(process.execPath, ['--eval', "new (require('azstage').StorageAccount)({}, 'Data')"], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/at new StorageAccount \(.*dist\/lib\/constructs\/data\/storage-account\.js:\d+:\d+\)/);
});
