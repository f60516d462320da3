import { execFile } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { oidcToken } from '../../../lib/azure/oidc-token';
import { type Certificate, makeCertificate } from '../../../lib/rehearsal/loopback/certificate';

/** Prints the token for the variables of its environment, or why there is none. */
const PROGRAM = `
const { oidcToken } = require(process.argv[1]);
oidcToken(process.env).then(console.log, (error) => console.log(error.message));
`;

/** What a CI system was asked. */
interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly authorization?: string;
}

describe('the token of a CI system', () => {
  let certificate: Certificate;
  let directory: string;
  beforeAll(async () => {
    certificate = await makeCertificate(['localhost'], new Date());
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
    fs.writeFileSync(path.join(directory, 'ca.pem'), certificate.cert);
  });
  afterAll(() => fs.rmSync(directory, { recursive: true }));

  /** Asks a CI system on loopback that gives one answer. */
  const ask = async (
    answer: { readonly status: number; readonly body: unknown },
    variables: (url: string) => Record<string, string>,
  ): Promise<{ readonly printed: string; readonly asked: readonly Asked[] }> => {
    const asked: Asked[] = [];
    const server = https.createServer(certificate, ({ method, url, headers }, response) => {
      asked.push({ method, url, authorization: headers.authorization });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    try {
      const env = {
        PATH: process.env['PATH'],
        NODE_EXTRA_CA_CERTS: path.join(directory, 'ca.pem'),
        ...variables(`https://localhost:${(server.address() as AddressInfo).port}/token?x=1`),
      };
      const program = ['--require', 'tsx/cjs', '-e', PROGRAM, path.resolve('lib/azure/oidc-token.ts')];
      const { stdout } = await promisify(execFile)(process.execPath, program, { env });
      return { printed: stdout.trim(), asked };
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };

  it('is that of GitHub Actions, for the audience of Microsoft Entra', async () => {
    const found = await ask({ status: 200, body: { value: 'of-github' } }, (url) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer',
    }));
    expect(found).toEqual({
      printed: 'of-github',
      asked: [
        { method: 'GET', url: '/token?x=1&audience=api%3A%2F%2FAzureADTokenExchange', authorization: 'Bearer bearer' },
      ],
    });
  }, 60_000);

  it.each(['ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID', 'ARM_OIDC_AZURE_SERVICE_CONNECTION_ID'])(
    'is that of Azure Pipelines for the service connection in %s',
    async (variable) => {
      const found = await ask({ status: 200, body: { oidcToken: 'of-pipelines' } }, (url) => ({
        SYSTEM_OIDCREQUESTURI: url,
        SYSTEM_ACCESSTOKEN: 'bearer',
        [variable]: 'c-1',
      }));
      expect(found).toEqual({
        printed: 'of-pipelines',
        asked: [
          { method: 'POST', url: '/token?x=1&api-version=7.1&serviceConnectionId=c-1', authorization: 'Bearer bearer' },
        ],
      });
    },
    60_000,
  );

  it.each([
    [{ status: 401, body: {} }, /^The CI system issued no OIDC token: localhost:\d+ answered 401\.$/],
    [{ status: 200, body: { value: 'of another' } }, /^The CI system issued no OIDC token: localhost:\d+ answered 200/],
  ])(
    'is not there with the answer %j',
    async (answer, message) => {
      const { printed } = await ask(answer, (url) => ({
        SYSTEM_OIDCREQUESTURI: url,
        SYSTEM_ACCESSTOKEN: 'bearer',
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'c',
      }));
      expect(printed).toMatch(message);
    },
    60_000,
  );

  it('is the one that is given, before any is asked for', async () => {
    await expect(oidcToken({ ARM_OIDC_TOKEN: 'given', SYSTEM_ACCESSTOKEN: 'x' })).resolves.toBe('given');
    await expect(oidcToken({ SYSTEM_OIDCREQUESTURI: 'https://x' })).rejects.toThrow(
      'there is no token of the CI system',
    );
  });
});
