import { ESTIMATORS } from '../../../lib/cost/estimators';
import { range } from '../../../lib/cost/range';
import { type EstimateProps, estimateOf, monthly, total } from '../../helpers/estimates';

/** Arguments, particulars, and what a month costs by component, computed by hand from the prices of East US unless a region is given. */
type Example = readonly [string, string, Record<string, unknown>, EstimateProps, Record<string, unknown>];

const account = (more: Record<string, unknown> = {}) => ({ azurerm_cosmosdb_account: { geo_location: [{}], ...more } });

const examples: readonly Example[] = [
  // 2 x 730 h x $0.156, and one node of it
  [
    'a cache with high availability',
    'azurerm_managed_redis',
    { sku_name: 'Balanced_B5' },
    {},
    { 'Cache Balanced_B5, 2 nodes': 227.76 },
  ],
  [
    'a cache without',
    'azurerm_managed_redis',
    { sku_name: 'Balanced_B5', high_availability_enabled: false },
    {},
    { 'Cache Balanced_B5, 1 node': 113.88 },
  ],
  // 50 GB x $0.02
  [
    'geo-replication',
    'azurerm_managed_redis_geo_replication',
    {},
    { usage: { gbReplicated: 50 } },
    { 'Replication between regions': 1 },
  ],
  // 730 x $0.277 x 2 shards x 2 nodes
  [
    'a premium cache with shards',
    'azurerm_redis_cache',
    { sku_name: 'Premium', family: 'P', capacity: 1, shard_count: 2 },
    {},
    { 'Cache Premium_P1': 808.84 },
  ],
  [
    'an Enterprise cluster',
    'azurerm_redis_enterprise_cluster',
    { sku_name: 'Enterprise_E10-4' },
    {},
    { 'Cluster E10': '?' },
  ],
  // 730 x $0.356 x 2, 128 GB x $0.115 x 2, 10 GB x $0.095 x 2
  [
    'a server with a standby and geo-redundant backups',
    'azurerm_postgresql_flexible_server',
    {
      sku_name: 'GP_Standard_D4ds_v5',
      storage_mb: 131_072,
      high_availability: { mode: 'ZoneRedundant' },
      geo_redundant_backup_enabled: true,
    },
    { usage: { gbAdditionalBackup: 10 } },
    {
      'Compute GP_Standard_D4ds_v5, with a standby': 519.76,
      'Storage 128 GB, with a standby': 29.44,
      'Additional backups': 1.9,
    },
  ],
  // 730 x $0.10; nodes 2 to 2.75 (2 + 0.25 x 3) x 730 x $0.192, and as many disks of $19.71; 730 x $0.025, 10 GB x $0.005, 730 x $0.005
  [
    'a cluster',
    'azurerm_kubernetes_cluster',
    {
      sku_tier: 'Standard',
      default_node_pool: { vm_size: 'Standard_D4s_v5', auto_scaling_enabled: true, min_count: 2, max_count: 5 },
    },
    { usage: { gbThroughLoadBalancer: 10, gbOut: 0 } },
    {
      'Control plane Standard': 73,
      'Standard_D4s_v5, 2 to 5 nodes': [280.32, 385.44],
      'Disks P10': [39.42, 54.2],
      'Data to the internet': 0,
      'Load balancer': 18.25,
      'Data through the load balancer': 0.05,
      'Public IP of the load balancer': 3.65,
    },
  ],
  // 3 x 730 x $0.166; 32 GB are a P4 of $5.28
  [
    'a node pool of a fixed size',
    'azurerm_kubernetes_cluster_node_pool',
    { vm_size: 'Standard_B4ms', node_count: 3, os_disk_size_gb: 32 },
    {},
    { 'Standard_B4ms, 3 nodes': 363.54, 'Disks P4': 15.84 },
  ],
  // 1 active replica: 730 x 3600 s x 0.5 x $0.000024, x 1 x $0.000003; 2M x $0.40; 10 GB x $0.087
  [
    'an app that scales to zero',
    'azurerm_container_app',
    { template: { min_replicas: 0, max_replicas: 10, container: [{ cpu: 0.5, memory: '1Gi' }] } },
    { usage: { scaleOut: range(0, 0.1), millionRequests: 2, gbOut: 10 } },
    {
      '0.5 vCPU, active, 0 to 10 replicas': [0, 31.54],
      '1 GiB, active': [0, 7.88],
      Requests: 0.8,
      'Data to the internet': 0.87,
    },
  ],
  // 2 replicas, of which a quarter of the time is active: 0.5 of them active, 1.5 idle, 730 x 3600 s each
  [
    'an app with least replicas',
    'azurerm_container_app',
    { template: [{ min_replicas: 2, max_replicas: 2, container: [{ cpu: 1, memory: '2Gi' }] }] },
    { usage: { activeShare: 0.25, millionRequests: 0, gbOut: 0 } },
    {
      '1 vCPU, active, 2 replicas': 31.54,
      '2 GiB, active': 7.88,
      '1 vCPU, idle': 11.83,
      '2 GiB, idle': 23.65,
      Requests: 0,
      'Data to the internet': 0,
    },
  ],
  [
    'an app on a dedicated profile, which pays for it',
    'azurerm_container_app',
    { workload_profile_name: 'big', template: { container: [{ cpu: 1, memory: '2Gi' }] } },
    {
      others: {
        azurerm_container_app_environment: { workload_profile: [{ name: 'big', workload_profile_type: 'D4' }] },
      },
    },
    {},
  ],
  // 10 h x 3600 s x $0.000024, x 2 x $0.000003
  [
    'a job',
    'azurerm_container_app_job',
    { template: { container: [{ cpu: 1, memory: '2Gi' }] } },
    { usage: { executionHours: 10 } },
    { '1 vCPU, active': 0.86, '2 GiB, active': 0.22 },
  ],
  [
    'an environment of the consumption profile',
    'azurerm_container_app_environment',
    { workload_profile: [{ workload_profile_type: 'Consumption' }] },
    {},
    {},
  ],
  // 730 x $0.10; 1 node x 4 vCPU x 730 x $0.08086; x 16 GiB x 730 x $0.006638
  [
    'an environment with a dedicated profile',
    'azurerm_container_app_environment',
    { workload_profile: [{ workload_profile_type: 'D4', minimum_count: 1, maximum_count: 1 }] },
    {},
    { 'Management of dedicated profiles': 73, 'D4: vCPU': 236.11, 'D4: memory': 77.53 },
  ],
  // 10 GB x $0.25 x 2 regions, x $0.20 x 2 regions
  [
    'a Cosmos DB account in two regions',
    'azurerm_cosmosdb_account',
    { geo_location: [{}, {}], backup: { type: 'Continuous', tier: 'Continuous30Days' } },
    { usage: { gbStored: 10 } },
    { 'Data stored': 5, 'Continuous backup, 30 days': 4 },
  ],
  // 8M RU x $0.25
  [
    'a serverless account with backups of seven days',
    'azurerm_cosmosdb_account',
    {
      geo_location: [{}],
      capabilities: [{ name: 'EnableServerless' }],
      backup: { type: 'Continuous', tier: 'Continuous7Days' },
    },
    { usage: { gbStored: 0, millionRequestUnits: 8 } },
    { 'Data stored': 0, 'Request units': 2 },
  ],
  // 4000 RU/s: 400 to (0.1 + 0.9 x 0.5) x 4000 = 2200, / 100 x 730 x $0.008 x 1.5
  [
    'autoscaled throughput',
    'azurerm_cosmosdb_sql_database',
    { autoscale_settings: { max_throughput: 4000 } },
    { usage: { scaleOut: range(0, 0.5) }, others: account() },
    { 'Throughput, autoscale to 4000 RU/s': [35.04, 192.72] },
  ],
  // 400 / 100 x 730 x $0.008 x 1.25
  [
    'manual throughput with zone redundancy',
    'azurerm_cosmosdb_sql_container',
    { throughput: 400 },
    { others: account({ geo_location: [{ zone_redundant: true }] }) },
    { 'Throughput, 400 RU/s': 29.2 },
  ],
  [
    'a container that shares the throughput of its database',
    'azurerm_cosmosdb_sql_container',
    {},
    { others: account() },
    {},
  ],
  // 1 to 1 + 0.25 x 9 units x 730 x $0.03; 10M events x $0.028
  [
    'a namespace that inflates',
    'azurerm_eventhub_namespace',
    { sku: 'Standard', capacity: 1, auto_inflate_enabled: true, maximum_throughput_units: 10 },
    { usage: { millionEvents: 10 } },
    { 'Standard, 1 to 10 throughput units': [21.9, 71.18], 'Ingress events': 0.28 },
  ],
  // 730 x $1.027
  [
    'a premium namespace',
    'azurerm_eventhub_namespace',
    { sku: 'Premium', capacity: 1 },
    {},
    { 'Premium, 1 processing unit': 749.71 },
  ],
  // 2 units x 730 x $0.10
  [
    'Capture of an event hub',
    'azurerm_eventhub',
    { capture_description: { enabled: true } },
    { others: { azurerm_eventhub_namespace: { sku: 'Standard', capacity: 2 } } },
    { Capture: 146 },
  ],
  ['an event hub', 'azurerm_eventhub', { partition_count: 4 }, {}, {}],
  ['an account of models', 'azurerm_cognitive_account', { kind: 'OpenAI' }, {}, {}],
  // 10M x $1.25, 2M x $10.00
  [
    'a model',
    'azurerm_cognitive_deployment',
    { model: { name: 'gpt-5.1' }, sku: { name: 'GlobalStandard' } },
    { usage: { millionInputTokens: 10, millionOutputTokens: 2 } },
    { 'Input tokens of gpt-5.1': 12.5, 'Output tokens of gpt-5.1': 20 },
  ],
  // half of 10M x $1.25, half x $0.125; 1.1 for a data zone
  [
    'a model in a data zone, with a prompt cache',
    'azurerm_cognitive_deployment',
    { model: [{ name: 'gpt-5.1' }], sku: [{ name: 'DataZoneStandard' }] },
    { usage: { millionInputTokens: 10, millionOutputTokens: 0, cachedShare: 0.5 } },
    { 'Input tokens of gpt-5.1': 6.88, 'Cached input tokens': 0.69, 'Output tokens of gpt-5.1': 0 },
  ],
  // 10M x $0.13
  [
    'a model of embeddings',
    'azurerm_cognitive_deployment',
    { model: { name: 'text-embedding-3-large' }, sku: { name: 'GlobalStandard' } },
    { usage: { millionInputTokens: 10 } },
    { 'Tokens of text-embedding-3-large': 1.3 },
  ],
  // 2 x 2 x 730 x $0.101
  [
    'a search service',
    'azurerm_search_service',
    { sku: 'basic', replica_count: 2, partition_count: 2 },
    {},
    { '4 search units basic': 294.92 },
  ],
  ['a free search service', 'azurerm_search_service', { sku: 'free' }, {}, {}],
  // 100 GB x $0.0458; 1M = 100 x 10K x $0.05 x 2; 1M x 100 x $0.004; 10 GB x $0.02
  [
    'an account that is replicated to another region',
    'azurerm_storage_account',
    { account_tier: 'Standard', account_replication_type: 'GRS' },
    { usage: { gbStored: 100, millionWrites: 1, millionReads: 1, gbReplicated: 10 } },
    {
      'Blobs, Hot GRS': 4.58,
      'Write operations': 10,
      'Read operations': 0.4,
      'Replication to the paired region': 0.2,
    },
  ],
  [
    'replication of objects',
    'azurerm_storage_object_replication',
    {},
    { usage: { gbReplicated: 100 } },
    { 'Replication of objects': 2 },
  ],
  // 10 GB x $2.30; kept for 59 days beyond 31: 10 x 59 / 30 x $0.10
  [
    'a workspace that keeps logs for 90 days',
    'azurerm_log_analytics_workspace',
    { sku: 'PerGB2018', retention_in_days: 90, daily_quota_gb: -1 },
    { usage: { gbIngested: 10 } },
    { 'Logs ingested': 23, 'Logs kept for 59 days more': 1.97 },
  ],
  // 1 GB a day, 30 GB a month, of 100 expected
  [
    'a workspace with a daily quota',
    'azurerm_log_analytics_workspace',
    { retention_in_days: 30, daily_quota_gb: 1 },
    { usage: { gbIngested: 100 } },
    { 'Logs ingested': 69 },
  ],
  // 1 GB x 90 / 30 x $0.026
  [
    'a table with long-term retention',
    'azurerm_log_analytics_workspace_table',
    { retention_in_days: 30, total_retention_in_days: 120 },
    { usage: { gbIngested: 1 } },
    { 'Long-term retention, 90 days': 0.08 },
  ],
  // 3 GB x $2.30; 3 x 30 / 30 x $0.10
  [
    'Application Insights',
    'azurerm_application_insights',
    { retention_in_days: 120 },
    { usage: { gbIngested: 3 } },
    { 'Telemetry ingested': 6.9, 'Telemetry kept for 30 days more': 0.3 },
  ],
  [
    'a diagnostic setting to Log Analytics',
    'azurerm_monitor_diagnostic_setting',
    { log_analytics_workspace_id: 'x' },
    {},
    {},
  ],
  // 10 GB x $0.325
  [
    'a diagnostic setting to a storage account',
    'azurerm_monitor_diagnostic_setting',
    { storage_account_id: 'x' },
    { usage: { gbExported: 10 } },
    { 'Platform logs exported': 3.25 },
  ],
  // 100M samples are 10 x $0.16
  [
    'a rule that forwards Prometheus',
    'azurerm_monitor_data_collection_rule',
    { data_flow: [{ streams: ['Microsoft-PrometheusMetrics'] }] },
    { usage: { millionSamples: 100 } },
    { 'Prometheus samples ingested': 1.6 },
  ],
  [
    'a rule that forwards logs',
    'azurerm_monitor_data_collection_rule',
    { data_flow: [{ streams: ['Microsoft-Syslog'] }] },
    {},
    {},
  ],
  // 2 scopes x 2 criteria x $0.10, of which the dynamic one costs as much again
  [
    'an alert with a dynamic threshold',
    'azurerm_monitor_metric_alert',
    { scopes: ['a', 'b'], criteria: [{}], dynamic_criteria: {} },
    {},
    { 'Time series watched': 0.4, 'Dynamic thresholds': 0.2 },
  ],
  [
    'a log alert',
    'azurerm_monitor_scheduled_query_rules_alert_v2',
    { evaluation_frequency: 'PT5M' },
    {},
    { 'Log alert, every PT5M': 1.5 },
  ],
  // 1000 above the free 1000 x $0.00002
  [
    'an action group with many e-mails',
    'azurerm_monitor_action_group',
    {},
    { usage: { emails: 2000 } },
    { 'E-mails': 0.02 },
  ],
  ['an action group', 'azurerm_monitor_action_group', { email_receiver: [{}] }, {}, {}],
  [
    'Grafana',
    'azurerm_dashboard_grafana',
    { sku: 'Standard' },
    { usage: { activeUsers: 5 } },
    { 'Instance Standard': 65, 'Active users': 30 },
  ],
  // 30 days x $1.6667 x 2 regions; 100 GB above 500 x $0.10 x 2; 1 vCPU-hour is 3600 x $0.0001
  [
    'a registry in two regions',
    'azurerm_container_registry',
    { sku: 'Premium', georeplications: [{ location: 'westus2' }] },
    { usage: { gbStored: 600, buildHours: 1 } },
    { 'Registry Premium in 2 regions': 100, 'Images above what is included': 20, 'Builds of ACR Tasks': 0.36 },
  ],
  // 730 x $0.01; 100 GB x $0.01
  [
    'a private endpoint',
    'azurerm_private_endpoint',
    {},
    { usage: { gbProcessed: 100 } },
    { 'Private endpoint': 7.3, 'Data through it': 1 },
  ],
  // 730 x $0.045; 100 GB x $0.045
  [
    'a NAT gateway',
    'azurerm_nat_gateway',
    {},
    { usage: { gbProcessed: 100 } },
    { 'NAT gateway': 32.85, 'Data through it': 4.5 },
  ],
  ['a public IP', 'azurerm_public_ip', { sku: 'Standard' }, {}, { 'Static public IP': 3.65 }],
  ['a global public IP', 'azurerm_public_ip', { sku: 'Standard', sku_tier: 'Global' }, {}, { 'Static public IP': 7.3 }],
  // 730 x $0.21; 72 above 128 x $7.30; 10 GB x $0.035
  [
    'a VPN gateway with many clients',
    'azurerm_virtual_network_gateway',
    { type: 'Vpn', sku: 'VpnGw1AZ', active_active: true },
    { usage: { connections: 200, gbOut: 10 } },
    { 'VPN gateway VpnGw1AZ': 153.3, 'Connections above 128': 525.6, 'Data to other networks': 0.35 },
  ],
  [
    'a peering within a region',
    'azurerm_virtual_network_peering',
    {},
    { usage: { gbTransferred: 100 }, others: { azurerm_virtual_network: {} } },
    { 'Data out of eastus': 1, 'Data into eastus': 1 },
  ],
  ['a DNS zone', 'azurerm_dns_zone', {}, { usage: { millionQueries: 2 } }, { 'DNS zone': 0.5, Queries: 0.8 }],
  [
    'a private DNS zone',
    'azurerm_private_dns_zone',
    {},
    { usage: { millionQueries: 0 } },
    { 'Private DNS zone': 0.5, Queries: 0 },
  ],
  ['an endpoint of a resolver', 'azurerm_private_dns_resolver_inbound_endpoint', {}, {}, { 'Resolver endpoint': 180 }],
  [
    'a forwarding ruleset',
    'azurerm_private_dns_resolver_dns_forwarding_ruleset',
    {},
    {},
    { 'Forwarding ruleset': 2.5 },
  ],
  // 100 thousand are 10 x 10K x $0.03
  ['a key vault', 'azurerm_key_vault', {}, { usage: { thousandOperations: 100 } }, { Operations: 0.3 }],
  ['a key of RSA 2048', 'azurerm_key_vault_key', { key_type: 'RSA', key_size: 2048 }, {}, {}],
  // 20 thousand are 2 x 10K x $0.15
  [
    'a key in an HSM of RSA 3072',
    'azurerm_key_vault_key',
    { key_type: 'RSA-HSM', key_size: 3072 },
    { usage: { thousandOperations: 20 } },
    { 'HSM-protected key': 5, 'Operations with an advanced key': 0.3 },
  ],
  [
    'a gateway without units',
    'azurerm_api_management',
    { sku_name: 'Consumption_0' },
    { usage: { millionCalls: 3 } },
    { Calls: 7 },
  ],
  // 2 units, and 1 in another region
  [
    'a gateway in two regions',
    'azurerm_api_management',
    { sku_name: 'Premium_2', additional_location: [{ location: 'westus2', capacity: 1 }] },
    {},
    { 'API Management Premium, 3 units': 8385.51 },
  ],
  ['a free static web app', 'azurerm_static_web_app', { sku_tier: 'Free' }, {}, {}],
  // 50 GB above 100 x $0.20
  [
    'a static web app',
    'azurerm_static_web_app',
    { sku_tier: 'Standard' },
    { usage: { gbOut: 150 } },
    { 'App Standard': 9, 'Data above 100 GB': 10 },
  ],
  // 2M are 200 x 10K x $0.015; 100 GB x $0.083
  [
    'Front Door',
    'azurerm_cdn_frontdoor_profile',
    { sku_name: 'Premium_AzureFrontDoor' },
    { usage: { millionRequests: 2, gbOut: 100 } },
    { 'Front Door Premium': 330, Requests: 3, 'Data to clients': 8.3 },
  ],
  // 30 days x $1.20 x 2 stores; 100 thousand a day above 200 x 30 days are 300 x 10K x $0.06
  [
    'a configuration store with a replica and many requests',
    'azurerm_app_configuration',
    { sku: 'standard', replica: [{}] },
    { usage: { thousandRequestsADay: 300 } },
    { 'Store standard and 1 replica': 72, 'Requests above what is included': 18 },
  ],
  ['a free configuration store', 'azurerm_app_configuration', { sku: 'free' }, {}, {}],
  [
    'backups of a cluster',
    'azurerm_data_protection_backup_instance_kubernetes_cluster',
    { backup_datasource_parameters: { included_namespaces: ['a', 'b'] } },
    {},
    { 'Namespaces backed up': 24 },
  ],
  // 100 GB x $0.0448
  [
    'backups of blobs',
    'azurerm_data_protection_backup_instance_blob_storage',
    {},
    { usage: { gbStored: 100 }, others: { azurerm_data_protection_backup_vault: { redundancy: 'GeoRedundant' } } },
    { 'Backups, GeoRedundant': 4.48 },
  ],
];

