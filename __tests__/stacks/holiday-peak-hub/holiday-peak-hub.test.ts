import fs from 'node:fs';
import path from 'node:path';
import { type Stage } from '../../../lib/stage/stage';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { type RenderedStage } from '../../../lib/testing';
import * as system from '../../../stacks/holiday-peak-hub';
import { AGENTS } from '../../../stacks/holiday-peak-hub/agents';
import { expectGolden } from '../../helpers/golden';
import { SystemApps } from '../../helpers/system-apps';

const SHARED_STAGES = [
  'stage-observability',
  'stage-network',
  'stage-data',
  'stage-messaging',
  'stage-registry',
  'stage-cluster',
  'stage-crud',
  'stage-gateway',
  'stage-static-web-app',
];
const AGENT = 'stage-agent-ecommerce-catalog-search';
const GROUP = '11111111-2222-3333-4444-555555555555';

const apps = new SystemApps(system, '2026-11-01');

function withParameters(parameters: Record<string, unknown> = {}, environment = 'dev') {
  return apps.with({ environment, parameters });
}

function stage(app: StagedApp, name: string): Stage {
  return apps.stage(app, name);
}

function rendered(app: StagedApp, name: string): RenderedStage {
  return apps.rendered(app, name);
}

function outputOf(app: StagedApp, name: string, output: string): string {
  const { output: outputs } = JSON.parse(rendered(app, name).json) as {
    output: Record<string, { value: string }>;
  };
  return outputs[output]?.value ?? '';
}

const dev = withParameters();
const prod = withParameters({}, 'prod');

