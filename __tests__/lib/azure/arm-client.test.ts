import { z } from 'zod';
import { ArmClient } from '../../../lib/azure/arm-client';
import { JsonFormat } from '../../../lib/json/json-format';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

const GROUP = new JsonFormat('resource group', z.object({ name: z.string(), location: z.string() }));
const VERSION = '2022-09-01';

describe('the client of Azure Resource Manager', () => {
  const asked: string[] = [];
  let faults: (Answer | 'drop')[] = [];
  let test: TestAzure;
  let arm: ArmClient;
  let group: string;

  beforeAll(async () => {
    test = await startAzure({
      fault: (method, url) => {
        asked.push(`${method} ${url.pathname}`);
        return faults.shift();
      },
    });
    const retryOptions = { maxRetries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 };
    arm = new ArmClient({ credential: test.credential, options: { ...test.options, retryOptions } });
    group = `/subscriptions/${test.subscriptionId}/resourceGroups/rg`;
  });
  beforeEach(() => {
    faults = [];
    asked.length = 0;
  });
  afterAll(() => test.stop());

  const refused = (status: number, error?: object): Answer => ({ status, body: error === undefined ? '' : { error } });

  it('reads a resource through a schema', async () => {
    await expect(arm.request(group, VERSION, GROUP)).resolves.toEqual({ name: 'rg', location: 'westeurope' });
    await expect(arm.find(`${group}x`, VERSION, GROUP)).resolves.toBeUndefined();
    await expect(
      arm.list(`/subscriptions/${test.subscriptionId}/resourceGroups`, VERSION, GROUP),
    ).resolves.toHaveLength(1);
  });

  it('says of which answer an item of a list is not of the form', async () => {
    faults = [{ status: 200, body: { value: [{ name: 'rg' }] } }];
    await expect(arm.list(group, VERSION, GROUP)).rejects.toMatchObject({
      code: 'AZURE_FAILED',
      message: expect.stringMatching(/^The answer to GET .*\/rg lacks location\.$/),
    });
  });

  it('finds the API version of a type in what its resource provider lists, once for each provider', async () => {
    await expect(arm.apiVersionOf(test.subscriptionId, 'Microsoft.App/containerApps')).resolves.toMatch(
      /^\d{4}-\d\d-\d\d$/,
    );
    await arm.apiVersionOf(test.subscriptionId, 'microsoft.app/managedenvironments');
    expect(asked).toHaveLength(1);
    await expect(arm.apiVersionOf(test.subscriptionId, 'Microsoft.App/none')).rejects.toThrow(
      'The resource provider Microsoft.App does not list the type Microsoft.App/none.',
    );
  });

  it.each([
    [
      401,
      { code: 'ExpiredAuthenticationToken', message: 'The token expired.' },
      /: ExpiredAuthenticationToken: The token expired\.$/,
      /Sign in again/,
    ],
    [
      403,
      { code: 'AuthorizationFailed', message: 'no\u001b[31m role' },
      /AuthorizationFailed: no role$/,
      /role Reader/,
    ],
    [
      404,
      { code: 'ResourceGroupNotFound', message: 'gone' },
      /^Azure answered 404 to GET .*\/rg: ResourceGroupNotFound: gone$/,
      undefined,
    ],
    [409, undefined, /^Azure answered 409 to GET .*\/rg\.$/, undefined],
  ])('says what Azure refused, with its code and what to do: %i', async (status, error, message, fix) => {
    faults = [refused(status, error)];
    const failure = await arm.request(group, VERSION, GROUP).catch((each: unknown) => each);
    expect(failure).toMatchObject({ code: 'AZURE_FAILED', status, reason: error?.code });
    expect((failure as Error).message).toMatch(message);
    expect((failure as { fix?: string }).fix ?? '').toMatch(fix ?? /^$/);
  });

  it.each([
    ['throttled', { status: 429, headers: { 'retry-after': '0' } }],
    ['failing', { status: 503 }],
    ['cut off', 'drop' as const],
  ])('tries again when it is %s, and gives up after some times', async (_, fault) => {
    faults = [fault, fault];
    await expect(arm.request(group, VERSION, GROUP)).resolves.toMatchObject({ name: 'rg' });
    faults = [fault, fault, fault, fault];
    await expect(arm.request(group, VERSION, GROUP)).rejects.toMatchObject({ code: 'AZURE_FAILED' });
  });

  it.each([
    ['no JSON', '<html>', 'is not JSON'],
    ['another form', { id: 1 }, 'lacks name'],
  ])('refuses an answer that is %s', async (_, body, why) => {
    faults = [{ status: 200, body }];
    await expect(arm.request(group, VERSION, GROUP)).rejects.toThrow(why);
  });

  it('sends no token to another host that a list names for its next page', async () => {
    faults = [{ status: 200, body: { value: [], nextLink: 'https://example.com/next' } }];
    await expect(arm.list(`${group}/resources`, VERSION, GROUP)).rejects.toThrow('not on management.azure.com');
    expect(test.azure.refusedHosts).toEqual([]);
  });

  it('reads all pages', async () => {
    const nextLink = `https://management.azure.com${group}/resources?api-version=1&page=2`;
    const item = { name: 'a', location: 'b' };
    faults = [
      { status: 200, body: { value: [item], nextLink } },
      { status: 200, body: { value: [item], nextLink: null } },
    ];
    await expect(arm.list(`${group}/resources`, VERSION, GROUP)).resolves.toEqual([item, item]);
  });

  it('ends with its signal', async () => {
    const request = arm.request(group, VERSION, GROUP, { signal: AbortSignal.abort() });
    await expect(request).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
