import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { azureCredential } from '../../../lib/azure/azure-credential';
import { LoopbackAzure } from '../../../lib/rehearsal/loopback-azure';

const run = promisify(execFile);

/** Signs in with the variables of its environment, and prints the claims of the token. */
const PROGRAM = `
const { azureCredential } = require(process.argv[1]);
azureCredential(process.env)
  .then((credential) => credential.getToken('https://management.azure.com/.default'))
  .then(({ token }) => console.log(Buffer.from(token.split('.')[1], 'base64url').toString()), (error) => console.log(JSON.stringify({ failed: error.message })));
`;

describe('the credential of Azure', () => {
  let azure: LoopbackAzure;
  let directory: string;
  beforeAll(async () => {
    azure = await LoopbackAzure.start();
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
    fs.writeFileSync(path.join(directory, 'ca.pem'), azure.certificate.cert);
  });
  afterAll(async () => {
    fs.rmSync(directory, { recursive: true });
    await azure.stop();
  });

  const signIn = async (env: Record<string, string>): Promise<Record<string, string>> => {
    const { stdout } = await run(
      process.execPath,
      ['--require', 'tsx/cjs', '-e', PROGRAM, path.resolve('lib/azure/azure-credential.ts')],
      {
        env: {
          PATH: `${directory}:${process.env['PATH'] ?? ''}`,
          HTTPS_PROXY: azure.proxyAddress,
          NODE_EXTRA_CA_CERTS: path.join(directory, 'ca.pem'),
          ...env,
        },
      },
    );
    return JSON.parse(stdout) as Record<string, string>;
  };

  const ids = () => ({ ARM_TENANT_ID: azure.azure.tenantId, ARM_CLIENT_ID: azure.azure.directory.deployer.objectId });

  it.each([
    ['a secret', { ARM_CLIENT_SECRET: 'secret' }],
    ['a token of the CI system', { ARM_USE_OIDC: 'true', ARM_OIDC_TOKEN: 'token' }],
  ])('signs in with %s, through the proxy of the environment', async (_, env) => {
    await expect(signIn({ ...ids(), ...env })).resolves.toMatchObject({
      aud: 'https://management.azure.com',
      tid: azure.azure.tenantId,
    });
  });

  it('asks the Azure CLI where no variable selects another way', async () => {
    const accessToken = `.${Buffer.from('{"from":"az"}').toString('base64url')}.`;
    const answer = JSON.stringify({ accessToken, expiresOn: '2999-01-01 00:00:00.000000', expires_on: 32472144000 });
    fs.writeFileSync(path.join(directory, 'az'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
    await expect(signIn({})).resolves.toEqual({ from: 'az' });
  });

  it.each([
    [{ ARM_CLIENT_SECRET: 's' }, 'ARM_TENANT_ID is not set, which signing in to Azure needs here.'],
    [{ ARM_CLIENT_SECRET: 's', ARM_TENANT_ID: 't' }, 'ARM_CLIENT_ID is not set'],
    [{ ARM_CLIENT_SECRET_FILE_PATH: '/none' }, 'ARM_CLIENT_SECRET_FILE_PATH names /none, which does not exist.'],
    [{ ARM_CLIENT_CERTIFICATE_PATH: 'c.pfx' }, 'ARM_CLIENT_CERTIFICATE_PATH selects a certificate'],
    [
      { ARM_ENVIRONMENT: 'usgovernment' },
      'ARM_ENVIRONMENT is usgovernment, but azstage itself asks the public cloud alone.',
    ],
  ])('refuses what is incomplete: %j', async (env, message) => {
    await expect(azureCredential(env)).rejects.toThrow(message);
  });

  it('asks for a token of the CI system where there is none', async () => {
    const env = { ARM_USE_OIDC: 'true', ARM_TENANT_ID: azure.azure.tenantId, ARM_CLIENT_ID: 'c' };
    const credential = await azureCredential(env);
    await expect(credential.getToken('https://management.azure.com/.default')).rejects.toThrow(
      'there is no token of the CI system',
    );
  });
});
