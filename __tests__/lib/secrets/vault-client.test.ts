import { type TokenCredential } from '@azure/core-auth';
import { ArmClient } from '../../../lib/azure/arm-client';
import { AzureError } from '../../../lib/azure/azure-error';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { type KnownVault } from '../../../lib/secrets/known-vault';
import { isDeletedName, VaultClient } from '../../../lib/secrets/vault-client';
import { readVault } from '../../../lib/secrets/vault-reader';
import { type Session } from '../../../lib/toolkit/run/session';
import { type ToolkitError } from '../../../lib/toolkit/toolkit-error';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

const VALUE = 'value-that-nobody-may-see';
const URI = 'https://kv-shop.vault.azure.net/';

/** Refusals as Key Vault answers them: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
const refusal = (status: number, code: string, message: string, inner?: string, headers = {}): Answer => ({
  status,
  headers,
  body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
});

const FIREWALL = refusal(
  403,
  'Forbidden',
  'Client address is not authorized and caller is not a trusted service.\r\nClient address: 198.51.100.7\r\nCaller: appid=a;oid=b\r\nVault: kv-shop;location=westeurope',
  'ForbiddenByFirewall',
);
const CONNECTION = refusal(
  403,
  'Forbidden',
  'Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: appid=a',
  'ForbiddenByConnection',
);
const RBAC = refusal(
  403,
  'Forbidden',
  "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nAction: 'Microsoft.KeyVault/vaults/secrets/setSecret/action'",
  'ForbiddenByRbac',
);

describe('a client of a key vault', () => {
  let test: TestAzure;
  let faults: (url: URL, method: string) => Answer | 'drop' | undefined = () => undefined;
  const asked: string[] = [];
  let vault: KnownVault;

  beforeAll(async () => {
    test = await startAzure({
      fault: (method, url) => {
        asked.push(`${method} ${url.hostname}${url.pathname}`);
        return faults(url, method);
      },
    });
    const id = test.idOf('Microsoft.KeyVault/vaults/kv-shop');
    const properties = { tenantId: test.azure.azure.tenantId, sku: { family: 'A', name: 'standard' } };
    test.azure.assume(id, { location: 'westeurope', properties });
    const place = { stage: 'data', address: 'azurerm_key_vault.Vault' };
    vault = { ...place, name: 'kv-shop', uri: URI, id, network: 'inside vnet-shop' };
  });
  afterAll(() => test.stop());
  beforeEach(() => {
    faults = () => undefined;
    asked.length = 0;
  });

  /** Answers of the vault alone; the first request for a token passes. */
  const vaultAnswers = (answer: Answer | 'drop') => {
    faults = (url) => (url.hostname.startsWith('kv-shop') ? answer : undefined);
  };
  const client = (credential: TokenCredential = test.credential, signal = new AbortController().signal) =>
    new VaultClient({ vault, credential, signal, sleep: () => Promise.resolve(), options: test.options });
  const failure = async (work: Promise<unknown>) => {
    const error = (await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )) as ToolkitError;
    expect(error).toBeInstanceOf(AzureError);
    expect(`${error.message} ${error.fix}`).not.toMatch(/[\r\n]/);
    expect(`${error.message} ${error.fix}`).not.toContain(VALUE);
    return [error.message, error.fix];
  };

  it('writes versions with what is declared, and lists them without asking for a value', async () => {
    const first = await client().set({ name: 'one', value: VALUE, contentType: 'text/plain' });
    const second = await client().set({ name: 'one', value: VALUE, expires: '2030-01-02T03:04:05Z' });
    expect(first).not.toBe(second);
    const stored = test.azure.azure.vaultObjects.get({ ...vault, type: '', properties: {} }, 'secrets', 'one');
    expect(stored?.versions).toMatchObject([
      { value: VALUE, contentType: 'text/plain' },
      { value: VALUE, attributes: { exp: Date.parse('2030-01-02T03:04:05Z') / 1000 } },
    ]);
    asked.length = 0;
    const listed = await client().list();
    expect(listed).toMatchObject([{ name: 'one', isEnabled: true, expiresAt: new Date('2030-01-02T03:04:05Z') }]);
    expect(JSON.stringify(listed)).not.toContain(VALUE);
    expect(new Set(asked)).toEqual(new Set(['GET kv-shop.vault.azure.net/secrets']));
  });

  it('says of a deleted secret that its name is taken, and recovers it without reading it', async () => {
    await client().set({ name: 'gone', value: VALUE });
    const object = test.azure.azure.vaultObjects.get({ ...vault, type: '', properties: {} }, 'secrets', 'gone');
    expect(object).toMatchObject({ deleted: false });
    Object.assign(object as object, { deleted: true });
    const error = await client()
      .set({ name: 'gone', value: VALUE })
      .catch((thrown: unknown) => thrown);
    expect(isDeletedName(error)).toBe(true);
    const deleted = await client().deleted();
    expect([...deleted.keys()]).toEqual(['gone']);
    asked.length = 0;
    await client().recover('gone');
    expect(object).toMatchObject({ deleted: false });
    expect(asked.filter((each) => each.includes('/secrets/'))).toEqual([]);
  });

  it.each<readonly [string, Answer, string, RegExp]>([
    [
      'the firewall',
      FIREWALL,
      'The firewall of kv-shop does not let this machine, 198.51.100.7, in.',
      /^Run it inside vnet-shop, or allow the address: az keyvault network-rule add --name kv-shop --ip-address 198\.51\.100\.7$/,
    ],
    [
      'a connection from outside',
      CONNECTION,
      'kv-shop is reached through its private endpoint alone, and this machine is outside.',
      /^Run it inside vnet-shop, or from a network that is connected to it, as by VPN\.$/,
    ],
    [
      'an identity without the role',
      RBAC,
      'kv-shop refused to set key: the identity lacks the role.',
      /^Give it the role: az role assignment create --role "Key Vault Secrets Officer" --assignee <object id> --scope \/subscriptions\/.*\/vaults\/kv-shop \(new roles/,
    ],
    [
      'an identity without an access policy',
      refusal(
        403,
        'Forbidden',
        "The user does not have secrets set permission on key vault 'kv-shop'.",
        'AccessDenied',
      ),
      'kv-shop refused to set key: it has access policies, and none of them allows it.',
      /^Add one: az keyvault set-policy/,
    ],
    [
      'a token that ended',
      refusal(401, 'Unauthorized', 'AKV10022: Invalid audience.'),
      'kv-shop did not accept the token: AKV10022: Invalid audience.',
      /az login/,
    ],
    [
      'too many requests',
      refusal(429, 'Throttled', 'Request was not processed because too many requests were received.', undefined, {
        'retry-after': '17',
      }),
      'kv-shop limits the rate of requests, and refused to set key.',
      /^Run it again in 17 seconds\.$/,
    ],
    [
      'a vault that is gone',
      refusal(404, 'VaultNotFound', 'No vault.'),
      'kv-shop was not found: No vault.',
      /plan --refresh/,
    ],
    [
      'a conflict',
      refusal(409, 'Conflict', 'There was a conflict.', 'ObjectIsBeingDeleted'),
      'kv-shop refused to set key: ObjectIsBeingDeleted: There was a conflict.',
      /^undefined$/,
    ],
    [
      'text that would act on a terminal',
      refusal(400, 'BadParameter', 'a\u0007\r\nb'),
      'kv-shop refused to set key: BadParameter: a<U+0007> b',
      /^undefined$/,
    ],
  ])('says in one line what to do about %s', async (_what, answer, message, fix) => {
    vaultAnswers(answer);
    const [said, todo] = await failure(client().set({ name: 'key', value: VALUE }));
    expect(said).toBe(message);
    expect(String(todo)).toMatch(fix);
  });

  it('says that a request had no answer, and from where it would', async () => {
    vaultAnswers('drop');
    const [said, todo] = await failure(client().list());
    expect(said).toMatch(/^kv-shop\.vault\.azure\.net could not be reached for a request to list its secrets/);
    expect(todo).toMatch(/^Run it inside vnet-shop\./);
  });

  it('says which tenant the vault belongs to', async () => {
    const credential = {
      getToken: () =>
        Promise.reject(
          new Error('The current credential is not configured to acquire tokens for tenant 9999-aa. To enable...'),
        ),
    };
    await expect(failure(client(credential).list())).resolves.toEqual([
      'kv-shop belongs to the tenant 9999-aa, and you are signed in to another one.',
      'Sign in to it: az login --tenant 9999-aa',
    ]);
  });

  it('gives no token to a vault that asks for one of something else', async () => {
    vaultAnswers({
      status: 401,
      headers: {
        'www-authenticate': 'Bearer authorization="https://login.example/x", resource="https://evil.example"',
      },
    });
    const getToken = jest.fn(test.credential.getToken);
    const [said] = await failure(client({ getToken }).set({ name: 'key', value: VALUE }));
    expect(said).toBe('kv-shop asked for a token of something other than Key Vault; it got none.');
    expect(getToken).not.toHaveBeenCalled();
  });

  it('ends on Ctrl-C', async () => {
    await expect(client(undefined, AbortSignal.abort()).list()).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  describe('which is read for its secrets', () => {
    const read = (...wanted: string[]) => {
      const arm = new ArmClient({ credential: test.credential, options: test.options });
      const access = { arm, credential: test.credential, subscriptionId: test.subscriptionId };
      const session = { interruption: new AbortController(), sleep: () => Promise.resolve() } as unknown as Session;
      return readVault(vault, { session, access, wanted, options: test.options });
    };

    it('says itself which it has, and asks for deleted ones only where one is missing', async () => {
      await client().set({ name: 'here', value: VALUE });
      asked.length = 0;
      await expect(read('HERE')).resolves.toMatchObject({ askedBy: 'vault', deleted: undefined });
      expect(asked.join()).not.toContain('deletedsecrets');
      await expect(read('here', 'none')).resolves.toMatchObject({ askedBy: 'vault', deleted: new Map() });
    });

    it('is asked for at Azure Resource Manager where the network does not lead to it', async () => {
      await client().set({ name: 'here', value: VALUE });
      vaultAnswers(FIREWALL);
      const answer = await read('here');
      expect(answer).toMatchObject({
        askedBy: 'resource-manager',
        why: 'The firewall of kv-shop does not let this machine, 198.51.100.7, in.',
        fix: expect.stringContaining('inside vnet-shop'),
      });
      expect(answer.secrets?.get('here')).toMatchObject({ name: 'here', isEnabled: true, updatedAt: expect.any(Date) });
      expect([...(answer.secrets?.values() ?? [])].join()).not.toContain(VALUE);
    });

    it('is unknown, with both reasons, where neither answers', async () => {
      faults = (url) =>
        url.hostname.startsWith('login') ? undefined : url.hostname.startsWith('kv-') ? CONNECTION : RBAC;
      const answer = await read('here');
      expect(answer).not.toHaveProperty('secrets');
      expect(answer.why).toMatch(/^kv-shop is reached through its private endpoint alone.* Azure answered 403 to GET/);
    });
  });
});