/** What synth writes of a stage. */
function written(app: StagedApp, name: string): string {
  return fs.readFileSync(path.join(app.outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
}

function synthesized(environment: string): StagedApp {
  const app = withParameters({}, environment);
  app.synth();
  return app;
}

describe.each(['dev', 'staging', 'prod'])('in %s', (environment) => {
  const app = synthesized(environment);

  test.each([...SHARED_STAGES, AGENT])('%s is as reviewed', (name) => {
    expectGolden(`stacks/holiday-peak-hub/goldens/${environment}/${name}.json`, written(app, name));
  });

  test('the agents are alike but for their names', () => {
    const shape = (name: string) => {
      const { resource } = JSON.parse(written(app, `stage-agent-${name}`)) as { resource: Record<string, object> };
      return Object.entries(resource).map(([type, byId]) => [type, Object.keys(byId).length]);
    };
    const [first = '', ...others] = AGENTS.map(({ name }) => name);
    for (const name of others) {
      expect(shape(name)).toEqual(shape(first));
    }
  });
});

describe('the stages', () => {
  test('are nine that are shared, and one for each of the 21 agents', () => {
    const names = dev.node.children.map((child) => child.node.id);
    const agents = AGENTS.map(({ name }) => `stage-agent-${name}`);
    expect(agents).toHaveLength(21);
    expect(names.sort()).toEqual([...SHARED_STAGES, ...agents].sort());
  });

  test('what holds data of several services is permanent, and what runs is on demand', () => {
    const permanent = [...SHARED_STAGES, AGENT].filter((name) => stage(dev, name).metadata.lifecycle === 'permanent');
    expect(permanent).toEqual(SHARED_STAGES.slice(0, 5));
  });

  test('an agent needs what is shared, and no other agent', () => {
    rendered(dev, AGENT);
    expect(stage(dev, AGENT).metadata.dependencies).toEqual([
      'stage-cluster',
      'stage-data',
      'stage-messaging',
      'stage-network',
      'stage-observability',
    ]);
  });

  test('can all be applied from outside the network', () => {
    for (const name of [...SHARED_STAGES, AGENT]) {
      expect(stage(prod, name).metadata.networkRequirements).toEqual([]);
    }
  });

  test('their budgets add up to those of the reference design, in dev and in prod', () => {
    const budgets = SHARED_STAGES.map((name) => stage(dev, name).metadata.monthlyBudget);
    expect(budgets.reduce((sum, budget) => sum + (budget?.from ?? 0), 0)).toBe(540);
    expect(budgets.reduce((sum, budget) => sum + (budget?.to ?? 0), 0)).toBe(3924);
  });
});

describe('network', () => {
  test('has five subnets in 10.0.0.0/16, each with a security group', () => {
    const network = rendered(dev, 'stage-network');
    expect(network).toHaveResource('azurerm_virtual_network', { address_space: ['10.0.0.0/16'] });
    const ranges = network.resources('azurerm_subnet').map((subnet) => [subnet['name'], subnet['address_prefixes']]);
    expect(Object.fromEntries(ranges)).toEqual({
      'snet-holiday-peak-hub-dev-aks-system': ['10.0.0.0/22'],
      'snet-holiday-peak-hub-dev-aks-agents': ['10.0.4.0/22'],
      'snet-holiday-peak-hub-dev-aks-crud': ['10.0.8.0/24'],
      'snet-holiday-peak-hub-dev-apim': ['10.0.9.0/24'],
      'snet-holiday-peak-hub-dev-private-endpoints': ['10.0.10.0/24'],
    });
    expect(network).toHaveResourceCount('azurerm_network_security_group', 5);
    expect(network).toHaveResourceCount('azurerm_subnet_network_security_group_association', 5);
  });

  test('another gateway, another Redis and agents that search change nothing of it', () => {
    const other = withParameters({
      apiManagementSku: 'StandardV2_1',
      redisSku: 'P1',
      searchAgents: 'ecommerce-catalog-search',
      openAiAgents: 'ecommerce-catalog-search',
    });
    expect(rendered(other, 'stage-network').json).toBe(rendered(dev, 'stage-network').json);
  });
});

describe('observability', () => {
  test.each([
    ['dev', dev],
    ['prod', prod],
  ])('keeps logs and traces for 90 days in %s', (_name, app) => {
    const stage = rendered(app, 'stage-observability');
    expect(stage).toHaveResource('azurerm_log_analytics_workspace', { retention_in_days: 90 });
    expect(stage).toHaveResource('azurerm_application_insights', { retention_in_days: 90 });
  });

  test('counts what the environment costs, by its tags', () => {
    const budget = (app: StagedApp) =>
      rendered(app, 'stage-observability').resource('azurerm_consumption_budget_subscription');
    expect(budget(dev)).toMatchObject({
      amount: 590,
      filter: {
        tag: [
          { name: 'project', values: ['holiday-peak-hub'] },
          { name: 'environment', values: ['dev'] },
        ],
      },
    });
    expect(budget(prod)).toMatchObject({ amount: 3924 });
    expect(budget(withParameters({ monthlyBudget: '800' }))).toMatchObject({ amount: 800 });
  });

  test('alerts the owners until somebody is named', () => {
    expect(stage(dev, 'stage-observability')).toWarn('alertEmail');
    const named = withParameters({ alertEmail: 'ops@example.com' });
    expect(stage(named, 'stage-observability')).not.toWarn('alertEmail');
    expect(rendered(named, 'stage-observability')).toHaveResource('azurerm_monitor_action_group', {
      email_receiver: [expect.objectContaining({ email_address: 'ops@example.com' })],
    });
  });
});

describe('cluster', () => {
  test('has the three pools of the reference design, each in a subnet of its own', () => {
    const cluster = rendered(dev, 'stage-cluster');
    expect(cluster).toHaveResource('azurerm_kubernetes_cluster', {
      name: 'holidaypeakhub-dev-aks',
      private_cluster_enabled: true,
      local_account_disabled: true,
      default_node_pool: expect.objectContaining({
        name: 'system',
        min_count: 1,
        max_count: 5,
        vm_size: 'Standard_B4ms',
        vnet_subnet_id: expect.stringContaining('aks-system'),
      }),
      workload_autoscaler_profile: { keda_enabled: true },
    });
    expect(cluster).toHaveResource('azurerm_kubernetes_cluster_node_pool', {
      name: 'agents',
      min_count: 2,
      max_count: 20,
      node_taints: ['workload=agents:NoSchedule'],
      vnet_subnet_id: expect.stringContaining('aks-agents'),
    });
    expect(cluster).toHaveResource('azurerm_kubernetes_cluster_node_pool', {
      name: 'crud',
      min_count: 1,
      max_count: 10,
      node_taints: ['workload=crud:NoSchedule'],
      vnet_subnet_id: expect.stringContaining('aks-crud'),
    });
  });

  test('has two nodes of each pool in production', () => {
    expect(rendered(prod, 'stage-cluster')).toHaveResource('azurerm_kubernetes_cluster', {
      default_node_pool: expect.objectContaining({ min_count: 2, vm_size: 'Standard_D4s_v5' }),
    });
    expect(stage(prod, 'stage-cluster')).not.toWarn('redundancy');
  });

  test('says that nobody may use it until a group is named', () => {
    expect(stage(dev, 'stage-cluster')).toWarn('clusterAdminGroup');
    const named = withParameters({ clusterAdminGroup: GROUP });
    expect(stage(named, 'stage-cluster')).not.toWarn('clusterAdminGroup');
    expect(rendered(named, 'stage-cluster')).toHaveResource('azurerm_role_assignment', { principal_id: GROUP });
  });

  test('answers operators on the Internet where ranges are named', () => {
    expect(rendered(withParameters({ clusterIpRanges: '203.0.113.0/24' }), 'stage-cluster')).toHaveResource(
      'azurerm_kubernetes_cluster',
      { private_cluster_enabled: false, api_server_access_profile: { authorized_ip_ranges: ['203.0.113.0/24'] } },
    );
  });

  test('its nodes pull images and may do nothing else, unless the parameter gives them all data', () => {
    const grants = (app: StagedApp) =>
      rendered(app, 'stage-cluster')
        .resources('azurerm_role_assignment')
        .map((grant) => String(grant['description']))
        .filter((text) => text.includes('KubeletIdentity/Grant'))
        .map((text) => /KubeletIdentity\/Grant-(\w+)/.exec(text)?.[1])
        .sort();
    expect(grants(dev)).toEqual(['AcrPull', 'ManagedIdentityOperator']);
    const shared = withParameters({ sharedPodIdentity: 'true' });
    expect(grants(shared)).toEqual([
      'AcrPull',
      'AzureEventHubsDataReceiver',
      'AzureEventHubsDataSender',
      'KeyVaultSecretsUser',
      'ManagedIdentityOperator',
      'StorageBlobDataContributor',
    ]);
    expect(rendered(shared, 'stage-cluster')).toHaveResourceCount('azurerm_cosmosdb_sql_role_assignment', 1);
    expect(stage(shared, 'stage-cluster')).toWarn('sharedPodIdentity');
    for (const name of ['stage-data', 'stage-messaging']) {
      expect(rendered(shared, name).json).toBe(rendered(dev, name).json);
    }
  });
});

describe('data', () => {
  test('has the ten operational containers', () => {
    const containers = rendered(dev, 'stage-data').resources('azurerm_cosmosdb_sql_container');
    expect(containers.map((container) => container['name'])).toEqual([
      'addresses',
      'audit_logs',
      'cart',
      'orders',
      'payment_methods',
      'products',
      'reviews',
      'shipments',
      'tickets',
      'users',
    ]);
  });

  test('bills each request in dev, and has 10,000 RU/s in prod', () => {
    expect(rendered(dev, 'stage-data')).toHaveResource('azurerm_cosmosdb_account', {
      capabilities: [{ name: 'EnableServerless' }],
      backup: { type: 'Continuous', tier: 'Continuous30Days' },
      public_network_access_enabled: false,
    });
    expect(rendered(prod, 'stage-data')).toHaveResource('azurerm_cosmosdb_account', {
      capacity: { total_throughput_limit: 10_000 },
    });
    expect(rendered(prod, 'stage-data')).toHaveResource('azurerm_cosmosdb_sql_database', {
      name: 'operational',
      autoscale_settings: { max_throughput: 6000 },
    });
  });

  test('has a Premium vault, and 90 days to get back what was deleted', () => {
    const data = rendered(dev, 'stage-data');
    expect(data).toHaveResource('azurerm_key_vault', { sku_name: 'premium', soft_delete_retention_days: 90 });
    expect(data).toHaveResource('azurerm_storage_account', {
      account_replication_type: 'LRS',
      blob_properties: { delete_retention_policy: { days: 90 } },
    });
    expect(rendered(prod, 'stage-data')).toHaveResource('azurerm_storage_account', { account_replication_type: 'GRS' });
  });

  test('every service has a private endpoint', () => {
    const endpoints = [...SHARED_STAGES].flatMap((name) => rendered(dev, name).resources('azurerm_private_endpoint'));
    const subresources = endpoints.map(
      (endpoint) => (endpoint['private_service_connection'] as { subresource_names: string[] }).subresource_names[0],
    );
    expect(subresources.sort()).toEqual(['Sql', 'blob', 'namespace', 'redisEnterprise', 'registry', 'vault']);
  });
});

describe('Redis', () => {
  test('is the Managed Redis of 6 GB, where every service keeps its keys under its name', () => {
    expect(rendered(dev, 'stage-data')).toHaveResource('azurerm_managed_redis', {
      sku_name: 'Balanced_B5',
      high_availability_enabled: false,
      public_network_access: 'Disabled',
    });
    const environment = outputOf(dev, AGENT, 'environment');
    expect(environment).toContain('"REDIS_KEY_PREFIX" = "ecommerce-catalog-search:"');
    expect(environment).toContain('"REDIS_DATABASE" = "0"');
  });

  test('may be the Premium P1 of the reference design, with a warning of its end and of the databases that it lacks', () => {
    const app = withParameters({ redisSku: 'P1' });
    expect(rendered(app, 'stage-data')).toHaveResource('azurerm_redis_cache', {
      sku_name: 'Premium',
      family: 'P',
      capacity: 1,
      access_keys_authentication_enabled: false,
    });
    expect(stage(app, 'stage-data')).toWarn(/2028-09-30/);
    expect(stage(app, 'stage-data')).toWarn(/has 16 databases: logistics-returns-support.*share database 0/);
    expect(rendered(app, AGENT)).toHaveResourceCount('azurerm_redis_cache_access_policy_assignment', 1);
  });

  test.each([
    ['stage-crud', '0'],
    ['stage-agent-crm-campaign-intelligence', '1'],
    ['stage-agent-logistics-eta-computation', '15'],
    ['stage-agent-logistics-returns-support', '0'],
  ])('in the Premium tier %s has database %s', (name, database) => {
    expect(outputOf(withParameters({ redisSku: 'Premium_P1' }), name, 'environment')).toContain(
      `"REDIS_DATABASE" = "${database}"`,
    );
  });

  test('every agent has a database number of its own, from 1 to 21', () => {
    expect(AGENTS.map(({ redisDatabase }) => redisDatabase)).toEqual(
      Array.from({ length: 21 }, (_, index) => index + 1),
    );
  });
});

describe('an agent', () => {
  test('has a warm and a cold container of its own, and reaches nobody else’s', () => {
    const agent = rendered(dev, AGENT);
    expect(agent).toHaveResource('azurerm_cosmosdb_sql_container', {
      name: 'warm-ecommerce-catalog-search-chat-memory',
    });
    expect(agent).toHaveResource('azurerm_storage_container', { name: 'cold-ecommerce-catalog-search-chat-memory' });
    expect(agent.resource('azurerm_cosmosdb_sql_role_assignment')['scope']).toMatch(/\/colls\/\$\{/);
    const blobs = agent
      .resources('azurerm_role_assignment')
      .filter((grant) => String(grant['description']).includes('StorageBlob'));
    expect(blobs.map((grant) => grant['scope'])).toEqual([expect.stringContaining('azurerm_storage_container.')]);
  });

  test('signs in from its service account in the cluster', () => {
    expect(rendered(dev, AGENT)).toHaveResource('azurerm_federated_identity_credential', {
      subject: 'system:serviceaccount:agents:ecommerce-catalog-search',
    });
  });

  test('the name that is too long for a blob container is shortened', () => {
    const agent = rendered(dev, 'stage-agent-product-management-normalization-classification');
    expect(agent).toHaveResource('azurerm_storage_container', {
      name: 'cold-product-management-normalization-chat-memory',
    });
  });

  test('gets a search service and models where the parameters name it, and no other agent does', () => {
    const app = withParameters({ searchAgents: 'ecommerce-catalog-search', openAiAgents: 'ecommerce-catalog-search' });
    const agent = rendered(app, AGENT);
    expect(agent).toHaveResource('azurerm_search_service', {
      local_authentication_enabled: false,
      public_network_access_enabled: false,
    });
    expect(agent).toHaveResource('azurerm_cognitive_account', { local_auth_enabled: false });
    expect(agent).toHaveResourceCount('azurerm_cognitive_deployment', 2);
    expect(agent).toHaveResourceCount('azurerm_private_endpoint', 2);
    expect(outputOf(app, AGENT, 'environment')).toMatch(/AZURE_SEARCH_ENDPOINT.*AZURE_OPENAI_CHAT_DEPLOYMENT/);
    const other = 'stage-agent-crm-support-assistance';
    expect(rendered(app, other).json).toBe(rendered(dev, other).json);
    expect(stage(app, AGENT).metadata.monthlyBudget).toEqual({ from: 75, to: 425 });
  });
});

describe('by environment', () => {
  test.each([
    ['dev', dev, 'Consumption_0', 'Free'],
    ['prod', prod, 'StandardV2_1', 'Standard'],
  ])('%s has its gateway and its front end', (_name, app, gateway, webApp) => {
    expect(rendered(app, 'stage-gateway')).toHaveResource('azurerm_api_management', { sku_name: gateway });
    expect(rendered(app, 'stage-static-web-app')).toHaveResource('azurerm_static_web_app', {
      sku_tier: webApp,
      location: 'eastus2',
    });
  });

  test('the gateway reaches the network in production, and says that it does not in development', () => {
    expect(rendered(prod, 'stage-gateway')).toHaveResource('azurerm_api_management', {
      virtual_network_type: 'External',
    });
    expect(stage(dev, 'stage-gateway')).toWarn('reaches no service in the cluster');
    expect(stage(prod, 'stage-gateway')).not.toWarn('reaches no service');
  });

  test('the registry is Premium and private, with a copy in another region in production', () => {
    expect(rendered(dev, 'stage-registry')).toHaveResource('azurerm_container_registry', {
      sku: 'Premium',
      public_network_access_enabled: false,
      admin_enabled: false,
    });
    expect(rendered(prod, 'stage-registry').resource('azurerm_container_registry')['georeplications']).toEqual([
      expect.objectContaining({ location: 'westus2' }),
    ]);
  });

  test('production locks what holds data, until the parameter lifts the locks', () => {
    expect(rendered(prod, 'stage-data').resources('azurerm_management_lock')).toHaveLength(4);
    expect(rendered(withParameters({ locks: false }, 'prod'), 'stage-data')).toHaveResourceCount(
      'azurerm_management_lock',
      0,
    );
  });

  test('the front end answers on a domain where one is named', () => {
    const app = withParameters({ customDomain: 'shop.example.com' }, 'prod');
    expect(rendered(app, 'stage-static-web-app')).toHaveResource('azurerm_static_web_app_custom_domain', {
      domain_name: 'shop.example.com',
    });
    expect(stage(app, 'stage-static-web-app').metadata.prerequisites).toHaveLength(1);
    expect(rendered(app, 'stage-static-web-app').outputs).not.toHaveProperty('custom_domain_validation_token');
  });

  test('the apex of a zone is proven by a token that the stage tells', () => {
    const app = withParameters({ customDomain: 'example.com' }, 'prod');
    const web = rendered(app, 'stage-static-web-app');
    expect(web).toHaveResource('azurerm_static_web_app_custom_domain', { validation_type: 'dns-txt-token' });
    expect(web.outputs['custom_domain_validation_token']).toMatchObject({ sensitive: true });
  });
});

describe('bad parameters', () => {
  test.each([
    [{ redisSku: 'B7' }, /parameters.redisSku: .*"B7"/],
    [{ redisSku: 'E10' }, /parameters.redisSku: .*Balanced_B5.*P1/],
    [{ redisSku: 'Standard_C3' }, /parameters.redisSku: .*Premium/],
    [{ apiManagementSku: 'Premium_1' }, /parameters.apiManagementSku: .*StandardV2_1/],
    [{ searchAgents: 'catalog-search' }, /parameters.searchAgents/],
    [{ customDomain: 'https://example.com' }, /parameters.customDomain: .*in lower case/],
    [{ memoryThroughput: 1500 }, /parameters.memoryThroughput/],
    [{ staticWebAppLocation: 'eastus' }, /location.*eastus2/],
    [{ clusterAdminGroup: 'admins' }, /parameters.clusterAdminGroup/],
    [{ registryReplicas: 'eastus' }, /georeplications/],
    [{ vnetAddressSpace: '10.0.0.0/22' }, /no room for subnet/],
    [{ monthlyBudgte: 5 }, /Did you mean "monthlyBudget"/],
  ])('%j is refused', (parameters, message) => {
    expect(() => withParameters(parameters)).toThrow(message);
  });
});
