import { inputsChange, type StageInputs } from '../../../lib/toolkit/stage-inputs';

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
    [{ variables: 'w' }, 'a TF_VAR_ variable changed'],
  ])('of %j is %s', (change, reason) => {
    expect(inputsChange(before, { ...before, ...change })).toBe(reason);
  });
});
