import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StageArtifact } from '../../../../lib/toolkit/assembly/stage-artifact';
import { inputsChange, stageInputs, type StageInputs } from '../../../../lib/toolkit/unit/stage-inputs';

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
