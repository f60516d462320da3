import { Principal } from '../../../../lib/constructs/identity/principal';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { ActionGroup } from '../../../../lib/constructs/observability/action-group';
import { KeyVault, KeyVaultSku } from '../../../../lib/constructs/security/key-vault';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingSubnet } from '../../../helpers/neighbours';

const GROUP = '11111111-2222-3333-4444-555555555555';

describe('by default', () => {
  test('the vault is closed: roles alone, no public address, deny by default, nothing enabled for Azure itself', () => {
    const stage = testStage();
    new KeyVault(stage, 'Secrets');
    expect(stage).toHaveResource('azurerm_key_vault', {
      enabled_for_deployment: false,
      enabled_for_disk_encryption: false,
      enabled_for_template_deployment: false,
      network_acls: { bypass: 'AzureServices', default_action: 'Deny' },
      public_network_access_enabled: false,
      rbac_authorization_enabled: true,
      sku_name: 'standard',
    });
    expect(RenderedStage.of(stage).resource('azurerm_key_vault')).not.toHaveProperty('enable_rbac_authorization');
  });

  test('what is deleted can be restored for 90 days, by anyone and against anyone', () => {
    const stage = testStage();
    new KeyVault(stage, 'Secrets');
    expect(stage).toHaveResource('azurerm_key_vault', {
      purge_protection_enabled: true,
      soft_delete_retention_days: 90,
    });
  });

  test('the tenant is that of whoever applies, read once for all vaults of a stage', () => {
    const stage = testStage();
    new KeyVault(stage, 'Secrets');
    new KeyVault(stage, 'Keys');
    const rendered = RenderedStage.of(stage);
    expect(rendered.dataSources('azurerm_client_config')).toHaveLength(1);
    expect(rendered.resources('azurerm_key_vault').map((vault) => vault['tenant_id'])).toEqual([
      '${data.azurerm_client_config.CurrentClient.tenant_id}',
      '${data.azurerm_client_config.CurrentClient.tenant_id}',
    ]);
  });

  test('the name fits into 24 characters and is unique in Azure', () => {
    const stage = testStage();
    new KeyVault(stage, 'Secrets');
    expect(RenderedStage.of(stage).resource('azurerm_key_vault')['name']).toMatch(
      /^kvdemodevsecrets[a-z0-9]{5}$|^kv-demo-dev-secrets-/,
    );
  });

  test('deleting it is guarded as a loss of data, and it can be made from outside the network', () => {
    const stage = testStage();
    new KeyVault(stage, 'Secrets');
    expect(stage.metadata.dataResources).toEqual([expect.stringContaining('azurerm_key_vault.Secrets')]);
    expect(stage.metadata.networkRequirements).toEqual([]);
  });
});

describe('options', () => {
  test('allowed ranges open the public address to them alone', () => {
    const stage = testStage();
    new KeyVault(stage, 'Secrets', { allowedIpRanges: ['20.10.0.0/24', '20.11.0.4'] });
    expect(stage).toHaveResource('azurerm_key_vault', {
      public_network_access_enabled: true,
      network_acls: { default_action: 'Deny', ip_rules: ['20.10.0.0/24', '20.11.0.4'] },
    });
  });

  test('security can be loosened by name, one thing at a time', () => {
    const stage = testStage();
    new KeyVault(stage, 'Secrets', {
      sku: KeyVaultSku.PREMIUM,
      softDeleteDays: 7,
      purgeProtection: false,
      publicNetworkAccess: true,
      trustedServices: false,
      enabledForDeployment: true,
      enabledForDiskEncryption: true,
      enabledForTemplateDeployment: true,
      lock: LockLevel.READ_ONLY,
    });
    expect(stage).toHaveResource('azurerm_key_vault', {
      sku_name: 'premium',
      soft_delete_retention_days: 7,
      purge_protection_enabled: false,
      public_network_access_enabled: true,
      network_acls: { bypass: 'None', default_action: 'Deny' },
      enabled_for_deployment: true,
      enabled_for_disk_encryption: true,
      enabled_for_template_deployment: true,
    });
    expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'ReadOnly' });
  });

  test('where somebody hears of them, it has the baseline alerts', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: new ActionGroup(stage, 'OnCall', { emails: ['ops@example.com'] }) });
    new KeyVault(stage, 'Secrets');
    const criteria = RenderedStage.of(stage)
      .resources('azurerm_monitor_metric_alert')
      .flatMap((alert) => alert['criteria'] as { metric_name: string; operator: string; threshold: number }[])
      .map(({ metric_name, operator, threshold }) => [metric_name, operator, threshold]);
    expect(criteria.sort()).toEqual([
      ['Availability', 'LessThan', 90],
      ['SaturationShoebox', 'GreaterThan', 75],
      ['ServiceApiLatency', 'GreaterThan', 1000],
    ]);
  });
});

