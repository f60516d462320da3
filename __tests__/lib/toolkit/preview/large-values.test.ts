import path from 'node:path';
import { Assembly } from '../../../../lib/toolkit/assembly/assembly';
import { DriftCauses } from '../../../../lib/toolkit/drift/drift-causes';
import { previewTemplate } from '../../../../lib/toolkit/preview/preview-template';
import { References } from '../../../../lib/toolkit/references/references';
import { outputsRead } from '../../../../lib/toolkit/references/remote-states';
import { type StageArtifact } from '../../../../lib/toolkit/assembly/stage-artifact';
import { PlanJson, type ResourceChange } from '../../../../lib/toolkit/terraform/plan-json';
import {
  FIVE_MEGABYTES_IN,
  fiveMegabytes,
  millisecondsOf,
  regularExpressionsAsInLongProcesses,
} from '../../../helpers/long-texts';
import { TestProject } from '../../../helpers/test-project';

regularExpressionsAsInLongProcesses();

afterAll(() => TestProject.removeAll());

const OUTPUT = '${data.terraform_remote_state.a.outputs.id}';
const RESOURCES = 500;

/** Stage b with many resources, each of which refers to the one before and to values of many bytes. */
function stageWith(value: string, values: readonly string[] = []): { stage: StageArtifact } {
  const project = TestProject.empty();
  const stack = (name: string, dependencies: string[]) => ({
    name,
    constructPath: name,
    workingDirectory: `stacks/${name}`,
    synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
    annotations: [],
    dependencies,
  });
  project.write('manifest.json', { version: '0', stacks: { a: stack('a', []), b: stack('b', ['a']) } });
  project.write('stacks/a/cdk.tf.json', { terraform: { backend: { local: { path: 'a' } } }, output: { id: {} } });
  const chain = Array.from({ length: RESOURCES }, (_, index) => [
    `R${index}`,
    { input: [index === 0 ? OUTPUT : `\${terraform_data.R${index - 1}.id}`, '${local.large}', values[index] ?? ''] },
  ]);
  project.write('stacks/b/cdk.tf.json', {
    data: { terraform_remote_state: { a: { backend: 'local', config: { path: path.join('..', 'a', 'a') } } } },
    locals: { large: value },
    resource: { terraform_data: Object.fromEntries(chain) as object },
    output: { last: { value: `\${terraform_data.R${RESOURCES - 1}.id} \${local.large}` } },
  });
  const [, stage] = Assembly.read(project.directory).stages as [StageArtifact, StageArtifact];
  return { stage };
}

function update(address: string, before: unknown, after: unknown): ResourceChange {
  return {
    address,
    type: 'terraform_data',
    isData: false,
    action: 'update',
    before: { input: before },
    after: { input: after },
    afterUnknown: { id: true },
    beforeSensitive: false,
    afterSensitive: false,
  };
}

const changesWith = (value: string) =>
  Array.from({ length: RESOURCES }, (_, index) => update(`terraform_data.R${index}`, [], [value, index]));

const templates: readonly (readonly [string, string])[] = [
  ['one word', fiveMegabytes('a')],
  ['one word in an expression', '${base64decode("' + fiveMegabytes('abcd') + '")}'],
  ['dots in an expression', '${upper("' + fiveMegabytes('a.') + '")}'],
  ['words in an expression', '${upper("' + fiveMegabytes('some words ') + '")}'],
  ['references to blocks', fiveMegabytes('${terraform_data.R0.id} ')],
  ['references to outputs', fiveMegabytes(`${OUTPUT} `)],
  ['references to outputs that break off', fiveMegabytes('${data.terraform_remote_state.a')],
];

describe.each(templates)('five megabytes of %s', (_, value) => {
  it(`are looked through for what ${RESOURCES} changes come from in a time that grows with their number`, () => {
    const { stage } = stageWith(value);
    const changes = changesWith('');
    const moved = new Set(['a.id']);
    const causes: unknown[] = [];
    const milliseconds = millisecondsOf(() => {
      outputsRead(stage);
      const references = References.of(stage);
      causes.push(...changes.map((change) => references.causesOf(change, changes, moved)));
      references.outputsOf(['terraform_data.R9']);
      references.dependentsOf(['terraform_data.R0']);
    });
    expect(causes).toEqual(changes.map(() => [{ stage: 'a', output: 'id' }]));
    expect(milliseconds).toBeLessThan(FIVE_MEGABYTES_IN);
  });

  it('are copied for a preview in a time that grows with their number', () => {
    const { stage } = stageWith(value);
    const output = { value, unknown: false, sensitive: false, type: 'string' };
    const values = new Map([['a', { id: output }]]);
    expect(millisecondsOf(() => previewTemplate(stage, '/preview', { values }))).toBeLessThan(FIVE_MEGABYTES_IN);
  });
});

it(`five megabytes of values in ${RESOURCES} changes are explained in a time that grows with their number`, () => {
  const values = Array.from({ length: RESOURCES }, () => 'x'.repeat(10_000));
  const { stage } = stageWith('', values);
  const changes = changesWith('y'.repeat(10_000));
  const drift = changes.slice(0, RESOURCES / 2).map((change) => ({ ...change, before: { input: ['applied'] } }));
  const inputs = { files: '', outputs: { 'a.id': 'hash' }, providers: '', variables: '', terraform: '' };
  const outputs = { last: { value: 'x', type: 'string' } };
  const plan = PlanJson.of({ resources: changes, drift, outputs: {} });
  let explained = 0;
  const milliseconds = millisecondsOf(() => {
    explained = new DriftCauses({ stage, plan, inputs, outputs }).explained().length;
  });
  expect(explained).toBe(RESOURCES);
  expect(milliseconds).toBeLessThan(FIVE_MEGABYTES_IN);
});
