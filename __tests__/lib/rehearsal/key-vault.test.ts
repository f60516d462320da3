import { AppConfigurationManagementClient } from '@azure/arm-appconfiguration';
import { KeyVaultManagementClient, type VaultProperties } from '@azure/arm-keyvault';
import { KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';

describe('key vaults and configuration stores', () => {
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure();
  });
  afterAll(() => test.stop());

  const vaults = () => new KeyVaultManagementClient(test.credential, test.subscriptionId, test.options).vaults;
  const vault = (name: string, more: Partial<VaultProperties> = {}) =>
    vaults().createOrUpdate('rg', name, {
      location: LOCATION,
      properties: { tenantId: test.azure.azure.tenantId, sku: { family: 'A', name: 'standard' }, ...more },
    });

  describe('vaults', () => {
    it('creates, reads, lists, changes and deletes a vault, whose name stays taken until it is purged', async () => {
      const made = await vault('kv-one', { softDeleteRetentionInDays: 7 });
      expect(made.properties).toMatchObject({
        vaultUri: 'https://kv-one.vault.azure.net/',
        enableSoftDelete: true,
        publicNetworkAccess: 'Enabled',
      });
      await vaults().update('rg', 'kv-one', { properties: { publicNetworkAccess: 'Disabled' } });
      const read = await vaults().get('rg', 'kv-one');
      expect(read.properties.publicNetworkAccess).toBe('Disabled');
      const listed = await namesOf(vaults().listByResourceGroup('rg'));
      expect(listed).toEqual(['kv-one']);
      await vaults().delete('rg', 'kv-one');
      await expect(vaults().get('rg', 'kv-one')).rejects.toMatchObject({ code: 'ResourceNotFound' });
      const { properties } = await vaults().getDeleted('kv-one', LOCATION);
      expect(properties?.vaultId).toBe(made.id);
      await expect(vault('kv-one')).rejects.toMatchObject({
        code: 'ConflictError',
        message: expect.stringContaining('recover or purge'),
      });
      const check = () => vaults().checkNameAvailability({ name: 'kv-one', type: 'Microsoft.KeyVault/vaults' });
      await expect(check()).resolves.toMatchObject({ nameAvailable: false });
      await vaults().purgeDeleted('kv-one', LOCATION);
      await expect(check()).resolves.toMatchObject({ nameAvailable: true });
      await vault('kv-one');
    });

    it('recovers a deleted vault as it was, and never purges one with purge protection', async () => {
      await expect(vault('kv-kept', { createMode: 'recover' })).rejects.toMatchObject({
        code: 'DeletedVaultNotFound',
      });
      await vault('kv-kept', { softDeleteRetentionInDays: 10, enablePurgeProtection: true });
      await vaults().delete('rg', 'kv-kept');
      await expect(vaults().purgeDeleted('kv-kept', LOCATION)).rejects.toMatchObject({ code: 'MethodNotAllowed' });
      const deleted = await namesOf(vaults().listDeleted());
      expect(deleted).toEqual(['kv-kept']);
      const recovered = await vault('kv-kept', { createMode: 'recover' });
      expect(recovered.properties).toMatchObject({ softDeleteRetentionInDays: 10, enablePurgeProtection: true });
      await expect(vaults().getDeleted('kv-kept', LOCATION)).rejects.toMatchObject({ code: 'DeletedVaultNotFound' });
    });

    it.each<readonly [string, Partial<VaultProperties>, RegExp]>([
      ['another tenant', { tenantId: '11111111-2222-4333-8444-555555555555' }, /tenant ID/],
      ['a SKU', { sku: { family: 'A', name: 'basic' as 'standard' } }, /sku.name is "basic"/],
      ['soft delete turned off', { enableSoftDelete: false }, /"enableSoftDelete" cannot be set to false/],
      ['purge protection turned off', { enablePurgeProtection: false }, /irreversible/],
      ['a retention of 6 days', { softDeleteRetentionInDays: 6 }, /from 7 to 90/],
    ])('refuses %s', async (_what, more, message) => {
      await expect(vault('kv-refused', more)).rejects.toMatchObject({
        code: 'BadRequest',
        message: expect.stringMatching(message),
      });
    });

    it('keeps retention and purge protection, and refuses a name that is taken', async () => {
      await vault('kv-fixed', { softDeleteRetentionInDays: 7, enablePurgeProtection: true });
      await expect(vault('kv-fixed', { softDeleteRetentionInDays: 8 })).rejects.toMatchObject({ code: 'BadRequest' });
      await expect(vault('kv-fixed', { softDeleteRetentionInDays: 7 })).resolves.toMatchObject({
        properties: { enablePurgeProtection: true },
      });
      test.azure.assumeGroup(`/subscriptions/${test.subscriptionId}/resourceGroups/rg-2`, LOCATION);
      const { tenantId } = test.azure.azure;
      const again = vaults().createOrUpdate('rg-2', 'kv-fixed', {
        location: LOCATION,
        properties: { tenantId, sku: { family: 'A', name: 'standard' } },
      });
      await expect(again).rejects.toMatchObject({ code: 'VaultAlreadyExists' });
    });

    it('adds, replaces and removes access policies', async () => {
      await vault('kv-policy', { accessPolicies: [] });
      const { tenantId } = test.azure.azure;
      const policy = (objectId: string, secrets: string[]) => ({ tenantId, objectId, permissions: { secrets } });
      const update = (kind: 'add' | 'replace' | 'remove', ...accessPolicies: ReturnType<typeof policy>[]) =>
        vaults().updateAccessPolicy('rg', 'kv-policy', kind, { properties: { accessPolicies } });
      const now = async () =>
        (await vaults().get('rg', 'kv-policy')).properties.accessPolicies?.map((each) => [
          each.objectId,
          each.permissions.secrets,
        ]);
      await update('add', policy('a', ['get']), policy('b', ['list']));
      await update('add', policy('a', ['set']));
      await expect(now()).resolves.toEqual([
        ['b', ['list']],
        ['a', ['set']],
      ]);
      await update('remove', policy('b', []));
      await expect(now()).resolves.toEqual([['a', ['set']]]);
      await update('replace', policy('c', ['get']));
      await expect(now()).resolves.toEqual([['c', ['get']]]);
    });
  });

  describe('secrets and keys', () => {
    const secrets = (name: string) =>
      new SecretClient(`https://${name}.vault.azure.net`, test.credential, test.options);
    const keys = (name: string) => new KeyClient(`https://${name}.vault.azure.net`, test.credential, test.options);

    it('sets, reads, lists, changes and deletes secrets, with all their versions', async () => {
      await vault('kv-secret');
      const first = await secrets('kv-secret').setSecret('password', 'one', { contentType: 'text/plain' });
      await secrets('kv-secret').setSecret('password', 'two');
      await expect(secrets('kv-secret').getSecret('password')).resolves.toMatchObject({ value: 'two' });
      const { version = '' } = first.properties;
      await expect(secrets('kv-secret').getSecret('password', { version })).resolves.toMatchObject({ value: 'one' });
      const changed = await secrets('kv-secret').updateSecretProperties('password', version, { tags: { a: 'b' } });
      expect(changed.tags).toEqual({ a: 'b' });
      const listed = await namesOf(secrets('kv-secret').listPropertiesOfSecrets());
      expect(listed).toEqual(['password']);
      const versions = [];
      for await (const each of secrets('kv-secret').listPropertiesOfSecretVersions('password')) {
        versions.push(each.version);
      }
      expect(versions).toHaveLength(2);
    });

    it('keeps the name of a deleted secret until it is purged or recovered', async () => {
      await vault('kv-gone');
      await secrets('kv-gone').setSecret('password', 'one');
      await secrets('kv-gone').beginDeleteSecret('password');
      await expect(secrets('kv-gone').getSecret('password')).rejects.toMatchObject({ code: 'SecretNotFound' });
      await expect(secrets('kv-gone').setSecret('password', 'two')).rejects.toMatchObject({
        code: 'Conflict',
        message: expect.stringContaining('deleted but recoverable'),
      });
      await secrets('kv-gone').beginRecoverDeletedSecret('password');
      await expect(secrets('kv-gone').getSecret('password')).resolves.toMatchObject({ value: 'one' });
      await secrets('kv-gone').beginDeleteSecret('password');
      const deleted = await namesOf(secrets('kv-gone').listDeletedSecrets());
      expect(deleted).toEqual(['password']);
      await secrets('kv-gone').purgeDeletedSecret('password');
      await secrets('kv-gone').setSecret('password', 'two');
    });

    it('creates keys with their rotation policies, and never purges one where there is purge protection', async () => {
      await vault('kv-keys', { enablePurgeProtection: true });
      const rsa = await keys('kv-keys').createRsaKey('wrap', { keySize: 2048 });
      expect(rsa).toMatchObject({
        keyType: 'RSA',
        id: expect.stringContaining('https://kv-keys.vault.azure.net/keys/'),
      });
      await expect(keys('kv-keys').createEcKey('sign', { curve: 'P-384' })).resolves.toMatchObject({
        key: { crv: 'P-384' },
      });
      await keys('kv-keys').updateKeyRotationPolicy('wrap', {
        expiresIn: 'P90D',
        lifetimeActions: [{ action: 'Rotate', timeBeforeExpiry: 'P30D' }],
      });
      await expect(keys('kv-keys').getKeyRotationPolicy('wrap')).resolves.toMatchObject({ expiresIn: 'P90D' });
      await keys('kv-keys').beginDeleteKey('sign');
      await expect(keys('kv-keys').purgeDeletedKey('sign')).rejects.toMatchObject({ code: 'Forbidden' });
      await expect(keys('kv-keys').getKey('none')).rejects.toMatchObject({ code: 'KeyNotFound' });
      await expect(keys('kv-keys').createRsaKey('with_underscore')).rejects.toMatchObject({ code: 'BadParameter' });
      await expect(keys('kv-nothere').getKey('wrap')).rejects.toMatchObject({ code: 'VaultNotFound' });
    });
  });

  describe('secrets and keys in Azure Resource Manager', () => {
    const client = () => new KeyVaultManagementClient(test.credential, test.subscriptionId, test.options);

    it('writes, reads and lists secrets without their values, as the vault itself has them', async () => {
      await vault('kv-arm');
      const properties = {
        value: 'hidden',
        contentType: 'text/plain',
        attributes: { expires: new Date('2030-01-02') },
      };
      const made = await client().secrets.createOrUpdate('rg', 'kv-arm', 'first', { properties, tags: { a: 'b' } });
      expect(made.properties.value).toBeUndefined();
      const secrets = new SecretClient('https://kv-arm.vault.azure.net', test.credential, test.options);
      await expect(secrets.getSecret('first')).resolves.toMatchObject({ value: 'hidden' });
      await secrets.setSecret('second', 'other');
      const read = await client().secrets.get('rg', 'kv-arm', 'first');
      expect(read).toMatchObject({
        name: 'first',
        type: 'Microsoft.KeyVault/vaults/secrets',
        tags: { a: 'b' },
        properties: { contentType: 'text/plain', secretUri: 'https://kv-arm.vault.azure.net/secrets/first' },
      });
      expect(read.properties.value).toBeUndefined();
      expect(await namesOf(client().secrets.list('rg', 'kv-arm'))).toEqual(['first', 'second']);
      await secrets.beginDeleteSecret('second');
      expect(await namesOf(client().secrets.list('rg', 'kv-arm'))).toEqual(['first']);
      await expect(client().secrets.get('rg', 'kv-arm', 'second')).rejects.toMatchObject({ code: 'SecretNotFound' });
      await expect(client().secrets.get('rg', 'kv-none', 'first')).rejects.toMatchObject({ code: 'ResourceNotFound' });
      await expect(client().secrets.createOrUpdate('rg', 'kv-arm', 'second', { properties })).rejects.toMatchObject({
        code: 'Conflict',
      });
    });

    it('makes a key once, and lists its versions', async () => {
      await vault('kv-armkeys');
      const body = { properties: { kty: 'RSA', keyOps: ['wrapKey', 'unwrapKey'] } } as const;
      const { keys: ofManager } = client();
      const made = await ofManager.createIfNotExist('rg', 'kv-armkeys', 'wrap', {
        properties: { ...body.properties, keyOps: [...body.properties.keyOps] },
      });
      const again = await ofManager.createIfNotExist('rg', 'kv-armkeys', 'wrap', { properties: { kty: 'RSA' } });
      expect(again.keyUriWithVersion).toBe(made.keyUriWithVersion);
      const own = new KeyClient('https://kv-armkeys.vault.azure.net', test.credential, test.options);
      await expect(own.getKey('wrap')).resolves.toMatchObject({ id: made.keyUriWithVersion });
      await own.createRsaKey('wrap');
      expect(await namesOf(ofManager.list('rg', 'kv-armkeys'))).toEqual(['wrap']);
      expect(await namesOf(ofManager.listVersions('rg', 'kv-armkeys', 'wrap'))).toHaveLength(2);
      const version = made.keyUriWithVersion?.split('/').at(-1) ?? '';
      await expect(ofManager.getVersion('rg', 'kv-armkeys', 'wrap', version)).resolves.toMatchObject({
        keyUriWithVersion: made.keyUriWithVersion,
      });
      await expect(ofManager.get('rg', 'kv-armkeys', 'none')).rejects.toMatchObject({ code: 'KeyNotFound' });
    });
  });

  describe('configuration stores', () => {
    const client = () => new AppConfigurationManagementClient(test.credential, test.subscriptionId, test.options);
    const store = (name: string, more: object = {}, sku = 'standard') =>
      client().configurationStores.beginCreateAndWait('rg', name, { location: LOCATION, sku: { name: sku }, ...more });

    it('creates, reads, changes and deletes a store, whose name stays taken until it is purged', async () => {
      await expect(store('appcs-one')).resolves.toMatchObject({
        endpoint: 'https://appcs-one.azconfig.io',
        softDeleteRetentionInDays: 7,
      });
      const keys = [];
      for await (const { readOnly } of client().configurationStores.listKeys('rg', 'appcs-one')) {
        keys.push(readOnly);
      }
      expect(keys).toEqual([false, false, true, true]);
      await client().configurationStores.beginUpdateAndWait('rg', 'appcs-one', { disableLocalAuth: true });
      await expect(client().configurationStores.get('rg', 'appcs-one')).resolves.toMatchObject({
        disableLocalAuth: true,
      });
      await client().configurationStores.beginDeleteAndWait('rg', 'appcs-one');
      await expect(store('appcs-one')).rejects.toMatchObject({ code: 'NameUnavailable' });
      await client().configurationStores.beginPurgeDeletedAndWait(LOCATION, 'appcs-one');
      await store('appcs-one');
      await expect(
        client().operations.checkNameAvailability({
          name: 'appcs-one',
          type: 'Microsoft.AppConfiguration/configurationStores',
        }),
      ).resolves.toMatchObject({ nameAvailable: false });
    });

    it('offers replicas and purge protection in the tiers that have them', async () => {
      const replica = (storeName: string, location: string) =>
        client().replicas.beginCreateAndWait('rg', storeName, 'north', { location });
      await store('appcs-free', {}, 'free');
      await expect(replica('appcs-free', 'northeurope')).rejects.toMatchObject({ code: 'BadRequest' });
      await expect(store('appcs-guard', { enablePurgeProtection: true }, 'free')).rejects.toMatchObject({
        code: 'BadRequest',
      });
      await expect(store('appcs-guard', {}, 'gold')).rejects.toMatchObject({ code: 'InvalidSku' });
      await store('appcs-guard', { enablePurgeProtection: true });
      await expect(replica('appcs-guard', LOCATION)).rejects.toMatchObject({ code: 'BadRequest' });
      await expect(replica('appcs-guard', 'northeurope')).resolves.toMatchObject({
        endpoint: 'https://appcs-guard-north.azconfig.io',
      });
      await expect(store('appcs-guard', { enablePurgeProtection: false })).rejects.toMatchObject({
        code: 'BadRequest',
      });
      await client().configurationStores.beginDeleteAndWait('rg', 'appcs-guard');
      await expect(
        client().configurationStores.beginPurgeDeletedAndWait(LOCATION, 'appcs-guard'),
      ).rejects.toMatchObject({ code: 'Conflict' });
    });
  });
});
