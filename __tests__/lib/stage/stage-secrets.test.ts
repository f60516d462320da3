import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DataAzurermKeyVaultSecret } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret';
import { TerraformVariable } from 'cdktf';
import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { AppConfiguration } from '../../../lib/constructs/management/app-configuration';
import { KeyVault } from '../../../lib/constructs/security/key-vault';
import { type StageSecret } from '../../../lib/manifest/stage-secret';
import { Stage } from '../../../lib/stage/stage';
import { StagedApp } from '../../../lib/stage/staged-app';

let directory: string;
let app: StagedApp;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-secrets-'));
  app = new StagedApp({ name: 'shop', env: {}, overrides: { today: '2026-11-01' }, outdir: directory });
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

const addStage = (id: string) => new Stage(app, id, { title: id, purpose: 'Runs.' });

function secretsOf(stage: Stage): readonly StageSecret[] | undefined {
  app.synth();
  const metadata = JSON.parse(fs.readFileSync(path.join(directory, 'azstage.json'), 'utf8')) as {
    stages: { name: string; secrets?: StageSecret[] }[];
  };
  return metadata.stages.find(({ name }) => name === stage.node.id)?.secrets;
}

const vaultOf = (stage: string, address: unknown = expect.stringMatching(/^azurerm_key_vault\.Vault/)) => ({
  stage,
  address,
});

test('the stage of the vault names a secret, and the stage that reads it names its constructs too', () => {
  const data = addStage('data');
  const vault = new KeyVault(data, 'Vault');
  const apps = addStage('apps');
  const options = { contentType: 'text/plain', expires: '2027-12-31T00:00:00Z' };
  ['Web', 'Api'].forEach((id) => vault.secret('newsapi-key', options).grantRead(new UserAssignedIdentity(apps, id)));
  const secret = { name: 'newsapi-key', vault: vaultOf('data'), ...options };
  expect(secretsOf(data)).toEqual([{ ...secret, users: [] }]);
  expect(secretsOf(apps)).toEqual([{ ...secret, users: ['apps/Api', 'apps/Web'] }]);
});

test('a secret that Terraform writes, that of a certificate, and one that a data source reads are told apart', () => {
  const data = addStage('data');
  const vault = new KeyVault(data, 'Vault', { allowedIpRanges: ['203.0.113.0/24'] });
  const value = new TerraformVariable(data, 'key', { type: 'string', sensitive: true }).stringValue;
  const written = vault.addSecret('ApiKey', { value });
  const apps = addStage('apps');
  written.grantRead(new UserAssignedIdentity(apps, 'Api'));
  vault.secret('tls', { isCertificate: true }).grantRead(new UserAssignedIdentity(apps, 'Ingress'));
  new DataAzurermKeyVaultSecret(apps, 'Read', { name: 'legacy', keyVaultId: vault.keyVaultId });
  expect(secretsOf(data)).toEqual([
    { name: 'api-key', vault: vaultOf('data'), writtenBy: 'terraform', users: [] },
    { name: 'tls', vault: vaultOf('data'), writtenBy: 'certificate', users: [] },
  ]);
  expect(secretsOf(apps)).toEqual([
    { name: 'api-key', vault: vaultOf('data'), writtenBy: 'terraform', users: ['apps/Api'] },
    { name: 'legacy', vault: vaultOf('data'), users: ['apps/Read'] },
    { name: 'tls', vault: vaultOf('data'), writtenBy: 'certificate', users: ['apps/Ingress'] },
  ]);
});

test('a key of a configuration store uses its secret, in an existing vault', () => {
  const stage = addStage('apps');
  const vault = KeyVault.fromName(stage, 'Shared', 'kv-shared', 'rg-shared');
  const store = new AppConfiguration(stage, 'Settings', { publicNetworkAccess: true });
  store.addKey('Key', { key: 'news', secret: vault.secret('newsapi-key') });
  expect(secretsOf(stage)).toEqual([
    {
      name: 'newsapi-key',
      vault: vaultOf('apps', expect.stringMatching(/^data\.azurerm_key_vault\.Shared/)),
      users: ['apps/Settings/Key'],
    },
  ]);
});

test('a stage without secrets has none in azstage.json', () => {
  const stage = addStage('data');
  new KeyVault(stage, 'Vault');
  expect(secretsOf(stage)).toBeUndefined();
});

test('what is written beside a value is given once', () => {
  const vault = new KeyVault(addStage('data'), 'Vault');
  vault.secret('key', { contentType: 'text/plain' });
  expect(() => vault.secret('key')).not.toThrow();
  expect(() => vault.secret('key', { contentType: 'text/html' })).toThrow(
    'data/Vault/Secret-key: contentType: got "text/html", and it was "text/plain" where the secret was asked for before. Give it once.',
  );
  expect(() => vault.secret('other', { expires: '2027-13-31' })).toThrow(
    'a date and time such as 2027-12-31T00:00:00Z',
  );
  expect(() => vault.secret('tls', { isCertificate: true, contentType: 'text/plain' })).toThrow(
    'isCertificate: a certificate has the content type and the expiry of its policy. Leave out contentType and expires.',
  );
});
