import http from 'node:http';
import tls from 'node:tls';
import { ResourceManagementClient } from '@azure/arm-resources';
import { type Exchange } from '../../../lib/rehearsal/loopback/loopback-server';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

/** Request through the proxy with nothing of an SDK: the status, and the body as JSON. */
async function ask(
  { azure }: TestAzure,
  host: string,
  path: string,
  { method = 'GET', headers = {} as Record<string, string> } = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { hostname, port } = new URL(azure.proxyAddress);
  const socket = await new Promise<tls.TLSSocket | undefined>((resolve, reject) => {
    http
      .request({ hostname, port, method: 'CONNECT', path: `${host}:443` })
      .on('connect', ({ statusCode }, plain) =>
        resolve(
          statusCode === 200 ? tls.connect({ socket: plain, servername: host, ca: azure.certificate.cert }) : undefined,
        ),
      )
      .on('error', reject)
      .end();
  });
  if (socket === undefined) {
    return { status: 403, body: undefined };
  }
  return new Promise((resolve, reject) => {
    const request = http.request(
      { method, path, headers: { host, ...headers }, createConnection: () => socket },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          socket.destroy();
          resolve({ status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) });
        });
      },
    );
    request.on('error', reject).end();
  });
}

const ARM = 'management.azure.com';
const AUTHORIZED = { authorization: 'Bearer test' };

describe('the loopback Azure', () => {
  const exchanges: Exchange[] = [];
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure({ registered: [], onExchange: (exchange) => exchanges.push(exchange) });
  });
  afterAll(() => test.stop());

  const client = () => new ResourceManagementClient(test.credential, test.subscriptionId, test.options);
  const subscription = () => `/subscriptions/${test.subscriptionId}`;

  it('opens no connection: a host that is none of Azure is refused and recorded', async () => {
    await expect(ask(test, 'example.com', '/')).resolves.toMatchObject({ status: 403 });
    expect(test.azure.refusedHosts).toEqual(['example.com:443']);
  });

  it('has the endpoints of the cloud and tokens of the identity that deploys', async () => {
    await expect(ask(test, ARM, '/metadata/endpoints?api-version=2022-09-01')).resolves.toMatchObject({
      status: 200,
      body: { resourceManager: 'https://management.azure.com/', suffixes: { keyVaultDns: 'vault.azure.net' } },
    });
    const { body } = await ask(test, 'login.microsoftonline.com', '/tenant/oauth2/v2.0/token', { method: 'POST' });
    const [, claims = ''] = String((body as { access_token: string }).access_token).split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      oid: test.azure.azure.directory.deployer.objectId,
      tid: test.azure.azure.tenantId,
    });
    await expect(ask(test, 'graph.microsoft.com', '/v1.0/users/nobody')).resolves.toMatchObject({ status: 404 });
  });

  it.each([
    ['no token', `${'/subscriptions/x'}?api-version=2022-09-01`, {}, 401, 'AuthenticationFailed'],
    ['no version of the API', '/subscriptions/x/resourceGroups/rg', AUTHORIZED, 400, 'MissingApiVersionParameter'],
    ['a version that is no date', '/subscriptions/x?api-version=latest', AUTHORIZED, 400, 'InvalidApiVersionParameter'],
    [
      'a version of the future',
      '/subscriptions/x?api-version=2999-01-01',
      AUTHORIZED,
      400,
      'InvalidApiVersionParameter',
    ],
  ])('refuses a request with %s', async (_what, path, headers, status, code) => {
    await expect(ask(test, ARM, path, { headers })).resolves.toMatchObject({ status, body: { error: { code } } });
  });

  it('refuses what it does not know by name, and invents no success', async () => {
    const path = `${subscription()}/resourceGroups/rg/providers/Microsoft.Quantum/workspaces/w?api-version=2022-01-10-preview`;
    await expect(ask(test, ARM, path, { headers: AUTHORIZED })).resolves.toMatchObject({
      status: 501,
      body: {
        error: {
          code: 'UnsupportedInRehearsal',
          message: 'A rehearsal does not support the resource type Microsoft.Quantum/workspaces.',
        },
      },
    });
  });

  it('creates, lists and deletes resource groups, by the rules for names, locations and tags', async () => {
    const { resourceGroups } = client();
    await expect(
      resourceGroups.createOrUpdate('rg-a', { location: 'West Europe', tags: { a: 'b' } }),
    ).resolves.toMatchObject({
      location: 'westeurope',
      tags: { a: 'b' },
    });
    await expect(resourceGroups.createOrUpdate('rg-a', { location: 'eastus' })).rejects.toMatchObject({
      code: 'InvalidResourceLocation',
    });
    await expect(resourceGroups.createOrUpdate('rg-b', { location: 'atlantis' })).rejects.toMatchObject({
      code: 'LocationNotAvailableForResourceType',
    });
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, 'v']));
    await expect(resourceGroups.createOrUpdate('rg-b', { location: 'eastus', tags })).rejects.toMatchObject({
      code: 'InvalidTag',
    });
    await expect(resourceGroups.update('rg-a', { tags: { c: 'd' } })).resolves.toMatchObject({
      location: 'westeurope',
    });
    await resourceGroups.beginDeleteAndWait('rg-a', { updateIntervalInMs: 1 });
    await expect(resourceGroups.get('rg-a')).rejects.toMatchObject({ code: 'ResourceGroupNotFound' });
  });

  it('registers resource providers, and refuses resources of one that is not registered', async () => {
    const id = `${subscription()}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a`;
    const create = () =>
      client().resources.beginCreateOrUpdateByIdAndWait(
        id,
        '2023-01-31',
        { location: 'westeurope' },
        { updateIntervalInMs: 1 },
      );
    await expect(create()).rejects.toMatchObject({ code: 'MissingSubscriptionRegistration' });
    await client().providers.register('Microsoft.ManagedIdentity');
    await expect(create()).resolves.toMatchObject({ name: 'id-a' });
  });

  it('reports each exchange', () => {
    expect(exchanges).toContainEqual(expect.objectContaining({ method: 'GET', host: ARM, status: 501 }));
  });
});
