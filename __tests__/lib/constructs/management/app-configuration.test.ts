import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { Principal } from '../../../../lib/constructs/identity/principal';
import { AppConfiguration, AppConfigurationSku } from '../../../../lib/constructs/management/app-configuration';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup, existingKey, existingSubnet } from '../../../helpers/neighbours';

describe('defaults', () => {
  test.each(['dev', 'prod'])(
    'is Standard in %s, without keys and public address, and cannot be purged',
    (environment) => {
      const stage = testStage({ app: testApp({ environment }) });
      new AppConfiguration(stage, 'Settings');
      const store = RenderedStage.of(stage).resource('azurerm_app_configuration');
      expect(store).toMatchObject({
        sku: 'standard',
        local_auth_enabled: false,
        public_network_access: 'Disabled',
        purge_protection_enabled: true,
        soft_delete_retention_days: 7,
        data_plane_proxy_authentication_mode: 'Pass-through',
        data_plane_proxy_private_link_delegation_enabled: false,
      });
      expect(store).not.toHaveProperty('identity');
      expect(stage).toHaveResourceCount('azurerm_management_lock', environment === 'prod' ? 1 : 0);
    },
  );

  test('somebody hears when requests are refused', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    new AppConfiguration(stage, 'Settings');
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      frequency: 'PT5M',
      criteria: [{ metric_name: 'ThrottledHttpRequestCount', aggregation: 'Count', threshold: 10 }],
    });
  });
});

describe('options', () => {
  test('security can be loosened by name', () => {
    const stage = testStage();
    new AppConfiguration(stage, 'Settings', {
      localAuthentication: true,
      publicNetworkAccess: true,
      purgeProtection: false,
      softDeleteDays: 1,
      resourceManagerPrivateLink: true,
    });
    expect(stage).toHaveResource('azurerm_app_configuration', {
      local_auth_enabled: true,
      public_network_access: 'Enabled',
      purge_protection_enabled: false,
      soft_delete_retention_days: 1,
      data_plane_proxy_private_link_delegation_enabled: true,
    });
  });

  test('a SKU that cannot restore says nothing of it', () => {
    const stage = testStage();
    new AppConfiguration(stage, 'Settings', { sku: AppConfigurationSku.DEVELOPER });
    const store = RenderedStage.of(stage).resource('azurerm_app_configuration');
    expect(store).toMatchObject({ sku: 'developer', purge_protection_enabled: false });
    expect(store).not.toHaveProperty('soft_delete_retention_days');
  });

  test('a key of your own encrypts it, once its identity may use the key', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    new AppConfiguration(stage, 'Settings', { customerManagedKey: { key: existingKey(stage), identity } });
    const store = RenderedStage.of(stage).resource('azurerm_app_configuration');
    expect(store).toMatchObject({
      encryption: {
        identity_client_id: expect.stringContaining('client_id'),
        key_vault_key_identifier: expect.stringMatching(/keys\/encryption$/),
      },
      identity: { type: 'UserAssigned' },
      depends_on: [expect.stringContaining('azurerm_role_assignment')],
    });
  });
});

describe('grants', () => {
  test('an app that is connected reads', () => {
    const stage = testStage();
    const store = new AppConfiguration(stage, 'Settings');
    const app = new UserAssignedIdentity(stage, 'App');
    const connection = store.connectionFor(app);
    expect(Object.keys(connection.environment)).toEqual(['AZURE_APP_CONFIG_ENDPOINT']);
    expect(stage).toHaveResource('azurerm_role_assignment', {
      role_definition_id: expect.stringContaining('516239f1-63e1-4d78-a4de-a74fb236a071'),
    });
    store.connectionFor(app, { readOnly: false });
    expect(stage).toHaveResource('azurerm_role_assignment', {
      role_definition_id: expect.stringContaining('5ae67dd6-50cb-40e7-96ff-dc2bfa4b606b'),
    });
  });
});

