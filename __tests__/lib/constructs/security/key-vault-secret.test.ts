import { TerraformVariable } from 'cdktf';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { RenderedStage, testStage } from '../../../../lib/testing';

function setUp() {
  const stage = testStage();
  const vault = new KeyVault(stage, 'Vault');
  const value = new TerraformVariable(stage, 'api_key', { type: 'string', sensitive: true }).stringValue;
  return { stage, vault, value };
}

test('the value is write-only: it is in no state', () => {
  const { stage, vault, value } = setUp();
  vault.addSecret('NewsApiKey', { value });
  const secret = RenderedStage.of(stage).resource('azurerm_key_vault_secret');
  expect(secret).toMatchObject({ name: 'news-api-key', value_wo: '${var.api_key}', value_wo_version: 1 });
  expect(secret).not.toHaveProperty('value');
  expect(secret).not.toHaveProperty('tags');
});

test('its stage requires the Terraform that knows write-only arguments, and no other stage does', () => {
  const { stage, vault, value } = setUp();
  const without = RenderedStage.of(testStage()).terraform;
  vault.addSecret('NewsApiKey', { value });
  expect(RenderedStage.of(stage).terraform['required_version']).toBe('>= 1.11');
  expect(without).not.toHaveProperty('required_version');
});

test('a private vault must be reached to write it', () => {
  const { stage, vault, value } = setUp();
  vault.addSecret('NewsApiKey', { value });
  expect(stage.metadata.networkRequirements).toEqual([
    {
      path: 'stage-test/Vault/NewsApiKey',
      reason: 'Terraform writes the secret news-api-key to a key vault without public address',
    },
  ]);
});

test('a new version writes the value again, and an expiry and a type go with it', () => {
  const { stage, vault, value } = setUp();
  vault.addSecret('NewsApiKey', {
    value,
    version: 2,
    contentType: 'text/plain',
    expires: '2027-12-31T00:00:00Z',
    tags: { owner: 'news' },
  });
  expect(stage).toHaveResource('azurerm_key_vault_secret', {
    value_wo_version: 2,
    content_type: 'text/plain',
    expiration_date: '2027-12-31T00:00:00Z',
    tags: { owner: 'news' },
  });
});

test('reading is granted on the one secret, after it is there', () => {
  const { stage, vault, value } = setUp();
  const secret = vault.addSecret('NewsApiKey', { value });
  secret.grantRead(new UserAssignedIdentity(stage, 'App'));
  stage.addOutput('secret', secret.secretId, { description: 'Where the secret is.' });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resource('azurerm_role_assignment')['scope']).toMatch(
    /^\$\{azurerm_key_vault_secret\.\w+\.resource_versionless_id\}$/,
  );
  expect(rendered.outputs['secret']).toMatchObject({ value: expect.stringMatching(/\.versionless_id\}$/) });
});

test('a literal is refused, and the message does not repeat it', () => {
  const { vault } = setUp();
  const add = () => vault.addSecret('NewsApiKey', { value: 'hunter2', version: 0, expires: 'soon' });
  expect(add).toThrow(
    [
      'stage-test/Vault/NewsApiKey: value: is a literal, which the Terraform JSON would show to whoever reads it. Pass the value of a TerraformVariable with sensitive: true, or use vault.secret(name) and fill it in with azstage secrets set.',
      'stage-test/Vault/NewsApiKey: version: got 0. Allowed: a whole number from 1 to 9007199254740991.',
      'stage-test/Vault/NewsApiKey: expires: got "soon". Allowed: a date and time such as 2027-12-31T00:00:00Z.',
    ].join('\n'),
  );
  expect(add).not.toThrow('hunter2');
});
