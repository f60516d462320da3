import { ApplicationInsights as ApplicationInsightsResource } from '@cdktf/provider-azurerm/lib/application-insights';
import { CdnFrontdoorCustomDomain } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-custom-domain';
import { ContainerRegistry as ContainerRegistryResource } from '@cdktf/provider-azurerm/lib/container-registry';
import { CosmosdbAccount } from '@cdktf/provider-azurerm/lib/cosmosdb-account';
import { DataAzurermCosmosdbAccount } from '@cdktf/provider-azurerm/lib/data-azurerm-cosmosdb-account';
import { DataAzurermKeyVault } from '@cdktf/provider-azurerm/lib/data-azurerm-key-vault';
import { DataAzurermSubnet } from '@cdktf/provider-azurerm/lib/data-azurerm-subnet';
import { LogAnalyticsWorkspace as LogAnalyticsWorkspaceResource } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { Subnet as SubnetResource } from '@cdktf/provider-azurerm/lib/subnet';
import { type TerraformResource, TerraformVariable } from 'cdktf';
import * as azstage from '../../../../lib';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { inBothMajors, outputOf, stageOf } from '../../../helpers/azurerm-majors';

const description = 'For a test.';
const group = { name: 'x', resourceGroupName: 'rg-existing' };
const placed = { ...group, location: 'eastus2' };

function flag(stage: azstage.Stage, name: string) {
  return new TerraformVariable(stage, name, { type: 'bool' }).booleanValue;
}

test('content filters that are on or off have no severity', () => {
  const { four, five } = inBothMajors(
    'azurerm_cognitive_account_rai_policy',
    (stage) =>
      new azstage.OpenAiContentFilter(stage, 'Filter', { accountId: '/subscriptions/x', blockIndirectAttacks: true }),
  );
  const severities = (args: Record<string, unknown>) =>
    (args['content_filter'] as Record<string, unknown>[]).map((filter) => [
      filter['name'],
      filter['severity_threshold'],
    ]);
  expect(severities(four)).toContainEqual(['Jailbreak', 'Medium']);
  expect(severities(five)).toEqual(
    severities(four).map(([name, severity]) => [name, /^[HSV]/.test(String(name)) ? severity : undefined]),
  );
});

describe('Log Analytics', () => {
  const type = 'azurerm_log_analytics_workspace';

  test('access over the Internet is a type', () => {
    const { four, five } = inBothMajors(
      type,
      (stage) => new azstage.LogAnalyticsWorkspace(stage, 'Logs', { internetQuery: false }),
    );
    const { internet_ingestion_enabled: _ingestion, internet_query_enabled: _query, ...others } = four;
    expect(five).toEqual({
      ...others,
      internet_ingestion_access_type: 'Enabled',
      internet_query_access_type: 'Disabled',
    });
  });

  test('a switch that Terraform evaluates chooses between the types', () => {
    const { five } = inBothMajors(
      type,
      (stage) =>
        new LogAnalyticsWorkspaceResource(stage, 'Logs', {
          ...placed,
          internetQueryEnabled: flag(stage, 'flag'),
          localAuthenticationDisabled: flag(stage, 'flag2'),
        }),
    );
    expect(five).toMatchObject({
      internet_query_access_type: '${(var.flag) ? "Enabled" : "Disabled"}',
      local_authentication_enabled: '${!(var.flag2)}',
    });
  });

  test('the switches can still be read', () => {
    const read = outputOf(
      (stage) => new LogAnalyticsWorkspaceResource(stage, 'Logs', placed).internetQueryEnabled as unknown as string,
    );
    expect(read).toBe('${(azurerm_log_analytics_workspace.Logs.internet_query_access_type == "Enabled")}');
  });
});

test('a geo-replication of a registry takes part in global routing', () => {
  const { four, five } = inBothMajors(
    'azurerm_container_registry',
    (stage) => new azstage.ContainerRegistry(stage, 'Registry', { georeplications: ['westus2'] }),
  );
  const [{ regional_endpoint_enabled: on, ...replica } = {}] = four['georeplications'] as Record<string, unknown>[];
  expect(on).toBe(true);
  expect(five).toEqual({ ...four, georeplications: [{ ...replica, global_endpoint_routing_enabled: true }] });
});

