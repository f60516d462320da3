import fs from 'node:fs';
import path from 'node:path';
import { type EnvironmentGraph, graphOf } from '../../lib/pipeline/environment-graph';
import { type CiSystem } from '../../lib/pipeline/pipeline';
import { Assembly } from '../../lib/toolkit/assembly/assembly';
import { findSystem } from '../../stacks';
import { read, repository } from '../helpers/markdown';
import { filesOf, textOf } from '../helpers/pipelines';
import { systemProject } from '../helpers/system-project';

const PAGE = 'docs/pipelines.md';

/** The graph of a system, as synth writes it. */
function graphIn(system: string, environment: string): EnvironmentGraph {
  const projectDirectory = systemProject(environment === 'beta' ? ['beta'] : []);
  const outdir = path.join(projectDirectory, 'cdktf.out');
  const overrides = { today: '2026-11-01' };
  findSystem(system).createApp({ environment, overrides, projectDirectory, outdir }).synth();
  return graphOf(environment, Assembly.read(outdir));
}

const trade = () => filesOf('github', [graphIn('trade-nexus', 'dev')], {}, { settings: { system: 'trade-nexus' } });
const sigmatiq = (ci: CiSystem) =>
  filesOf(
    ci,
    ['beta', 'prod'].map((name) => graphIn('sigmatiq', name)),
    {},
    { settings: { system: 'sigmatiq' } },
  );

/** Parts of generated files that the page shows, by their mark: from a line to a line. */
const EXCERPTS: Readonly<Record<string, () => string>> = {
  'trade nexus deploy': () => between(textOf(trade(), 'azstage-deploy.yml'), /^name:/, undefined),
  'trade nexus stages': () => between(textOf(trade(), 'azstage-deploy-dev.yml'), / {2}stage-apps:/, undefined),
  'sigmatiq plan': () =>
    between(textOf(sigmatiq('github'), 'azstage-pull-request.yml'), / {2}plan-beta:/, / {2}# The plan/),
  'sigmatiq azure': () =>
    between(textOf(sigmatiq('azure-devops'), 'azure-pipelines-deploy.yml'), /^stages:/, / {2}- stage: plan_prod/),
  'sigmatiq gitlab': () => between(textOf(sigmatiq('gitlab'), '.gitlab-ci.yml'), /^approve-beta:/, /^bundle-prod:/),
};

function between(text: string, from: RegExp, to: RegExp | undefined): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => from.test(line));
  const end = to === undefined ? -1 : lines.findIndex((line, index) => index > start && to.test(line));
  expect(start).toBeGreaterThan(-1);
  const part = lines.slice(start, end < 0 ? undefined : end);
  // An excerpt begins at the margin, as Prettier formats it.
  const margin = part[0]?.search(/\S/) ?? 0;
  return part
    .map((line) => line.slice(margin))
    .join('\n')
    .trimEnd();
}

const block = (name: string) => new RegExp(`(?<=<!-- pipeline ${name} -->\n\n\`\`\`yaml\n)[^]*?(?=\n\`\`\`)`);

test.each(Object.keys(EXCERPTS))(
  'the page has "%s" as azstage pipeline writes it',
  (name) => {
    const expected = EXCERPTS[name]?.() ?? '';
    if (process.env['UPDATE_GOLDENS'] !== undefined) {
      fs.writeFileSync(
        path.join(repository, PAGE),
        read(PAGE).replace(block(name), () => expected),
      );
    }
    expect(block(name).exec(read(PAGE))?.[0] ?? `no block of ${name}`).toBe(expected);
  },
  120_000,
);
