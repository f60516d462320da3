import { type Answer } from '../../../../lib/rehearsal/loopback/plane';
import { findSecrets } from '../../../../lib/verify/data-plane/key-vault';
import { contextFor } from '../../../helpers/data-plane';
import { startAzure, type TestAzure } from '../../../helpers/loopback-azure';

const URI = 'https://kv-shop.vault.azure.net/';

describe('a check of a key vault', () => {
  let test: TestAzure;
  let faults: (Answer | 'drop')[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    test = await startAzure({
      fault: (method, url) => {
        asked.push(`${method} ${url.pathname}`);
        return faults.shift();
      },
    });
    const properties = {
      tenantId: test.azure.azure.tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
    };
    test.azure.assume(test.idOf('Microsoft.KeyVault/vaults/kv-shop'), { location: 'westeurope', properties });
    await set('db-password');
    await set('Api-Key', { exp: Math.floor(Date.now() / 1000) + 86_400 });
    await set('off', { enabled: false });
    await set('old', { exp: Math.floor(Date.now() / 1000) - 60 });
    await set('early', { nbf: Math.floor(Date.now() / 1000) + 86_400 });
  });
  afterAll(() => test.stop());
  beforeEach(() => {
    faults = [];
    asked.length = 0;
  });

  /** Sets a secret as a client of Azure does. */
  async function set(name: string, attributes: object = {}): Promise<void> {
    const { SecretClient } = await import('@azure/keyvault-secrets');
    const client = new SecretClient(URI, test.credential, {
      ...test.options,
      disableChallengeResourceVerification: true,
    });
    const { enabled, exp, nbf } = attributes as { enabled?: boolean; exp?: number; nbf?: number };
    const date = (seconds?: number) => (seconds === undefined ? undefined : new Date(seconds * 1000));
    await client.setSecret(name, 'hidden-value', { enabled, expiresOn: date(exp), notBefore: date(nbf) });
  }

  const check = (...secrets: readonly string[]) => {
    const retryOptions = { maxRetries: 1, retryDelayInMs: 1, maxRetryDelayInMs: 1 };
    return findSecrets(
      { vaultUri: URI, secrets },
      contextFor(undefined, { lookup: undefined, options: { ...test.options, retryOptions } }),
    );
  };

  it('finds secrets that are enabled and valid, by their names alone', async () => {
    await expect(check('db-password', 'api-key')).resolves.toEqual({
      status: 'passed',
      detail: 'kv-shop.vault.azure.net has the secrets db-password, api-key.',
    });
    expect(asked).toEqual(['GET /secrets']);
  });

  it('says of each other secret what is wrong with it, without a value', async () => {
    const verdict = await check('db-password', 'off', 'old', 'early', 'none');
    expect(verdict).toEqual({
      status: 'failed',
      detail:
        'Secrets of kv-shop.vault.azure.net: off is disabled, old has expired, early is not valid yet, none is missing.',
      fix: 'Set a value for each: azstage secrets set NAME',
    });
  });

  it('reads all pages of the list, but none of another host', async () => {
    const page = (link: string) => ({
      status: 200,
      body: { value: [{ id: `${URI}secrets/first`, attributes: { enabled: true } }], nextLink: link },
    });
    faults = [page(`${URI}secrets?api-version=7.4&$skiptoken=x`)];
    await expect(check('first', 'db-password')).resolves.toMatchObject({ status: 'passed' });
    faults = [page('https://elsewhere.example/secrets')];
    await expect(check('first')).resolves.toMatchObject({
      status: 'failed',
      detail: 'The key vault named a next page on another host; it was not asked for.',
    });
  });

  it('repeats what is throttled or fails in the service', async () => {
    faults = [{ status: 429, headers: { 'retry-after': '0' } }];
    await expect(check('db-password')).resolves.toMatchObject({ status: 'passed' });
    faults = [{ status: 503 }];
    await expect(check('db-password')).resolves.toMatchObject({ status: 'passed' });
    expect(asked).toHaveLength(4);
  });

  const error = (code: string, message: string, inner?: string) => ({
    error: { code, message, innererror: { code: inner } },
  });

  it.each([
    [
      403,
      error('Forbidden', 'Caller is not authorized', 'ForbiddenByRbac'),
      'failed',
      /^kv-shop.vault.azure.net refused the list of secrets: ForbiddenByRbac: Caller is not authorized$/,
      /role Key Vault Reader/,
    ],
    [
      403,
      error('Forbidden', 'Public network access is disabled', 'ForbiddenByConnection'),
      'unreachable',
      /^The network rules of kv-shop.vault.azure.net do not let this machine in: ForbiddenByConnection/,
      /inside its virtual network/,
    ],
    [
      403,
      error('Forbidden', 'Client address is not authorized', 'ForbiddenByFirewall'),
      'unreachable',
      /ForbiddenByFirewall/,
      /allow the address/,
    ],
    [401, undefined, 'failed', /refused the list of secrets: 401$/, /role Key Vault Reader/],
    [
      404,
      error('VaultNotFound', 'gone'),
      'failed',
      /Azure answered 404 to the list of secrets of kv-shop.vault.azure.net: VaultNotFound: gone/,
      undefined,
    ],
    [
      200,
      { value: 1 },
      'failed',
      /^The list of secrets of kv-shop.vault.azure.net has a number at value, not an array\.$/,
      undefined,
    ],
  ])('says what is refused: %i %j', async (status, body, expected, detail, fix) => {
    faults = [{ status, body }];
    const verdict = await check('db-password');
    expect(verdict.status).toBe(expected);
    expect(verdict.detail).toMatch(detail);
    expect(verdict.fix ?? '').toMatch(fix ?? /^$/);
  });

  it('says that the connection was cut off', async () => {
    faults = ['drop', 'drop'];
    await expect(check('db-password')).resolves.toMatchObject({
      status: 'failed',
      detail: 'kv-shop.vault.azure.net accepted the connection and cut it off.',
    });
  });
});
