import { TerraformOutput, TerraformVariable } from 'cdktf';
import { AzureContext } from '../../../../lib/constructs/azure-context';
import {
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
} from '../../../../lib/constructs/compute/container-registry';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup, existingKey, existingSubnet } from '../../../helpers/neighbours';

const ID =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/crShared';

function render(props: ContainerRegistryProps = {}, stage: Stage = testStage()) {
  new ContainerRegistry(stage, 'Images', props);
  return RenderedStage.of(stage).resource('azurerm_container_registry');
}

function prod(): Stage {
  return testStage({ app: testApp({ environment: 'prod' }) });
}

describe('by default', () => {
  test('nobody comes in but Entra identities', () => {
    expect(render()).toMatchObject({ sku: 'Basic', admin_enabled: false, anonymous_pull_enabled: false });
  });

  test('a Basic registry has none of the arguments that azurerm takes for Premium only', () => {
    const registry = render();
    for (const argument of [
      'public_network_access_enabled',
      'network_rule_set',
      'export_policy_enabled',
      'data_endpoint_enabled',
      'retention_policy_in_days',
      'zone_redundancy_enabled',
    ]) {
      expect(registry).not.toHaveProperty(argument);
    }
  });

  test('the name carries project, environment and id, without hyphens', () => {
    expect(render()['name']).toMatch(/^crdemodevimages[a-z0-9]{5}$/);
  });

  test('production has more room', () => {
    const stage = prod();
    expect(render({}, stage)).toMatchObject({ sku: 'Standard' });
  });
});

describe('a private registry', () => {
  test('is Premium, and closed to everything but its endpoint', () => {
    const stage = testStage();
    expect(render({ privateEndpoints: { subnet: existingSubnet(stage) } }, stage)).toMatchObject({
      sku: 'Premium',
      public_network_access_enabled: false,
      network_rule_bypass_option: 'None',
      network_rule_set: [{ default_action: 'Deny', ip_rule: [] }],
      export_policy_enabled: false,
      data_endpoint_enabled: true,
      retention_policy_in_days: 7,
      zone_redundancy_enabled: false,
    });
    expect(stage).toHaveResource('azurerm_private_endpoint', {
      private_service_connection: { subresource_names: ['registry'] },
    });
  });

  test('spreads over zones in production, in a region that has them', () => {
    const inProd = prod();
    expect(render({ sku: ContainerRegistrySku.PREMIUM }, inProd)).toMatchObject({ zone_redundancy_enabled: true });
    expect(render({ sku: ContainerRegistrySku.PREMIUM, location: 'westus' }, prod())).toMatchObject({
      zone_redundancy_enabled: false,
    });
  });

  test('is as closed in development as in production', () => {
    const [dev, inProd] = [testStage(), prod()].map((stage) =>
      render({ name: 'crsame', privateEndpoints: { subnet: existingSubnet(stage) } }, stage),
    );
    const { tags, resource_group_name, zone_redundancy_enabled, ...same } = dev ?? {};
    expect(inProd).toMatchObject(same);
  });

  test('can be opened to ranges, and then exports', () => {
    const stage = testStage();
    const registry = render(
      { privateEndpoints: { subnet: existingSubnet(stage) }, allowedIpRanges: ['20.10.0.0/24', '20.11.0.4'] },
      stage,
    );
    expect(registry).toMatchObject({
      public_network_access_enabled: true,
      network_rule_set: [
        {
          default_action: 'Deny',
          ip_rule: [
            { action: 'Allow', ip_range: '20.10.0.0/24' },
            { action: 'Allow', ip_range: '20.11.0.4/32' },
          ],
        },
      ],
      export_policy_enabled: true,
    });
  });
});

