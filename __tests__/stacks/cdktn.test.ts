import fs from 'node:fs';
import path from 'node:path';
import { type StagedApp } from '../../lib/stage/staged-app';
import type * as systems from '../../stacks';
import { repository } from '../helpers/markdown';
import { systemProject } from '../helpers/system-project';

// The sources on the core and the provider classes of the fork: nothing of cdktf is loaded.
const PROVIDER = 'provider-azurerm/lib';

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

/** Terraform JSON without the version of the core in it. */
function withoutStamp(file: string): unknown {
  const { '//': comment, ...content } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    '//': { metadata: { version: string } };
  };
  const { version, ...metadata } = comment.metadata;
  expect(version).toMatch(/^0\.\d+\.\d+$/);
  return { ...content, '//': { ...comment, metadata } };
}

test('every system is among them, in every environment', () => {
  const folders = fs.readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const goldens = folders.flatMap(({ name }) =>
    fs.readdirSync(path.join(__dirname, name, 'goldens')).map((environment) => `${name} ${environment}`),
  );
  // Those of trade-nexus with other parameters differ by the stages' own code, not by what they are made from.
  expect(CASES.map(([name, environment]) => `${name} ${environment}`).sort()).toEqual(
    goldens.filter((each) => !each.startsWith('trade-nexus dev-')).sort(),
  );
});

test.each(CASES)('%s in %s is on cdktn what it is on cdktf', (system, environment, settings) => {
  const { outdir } = synthesized(system, environment, settings);
  const goldens = path.join(__dirname, system, 'goldens', environment);
  const written = (file: string) => path.join(outdir, 'stacks', path.basename(file, '.json'), 'cdk.tf.json');
  const files = fs.readdirSync(goldens);
  expect(files.map((file) => withoutStamp(written(file)))).toEqual(
    files.map((file) => withoutStamp(path.join(goldens, file))),
  );
});
