import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { KeyOperation, KeyVaultKey, KeyVaultKeyType } from '../../../../lib/constructs/security/key-vault-key';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

function vaultIn(stage = testStage()) {
  return { stage, vault: new KeyVault(stage, 'Vault') };
}

describe('by default', () => {
  test('it is an RSA key of 3072 bits that only wraps other keys', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('DiskEncryption');
    expect(stage).toHaveResource('azurerm_key_vault_key', {
      name: 'disk-encryption',
      key_type: 'RSA',
      key_size: 3072,
      key_opts: ['unwrapKey', 'wrapKey'],
    });
    expect(RenderedStage.of(stage).resource('azurerm_key_vault_key')).not.toHaveProperty('curve');
  });

  test('Key Vault rotates it every year, and each version is valid for 30 days more', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk');
    expect(stage).toHaveResource('azurerm_key_vault_key', {
      rotation_policy: {
        automatic: { time_after_creation: 'P365D' },
        expire_after: 'P395D',
        notify_before_expiry: 'P7D',
      },
    });
  });

  test('the first version expires as the later ones do, counted from when it is made', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk');
    expect(stage).toHaveResource('azurerm_key_vault_key', { expiration_date: '${timeadd(timestamp(), "9480h")}' });
  });

  test('the expiry that rotation sets does not make Terraform replace the key', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk');
    expect(stage).toHaveResource('azurerm_key_vault_key', { lifecycle: { ignore_changes: ['expiration_date'] } });
  });

  test('it has no tags of the stage, which every apply would have to carry into the vault', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk');
    expect(RenderedStage.of(stage).resource('azurerm_key_vault_key')).not.toHaveProperty('tags');
  });

  test('its loss is a loss of data, and a private vault must be reached to make it', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk');
    expect(stage.metadata.dataResources).toContainEqual(expect.stringContaining('azurerm_key_vault_key.'));
    expect(stage.metadata.networkRequirements).toEqual([
      { path: 'stage-test/Vault/Disk', reason: 'Terraform makes the key disk in a key vault without public address' },
    ]);
  });

  test('a vault that allows some addresses can be reached from there', () => {
    const stage = testStage();
    new KeyVault(stage, 'Vault', { allowedIpRanges: ['20.11.0.4'] }).addKey('Disk');
    expect(stage.metadata.networkRequirements).toEqual([]);
  });
});

describe('options', () => {
  test('an elliptic key has a curve, and signs', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Signing', { type: KeyVaultKeyType.EC_HSM });
    expect(stage).toHaveResource('azurerm_key_vault_key', {
      key_type: 'EC-HSM',
      curve: 'P-256',
      key_opts: ['sign', 'verify'],
    });
    expect(RenderedStage.of(stage).resource('azurerm_key_vault_key')).not.toHaveProperty('key_size');
  });

  test('rotation can be quicker, and overlap longer', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk', { rotation: { everyDays: 90, overlapDays: 60 } });
    expect(stage).toHaveResource('azurerm_key_vault_key', {
      rotation_policy: { automatic: { time_after_creation: 'P90D' }, expire_after: 'P150D' },
      expiration_date: '${timeadd(timestamp(), "3600h")}',
    });
  });

  test('the first version expires when you say, and the later ones as rotation says', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk', { expirationDate: '2027-12-31T00:00:00Z' });
    expect(stage).toHaveResource('azurerm_key_vault_key', {
      expiration_date: '2027-12-31T00:00:00Z',
      rotation_policy: { expire_after: 'P395D' },
      lifecycle: { ignore_changes: ['expiration_date'] },
    });
  });

  test('a key that nobody rotates does not expire by default: what it encrypts would be lost with it', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk', { rotation: false });
    expect(RenderedStage.of(stage).resource('azurerm_key_vault_key')).not.toHaveProperty('expiration_date');
  });

  test('without rotation the expiry is what the configuration says', () => {
    const { stage, vault } = vaultIn();
    vault.addKey('Disk', { rotation: false, expirationDate: '2027-12-31T00:00:00Z' });
    const key = RenderedStage.of(stage).resource('azurerm_key_vault_key');
    expect(key).toMatchObject({ expiration_date: '2027-12-31T00:00:00Z' });
    expect(key).not.toHaveProperty('rotation_policy');
    expect(key).not.toHaveProperty('lifecycle');
  });
});