test('a geo-replication that is made in a loop does, too', () => {
  const stage = stageOf('~> 5.0');
  const registry = new ContainerRegistryResource(stage, 'Registry', { ...placed, sku: 'Premium' });
  registry.addOverride('dynamic.georeplications', {
    for_each: ['westus2'],
    content: { location: '${georeplications.value}', regional_endpoint_enabled: true },
  });
  expect(RenderedStage.of(stage).resource('azurerm_container_registry')['dynamic']).toEqual({
    georeplications: {
      for_each: ['westus2'],
      content: { location: '${georeplications.value}', global_endpoint_routing_enabled: true },
    },
  });
});

test('Application Insights has its switches the other way round', () => {
  const { five } = inBothMajors(
    'azurerm_application_insights',
    (stage) =>
      new ApplicationInsightsResource(stage, 'Insights', {
        ...placed,
        applicationType: 'web',
        disableIpMasking: true,
        localAuthenticationDisabled: true,
        dailyDataCapNotificationsDisabled: false,
      }),
  );
  expect(five).toEqual({
    name: 'x',
    resource_group_name: 'rg-existing',
    location: 'eastus2',
    application_type: 'web',
    ip_masking_enabled: false,
    local_authentication_enabled: false,
    daily_data_cap_notifications_enabled: true,
  });
});

test('the constructs of Application Insights and Cosmos write their switches once', () => {
  const logs = (stage: azstage.Stage) =>
    azstage.LogAnalyticsWorkspace.fromName(stage, 'Logs', 'log-existing', 'rg-existing');
  const { five: insights } = inBothMajors(
    'azurerm_application_insights',
    (stage) => new azstage.ApplicationInsights(stage, 'Insights', { workspace: logs(stage) }),
  );
  expect(insights).toMatchObject({ ip_masking_enabled: true, local_authentication_enabled: false });
  expect(Object.keys(insights).filter((name) => /disable/.test(name))).toEqual([]);
  const { five: cosmos } = inBothMajors(
    'azurerm_cosmosdb_account',
    (stage) => new azstage.CosmosAccount(stage, 'Account'),
  );
  expect(cosmos).toMatchObject({ local_authentication_enabled: false });
  expect(cosmos).not.toHaveProperty('local_authentication_disabled');
});

test('a switch of Cosmos can still be read, and be ignored', () => {
  const stage = stageOf('~> 5.0');
  const account = new CosmosdbAccount(stage, 'Account', {
    ...placed,
    offerType: 'Standard',
    consistencyPolicy: { consistencyLevel: 'Session' },
    geoLocation: [],
    localAuthenticationDisabled: true,
    lifecycle: { ignoreChanges: ['local_authentication_disabled', 'tags["x"]'] },
  });
  stage.addOutput('x', account.localAuthenticationDisabled as unknown as string, { description });
  const rendered = RenderedStage.of(stage);
  expect(rendered.outputs['x']).toMatchObject({
    value: '${(!azurerm_cosmosdb_account.Account.local_authentication_enabled)}',
  });
  expect(rendered.resource('azurerm_cosmosdb_account')).toMatchObject({
    lifecycle: { ignore_changes: ['local_authentication_enabled', 'tags["x"]'] },
  });
});

test('the TLS version of a domain of Front Door has a new name', () => {
  const { five } = inBothMajors(
    'azurerm_cdn_frontdoor_custom_domain',
    (stage) =>
      new CdnFrontdoorCustomDomain(stage, 'Domain', {
        name: 'x',
        cdnFrontdoorProfileId: 'p',
        hostName: 'h',
        tls: { minimumTlsVersion: 'TLS12' },
      }),
  );
  expect(five['tls']).toEqual({ minimum_version: 'TLS12' });
});

test('a Kubernetes cluster says that Terraform makes its node pools', () => {
  const type = 'azurerm_kubernetes_cluster';
  const cluster = (stage: azstage.Stage) =>
    new azstage.KubernetesCluster(stage, 'Cluster', {
      subnet: azstage.Subnet.fromName(stage, 'Subnet', {
        name: 'snet-x',
        virtualNetworkName: 'vnet-existing',
        resourceGroupName: 'rg-existing',
      }),
    });
  const { four, five } = inBothMajors(type, cluster);
  expect(five).toEqual({ ...four, node_provisioning_profile: { mode: 'Manual' } });
  const stage = stageOf('~> 5.0');
  const resource = cluster(stage).node.defaultChild as TerraformResource;
  resource.addOverride('node_provisioning_profile', { mode: 'Auto' });
  expect(RenderedStage.of(stage).resource(type)).toMatchObject({ node_provisioning_profile: { mode: 'Auto' } });
});

