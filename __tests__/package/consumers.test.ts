import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { repository } from '../helpers/markdown';
import { consumerOf, packedPackage } from '../helpers/packed-package';

const CDKTF = ['cdktf', '@cdktf'];
const CDKTN = ['cdktn', '@cdktn'];
const JEST = ['jest', '@jest', 'expect', 'vitest', '@vitest'];
const TYPESCRIPT_5 = path.join(repository, 'node_modules/typescript/bin/tsc');
const TYPESCRIPT_7 = path.join(repository, 'node_modules/typescript-7/bin/tsc');

let tarball: string;

beforeAll(async () => {
  tarball = await packedPackage();
}, 300_000);

/** Runs Node.js in a project, without what npm and jest put into the environment of the tests. */
function run(directory: string, ...args: string[]) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|JEST_|VITEST|FORCE_COLOR)/i.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, env, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** The program of a package of this repository. */
function program(name: string, file: string): string {
  return path.join(repository, 'node_modules', name, file);
}

describe('as a package', () => {
  test('publint finds nothing', () => {
    const { status, output } = run(repository, program('publint', 'src/cli.js'), '--strict', tarball);
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('All good!') });
  }, 120_000);

  test('attw resolves every entry under every resolution', () => {
    const { status, output } = run(
      repository,
      program('@arethetypeswrong/cli', 'dist/index.js'),
      tarball,
      '--format',
      'ascii',
    );
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('No problems found') });
  }, 300_000);

  test('the links of its pages lead to files in it or to the Internet', () => {
    const directory = path.join(consumerOf(tarball, [], {}), 'node_modules/azstage');
    const pages = fs.readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => /\.md$/.test(file));
    const broken = pages.flatMap((page) => {
      const text = fs.readFileSync(path.join(directory, page), 'utf8').replace(/```[^]*?```|`[^`\n]*`/g, '');
      const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
      return links
        .filter((link) => !/^(https?|mailto):/.test(link))
        .filter((link) => !fs.existsSync(path.join(directory, path.dirname(page), link)))
        .map((link) => `${page}: ${link}`);
    });
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/cli.md']));
    expect(broken).toEqual([]);
  });

  test('nothing of others is in it, so that its license is the only one', () => {
    const directory = path.join(consumerOf(tarball, [], {}), 'node_modules/azstage');
    expect(fs.existsSync(path.join(directory, 'node_modules'))).toBe(false);
    expect(fs.readdirSync(path.join(directory, 'dist')).sort()).toEqual(['bin', 'cdktn', 'lib']);
    expect(fs.readFileSync(path.join(directory, 'LICENSE'), 'utf8')).toContain('Mozilla Public License');
  });
});

/** A file that uses the entries without a core. */
const SHARED = `
  import { deploy } from 'azstage/toolkit';
  import { Service } from 'azstage/workloads';
  // @ts-expect-error -- were the types not found, everything would be any
  const wrong: string = deploy;
  export { Service, wrong };`;

/** A file that uses what an entry has. */
function uses(core: string): string {
  return `
    import { Stage, StagedApp } from '${core}';
    import { testStage } from '${core}/testing';
    import { deploy } from 'azstage/toolkit';
    import { Service } from 'azstage/workloads';
    const stage: Stage = testStage();
    // @ts-expect-error -- were the types not found, everything would be any
    const wrong: string = stage;
    export { deploy, Service, StagedApp, wrong };`;
}

function matchersWith(imports: string, core = 'azstage'): string {
  return `
    ${imports}
    import { Stage } from '${core}';
    import { azstageMatchers, testStage } from '${core}/testing';
    expect.extend(azstageMatchers);
    test('the matchers work', () => {
      const stage: Stage = testStage();
      expect(stage).not.toHaveResource('azurerm_storage_account', { name: 'a' });
      expect(stage).toHaveResourceCount('azurerm_storage_account', 0);
      expect(() => expect(stage).toWarn('anything')).toThrow('found none');
      // @ts-expect-error -- the arguments are checked
      expect(() => expect(stage).toHaveResourceCount('azurerm_resource_group', 'one')).toThrow('expected one');
    });`;
}

const GLOBALS = matchersWith('');
const JEST_GLOBALS = matchersWith("import { expect, test } from '@jest/globals';");
const VITEST = matchersWith("import { expect, test } from 'vitest';", 'azstage/cdktn');
const STRICT = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];

describe('its types, with those of all dependencies checked,', () => {
  const cdktf = { 'a.ts': uses('azstage'), 'b.test.ts': GLOBALS, 'c.test.ts': JEST_GLOBALS };
  const cdktn = { 'a.mts': uses('azstage/cdktn'), 'b.test.ts': matchersWith('', 'azstage/cdktn') };
  const shared = { 'a.mts': SHARED, 'b.ts': SHARED };

  test.each<[string, string, readonly string[], Record<string, string>, string[]]>([
    ['5 and node10', TYPESCRIPT_5, CDKTF, cdktn, ['--module', 'commonjs', '--moduleResolution', 'node10']],
    // The strictest of types that a CommonJS module cannot import; the entries with a core import none but those of the core.
    ['5 and node16, without a core', TYPESCRIPT_5, [...CDKTF, ...CDKTN], shared, ['--module', 'node16']],
    ['7 and nodenext', TYPESCRIPT_7, CDKTN, cdktf, ['--module', 'nodenext']],
    ['7 and nodenext, of ES modules too', TYPESCRIPT_7, CDKTF, cdktn, ['--module', 'nodenext']],
    ['7 and bundler', TYPESCRIPT_7, CDKTF, cdktn, ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ])(
    'fit TypeScript %s',
    (_, compiler, without, files, options) => {
      const directory = consumerOf(tarball, without, files);
      const args = [...STRICT, '--types', 'node,jest', '--esModuleInterop', ...options, ...Object.keys(files)];
      expect(run(directory, compiler, ...args)).toEqual({ status: 0, output: '' });
    },
    300_000,
  );

  test('fit vitest where jest is not installed', () => {
    const directory = consumerOf(tarball, [...CDKTF, 'jest', '@jest', 'expect'], { 'a.test.mts': VITEST });
    const args = [...STRICT, '--types', 'node', '--module', 'nodenext', 'a.test.mts'];
    expect(run(directory, TYPESCRIPT_7, ...args)).toEqual({ status: 0, output: '' });
  }, 300_000);
});

describe.each([
  ['azstage', CDKTN, 'cdktf'],
  ['azstage/cdktn', CDKTF, 'cdktn'],
])('%s', (entry, without, core) => {
  const LOADED = `[...new Set(Object.keys(require.cache).flatMap((file) => /node_modules.(@?cdkt[fn])/.exec(file)?.[1] ?? []))].sort().join()`;

  test('synthesizes from a CommonJS module, with one core', () => {
    const script = `const { testStage } = require('${entry}/testing'); const { Stage } = require('${entry}');
      console.log(testStage() instanceof Stage, ${LOADED})`;
    const directory = consumerOf(tarball, [...without, ...JEST], {});
    expect(run(directory, '--eval', script).output).toBe(`true @${core},${core}\n`);
  });

  test('synthesizes from an ES module, whose errors are those of the shared entries', () => {
    const files = {
      'main.mjs': `import { AzstageError, Stage, StagedApp } from '${entry}';
        import { Service } from 'azstage/workloads';
        try { new Service({ name: 'A B', image: 'a:1', resources: { cpu: '1', memory: '1Gi' } }); } catch (error) { console.log(error instanceof AzstageError); }
        const app = new StagedApp({ name: 'demo', environment: 'dev' });
        new Stage(app, 'stage-a', { title: 'A', purpose: 'Shows that.' });
        app.synth();`,
    };
    const directory = consumerOf(tarball, [...without, ...JEST], files);
    expect(run(directory, 'main.mjs')).toEqual({ status: 0, output: 'true\n' });
    const manifest = JSON.parse(fs.readFileSync(path.join(directory, 'cdktf.out/manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ stacks: { 'stage-a': {} } });
  });
});

test('the command line, the toolkit and the workloads need no core', () => {
  const directory = consumerOf(tarball, [...CDKTF, ...CDKTN, ...JEST], {});
  expect(run(directory, 'node_modules/azstage/bin/azstage.js', '--version')).toMatchObject({ status: 0 });
  expect(run(directory, 'node_modules/azstage/bin/azstage.js', 'init', 'new')).toMatchObject({ status: 0 });
  const script = "require('azstage/toolkit'); require('azstage/workloads')";
  expect(run(directory, '--eval', script)).toEqual({ status: 0, output: '' });
});

describe('its matchers work', () => {
  test('with jest and swc', () => {
    const config = `module.exports = { transform: { '\\\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' } } }] } };`;
    const files = { 'a.test.ts': GLOBALS, 'b.test.ts': JEST_GLOBALS, 'jest.config.js': config };
    const directory = consumerOf(tarball, CDKTN, files);
    const { status, output } = run(
      directory,
      program('jest', 'bin/jest.js'),
      '--ci',
      '--runInBand',
      '--watchman=false',
    );
    expect(output).toContain('2 passed, 2 total');
    expect(status).toBe(0);
  }, 120_000);

  test('with vitest', () => {
    const directory = consumerOf(tarball, CDKTF, { 'a.test.ts': VITEST });
    const { status, output } = run(directory, program('vitest', 'vitest.mjs'), 'run', '--no-color');
    expect(output).toContain('1 passed');
    expect(status).toBe(0);
  }, 120_000);
});

describe('a new project', () => {
  const COMMAND = path.join('node_modules', 'azstage', 'bin', 'azstage.js');

  test('on cdktn checks and synthesizes', () => {
    const directory = consumerOf(tarball, CDKTF, {});
    fs.rmSync(path.join(directory, 'package.json'));
    expect(run(directory, COMMAND, 'init', '--core', 'cdktn', '--name', 'demo')).toMatchObject({ status: 0 });
    expect(run(directory, TYPESCRIPT_7, '--project', '.')).toEqual({ status: 0, output: '' });
    const { status, output } = run(directory, COMMAND, 'synth');
    expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(/^stage-data +3 resources/m) });
  }, 120_000);

  test.each([
    ['cdktf', ['@cdktf/provider-azurerm', 'cdktf']],
    ['cdktn', ['@cdktn/provider-azurerm', 'cdktn']],
  ])(
    'on %s is one that npm resolves without flags, with that core alone and one copy of the rest',
    (core, packages) => {
      const directory = consumerOf(tarball, [...CDKTF, ...CDKTN], {});
      fs.rmSync(path.join(directory, 'package.json'));
      expect(run(directory, COMMAND, 'init', '--core', core, '--name', 'demo')).toMatchObject({ status: 0 });
      fs.rmSync(path.join(directory, 'node_modules'), { recursive: true });
      const file = path.join(directory, 'package.json');
      const content = fs.readFileSync(file, 'utf8').replace(/"azstage": ".*"/, `"azstage": "file:${tarball}"`);
      fs.writeFileSync(file, content);
      const resolve = 'npm install --package-lock-only --prefer-offline --no-audit --no-fund --loglevel=warn';
      const { status, output } = run(
        directory,
        '--eval',
        `require('child_process').execSync('${resolve}', { stdio: 'inherit' })`,
      );
      expect({ status, output }).toEqual({ status: 0, output: expect.not.stringContaining('ERESOLVE') });
      const lock = JSON.parse(fs.readFileSync(path.join(directory, 'package-lock.json'), 'utf8')) as {
        packages: object;
      };
      const copies = Object.keys(lock.packages).filter((each) =>
        /node_modules\/(cdkt[fn]|@cdkt[fn]\/[^/]+|constructs|zod)$/.test(each),
      );
      expect(copies.sort()).toEqual([...packages, 'constructs', 'zod'].map((name) => `node_modules/${name}`).sort());
    },
    300_000,
  );

  test('that loads both cores is reported by doctor', () => {
    const files = {
      'cdktf.json': JSON.stringify({ language: 'typescript', app: 'node main.cjs' }),
      'main.cjs': `const { Stage, StagedApp } = require('azstage');
        require('azstage/cdktn').Stage;
        const app = new StagedApp({ name: 'demo', environment: 'dev' });
        new Stage(app, 'stage-a', { title: 'A', purpose: 'Shows that.' });
        app.synth();`,
    };
    const directory = consumerOf(tarball, [], files);
    process.env['TERRAFORM_BINARY_NAME'] = 'nowhere';
    const { status, output } = run(directory, COMMAND, 'doctor');
    delete process.env['TERRAFORM_BINARY_NAME'];
    expect(output).toMatch(/^problem {2}Core {11}the app loads 2 copies of cdktf or cdktn: \S+\/cdktf, \S+\/cdktn$/m);
    expect(output).toMatch(/Fix: Import from azstage with cdktf, or from azstage\/cdktn with cdktn/);
    expect(status).toBe(1);
  }, 120_000);
});
