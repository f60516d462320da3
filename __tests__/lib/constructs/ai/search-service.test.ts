import { TerraformOutput } from 'cdktf';
import {
  SearchService,
  type SearchServiceProps,
  SearchSku,
  SemanticRanker,
} from '../../../../lib/constructs/ai/search-service';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup, existingSubnet } from '../../../helpers/neighbours';

describe('defaults', () => {
  test('is Basic, without keys and public address, and has an identity', () => {
    const stage = testStage();
    new SearchService(stage, 'Search');
    const search = RenderedStage.of(stage).resource('azurerm_search_service');
    expect(search).toMatchObject({
      sku: 'basic',
      replica_count: 1,
      partition_count: 1,
      local_authentication_enabled: false,
      public_network_access_enabled: false,
      network_rule_bypass_option: 'None',
      customer_managed_key_enforcement_enabled: false,
      identity: { type: 'SystemAssigned' },
    });
    for (const absent of ['authentication_failure_mode', 'allowed_ips', 'semantic_search_sku', 'hosting_mode']) {
      expect(search).not.toHaveProperty(absent);
    }
  });

  test.each([
    ['staging', 2],
    ['prod', 3],
  ])('%s has %i replicas', (environment, replicas) => {
    const stage = testStage({ app: testApp({ environment }) });
    new SearchService(stage, 'Search');
    expect(stage).toHaveResource('azurerm_search_service', { replica_count: replicas });
  });

  test('somebody hears of slow and refused searches', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    new SearchService(stage, 'Search');
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [{ metric_name: 'ThrottledSearchQueriesPercentage', threshold: 10, operator: 'GreaterThan' }],
    });
    expect(stage).toHaveResourceCount('azurerm_monitor_metric_alert', 2);
  });
});

describe('options', () => {
  test('security can be loosened by name, and keys do not shut Entra ID out', () => {
    const stage = testStage();
    new SearchService(stage, 'Search', {
      localAuthentication: true,
      allowedIpRanges: ['20.10.0.0/24'],
      trustedServices: true,
      requireCustomerManagedKeys: true,
    });
    expect(stage).toHaveResource('azurerm_search_service', {
      local_authentication_enabled: true,
      authentication_failure_mode: 'http401WithBearerChallenge',
      public_network_access_enabled: true,
      allowed_ips: ['20.10.0.0/24'],
      network_rule_bypass_option: 'AzureServices',
      customer_managed_key_enforcement_enabled: true,
    });
  });

  test('size and ranking can be chosen', () => {
    const stage = testStage();
    new SearchService(stage, 'Search', {
      sku: SearchSku.STANDARD3,
      replicas: 4,
      partitions: 3,
      highDensity: true,
      semanticRanker: SemanticRanker.STANDARD,
    });
    expect(stage).toHaveResource('azurerm_search_service', {
      sku: 'standard3',
      replica_count: 4,
      partition_count: 3,
      hosting_mode: 'HighDensity',
      semantic_search_sku: 'standard',
    });
  });

  test('the free one has neither identity nor more than one replica, even in production', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new SearchService(stage, 'Search', { sku: SearchSku.FREE, semanticRanker: SemanticRanker.DISABLED });
    const search = RenderedStage.of(stage).resource('azurerm_search_service');
    expect(search).toMatchObject({ replica_count: 1 });
    expect(search).not.toHaveProperty('identity');
    expect(search).not.toHaveProperty('semantic_search_sku');
  });
});