describe('options', () => {
  test('security can be loosened by name, one thing at a time', () => {
    const stage = testStage();
    expect(
      render(
        {
          privateEndpoints: { subnet: existingSubnet(stage) },
          adminUser: true,
          anonymousPull: true,
          publicNetworkAccess: true,
          trustedServices: true,
          dataEndpoint: false,
          retentionDays: 0,
        },
        stage,
      ),
    ).toMatchObject({
      admin_enabled: true,
      anonymous_pull_enabled: true,
      public_network_access_enabled: true,
      network_rule_bypass_option: 'AzureServices',
      data_endpoint_enabled: false,
      retention_policy_in_days: 0,
    });
  });

  test('a registry without public access may still export', () => {
    expect(render({ publicNetworkAccess: false, exportPolicy: true })).toMatchObject({
      public_network_access_enabled: false,
      export_policy_enabled: true,
    });
  });

  test('a Premium registry without endpoints or ranges stays reachable', () => {
    const registry = render({ sku: ContainerRegistrySku.PREMIUM });
    expect(registry).toMatchObject({ public_network_access_enabled: true, export_policy_enabled: true });
    expect(registry).not.toHaveProperty('network_rule_set');
  });

  test('anonymous pull brings the tier that has it', () => {
    expect(render({ anonymousPull: true })).toMatchObject({ sku: 'Standard', anonymous_pull_enabled: true });
  });

  test.each<[string, ContainerRegistryProps]>([
    ['allowed ranges', { allowedIpRanges: ['20.10.0.0/24'] }],
    ['replicas', { georeplications: ['northeurope'] }],
    ['quarantine', { quarantine: true }],
    ['retention', { retentionDays: 30 }],
    ['zones', { zoneRedundancy: true }],
  ])('%s bring Premium', (_title, props) => {
    expect(render(props)).toMatchObject({ sku: 'Premium' });
  });

  test('replicas are in the order that azurerm expects, with zones where production has them', () => {
    const registry = render({ georeplications: ['West US', 'northeurope'] }, prod());
    expect(registry['georeplications']).toMatchObject([
      { location: 'northeurope', regional_endpoint_enabled: true, zone_redundancy_enabled: true },
      { location: 'westus', zone_redundancy_enabled: false },
    ]);
  });

  test('a key of your own is granted first, and followed through its rotation', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    const registry = render({ customerManagedKey: { key: existingKey(stage), identity } }, stage);
    expect(registry).toMatchObject({
      sku: 'Premium',
      identity: { type: 'UserAssigned' },
      encryption: [
        {
          key_vault_key_id: expect.stringMatching(/keys\/encryption$/),
          identity_client_id: expect.stringMatching(/client_id}$/),
        },
      ],
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
    });
  });
});

describe('monitoring', () => {
  test.each<[ContainerRegistrySku, number]>([
    [ContainerRegistrySku.BASIC, 8_589_934_592],
    [ContainerRegistrySku.STANDARD, 85_899_345_920],
    [ContainerRegistrySku.PREMIUM, 429_496_729_600],
  ])('%s: an alert when 80 % of the included storage is used', (sku, threshold) => {
    const stage = testStage();
    AzureContext.of(stage).setDefaults({ actionGroup: existingActionGroup(stage) });
    render({ sku }, stage);
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [expect.objectContaining({ metric_name: 'StorageUsed', threshold })],
    });
  });
});

describe('grants', () => {
  test('pulling and pushing are two roles', () => {
    const stage = testStage();
    const registry = new ContainerRegistry(stage, 'Images');
    const identity = new UserAssignedIdentity(stage, 'App');
    registry.grantPull(identity);
    registry.grantPush(identity);
    for (const role of ['7f951dda-4ed3-4680-a7ca-43fe172d538d', '8311e382-0749-4cb8-b61a-304f252e45ec']) {
      expect(stage).toHaveResource('azurerm_role_assignment', { role_definition_id: expect.stringContaining(role) });
    }
  });

  test('a connection grants the pull and needs no variable', () => {
    const stage = testStage();
    const registry = new ContainerRegistry(stage, 'Images');
    expect(registry.connectionFor(new UserAssignedIdentity(stage, 'App'))).toEqual({ environment: {}, ports: [443] });
    expect(stage).toHaveResourceCount('azurerm_role_assignment', 1);
  });
});

