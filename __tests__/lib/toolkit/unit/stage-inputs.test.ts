import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StageArtifact } from '../../../../lib/toolkit/assembly/stage-artifact';
import { filesHash, inputsChange, stageInputs, type StageInputs } from '../../../../lib/toolkit/unit/stage-inputs';

describe('inputsChange', () => {
  const before: StageInputs = {
    files: 'f',
    outputs: { 'up.id': '1' },
    providers: 'p',
    variables: 'v',
    terraform: '1.10.0',
  };

  it.each<[Partial<StageInputs>, string | undefined]>([
    [{}, undefined],
    [{ files: 'g' }, 'its Terraform JSON changed'],
    [{ outputs: { 'up.id': '2' } }, 'output id of up changed'],
    [{ outputs: {} }, 'output id of up changed'],
    [{ providers: 'q' }, 'its provider versions changed'],
    [{ terraform: '1.11.0' }, 'Terraform changed from 1.10.0 to 1.11.0'],
    [{ variables: 'w' }, 'a TF_VAR_ variable or a secret changed'],
  ])('of %j is %s', (change, reason) => {
    expect(inputsChange(before, { ...before, ...change })).toBe(reason);
  });
});

describe('stageInputs', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-inputs-'));
  fs.writeFileSync(path.join(directory, 'cdk.tf.json'), '{ "variable": { "a": {}, "b": {}, "B": {} } }');
  const paths = { workingDirectory: '.', synthesizedStackPath: 'cdk.tf.json' };
  const stack = { ...paths, name: 'stage-a', constructPath: 'stage-a', annotations: [], dependencies: [] };
  const stage = new StageArtifact(directory, stack, { dependencies: [] });

  afterAll(() => fs.rmSync(directory, { recursive: true }));

  async function variables(env: NodeJS.ProcessEnv): Promise<string> {
    const props = { terraformVersion: '1.11.0', providerLock: '', env, outputsOf: () => Promise.resolve({}) };
    return (await stageInputs(stage, props)).variables;
  }

  it('has what Terraform takes for a variable from the environment, in any order', async () => {
    const both = await variables({ TF_VAR_a: '1', TF_VAR_b: '2' });
    expect(await variables({ TF_VAR_b: '2', PATH: '/bin', TF_VAR_a: '1' })).toBe(both);
    expect(await variables({ TF_VAR_a: '1', TF_VAR_b: '3' })).not.toBe(both);
    expect(await variables({ TF_VAR_a: '1', TF_VAR_B: '2' })).not.toBe(both);
  });

  it('has nothing that Terraform does not take for one, such as the prefix in small letters on Windows', async () => {
    expect(await variables({ tf_var_a: '1', Tf_Var_b: '2' })).toBe(await variables({}));
  });
});

describe('filesHash', () => {
  const template = {
    '//': { metadata: { backend: 'local', stackName: 'stage-a', version: '0.21.0' } },
    resource: { azurerm_resource_group: { a: { location: 'westeurope', name: 'rg' } } },
  };
  const made: string[] = [];

  afterAll(() => made.forEach((directory) => fs.rmSync(directory, { recursive: true })));

  function hashOf(text: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-files-'));
    made.push(directory);
    for (const [file, content] of Object.entries({ ...files, 'cdk.tf.json': text })) {
      fs.writeFileSync(path.join(directory, file), content);
    }
    const stack = { workingDirectory: '.', synthesizedStackPath: 'cdk.tf.json', name: 'stage-a', constructPath: 'a' };
    return filesHash(
      new StageArtifact(directory, { ...stack, annotations: [], dependencies: [] }, { dependencies: [] }),
    );
  }

  it.each([
    ['formatting', JSON.stringify(template)],
    ['order of keys', JSON.stringify({ resource: template.resource, '//': template['//'] }, undefined, 4)],
    ['version of the core', JSON.stringify(template, undefined, 2).replace('0.21.0', '0.24.0')],
  ])('ignores the %s', async (_, text) => {
    expect(await hashOf(text)).toBe(await hashOf(JSON.stringify(template, undefined, 2)));
  });

  it.each([
    ['an argument', JSON.stringify(template).replace('westeurope', 'northeurope'), {}],
    ['the rest of the comment', JSON.stringify(template).replace('"local"', '"azurerm"'), {}],
    ['a comment of another form', JSON.stringify({ ...template, '//': 'by hand' }), {}],
    ['another file', JSON.stringify(template), { 'script.sh': 'exit 0' }],
  ])('takes in %s', async (_, text, files) => {
    expect(await hashOf(text, files)).not.toBe(await hashOf(JSON.stringify(template)));
  });
});