describe('grants', () => {
  test.each([
    ['grantRead', '1407120a-92aa-4202-b7e9-c0e197c71c8f'],
    ['grantReadWrite', '8ebe5a00-799e-43f5-93ac-243d3dce84a7'],
    ['grantManageIndexes', '7ca78c08-252a-4471-8644-bb5ff32d4ba0'],
  ] as const)('%s gives the role by GUID', (grant, guid) => {
    const stage = testStage();
    new SearchService(stage, 'Search')[grant](new UserAssignedIdentity(stage, 'App'));
    expect(stage).toHaveResource('azurerm_role_assignment', { role_definition_id: expect.stringContaining(guid) });
  });

  test('a connection carries the endpoint and no key', () => {
    const stage = testStage();
    const search = new SearchService(stage, 'Search');
    const connection = search.connectionFor(new UserAssignedIdentity(stage, 'App'), { readOnly: true });
    expect(Object.keys(connection.environment)).toEqual(['AZURE_SEARCH_ENDPOINT']);
    new TerraformOutput(stage, 'Endpoint', { value: connection.environment['AZURE_SEARCH_ENDPOINT'] });
    expect(RenderedStage.of(stage).outputs['Endpoint']).toEqual({
      value: expect.stringMatching(/^https:\/\/\$\{azurerm_search_service\..*name\}\.search\.windows\.net$/),
    });
    expect(stage).toHaveResource('azurerm_role_assignment', {
      role_definition_id: expect.stringContaining('1407120a'),
    });
    search.connectionFor(new UserAssignedIdentity(stage, 'Writer'), { prefix: 'SEARCH' });
    expect(stage).toHaveResource('azurerm_role_assignment', {
      role_definition_id: expect.stringContaining('8ebe5a00'),
    });
  });

  test('its indexers read what its identity is granted', () => {
    const stage = testStage();
    const search = new SearchService(stage, 'Search');
    new StorageAccount(stage, 'Documents').grantRead(search);
    expect(stage).toHaveResource('azurerm_role_assignment', {
      principal_id: expect.stringMatching(/azurerm_search_service\..*identity\[0\]\.principal_id/),
    });
  });
});

test('a service that exists is read, not made', () => {
  const stage = testStage();
  const search = SearchService.fromName(stage, 'Existing', 'srch-existing', 'rg-existing');
  search.grantRead(new UserAssignedIdentity(stage, 'App'));
  expect(stage).toHaveResourceCount('azurerm_search_service', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_search_service')).toEqual([
    { name: 'srch-existing', resource_group_name: 'rg-existing' },
  ]);
});

describe('bad input', () => {
  test('every problem is reported at once', () => {
    const stage = testStage();
    expect(
      () =>
        new SearchService(stage, 'Search', {
          sku: SearchSku.FREE,
          replicas: 2,
          partitions: 2,
          highDensity: true,
          semanticRanker: SemanticRanker.FREE,
          privateEndpoints: { subnet: existingSubnet(stage) },
          allowedIpRanges: ['10.0.0.4'],
        }),
    ).toThrow(
      [
        'stage-test/Search: replicas: got 2. Allowed: a whole number from 1 to 1.',
        'stage-test/Search: partitions: got 2. Allowed: 1 with free and highDensity.',
        'stage-test/Search: highDensity: got true. Allowed: false with free.',
        'stage-test/Search: semanticRanker: got "free". Allowed: disabled with free.',
        'stage-test/Search: privateEndpoints: the free SKU supports none. Use BASIC.',
        'stage-test/Search: allowedIpRanges: the free SKU has no firewall. Use BASIC.',
        'stage-test/Search: allowedIpRanges[0]: got "10.0.0.4". Allowed: public addresses. Private addresses come through a private endpoint.',
      ].join('\n'),
    );
  });

  test.each<[SearchServiceProps, string]>([
    [{ replicas: 4 }, 'replicas: got 4. Allowed: a whole number from 1 to 3'],
    [{ partitions: 4 }, 'partitions: got 4. Allowed: 1, 2, 3 with basic'],
    [{ sku: SearchSku.STANDARD, partitions: 5 }, 'Allowed: 1, 2, 3, 4, 6, 12 with standard'],
    [{ sku: SearchSku.STANDARD, replicas: 12, partitions: 6 }, 'are more than the 36 search units of a service'],
    [{ sku: SearchSku.STANDARD3, highDensity: true, partitions: 4 }, 'Allowed: 1, 2, 3 with standard3 and highDensity'],
  ])('%j is refused', (props, message) => {
    expect(() => new SearchService(testStage(), 'Search', props)).toThrow(message);
  });
});