describe('keys', () => {
  test('are written from inside the network, once the administrators have their role and the endpoint is there', () => {
    const stage = testStage();
    const store = new AppConfiguration(stage, 'Settings', {
      administrators: [Principal.group(stage, 'Operators', '11111111-1111-1111-1111-111111111111')],
      privateEndpoints: { subnet: existingSubnet(stage) },
    });
    store.addKey('Timeout', { key: 'orders:timeout', value: '30', label: 'beta' });
    expect(stage.context.networkRequirements).toEqual([
      {
        path: 'stage-test/Settings/Timeout',
        reason: 'Terraform writes the key orders:timeout to a configuration store without public address',
      },
    ]);
    const key = RenderedStage.of(stage).resource('azurerm_app_configuration_key');
    expect(key).toMatchObject({ key: 'orders:timeout', value: '30', label: 'beta', type: 'kv' });
    expect(key['depends_on']).toEqual([
      expect.stringContaining('azurerm_role_assignment'),
      expect.stringContaining('azurerm_private_endpoint'),
    ]);
    expect(key).not.toHaveProperty('tags');
  });

  test('refer to secrets, and need no network where the store is public', () => {
    const stage = testStage();
    const secret = KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing').secret('Polygon-API-Key');
    new AppConfiguration(stage, 'Settings', { publicNetworkAccess: true }).addKey('Polygon', {
      key: 'polygon:key',
      secret,
    });
    const key = RenderedStage.of(stage).resource('azurerm_app_configuration_key');
    expect(key).toMatchObject({
      type: 'vault',
      vault_key_reference: expect.stringContaining('secrets/Polygon-API-Key'),
    });
    expect(key).not.toHaveProperty('value');
    expect(stage.context.networkRequirements).toEqual([]);
  });

  test('with a bad name, or without value, are refused', () => {
    const store = new AppConfiguration(testStage(), 'Settings');
    expect(() => store.addKey('Bad', { key: '50%' })).toThrow(
      [
        'stage-test/Settings/Bad: key: got "50%". Allowed: a name that is not blank, "." or "..", without %.',
        'stage-test/Settings/Bad: value: neither a value nor a secret is given. Give one of them.',
      ].join('\n'),
    );
  });

  test('with two values, or with a content type of their own for a secret, are refused', () => {
    const stage = testStage();
    const secret = KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing').secret('key');
    const store = new AppConfiguration(stage, 'Settings');
    expect(() => store.addKey('Bad', { key: 'a', value: 'b', secret, contentType: 'text/plain' })).toThrow(
      /both a value and a secret are given.*\n.*contentType: Azure sets that of a reference/,
    );
  });
});

test('a store that exists is read, and takes keys', () => {
  const stage = testStage();
  const store = AppConfiguration.fromName(stage, 'Existing', 'appcs-existing', 'rg-existing');
  store.addKey('Timeout', { key: 'timeout', value: '30' });
  expect(stage).toWarn('apply this stage from inside the network');
  AppConfiguration.fromName(stage, 'Public', 'appcs-public', 'rg-existing', { publicNetworkAccess: true }).addKey('A', {
    key: 'a',
    value: 'b',
  });
  expect(stage.context.networkRequirements).toHaveLength(1);
  expect(stage).toHaveResourceCount('azurerm_app_configuration', 0);
});

test('what a SKU does not have is refused, all at once', () => {
  const stage = testStage();
  expect(
    () =>
      new AppConfiguration(stage, 'Settings', {
        sku: AppConfigurationSku.FREE,
        softDeleteDays: 8,
        purgeProtection: true,
        privateEndpoints: { subnet: existingSubnet(stage) },
        customerManagedKey: { key: existingKey(stage), identity: new UserAssignedIdentity(stage, 'Id') },
      }),
  ).toThrow(
    [
      'stage-test/Settings: softDeleteDays: got 8. Allowed: a whole number from 1 to 7.',
      'stage-test/Settings: softDeleteDays: got 8. Allowed: none with free. Use STANDARD or PREMIUM.',
      'stage-test/Settings: purgeProtection: got true. Allowed: false with free. Use STANDARD or PREMIUM.',
      'stage-test/Settings: customerManagedKey: the SKU free supports none. Use STANDARD or PREMIUM.',
      'stage-test/Settings: privateEndpoints: the SKU free supports none. Use STANDARD or PREMIUM.',
    ].join('\n'),
  );
});