describe('grants', () => {
  test.each([
    ['grantReadSecrets', '4633458b-17de-408a-b874-0445c86b69e6'],
    ['grantManageSecrets', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'],
    ['grantUseKeys', '12338af0-0e69-4776-bea7-57ae8d297424'],
    ['grantEncryption', 'e147488a-f6f5-4113-8e2d-b22465e65bf6'],
    ['grantManageKeys', '14b46e9e-c2b7-41b4-b07b-48a6ebf60603'],
  ] as const)('%s is the narrowest built-in role on the vault', (method, guid) => {
    const stage = testStage();
    const vault = new KeyVault(stage, 'Secrets');
    vault[method](new UserAssignedIdentity(stage, 'App'));
    const assignment = RenderedStage.of(stage).resource('azurerm_role_assignment');
    expect(assignment['role_definition_id']).toContain(guid);
    expect(assignment['scope']).toMatch(/^\$\{azurerm_key_vault\.\w+\.id\}$/);
  });

  test('a secret that somebody fills in is named by URL, granted alone, and no resource', () => {
    const stage = testStage();
    const secret = new KeyVault(stage, 'Secrets').secret('newsapi-key');
    secret.grantRead(new UserAssignedIdentity(stage, 'App'));
    stage.addOutput('secret', secret.secretId, { description: 'Where the secret is.' });
    expect(RenderedStage.of(stage).outputs['secret']).toMatchObject({
      value: expect.stringMatching(/^\$\{join\("", \[azurerm_key_vault\.\w+\.vault_uri, "secrets\/newsapi-key"\]\)\}$/),
    });
    expect(RenderedStage.of(stage).resource('azurerm_role_assignment')['scope']).toMatch(
      /^\$\{join\("\/", \[azurerm_key_vault\.\w+\.id, "secrets", "newsapi-key"\]\)\}$/,
    );
    expect(stage).toHaveResourceCount('azurerm_key_vault_secret', 0);
    expect(stage.metadata.networkRequirements).toEqual([]);
  });

  test('one identity may read two secrets, and asking twice for one is one grant', () => {
    const stage = testStage();
    const vault = new KeyVault(stage, 'Secrets');
    const app = new UserAssignedIdentity(stage, 'App');
    vault.secret('first').grantRead(app);
    vault.secret('second').grantRead(app);
    vault.secret('second').grantRead(app);
    expect(stage).toHaveResourceCount('azurerm_role_assignment', 2);
  });

  test('a secret of an upstream vault is granted downstream, and the upstream stage stays as it was', () => {
    const app = testApp();
    const platform = testStage({ app, id: 'stage-platform' });
    const workload = testStage({ app, id: 'stage-workload', upstream: [platform] });
    const vault = new KeyVault(platform, 'Secrets');
    vault.secret('newsapi-key').grantRead(new UserAssignedIdentity(workload, 'App'));
    expect(platform).toHaveResourceCount('azurerm_role_assignment', 0);
    expect(workload).toHaveResourceCount('azurerm_role_assignment', 1);
  });

  test('a connection grants reading and carries the URL', () => {
    const stage = testStage();
    const vault = new KeyVault(stage, 'Secrets');
    const connection = vault.connectionFor(new UserAssignedIdentity(stage, 'App'), { prefix: 'SIGNING_VAULT' });
    expect(connection).toEqual({ environment: { SIGNING_VAULT_URL: vault.vaultUri }, ports: [443] });
    expect(stage).toHaveResourceCount('azurerm_role_assignment', 1);
  });

  test('keys and secrets wait until the administrators have their role', () => {
    const stage = testStage();
    const team = Principal.group(stage, 'PlatformTeam', GROUP);
    const vault = new KeyVault(stage, 'Secrets', { administrators: [team] });
    vault.addKey('Disk');
    expect(stage).toHaveResource('azurerm_role_assignment', {
      principal_id: GROUP,
      principal_type: 'Group',
      role_definition_id: expect.stringContaining('00482a5a-887f-4fb3-b363-3b7fe8e74483'),
    });
    expect(RenderedStage.of(stage).resource('azurerm_key_vault_key')['depends_on']).toEqual([
      expect.stringMatching(/^azurerm_role_assignment\.Secrets_Grant-KeyVaultAdministrator/),
    ]);
  });
});

test('private endpoints lead to the vault itself, and keys wait until they are there', () => {
  const stage = testStage();
  const vault = new KeyVault(stage, 'Secrets', { privateEndpoints: { subnet: existingSubnet(stage) } });
  vault.addKey('Disk');
  expect(stage).toHaveResource('azurerm_private_endpoint', {
    private_service_connection: { subresource_names: ['vault'], is_manual_connection: false },
  });
  expect(RenderedStage.of(stage).resource('azurerm_key_vault_key')['depends_on']).toEqual([
    expect.stringMatching(/^azurerm_private_endpoint\.Secrets_/),
  ]);
});

test('a vault that exists is read, not made, and taken for private', () => {
  const stage = testStage();
  const vault = KeyVault.fromName(stage, 'Existing', 'kv-existing', 'rg-existing');
  vault.grantReadSecrets(new UserAssignedIdentity(stage, 'App'));
  vault.addKey('Disk');
  const rendered = RenderedStage.of(stage);
  expect(rendered.resources('azurerm_key_vault')).toEqual([]);
  expect(rendered.dataSources('azurerm_key_vault')).toEqual([
    { name: 'kv-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(stage).toWarn('apply this stage from inside the network');
});

test('a vault that exists and can be reached needs no network', () => {
  const stage = testStage();
  KeyVault.fromName(stage, 'Existing', 'kv-existing', 'rg', { publicNetworkAccess: true }).addKey('Disk');
  expect(stage.metadata.networkRequirements).toEqual([]);
});

describe('bad input', () => {
  test('every problem is reported at once, with the path and what is allowed', () => {
    expect(
      () =>
        new KeyVault(testStage(), 'Secrets', {
          softDeleteDays: 5,
          allowedIpRanges: ['10.0.0.0/24', '300.1.1.1', '172.20.0.4'],
        }),
    ).toThrow(
      [
        'stage-test/Secrets: softDeleteDays: got 5. Allowed: a whole number from 7 to 90.',
        'stage-test/Secrets: allowedIpRanges[0]: got "10.0.0.0/24". Allowed: public addresses. Private addresses come through a private endpoint.',
        'stage-test/Secrets: allowedIpRanges[1]: "300.1.1.1/32" is not an IPv4 range. Allowed: CIDR notation such as 10.0.0.0/16.',
        'stage-test/Secrets: allowedIpRanges[2]: got "172.20.0.4". Allowed: public addresses. Private addresses come through a private endpoint.',
      ].join('\n'),
    );
  });

  test('a name that Azure does not take is refused with the rule', () => {
    expect(() => new KeyVault(testStage(), 'Secrets', { name: 'kv--double' })).toThrow(
      /stage-test\/Secrets: name: name "kv--double" is not one that azurerm_key_vault takes.*3 to 24 characters/,
    );
  });

  test('a secret name with a slash or an underscore is refused', () => {
    const vault = new KeyVault(testStage(), 'Secrets');
    expect(() => vault.secret('news_api')).toThrow(
      'stage-test/Secrets/Secret-news_api: name: got "news_api". Allowed: 1 to 127 letters, digits and hyphens.',
    );
  });
});

test('ranges may be computed by Terraform', () => {
  const stage = testStage();
  const { clientId: token } = new UserAssignedIdentity(stage, 'App');
  new KeyVault(stage, 'Secrets', { allowedIpRanges: [token] });
  expect(stage).toHaveResource('azurerm_key_vault', {
    network_acls: { ip_rules: [expect.stringMatching(/^\$\{azurerm_user_assigned_identity\..*client_id\}$/)] },
  });
});