test.each(examples)('%s costs what its prices make', (_, type, values, props, expected) => {
  expect(monthly(type, values, props)).toEqual(expected);
});

test('every estimator has an example', () => {
  const shown = new Set(examples.map(([, type]) => type));
  expect(ESTIMATORS.filter(({ types }) => !types.some((type) => shown.has(type))).map(({ types }) => types)).toEqual(
    [],
  );
});

test('data between regions costs what the billing zones of both make', () => {
  const others = { azurerm_virtual_network: { region: 'southeastasia' } };
  const near = estimateOf('azurerm_virtual_network_peering', {}, { others, region: 'southeastasia' });
  expect(near.components.map(({ price }) => price)).toEqual(['peering.intraRegion', 'peering.intraRegion']);
});

describe('a stage that is deployed for some hours of a month', () => {
  it.each([
    ['azurerm_managed_redis', { sku_name: 'Balanced_B5' }],
    ['azurerm_private_dns_resolver_inbound_endpoint', {}],
    ['azurerm_container_registry', { sku: 'Premium' }],
    ['azurerm_api_management', { sku_name: 'Developer_1' }],
  ])('costs as much less: %s', (type, values) => {
    const all = total(type, values, { usage: { buildHours: 0 } }) as number;
    const tenth = total(type, values, { hours: 73, usage: { buildHours: 0 } }) as number;
    expect(tenth).toBeCloseTo(all / 10, 1);
  });
});

