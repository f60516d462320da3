import { lockInFile, lockInText } from '../../../../lib/toolkit/terraform/lock-info';

/** As Terraform prints it, with what the backend says in between. */
function failure(said: string, who = 'ann@laptop'): string {
  return [
    '╷',
    '│ Error: Error acquiring the state lock',
    '│ ',
    ...said.split('\n').map((line) => `│ ${line}`),
    '│ Lock Info:',
    '│   ID:        4f0ee8bb-152e-4660-4ab3-ec3fc071da6e',
    '│   Path:      ',
    '│   Operation: OperationTypeApply',
    `│   Who:       ${who}`,
    '│   Version:   1.11.4',
    '│   Created:   2026-01-02 03:04:05.678901234 +0000 UTC',
    '│   Info:      ',
    '╵',
  ].join('\n');
}

describe('lockInText', () => {
  it('reads the lock of a backend that knows it, as azurerm', () => {
    expect(lockInText(failure('Error message: state blob is already locked'))).toEqual({
      id: '4f0ee8bb-152e-4660-4ab3-ec3fc071da6e',
      who: 'ann@laptop',
      operation: 'OperationTypeApply',
      created: '2026-01-02T03:04:05.678Z',
    });
  });

  it.each([
    ['http', 'Error message: HTTP remote state already locked: ID=abc'],
    ['http, where the line is broken', 'Error message: HTTP remote state already locked:\nID=abc'],
    ['HCP Terraform', 'Error message: workspace already locked (lock ID: "abc")'],
    ['HCP Terraform, where the line is broken', 'Error message: workspace already locked (lock\nID: "abc")'],
  ])('believes %s only the id: the rest is of the one that asked', (_, said) => {
    expect(lockInText(failure(said))).toEqual({ id: 'abc' });
  });

  it.each([
    ['a backend that refuses', 'Error acquiring the state lock\n\nError message: AuthorizationFailed (403)'],
    ['another failure', 'Error: creating Subnet'],
  ])('sees no lock in %s', (_, text) => {
    expect(lockInText(text)).toBeUndefined();
  });

  it.each([
    ['a local state', 'resource temporarily unavailable'],
    [
      'a state in Azure, right after its lease was taken,',
      'executing request: unexpected status 409 (409 There is already a lease present.) with LeaseAlreadyPresent: There is already a lease present.\nRequestId:95d6a9d5-594a-48c1-8a61-78500488194f\nblob metadata "terraformlockid" was empty',
    ],
  ])('sees %s that is locked by who is not noted', (_, said) => {
    expect(lockInText(`Error acquiring the state lock\n\nError message: ${said}`)).toEqual({});
  });
});

describe('lockInFile', () => {
  it('reads what Terraform notes beside a local state', () => {
    const text =
      '{"ID":"abc","Operation":"OperationTypePlan","Who":"ann@laptop","Created":"2026-01-02T03:04:05.6789Z"}';
    const created = '2026-01-02T03:04:05.678Z';
    expect(lockInFile(text)).toEqual({ id: 'abc', operation: 'OperationTypePlan', who: 'ann@laptop', created });
  });

  it('knows nothing where a crash cut it short', () => {
    expect(lockInFile('{"ID":"abc",')).toBeUndefined();
  });
});