describe('an existing registry', () => {
  test('is known by its id, in any subscription, and Terraform reads nothing', () => {
    const stage = testStage();
    const registry = ContainerRegistry.fromId(stage, 'Shared', ID);
    registry.grantPull(new UserAssignedIdentity(stage, 'App'));
    expect([registry.registryName, registry.loginServer]).toEqual(['crShared', 'crshared.azurecr.io']);
    const rendered = RenderedStage.of(stage);
    expect(rendered.resource('azurerm_role_assignment')).toMatchObject({ scope: ID });
    expect(rendered.dataSources('azurerm_container_registry')).toEqual([]);
  });

  test('can have a host name that is not its name', () => {
    const registry = ContainerRegistry.fromId(testStage(), 'Shared', ID, 'crshared-abc123.azurecr.io');
    expect(registry.loginServer).toBe('crshared-abc123.azurecr.io');
  });

  test('can have an id that only Terraform knows', () => {
    const stage = testStage();
    const { stringValue } = new TerraformVariable(stage, 'registry_id', { type: 'string' });
    const { loginServer } = ContainerRegistry.fromId(stage, 'Shared', stringValue);
    new TerraformOutput(stage, 'login_server', { value: loginServer });
    expect(RenderedStage.of(stage).outputs['login_server']).toHaveProperty(
      'value',
      '${lower(element(split("/", var.registry_id), 8))}.azurecr.io',
    );
  });

  test.each(['crshared', ID.replace('registries', 'register'), `${ID}/more`, ID.replace('crShared', 'cr')])(
    'cannot be known by %s',
    (id) => {
      expect(() => ContainerRegistry.fromId(testStage(), 'Shared', id)).toThrow(/^stage-test\/Shared: registryId: /);
    },
  );

  test('is read when it is known by its name', () => {
    const stage = testStage();
    const registry = ContainerRegistry.fromName(stage, 'Shared', 'crshared', 'rg-shared');
    registry.grantPull(new UserAssignedIdentity(stage, 'App'));
    expect(stage).toHaveResourceCount('azurerm_container_registry', 0);
    expect(RenderedStage.of(stage).dataSources('azurerm_container_registry')).toEqual([
      { name: 'crshared', resource_group_name: 'rg-shared' },
    ]);
  });
});

describe('bad input', () => {
  test('every problem is reported at once, with the path and what is allowed', () => {
    const stage = testStage();
    expect(() =>
      render(
        {
          sku: ContainerRegistrySku.BASIC,
          location: 'westeurope',
          anonymousPull: true,
          privateEndpoints: { subnet: existingSubnet(stage) },
          publicNetworkAccess: true,
          exportPolicy: false,
          retentionDays: 400,
          allowedIpRanges: ['192.168.0.0/24'],
          georeplications: ['West Europe', 'northeurope', 'North Europe', 'atlantis'],
        },
        stage,
      ),
    ).toThrow(
      new RegExp(
        [
          'sku: Basic has none of these: privateEndpoints, allowedIpRanges, exportPolicy: false, retentionDays, georeplications\\. Use ContainerRegistrySku.PREMIUM, or leave the sku out: it is then chosen\\.',
          'anonymousPull: a Basic registry cannot be pulled from anonymously\\. Use .*',
          'retentionDays: got 400\\. Allowed: a whole number from 0 to 365\\.',
          'exportPolicy: can only be false for a registry without public access\\. Set .*',
          'allowedIpRanges\\[0\\]: got "192.168.0.0/24"\\. Allowed: public addresses\\. .*',
          'georeplications\\[0\\]: got "West Europe"\\. Allowed: regions other than its own, westeurope\\.',
          'georeplications\\[2\\]: got "North Europe"\\. Allowed: each region once\\.',
          'georeplications\\[3\\]: "atlantis" is not a region .*',
        ]
          .map((line) => `stage-test/Images: ${line}`)
          .join('\n'),
      ),
    );
  });

  test('ranges lead nowhere when the public address is off', () => {
    expect(() => render({ publicNetworkAccess: false, allowedIpRanges: ['20.10.0.0/24'] })).toThrow(
      'allowedIpRanges: the registry does not answer on its public address, because publicNetworkAccess is false. Leave one of them out.',
    );
  });

  test.each(['cr-images', 'cr1', 'x'.repeat(51)])('a registry cannot be called %s', (name) => {
    expect(() => render({ name })).toThrow(/^stage-test\/Images: name: /);
  });
});