describe('what cannot be priced', () => {
  it.each([
    ['azurerm_managed_redis', { sku_name: '${var.sku}' }, 'sku_name is not known before the deployment'],
    ['azurerm_postgresql_flexible_server', {}, 'sku_name is not known before the deployment'],
    ['azurerm_kubernetes_cluster', {}, 'default_node_pool is not known before the deployment'],
    ['azurerm_kubernetes_cluster_node_pool', { vm_size: 'Standard_D4s_v5', os_disk_size_gb: 2048 }, 'disks of 2048 GB'],
    [
      'azurerm_container_app',
      { template: { container: [{ cpu: 1 }] } },
      'cpu or memory of a container is not known before the deployment',
    ],
    ['azurerm_cosmosdb_sql_container', { throughput: 400 }, 'throughput: the account and its regions are not known'],
    ['azurerm_cognitive_account', { kind: 'SpeechServices' }, 'calls of an account of kind SpeechServices'],
    [
      'azurerm_cognitive_deployment',
      { model: { name: 'gpt-5.1' }, sku: { name: 'ProvisionedManaged' } },
      'a deployment of kind ProvisionedManaged, which is paid for by its capacity',
    ],
    [
      'azurerm_storage_account',
      { account_tier: 'Premium', account_replication_type: 'LRS' },
      'StorageV2 of Premium LRS',
    ],
    ['azurerm_public_ip', { sku: 'Basic' }, 'a public IP of the sku Basic'],
    ['azurerm_virtual_network_gateway', { type: 'ExpressRoute', sku: 'ErGw1AZ' }, 'a gateway of type ExpressRoute'],
    ['azurerm_virtual_network_peering', {}, 'data through the peering: the region of a network is not known'],
    ['azurerm_monitor_action_group', { sms_receiver: [{}] }, 'notifications of sms_receiver'],
    ['azurerm_data_protection_backup_instance_blob_storage', {}, 'the fee of a protected instance'],
  ])('is said of %s with %j', (type, values, reason) => {
    expect(estimateOf(type, values).notPriced).toContain(reason);
  });
});
