import fs from 'node:fs';
import path from 'node:path';
import { type StagedApp } from '../../lib/stage/staged-app';
import type * as systems from '../../stacks';
import { repository } from '../helpers/markdown';
import { systemProject } from '../helpers/system-project';

// The sources on the core and the provider classes of the fork: nothing of cdktf is loaded.
const PROVIDER = 'provider-azurerm/lib';

process.env['CDKTN_DISABLE_CREATION_STACK'] = 'true';
jest.mock('cdktf', () => jest.requireActual<object>('cdktn'));
for (const name of fs.readdirSync(path.join(repository, 'node_modules/@cdktf', PROVIDER))) {
  const classes = `${PROVIDER}/${name.replace(/\.(js|d\.ts)$/, '')}`;
  jest.doMock(`@cdktf/${classes}`, () => jest.requireActual<object>(`@cdktn/${classes}`));
}

const DOMAIN = { domain: 'platform.example.com', gitRepository: 'https://github.com/example/agentic-clusters' };
const ALERTS = { alertEmail: 'ops@example.com' };

/** An environment of a system as its own test makes it on cdktf, and writes its goldens. */
type Case = [system: string, environment: string, settings?: { today?: string; parameters?: Record<string, string> }];

const CASES: Case[] = [
  ['agentic-platform', 'dev', { parameters: ALERTS }],
  ['agentic-platform', 'staging', { parameters: { ...DOMAIN, ...ALERTS } }],
  ['agentic-platform', 'prod', { parameters: { ...DOMAIN, ...ALERTS } }],
  ['finagentix', 'dev'],
  ['finagentix', 'staging'],
  ['finagentix', 'prod'],
  ['holiday-peak-hub', 'dev'],
  ['holiday-peak-hub', 'staging'],
  ['holiday-peak-hub', 'prod'],
  ['sigmatiq', 'beta', { today: '2026-11-21' }],
  ['sigmatiq', 'prod', { today: '2026-11-21' }],
  ['trade-nexus', 'dev'],
];

function synthesized(...[name, environment, { today = '2026-11-01', ...settings } = {}]: Case): StagedApp {
  const { findSystem } = jest.requireActual<typeof systems>('../../stacks');
  const tenants = path.join(repository, '__tests__/fixtures/platform-tenants');
  const projectDirectory = systemProject(
    environment === 'beta' ? [environment] : [],
    name === 'agentic-platform' ? tenants : undefined,
  );
  const outdir = path.join(projectDirectory, 'cdktf.out');
  const app = findSystem(name).createApp({ environment, overrides: { today, ...settings }, projectDirectory, outdir });
  app.synth();
  return app;
}

/** Content of the comments that cdktf adds: with the version of the core in that of a stage. */
interface Comment {
  readonly metadata?: { readonly version?: string };
}

/** Terraform JSON without the version of the core. Goldens that tests rendered have no comments: these are left out. */
function parsed(file: string, comments: boolean): unknown {
  return JSON.parse(fs.readFileSync(file, 'utf8'), (key, value: Comment) =>
    key !== '//' ? value : comments ? { ...value, metadata: { ...value.metadata, version: undefined } } : undefined,
  );
}

test('every system is among them, in every environment', () => {
  const folders = fs.readdirSync(__dirname).filter((name) => fs.existsSync(path.join(__dirname, name, 'goldens')));
  const goldens = folders.flatMap((name) =>
    fs.readdirSync(path.join(__dirname, name, 'goldens')).map((environment) => `${name} ${environment}`),
  );
  // Those of trade-nexus with other parameters differ by the stages' own code, not by what they are made from.
  expect(CASES.map(([name, environment]) => `${name} ${environment}`).sort()).toEqual(
    goldens.filter((each) => !each.startsWith('trade-nexus dev-')).sort(),
  );
});

test.each(CASES)(
  '%s in %s is on cdktn what it is on cdktf',
  // With a parameter of its own for the settings, jest would wait for a callback where there are none.
  (...[system, environment, settings]) => {
    const { outdir } = synthesized(system, environment, settings);
    const goldens = path.join(__dirname, system, 'goldens', environment);
    const written = (file: string) => path.join(outdir, 'stacks', path.basename(file, '.json'), 'cdk.tf.json');
    for (const file of fs.readdirSync(goldens)) {
      const golden = path.join(goldens, file);
      const comments = fs.readFileSync(golden, 'utf8').includes('"//"');
      expect(parsed(written(file), comments)).toEqual(parsed(golden, comments));
    }
  },
  60_000,
);
