import { spawnSync } from 'node:child_process';
import { recordIn, recordModule } from '../../../../lib/toolkit/unit/applied-record';
import { type StageArtifact } from '../../../../lib/toolkit/assembly/stage-artifact';
import { APPLIED, APPLYING } from '../../../../lib/toolkit/terraform/record-outputs';
import { TerraformState } from '../../../../lib/toolkit/terraform/terraform-state';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

/** What is a template of Terraform unless it is escaped, or would be part of one. */
const ODD = [
  '${path.root}',
  '$${path.root}',
  '%{ if true }',
  '%%{ if',
  '$',
  '100 %',
  'a\\b',
  '"',
  '\n',
  '${',
  '%{~',
  '~}',
];

const INPUTS = { files: 'f', outputs: {}, providers: 'p', variables: 'v', terraform: '1.11.4' };

function moduleOf(names: readonly string[], template: object = {}) {
  const stage = { name: 'a', template, dependencies: names } as unknown as StageArtifact;
  return recordModule('id-1', stage, { key: 'shop/dev/a', inputs: INPUTS, by: names.join(), upstream: {}, peers: [] });
}

function stateWith(outputs: object): TerraformState | undefined {
  const state = { version: 4, serial: 1, lineage: 'l', terraform_version: '1.11.4', resources: [], outputs };
  return TerraformState.parse(JSON.stringify(state), 'here');
}

const text = (value: unknown) => ({ value, type: 'string', sensitive: true });

describeWithTerraform('the record of an apply', () => {
  it('reaches the state as it was made, whatever is in names, with the time of the apply', () => {
    const project = TestProject.empty();
    const { content, env } = moduleOf(ODD, { resource: { terraform_data: { A: {} } } });
    project.write('main.tf.json', { resource: { terraform_data: { A: { input: 'a' } } } });
    project.write('azstage.tf.json', content);
    for (const args of [['init'], ['apply', '-auto-approve']]) {
      spawnSync('terraform', args, { cwd: project.directory, env: project.env(env), encoding: 'utf8' });
    }
    const record = recordIn(TerraformState.parse(project.read('terraform.tfstate'), 'here'));
    expect(record).toMatchObject({ id: 'id-1', dependencies: ODD, by: ODD.join(), inputs: INPUTS });
    expect(record?.time).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  });
});

describe('the record in a state', () => {
  const record = {
    ...{ version: 1, id: 'id-1', time: '2026-01-02T03:04:05Z', by: 'ann@laptop', azstage: '0.1.0', stage: 'a' },
    ...{ key: 'shop/dev/a', dependencies: [], dataResources: [], inputs: INPUTS, blocks: {}, upstream: {}, peers: [] },
  };
  const peer = { name: 'b', key: 'shop/dev/b', dependencies: [], backend: 'local', place: {} };
  const stateOf = (applied: unknown, applying: unknown = 'id-1') =>
    stateWith({ [APPLIED]: text(applied), [APPLYING]: text(applying) });

  it('is that of the apply that was begun last', () => {
    expect(recordIn(stateOf(JSON.stringify(record)))).toMatchObject({ by: 'ann@laptop' });
    expect(recordIn(stateOf(JSON.stringify({ ...record, peers: [peer] })))).toMatchObject({ peers: [peer] });
    expect(recordIn(stateOf(JSON.stringify(record), 'id-2'))).toBeUndefined();
  });

  it('is none in a state that something else wrote, or none at all', () => {
    expect(recordIn(stateWith({}))).toBeUndefined();
    expect(recordIn(stateWith({ [APPLIED]: text(JSON.stringify(record)) }))).toBeUndefined();
    expect(recordIn(stateOf(JSON.stringify({ ...record, id: '' }), ''))).toBeUndefined();
    expect(recordIn(undefined)).toBeUndefined();
  });

  it.each([
    ['null', null],
    ['the text null', 'null'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['a part of it', JSON.stringify(record).slice(0, 100)],
    ['one of a later version', JSON.stringify({ ...record, version: 2 })],
    ['one without inputs', JSON.stringify({ ...record, inputs: null })],
    ['one with a peer that is none', JSON.stringify({ ...record, peers: [null] })],
    ['one with a peer whose name leads elsewhere', JSON.stringify({ ...record, peers: [{ ...peer, name: '../b' }] })],
    [
      'one with a peer whose key leads elsewhere',
      JSON.stringify({ ...record, peers: [{ ...peer, key: 'a/../../b' }] }),
    ],
    ['an object of the state', { id: 'id-1' }],
  ])('is none where %s is in its place', (_, applied) => {
    expect(recordIn(stateOf(applied))).toBeUndefined();
  });
});
