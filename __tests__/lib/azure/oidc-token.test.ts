import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { oidcToken } from '../../../lib/azure/oidc-token';

/** What a CI system was asked. */
interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly authorization?: string;
}

/** A CI system on loopback that gives one answer. */
async function withCiSystem<T>(
  answer: { readonly status: number; readonly body: unknown },
  work: (url: string, asked: Asked[]) => Promise<T>,
): Promise<T> {
  const asked: Asked[] = [];
  const server = http.createServer(({ method, url, headers }, response) => {
    asked.push({ method, url, authorization: headers.authorization });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/token?x=1`, asked);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

test('GitHub Actions is asked for a token of the audience of Microsoft Entra', async () => {
  await withCiSystem({ status: 200, body: { value: 'of-github' } }, async (url, asked) => {
    const env = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer' };
    await expect(oidcToken(env)).resolves.toBe('of-github');
    expect(asked).toEqual([
      { method: 'GET', url: '/token?x=1&audience=api%3A%2F%2FAzureADTokenExchange', authorization: 'Bearer bearer' },
    ]);
  });
});

test.each(['ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID', 'ARM_OIDC_AZURE_SERVICE_CONNECTION_ID'])(
  'Azure Pipelines is asked for the token of the service connection in %s',
  async (variable) => {
    await withCiSystem({ status: 200, body: { oidcToken: 'of-pipelines' } }, async (url, asked) => {
      const env = { SYSTEM_OIDCREQUESTURI: url, SYSTEM_ACCESSTOKEN: 'bearer', [variable]: 'c-1' };
      await expect(oidcToken(env)).resolves.toBe('of-pipelines');
      expect(asked).toEqual([
        { method: 'POST', url: '/token?x=1&api-version=7.1&serviceConnectionId=c-1', authorization: 'Bearer bearer' },
      ]);
    });
  },
);

test.each([
  [{ status: 401, body: {} }, /^The CI system issued no OIDC token: 127\.0\.0\.1:\d+ answered 401\.$/],
  [{ status: 200, body: { value: 'of another' } }, /^The CI system issued no OIDC token/],
])('an answer that is none is an error: %j', async (answer, message) => {
  await withCiSystem(answer, async (url) => {
    const env = { SYSTEM_OIDCREQUESTURI: url, SYSTEM_ACCESSTOKEN: 'b', ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'c' };
    await expect(oidcToken(env)).rejects.toThrow(message);
  });
});

test('a token that is given is not asked for', async () => {
  await expect(oidcToken({ ARM_OIDC_TOKEN: 'given' })).resolves.toBe('given');
  await expect(oidcToken({ SYSTEM_OIDCREQUESTURI: 'https://x' })).rejects.toThrow('there is no token of the CI system');
});