describe('encryption', () => {
  test('the grant is for the one key, and what is encrypted waits for it', () => {
    const { stage, vault } = vaultIn();
    const key = vault.addKey('Disk');
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    new StorageAccount(stage, 'Documents', { customerManagedKey: { key, identity } });
    const rendered = RenderedStage.of(stage);
    const assignment = rendered.resource('azurerm_role_assignment');
    expect(assignment['role_definition_id']).toContain('e147488a-f6f5-4113-8e2d-b22465e65bf6');
    expect(assignment['scope']).toMatch(/^\$\{azurerm_key_vault_key\.\w+\.resource_versionless_id\}$/);
    expect(rendered.resource('azurerm_storage_account')).toMatchObject({
      customer_managed_key: {
        key_vault_key_id: expect.stringMatching(/^\$\{azurerm_key_vault_key\.\w+\.versionless_id\}$/),
      },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Vault_Disk_Grant-/)],
    });
  });

  test('a key of an upstream stage is granted in the stage that uses it', () => {
    const app = testApp();
    const platform = testStage({ app, id: 'stage-platform' });
    const data = testStage({ app, id: 'stage-data', upstream: [platform] });
    const key = new KeyVault(platform, 'Vault').addKey('Disk');
    const identity = new UserAssignedIdentity(data, 'Encryption');
    new StorageAccount(data, 'Documents', { customerManagedKey: { key, identity } });
    expect(platform).toHaveResourceCount('azurerm_role_assignment', 0);
    expect(RenderedStage.of(data).resource('azurerm_storage_account')['depends_on']).toHaveLength(1);
    expect(platform.dependsOn(data)).toBe(false);
  });
});

describe('a key that exists', () => {
  test('is named by its URL, and Terraform does not read it', () => {
    const { stage, vault } = vaultIn();
    const key = KeyVaultKey.fromReference(stage, 'Existing', { keyVault: vault, name: 'disk', version: 'abc' });
    key.grantEncryption(new UserAssignedIdentity(stage, 'Encryption'));
    stage.addOutput('key', key.versionedKeyId, { description: 'Key.' });
    const rendered = RenderedStage.of(stage);
    expect(rendered.outputs['key']).toMatchObject({ value: expect.stringMatching(/vault_uri\}keys\/disk\/abc$/) });
    expect(rendered.resource('azurerm_role_assignment')['scope']).toMatch(/^\$\{join\("\/", .*\.id, "keys", "disk"/);
    expect(rendered.resourceTypes).not.toContain('azurerm_key_vault_key');
  });

  test('has no versioned id when no version was given', () => {
    const { stage, vault } = vaultIn();
    const key = KeyVaultKey.fromReference(stage, 'Existing', { keyVault: vault, name: 'disk' });
    expect(() => key.versionedKeyId).toThrow(
      'stage-test/Existing: version: is missing, and what uses the key takes no id without. Give the version in KeyVaultKey.fromReference(...).',
    );
  });
});

describe('bad input', () => {
  test('every problem of an RSA key is reported at once', () => {
    const { vault } = vaultIn();
    expect(() =>
      vault.addKey('Disk', {
        name: 'disk_key',
        size: 1024,
        curve: 'P-256',
        rotation: { everyDays: 7, overlapDays: 1 },
        expirationDate: '2027-12-31',
        tags: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`tag${index}`, 'x'])),
      }),
    ).toThrow(
      [
        'stage-test/Vault/Disk: size: got 1024. Allowed: 2048, 3072, 4096.',
        'stage-test/Vault/Disk: curve: got "P-256". Allowed: none: an RSA key has a size.',
        'stage-test/Vault/Disk: rotation.everyDays: got 7. Allowed: a whole number from 21 to 36000.',
        'stage-test/Vault/Disk: rotation.overlapDays: got 1. Allowed: a whole number from 7 to 365.',
        'stage-test/Vault/Disk: expirationDate: got "2027-12-31". Allowed: a date and time such as 2027-12-31T00:00:00Z.',
        'stage-test/Vault/Disk: tags: got 16, and Key Vault keeps up to 15 on a key or secret.',
        'stage-test/Vault/Disk: name: got "disk_key". Allowed: 1 to 127 letters, digits and hyphens.',
      ].join('\n'),
    );
  });

  test('an elliptic key has no size, and cannot wrap', () => {
    const { vault } = vaultIn();
    expect(() =>
      vault.addKey('Signing', {
        type: KeyVaultKeyType.EC,
        size: 2048,
        curve: 'P-1',
        operations: [KeyOperation.WRAP_KEY],
      }),
    ).toThrow(
      [
        'stage-test/Vault/Signing: size: got 2048. Allowed: none: an EC key has a curve.',
        'stage-test/Vault/Signing: curve: got "P-1". Allowed: P-256, P-256K, P-384, P-521.',
        'stage-test/Vault/Signing: operations: got ["wrapKey"]. Allowed: sign, verify.',
      ].join('\n'),
    );
  });
});