describe('subnets', () => {
  const network = { ...group, virtualNetworkName: 'vnet-existing', addressPrefixes: ['10.0.0.0/24'] };

  test('each service endpoint is a block', () => {
    const { four, five } = inBothMajors(
      'azurerm_subnet',
      (stage) =>
        new SubnetResource(stage, 'Subnet', { ...network, serviceEndpoints: ['Microsoft.Storage', 'Microsoft.Sql'] }),
    );
    const { service_endpoints: _, ...others } = four;
    expect(five).toEqual({
      ...others,
      service_endpoint: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }],
    });
  });

  test('a list that Terraform evaluates becomes a loop', () => {
    const { five } = inBothMajors('azurerm_subnet', (stage) => {
      const services = new TerraformVariable(stage, 'services', { type: 'list(string)' });
      new SubnetResource(stage, 'Subnet', { ...network, serviceEndpoints: services.listValue });
    });
    expect(five).toMatchObject({
      dynamic: { service_endpoint: { for_each: '${var.services}', content: { service: '${service_endpoint.value}' } } },
    });
    expect(five).not.toHaveProperty('service_endpoints');
  });

  test('the list can still be read, of a subnet that Terraform reads too, and be a trigger', () => {
    const stage = stageOf('~> 5.0');
    const data = new DataAzurermSubnet(stage, 'Existing', network);
    const subnet = new SubnetResource(stage, 'Subnet', network);
    stage.addOutput('first', `\${${data.fqn}.service_endpoints[0]}`, { description });
    stage.addOutput('text', `subnet \${join(",", ${subnet.fqn}.service_endpoints)} of \${var.other}`, { description });
    const second = new SubnetResource(stage, 'Second', {
      ...network,
      lifecycle: { replaceTriggeredBy: ['azurerm_subnet.Subnet.service_endpoints'] },
    });
    const rendered = RenderedStage.of(stage);
    expect(rendered.outputs).toMatchObject({
      first: { value: '${(data.azurerm_subnet.Existing.service_endpoint[*].service)[0]}' },
      text: { value: 'subnet ${join(",", (azurerm_subnet.Subnet.service_endpoint[*].service))} of ${var.other}' },
    });
    expect(JSON.parse(rendered.json).resource.azurerm_subnet[second.friendlyUniqueId].lifecycle).toEqual({
      replace_triggered_by: ['azurerm_subnet.Subnet.service_endpoint'],
    });
  });
});

test('what another stage reads is renamed in the stage that has it', () => {
  const app = testApp({ azurermVersion: '~> 5.0' });
  const [first, second] = [testStage({ app, id: 'stage-first' }), testStage({ app, id: 'stage-second' })];
  const vault = new DataAzurermKeyVault(first, 'Vault', group);
  second.addOutput('x', vault.enableRbacAuthorization as unknown as string, { description });
  expect(Object.values(RenderedStage.of(first).outputs)).toEqual([
    expect.objectContaining({ value: '${data.azurerm_key_vault.Vault.rbac_authorization_enabled}' }),
  ]);
  expect(RenderedStage.of(second).outputs['x']).toMatchObject({
    value: expect.stringContaining('data.terraform_remote_state.'),
  });
});

test('the ranges of a Cosmos account that Terraform reads are still one text', () => {
  expect(outputOf((stage) => new DataAzurermCosmosdbAccount(stage, 'Account', group).ipRangeFilter)).toBe(
    '${join(",", data.azurerm_cosmosdb_account.Account.ip_range_filter)}',
  );
});

test('arguments that are in the dialect already stay', () => {
  const { five } = inBothMajors('azurerm_subnet', (stage) => {
    const subnet = new SubnetResource(stage, 'Subnet', {
      ...group,
      virtualNetworkName: 'v',
      addressPrefixes: ['10.0.0.0/24'],
    });
    subnet.addOverride('service_endpoint', [{ service: 'Microsoft.Web' }]);
  });
  expect(five['service_endpoint']).toEqual([{ service: 'Microsoft.Web' }]);
});
