import { type PolicyResource } from '../../../lib/policy/policy-resource';
import { PolicyTree } from '../../../lib/policy/policy-tree';
import { UNKNOWN } from '../../../lib/policy/policy-values';
import { type SynthesizedStage } from '../../../lib/synthesized/synthesized-stage';

function treeOf(stages: Readonly<Record<string, Partial<SynthesizedStage>>>): PolicyTree {
  return new PolicyTree(
    Object.entries(stages).map(([name, stage]) => ({
      name,
      location: 'westeurope',
      dependencies: [],
      resources: {},
      outputs: {},
      variables: {},
      upstream: (remoteState) => remoteState,
      ...stage,
    })),
  );
}

function only(resources: SynthesizedStage['resources']): PolicyResource {
  return treeOf({ stage: { resources } }).resources[0] as PolicyResource;
}

describe('values of a resource', () => {
  test('are at a path of blocks, written as an object or as a list', () => {
    const cluster = only({
      azurerm_kubernetes_cluster: {
        A: { default_node_pool: { max_pods: 30 }, identity: [{ type: 'SystemAssigned' }] },
      },
    });
    expect([cluster.get('default_node_pool.max_pods'), cluster.get('identity.type'), cluster.get('a.b')]).toEqual([
      30,
      'SystemAssigned',
      undefined,
    ]);
  });

  test('are those of all blocks of a name', () => {
    const account = only({ azurerm_x: { A: { rule: [{ port: 22 }, { port: '${var.port}' }, {}] } } });
    expect(account.each('rule.port')).toEqual([22, UNKNOWN]);
    expect(account.isUnknown('rule.port')).toBe(true);
    expect(account.blocks('rule')).toHaveLength(3);
  });

  test('are unknown where only Terraform knows them: expressions, lists with one, blocks made in a loop', () => {
    const subnet = only({
      azurerm_subnet: {
        A: { a: '${local.x}', list: ['x', '${local.y}'], dynamic: { rule: { for_each: [] } }, literal: '$${x}' },
      },
    });
    const found = ['a', 'list', 'rule.port', 'literal'].map((path) => subnet.get(path));
    expect(found).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, '$${x}']);
    expect([subnet.text('a'), subnet.number('a'), subnet.flag('a')]).toEqual([undefined, undefined, undefined]);
  });

  test('are numbers also where they are written as texts', () => {
    const server = only({ azurerm_x: { A: { days: '7', words: 'seven' } } });
    expect([server.number('days'), server.number('words')]).toEqual([7, undefined]);
  });

  test('are those of other resources in place of the references to them', () => {
    const tree = treeOf({
      a: {
        resources: { azurerm_x: { One: { sku: 'Premium' } } },
        outputs: { sku: { value: '${azurerm_x.One.sku}' } },
      },
      b: { resources: { azurerm_y: { Two: { sku: '${data.terraform_remote_state.a.outputs.sku}' } } } },
    });
    expect(tree.tryFind('b', 'azurerm_y.Two')?.get('sku')).toBe('Premium');
  });

  test('have the names and meanings of azurerm 4 where they are written for azurerm 5', () => {
    const found = treeOf({
      stage: {
        resources: {
          azurerm_cosmosdb_account: { A: { local_authentication_enabled: false } },
          azurerm_log_analytics_workspace: { A: { internet_query_access_type: 'Disabled' } },
          azurerm_subnet: { A: { service_endpoint: [{ service: 'Microsoft.Storage' }] } },
          azurerm_cdn_frontdoor_custom_domain: { A: { tls: { minimum_version: 'TLS12' } } },
        },
      },
    });
    const value = (type: string, path: string) => found.ofType(type)[0]?.get(path);
    expect(value('azurerm_cosmosdb_account', 'local_authentication_disabled')).toBe(true);
    expect(value('azurerm_log_analytics_workspace', 'internet_query_enabled')).toBe(false);
    expect(value('azurerm_subnet', 'service_endpoints')).toEqual(['Microsoft.Storage']);
    expect(value('azurerm_cdn_frontdoor_custom_domain', 'tls.minimum_tls_version')).toBe('TLS12');
  });
});

describe('relations', () => {
  const tree = treeOf({
    data: {
      resources: {
        azurerm_storage_account: { Account: {}, Other: {} },
        azurerm_monitor_diagnostic_setting: {
          Blobs: { target_resource_id: '${azurerm_storage_account.Account.id}/blobServices/default' },
        },
      },
      outputs: { account: { value: '${azurerm_storage_account.Account.id}' } },
    },
    later: {
      resources: {
        azurerm_private_endpoint: {
          Endpoint: {
            private_service_connection: [
              { private_connection_resource_id: '${data.terraform_remote_state.data.outputs.account}' },
            ],
          },
        },
      },
    },
  });
  const account = tree.tryFind('data', 'azurerm_storage_account.Account');
  const other = tree.tryFind('data', 'azurerm_storage_account.Other');

  test('lead to resources of other stages, and to services within one', () => {
    expect(account && tree.privateEndpointsOf(account).map(({ address }) => address)).toEqual([
      'azurerm_private_endpoint.Endpoint',
    ]);
    expect(account && tree.diagnosticSettingsOf(account).map(({ address }) => address)).toEqual([
      'azurerm_monitor_diagnostic_setting.Blobs',
    ]);
    expect(other && tree.referring(other)).toEqual([]);
  });

  test('lead back to what is referred to', () => {
    const [endpoint] = tree.ofType('azurerm_private_endpoint');
    const target = endpoint && tree.target(endpoint, 'private_service_connection.private_connection_resource_id');
    expect(target).toBe(account);
  });
});
