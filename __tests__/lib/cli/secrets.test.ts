import path from 'node:path';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { type SecretsResult } from '../../../lib/toolkit/io/secret-results';
import { azureState } from '../../helpers/azure-state';
import { signedIn, startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { parseLines, TestProject } from '../../helpers/test-project';

const VALUE = 'value-that-nobody-may-see';

const SHARED = { stage: 'data', address: 'azurerm_key_vault.Vault' };
const LATER = { stage: 'later', address: 'azurerm_key_vault.Other' };
const secret = (name: string, users: readonly string[] = [], more = {}) => ({ name, vault: SHARED, users, ...more });

const STAGES = {
  data: {
    resources: { 'azurerm_key_vault.Vault': { name: 'kv-shop' } },
    secrets: [secret('newsapi-key'), secret('db-key'), secret('tls', [], { writtenBy: 'certificate' })],
  },
  apps: {
    needs: ['data'],
    secrets: [
      secret('newsapi-key', ['apps/Api'], { contentType: 'text/plain', expires: '2030-01-02T03:04:05Z' }),
      secret('db-key', ['apps/Api']),
      secret('made', ['apps/Api'], { writtenBy: 'terraform' }),
    ],
  },
  later: {
    needs: ['data'],
    resources: { 'azurerm_key_vault.Other': { name: 'kv-later' } },
    secrets: [{ name: 'db-key', vault: LATER, users: ['later/Job'] }],
  },
};

/** Times are long enough for a slow machine; a command that hangs fails the test all the same. */
jest.setTimeout(120_000);

describe('azstage secrets, against an Azure on loopback', () => {
  let test: TestAzure;
  let project: TestProject;
  let fault: (url: URL) => Answer | 'drop' | undefined = () => undefined;

  beforeAll(async () => {
    test = await startAzure({ fault: (_, url) => fault(url) });
    const properties = { tenantId: test.azure.azure.tenantId, sku: { family: 'A', name: 'standard' } };
    test.azure.assume(vaultId(), { location: 'westeurope', properties });
    objects().create(vault(), 'secrets', 'db-key', { value: VALUE });
  });
  afterAll(async () => {
    TestProject.removeAll();
    await test.stop();
  });

  const vaultId = () => test.idOf('Microsoft.KeyVault/vaults/kv-shop');
  const vault = () => ({ id: vaultId(), name: 'kv-shop', type: '', properties: {} });
  const objects = () => test.azure.azure.vaultObjects;

  beforeEach(() => {
    fault = () => undefined;
    project = TestProject.withStages({ stages: STAGES, subscriptionId: test.subscriptionId });
    project.write('ca.pem', test.azure.certificate.cert);
    project.withEnv(signedIn(test, path.join(project.directory, 'ca.pem'), 'client-secret-0123456789'));
    project.write(
      '.azstage/state/shop/shop/dev/data.tfstate',
      azureState({
        'azurerm_key_vault.Vault': {
          id: vaultId(),
          name: 'kv-shop',
          vault_uri: 'https://kv-shop.vault.azure.net/',
          public_network_access_enabled: true,
          network_acls: [{ default_action: 'Deny', ip_rules: ['203.0.113.0/24'] }],
        },
        'azurerm_private_endpoint.Endpoint': {
          id: test.idOf('Microsoft.Network/privateEndpoints/pe'),
          subnet_id: test.idOf('Microsoft.Network/virtualNetworks/vnet-shop/subnets/endpoints'),
          private_service_connection: [{ private_connection_resource_id: vaultId() }],
        },
      }),
    );
  });

  const run = async (script: string) => {
    const cli = project.startShell(script);
    const exitCode = await cli.ended;
    const output = cli.output();
    expect(output).not.toContain(VALUE);
    expect(output).not.toContain('    at ');
    return { exitCode, output };
  };

  it('lists what is there and what is missing, by vault and the network that it is reached from', async () => {
    const { exitCode, output } = await run('azstage secrets');
    expect(output).toMatch(/^kv-shop of data, reached from 203\.0\.113\.0\/24 or inside vnet-shop$/m);
    expect(output).toMatch(/^ {2}db-key +present +\d{4}-\d\d-\d\d +apps$/m);
    expect(output).toMatch(/^ {2}newsapi-key +missing +- +apps$/m);
    expect(output).toMatch(/^ {2}made +missing +- +apps \(Terraform writes it\)$/m);
    expect(output).toMatch(/^ {2}tls +missing +- +- \(of a certificate\)$/m);
    expect(output).toMatch(/^azurerm_key_vault\.Other of later\n {2}The key vault of later is not deployed yet\.$/m);
    expect(output).toMatch(/^ {2}db-key +no vault yet +- +later$/m);
    expect(output).toMatch(/^5 secrets: 1 present, 3 missing, 1 no vault yet$/m);
    expect(output).toMatch(/^Next: azstage secrets set newsapi-key$/m);
    expect(exitCode).toBe(0);
  });

  it('fails with --strict for what is missing, and not where all is there', async () => {
    await expect(run('azstage secrets apps --strict')).resolves.toMatchObject({ exitCode: 1 });
    project.change({
      stages: { ...STAGES, apps: { needs: ['data'], secrets: [secret('db-key', ['apps/Api'])] } },
      subscriptionId: test.subscriptionId,
    });
    await expect(run('azstage secrets apps --strict')).resolves.toMatchObject({ exitCode: 0 });
  });

  it('asks Azure Resource Manager where the vault is out of reach, and says why and from where', async () => {
    const error = {
      code: 'Forbidden',
      message: 'Public network access is disabled.',
      innererror: { code: 'ForbiddenByConnection' },
    };
    fault = (url) => (url.hostname.startsWith('kv-') ? { status: 403, body: { error } } : undefined);
    const { output } = await run('azstage secrets apps --json');
    const result = parseLines(output).find(({ code }) => code === 'secrets.result')?.data as SecretsResult;
    expect(result.vaults).toEqual([
      {
        vault: 'kv-shop',
        ...SHARED,
        uri: 'https://kv-shop.vault.azure.net/',
        network: 'from 203.0.113.0/24 or inside vnet-shop',
        askedBy: 'resource-manager',
        why: 'kv-shop is reached through its private endpoint alone, and this machine is outside.',
        fix: expect.stringContaining('inside vnet-shop') as string,
      },
    ]);
    expect(result.secrets.map(({ name, status, stages }) => [name, status, stages])).toEqual([
      ['db-key', 'present', ['apps']],
      ['made', 'missing', ['apps']],
      ['newsapi-key', 'missing', ['apps']],
    ]);
    expect(result.next).toBe('azstage secrets set newsapi-key');
  });

  it('says that it is unknown where nobody is signed in', async () => {
    const body = {
      error: 'invalid_client',
      error_description: 'AADSTS7000222: The provided client secret has expired.',
    };
    fault = (url) => (url.hostname.startsWith('login') ? { status: 401, body } : undefined);
    const { exitCode, output } = await run('azstage secrets apps --strict');
    expect(output).toMatch(/^ {2}Signing in to Azure failed: .*AADSTS7000222/m);
    expect(output.match(/AADSTS7000222/g)).toHaveLength(1);
    expect(output).toMatch(/^ {2}To do: .*Sign in with az login/m);
    expect(output).toMatch(/^ {2}db-key +unknown /m);
    expect(exitCode).toBe(1);
  });

  it('sets a secret from standard input with what is declared, and says what comes next', async () => {
    const { exitCode, output } = await run(`printf '${VALUE}\\n' | azstage secrets set newsapi-key`);
    expect(output).toContain('kv-shop can be reached from 203.0.113.0/24 or inside vnet-shop.');
    expect(output).toMatch(/^A new version of newsapi-key is in kv-shop\. It expires at 2030-01-02/m);
    expect(output).toMatch(/^Next: azstage deploy apps$/m);
    expect(exitCode).toBe(0);
    expect(objects().get(vault(), 'secrets', 'newsapi-key')?.versions).toMatchObject([
      { value: VALUE, contentType: 'text/plain', attributes: { exp: Date.parse('2030-01-02T03:04:05Z') / 1000 } },
    ]);
  });

  it('sets one of several lines from a file, in the vault that is named, and recovers a deleted one when told', async () => {
    project.write('key.pem', `-----BEGIN-----\n${VALUE}\n-----END-----\n`);
    const several = await run('azstage secrets set db-key --from-file key.pem');
    expect(several).toMatchObject({ exitCode: 64 });
    expect(several.output).toMatch(
      /The secret db-key may be in several key vaults: kv-shop of data, azurerm_key_vault\.Other of later\./,
    );
    const set = () => run('azstage secrets set db-key --from-file key.pem --vault kv-shop');
    await expect(set()).resolves.toMatchObject({ exitCode: 0 });
    const stored = objects().get(vault(), 'secrets', 'db-key');
    expect(stored?.versions.at(-1)).toMatchObject({ value: `-----BEGIN-----\n${VALUE}\n-----END-----` });
    Object.assign(stored as object, { deleted: true });
    const refused = await set();
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toMatch(
      /kv-shop has a deleted secret db-key, whose name is taken until it is purged\. Nothing was written\./,
    );
    expect(refused.output).toContain('--recover');
    expect((await run('azstage secrets data')).output).toMatch(/^ {2}db-key +deleted +purged \d{4}-/m);
    const recovered = await run('azstage secrets set db-key --from-file key.pem --stage apps --recover');
    expect(recovered.output).toMatch(/^A new version of db-key is in kv-shop, after it was recovered\.$/m);
    expect(stored).toMatchObject({ deleted: false });
  });

  it.each([
    ['set other', 64, /No stage declares a secret "other"\..*\n.*To write it all the same, pass --force\./],
    ['set newsapi-kee', 64, /Did you mean "newsapi-key"\?/],
    ['set other --force', 64, /The secret other may be in several key vaults/],
    ['set made', 1, /Terraform writes the secret made: a value by hand would be replaced by the next apply\./],
    ['set tls', 1, /The secret tls comes with the certificate of that name/],
    ['set db-key --stage later', 1, /The key vault of later is not deployed yet\..*\n.*azstage deploy later/],
    ['set db-key --vault kv-none', 64, /--vault kv-none: there is no key vault for the secret db-key\./],
    ['set a_b', 64, /A secret cannot be named "a_b"\./],
    ['set db-key hunter2', 64, /azstage secrets set takes one name, and no value/],
    ['set', 64, /azstage secrets set lacks the name of a secret\./],
    ['set db-key --strict', 64, /takes neither --strict nor filters of stages/],
    ['apps --force', 64, /A list of secrets takes no --force\./],
    ['set newsapi-key --from-file none.txt', 64, /--from-file: none\.txt does not exist\./],
    ['set newsapi-key', 64, /The value is empty\./],
  ])('refuses %s', async (args, exitCode, message) => {
    const result = await run(`azstage secrets ${args} < /dev/null`);
    expect(result.output).toMatch(message);
    expect(result).toMatchObject({ exitCode });
  });

  it('takes no value that is no text, or larger than a secret may be', async () => {
    const binary = await run(`printf '\\377\\376' | azstage secrets set newsapi-key`);
    expect(binary.output).toContain('The value in standard input is not text in UTF-8.');
    const large = await run(`head -c 30000 /dev/zero | tr '\\0' a | azstage secrets set newsapi-key`);
    expect(large.output).toContain('The value has 30000 bytes; a secret has at most 25000.');
  });

  it('is what synth and deploy name for the secrets of a stage', async () => {
    const { stdout } = await project.azstage('synth', 'apps', '--environment', 'dev');
    expect(stdout).toContain(
      '- Set the secrets newsapi-key, db-key in the key vault of data, each with: azstage secrets set NAME --environment dev',
    );
    project.change({
      stages: {
        apps: { resources: { 'terraform_data.Api': { input: 'a' } }, secrets: [secret('newsapi-key', ['apps/Api'])] },
      },
    });
    const deployed = await project.azstage('deploy', 'apps', '--yes');
    expect(deployed.stderr).toContain(
      'apps: prerequisites: Set the secret newsapi-key in the key vault of data: azstage secrets set newsapi-key\n',
    );
  });
});
