import { type SynthesizedStage } from '../../../../lib/synthesized/synthesized-stage';
import { type Values } from '../../../../lib/synthesized/values';

type Resources = SynthesizedStage['resources'];

/** A resource named `Case`, what is beside it in its stage, and whether it violates a rule. */
export interface RuleCase {
  readonly rule: string;
  readonly type: string;
  /** The arguments and what is beside, as a text. */
  readonly name: string;
  readonly kind: 'complies' | 'violates' | 'unknown';
  readonly resources: Resources;
}

/** A reference that leads to nothing known. */
const UNKNOWN = '${azurerm_unheard_of.Other.value}';

interface Verdicts {
  readonly complies: readonly Values[];
  readonly violates: readonly Values[];
  /** Arguments with something that is not known before it is deployed: no violation. */
  readonly unknown: readonly Values[];
  /** Resources beside it, in all cases. */
  readonly beside?: Resources;
}

/** Arguments with a value at the end of a path of blocks. */
function at(path: string, value: unknown): Values {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Values;
}

/** One argument: values that comply, values that violate, and what it means where it is absent. */
function argument(
  path: string,
  good: readonly unknown[],
  bad: readonly unknown[],
  absent: 'complies' | 'violates',
  others: Values = {},
): Verdicts {
  const given = (value: unknown): Values => ({ ...others, ...at(path, value) });
  return {
    complies: [...good.map(given), ...(absent === 'complies' ? [others] : [])],
    violates: [...bad.map(given), ...(absent === 'violates' ? [others] : [])],
    unknown: [given(UNKNOWN)],
  };
}

/** A switch that must be off, and is on where it is absent. */
const off = (path: string, others?: Values) => argument(path, [false], [true], 'violates', others);
/** A switch that must be on, and is off where it is absent. */
const on = (path: string, others?: Values) => argument(path, [true], [false], 'violates', others);
/** An argument that must be there. */
const given = (path: string, value: unknown) => argument(path, [value], [], 'violates');

const CASE = '${TYPE.Case.id}';
const endpoint = {
  azurerm_private_endpoint: { Endpoint: { private_service_connection: { private_connection_resource_id: CASE } } },
};
const log = { enabled_log: [{ category_group: 'allLogs' }] };
const setting = (suffix: string, content: Values) => ({
  azurerm_monitor_diagnostic_setting: { Setting: { target_resource_id: `${CASE}${suffix}`, ...content } },
});
/** What must be beside a resource. */
const beside = (resources: Resources, args: Values = {}): Verdicts => ({
  complies: [{ ...args, beside: resources }],
  violates: [args],
  unknown: [],
});

const rule = (port: unknown, source: unknown = 'Internet', protocol = 'Tcp'): Values => ({
  access: 'Allow',
  direction: 'Inbound',
  protocol,
  destination_port_range: port,
  source_address_prefix: source,
});
const opens = (port: number, other: number): Verdicts => ({
  complies: [
    rule(`${other}`),
    rule(`${port}`, 'VirtualNetwork'),
    rule(`${port}`, 'Internet', 'Udp'),
    { ...rule(`${port}`), access: 'Deny' },
    { ...rule(`${port}`), direction: 'Outbound' },
  ],
  violates: [
    rule(`${port}`),
    rule(`${port - 1}-${port + 1}`),
    rule('*', '*', '*'),
    rule(`${port}`, '0.0.0.0/0'),
    { ...rule(undefined), destination_port_ranges: ['9999', `${port}`] },
    { ...rule(`${port}`, undefined), source_address_prefixes: ['10.0.0.0/8', 'Internet'] },
  ],
  unknown: [rule(UNKNOWN), rule(`${port}`, UNKNOWN)],
});
const inGroup = ({ complies, violates, unknown }: Verdicts): Verdicts => ({
  complies: [{}, ...complies.map((each) => ({ security_rule: [each] }))],
  violates: violates.map((each) => ({ security_rule: [rule('9999', 'VirtualNetwork'), each] })),
  unknown: unknown.map((each) => ({ security_rule: [each] })),
});

const cluster = 'azurerm_kubernetes_cluster';
const pool = 'azurerm_kubernetes_cluster_node_pool';
const registry = 'azurerm_container_registry';
const storage = 'azurerm_storage_account';
const vault = 'azurerm_key_vault';
const cosmos = 'azurerm_cosmosdb_account';
const postgresql = 'azurerm_postgresql_flexible_server';
const hubs = 'azurerm_eventhub_namespace';
const search = 'azurerm_search_service';
const redis = 'azurerm_redis_cache';
const cognitive = 'azurerm_cognitive_account';
const configuration = 'azurerm_app_configuration';
const gateway = 'azurerm_api_management';
const group = 'azurerm_network_security_group';
const securityRule = 'azurerm_network_security_rule';

const closed = off('public_network_access_enabled');
const overlay = { network_profile: { network_plugin_mode: 'overlay' } };

const TABLE: readonly (readonly [rule: string, type: string, verdicts: Verdicts])[] = [
  ...[gateway, cognitive, registry, cosmos, 'azurerm_dashboard_grafana', hubs, redis, search, storage].map(
    (type) => ['AZS001', type, closed] as const,
  ),
  ['AZS001', configuration, argument('public_network_access', ['Disabled'], ['Enabled'], 'complies')],
  ['AZS001', 'azurerm_managed_redis', argument('public_network_access', ['Disabled'], ['Enabled'], 'violates')],
  ['AZS001', postgresql, { ...closed, complies: [...closed.complies, { delegated_subnet_id: UNKNOWN }] }],
  [
    'AZS001',
    vault,
    {
      complies: [...closed.complies, { network_acls: { ip_rules: ['203.0.113.7'] } }],
      violates: [...closed.violates, { network_acls: { ip_rules: [] } }],
      unknown: [...closed.unknown, { network_acls: { virtual_network_subnet_ids: [UNKNOWN] } }],
    },
  ],
  ['AZS002', vault, beside(endpoint)],
  ['AZS002', storage, beside(endpoint)],
  ['AZS002', postgresql, { ...beside(endpoint), complies: [{ beside: endpoint }, { delegated_subnet_id: UNKNOWN }] }],
  ['AZS003', vault, argument('network_acls.default_action', ['Deny'], ['Allow'], 'violates')],
  ['AZS003', storage, argument('network_rules.default_action', ['Deny'], ['Allow'], 'complies')],
  [
    'AZS004',
    storage,
    {
      complies: [
        {},
        { network_rules: { default_action: 'Deny' } },
        { network_rules: { default_action: 'Allow', bypass: ['None'] } },
        { network_rules: { default_action: 'Deny', bypass: ['Logging', 'AzureServices'] } },
      ],
      violates: [{ network_rules: { default_action: 'Deny', bypass: ['Logging'] } }],
      unknown: [{ network_rules: { default_action: 'Deny', bypass: UNKNOWN } }],
    },
  ],
  ['AZS005', securityRule, opens(22, 443)],
  ['AZS005', securityRule, opens(3389, 3000)],
  ['AZS005', group, inGroup(opens(22, 443))],
  ['AZS006', securityRule, opens(80, 443)],
  ['AZS006', group, inGroup(opens(80, 443))],
  ...[
    {
      complies: [rule('53', 'VirtualNetwork', 'Udp'), rule('53'), rule('53', 'Internet', '*')],
      violates: [rule('53', 'Internet', 'Udp'), rule('*', '*', 'Udp')],
      unknown: [rule('53', UNKNOWN, 'Udp')],
    },
  ].flatMap(
    (verdicts) =>
      [
        ['AZS007', securityRule, verdicts],
        ['AZS007', group, inGroup(verdicts)],
      ] as const,
  ),
  [
    'AZS008',
    'azurerm_subnet',
    {
      complies: [
        { name: 'GatewaySubnet' },
        { name: 'AzureFirewallSubnet' },
        { name: 'files', delegation: { service_delegation: { name: 'Microsoft.Netapp/volumes' } } },
        {
          name: 'apps',
          beside: {
            azurerm_network_security_group: { Group: { name: 'apps' } },
            azurerm_subnet_network_security_group_association: {
              Association: { subnet_id: CASE, network_security_group_id: '${azurerm_network_security_group.Group.id}' },
            },
          },
        },
      ],
      violates: [{ name: 'apps' }],
      unknown: [],
    },
  ],
  [
    'AZS009',
    'azurerm_postgresql_flexible_server_firewall_rule',
    {
      complies: [{ start_ip_address: '203.0.113.7', end_ip_address: '203.0.113.7' }],
      violates: [
        { start_ip_address: '0.0.0.0', end_ip_address: '0.0.0.0' },
        { start_ip_address: '203.0.113.7', end_ip_address: '255.255.255.255' },
      ],
      unknown: [{ start_ip_address: UNKNOWN, end_ip_address: UNKNOWN }],
    },
  ],
  ['AZS010', search, argument('allowed_ips', [['203.0.113.7']], [['203.0.113.7', '0.0.0.0/0']], 'complies')],
  [
    'AZS011',
    cluster,
    {
      complies: [
        { private_cluster_enabled: true },
        { api_server_access_profile: { authorized_ip_ranges: ['203.0.113.0/24'] } },
      ],
      violates: [{}, { private_cluster_enabled: false }],
      unknown: [
        { private_cluster_enabled: UNKNOWN },
        { api_server_access_profile: { authorized_ip_ranges: [UNKNOWN] } },
      ],
    },
  ],
  ['AZS012', cluster, on('private_cluster_enabled')],
  ['AZS013', cluster, argument('default_node_pool.node_public_ip_enabled', [false], [true], 'complies')],
  ['AZS013', pool, argument('node_public_ip_enabled', [false], [true], 'complies')],
  ['AZS014', gateway, given('virtual_network_configuration.subnet_id', '/subscriptions/s')],
  [
    'AZS015',
    cognitive,
    {
      complies: [
        { kind: 'SpeechServices' },
        { kind: 'OpenAI', outbound_network_access_restricted: true, fqdns: ['example.com'] },
      ],
      violates: [
        { kind: 'OpenAI' },
        { kind: 'OpenAI', outbound_network_access_restricted: true },
        { kind: 'OpenAI', outbound_network_access_restricted: false, fqdns: ['example.com'] },
      ],
      unknown: [{ kind: 'OpenAI', outbound_network_access_restricted: UNKNOWN, fqdns: [UNKNOWN] }],
    },
  ],
  ['AZS016', registry, on('data_endpoint_enabled')],
  ['AZS017', cluster, given('network_profile.network_policy', 'cilium')],
  ['AZS018', cluster, argument('network_profile.network_plugin', ['azure'], ['kubenet', 'none'], 'violates')],
  ['AZS019', cluster, argument('http_application_routing_enabled', [false], [true], 'complies')],
  ...['azurerm_virtual_network', 'azurerm_virtual_network_dns_servers'].map(
    (type) =>
      [
        'AZS020',
        type,
        {
          complies: [
            {},
            { dns_servers: ['10.0.0.4', '10.0.0.5'] },
            {
              dns_servers: [
                '${azurerm_private_dns_resolver_inbound_endpoint.In.ip_configurations[0].private_ip_address}',
              ],
            },
          ],
          violates: [{ dns_servers: ['10.0.0.4'] }, { dns_servers: [UNKNOWN] }],
          unknown: [{ dns_servers: UNKNOWN }],
        },
      ] as const,
  ),
  [
    'AZS021',
    'azurerm_virtual_network',
    {
      complies: [
        { address_space: ['10.0.0.0/16'] },
        { address_space: ['10.0.0.0/16'], dns_servers: ['192.0.2.1', '10.0.0.4'] },
      ],
      violates: [{ address_space: ['10.0.0.0/16', '10.2.0.0/16'], dns_servers: ['10.1.0.4', '192.0.2.1'] }],
      unknown: [{ address_space: ['10.0.0.0/16'], dns_servers: [UNKNOWN] }],
    },
  ],
  [
    'AZS022',
    'azurerm_cdn_frontdoor_firewall_policy',
    {
      complies: [{ mode: 'Prevention' }, { mode: 'Prevention', enabled: true, request_body_check_enabled: true }],
      violates: [
        {},
        { mode: 'Detection' },
        { mode: 'Prevention', enabled: false },
        { mode: 'Prevention', request_body_check_enabled: false },
      ],
      unknown: [{ mode: UNKNOWN }],
    },
  ],

  ['AZS101', configuration, off('local_auth_enabled')],
  ['AZS101', cognitive, off('local_auth_enabled')],
  ['AZS101', cosmos, on('local_authentication_disabled', { kind: 'GlobalDocumentDB' })],
  ['AZS101', cosmos, { complies: [{ kind: 'MongoDB' }], violates: [{}], unknown: [] }],
  ['AZS101', hubs, off('local_authentication_enabled')],
  [
    'AZS101',
    'azurerm_managed_redis',
    argument('default_database.access_keys_authentication_enabled', [false], [true], 'complies'),
  ],
  ['AZS101', redis, off('access_keys_authentication_enabled')],
  ['AZS101', search, off('local_authentication_enabled')],
  ['AZS101', storage, off('shared_access_key_enabled')],
  ['AZS102', registry, argument('admin_enabled', [false], [true], 'complies')],
  ['AZS103', cluster, on('local_account_disabled')],
  ['AZS104', storage, argument('local_user_enabled', [false], [true], 'complies')],
  ['AZS104', storage, off('local_user_enabled', { is_hns_enabled: true })],
  ['AZS105', registry, argument('anonymous_pull_enabled', [false], [true], 'complies', { sku: 'Standard' })],
  ['AZS105', registry, { complies: [{ sku: 'Basic', anonymous_pull_enabled: true }], violates: [], unknown: [] }],
  ['AZS106', storage, off('allow_nested_items_to_be_public')],
  [
    'AZS106',
    'azurerm_storage_container',
    argument('container_access_type', ['private'], ['blob', 'container'], 'complies'),
  ],
  ['AZS107', cosmos, off('access_key_metadata_writes_enabled')],
  [
    'AZS108',
    storage,
    {
      complies: [
        { shared_access_key_enabled: false },
        { shared_access_key_enabled: true, sas_policy: { expiration_period: '01.00:00:00' } },
        { sas_policy: { expiration_period: '01.00:00:00' } },
      ],
      violates: [{}, { shared_access_key_enabled: true }],
      unknown: [{ shared_access_key_enabled: UNKNOWN }],
    },
  ],
  ['AZS109', cognitive, given('identity.type', 'UserAssigned')],
  ['AZS109', search, argument('identity.type', ['SystemAssigned', 'UserAssigned'], [], 'violates')],
  ['AZS110', cluster, argument('role_based_access_control_enabled', [true], [false], 'complies')],
  ['AZS111', gateway, on('client_certificate_enabled', { sku_name: 'Consumption_0' })],
  ['AZS111', gateway, { complies: [{ sku_name: 'StandardV2_1' }], violates: [], unknown: [] }],

  ['AZS201', gateway, argument('security.frontend_tls10_enabled', [false], [true], 'complies')],
  ['AZS201', gateway, argument('security.backend_ssl30_enabled', [false], [true], 'complies')],
  [
    'AZS201',
    'azurerm_cdn_frontdoor_custom_domain',
    argument('tls.minimum_tls_version', ['TLS12'], ['TLS10'], 'complies'),
  ],
  ['AZS201', hubs, argument('minimum_tls_version', ['1.2'], ['1.0', '1.1'], 'complies')],
  ['AZS201', redis, argument('minimum_tls_version', ['1.2'], ['1.0'], 'violates')],
  ['AZS201', storage, argument('min_tls_version', ['TLS1_2', 'TLS1_3'], ['TLS1_0'], 'violates')],
  [
    'AZS202',
    'azurerm_api_management_backend',
    argument('url', ['https://api.example.com'], ['http://api.example.com'], 'violates'),
  ],
  ['AZS202', 'azurerm_container_app', argument('ingress.allow_insecure_connections', [false], [true], 'complies')],
  [
    'AZS202',
    'azurerm_managed_redis',
    argument('default_database.client_protocol', ['Encrypted'], ['Plaintext'], 'complies'),
  ],
  ['AZS202', redis, argument('non_ssl_port_enabled', [false], [true], 'complies')],
  ['AZS202', storage, argument('https_traffic_only_enabled', [true], [false], 'complies')],
  ['AZS203', configuration, given('encryption.key_vault_key_identifier', 'https://kv.vault.azure.net/keys/k')],
  ['AZS203', cognitive, given('customer_managed_key.key_vault_key_id', 'https://kv.vault.azure.net/keys/k')],
  [
    'AZS203',
    cognitive,
    beside({
      azurerm_key_vault_key: { Key: { name: 'k' } },
      azurerm_cognitive_account_customer_managed_key: {
        Key: { cognitive_account_id: CASE, key_vault_key_id: '${azurerm_key_vault_key.Key.id}' },
      },
    }),
  ],
  ['AZS203', cosmos, given('key_vault_key_id', 'https://kv.vault.azure.net/keys/k')],
  ['AZS203', cluster, given('disk_encryption_set_id', '/subscriptions/s')],
  ['AZS203', storage, given('customer_managed_key.key_vault_key_id', 'https://kv.vault.azure.net/keys/k')],
  [
    'AZS203',
    storage,
    beside({ azurerm_storage_account_customer_managed_key: { Key: { storage_account_id: CASE, key_name: 'k' } } }),
  ],
  ['AZS204', cluster, on('default_node_pool.host_encryption_enabled')],
  ['AZS204', pool, on('host_encryption_enabled')],
  ['AZS205', 'azurerm_key_vault_key', argument('key_type', ['RSA-HSM', 'EC-HSM'], ['RSA'], 'violates')],
  ['AZS206', 'azurerm_key_vault_key', given('expiration_date', '2027-01-01T00:00:00Z')],
  ['AZS206', 'azurerm_key_vault_secret', given('expiration_date', '2027-01-01T00:00:00Z')],
  ['AZS207', 'azurerm_key_vault_secret', given('content_type', 'password')],

  ['AZS301', vault, on('purge_protection_enabled')],
  ['AZS301', configuration, on('purge_protection_enabled')],
  [
    'AZS302',
    storage,
    {
      complies: [
        { blob_properties: { delete_retention_policy: { days: 7 } } },
        { blob_properties: { delete_retention_policy: {} } },
        { account_kind: 'FileStorage' },
      ],
      violates: [{}, { blob_properties: { versioning_enabled: true } }],
      unknown: [{ blob_properties: { delete_retention_policy: { days: UNKNOWN } } }],
    },
  ],
  ['AZS303', cosmos, argument('backup.type', ['Continuous'], ['Periodic'], 'violates')],
  ['AZS304', postgresql, on('geo_redundant_backup_enabled')],
  ['AZS304', postgresql, { complies: [{ create_mode: 'Replica' }], violates: [], unknown: [] }],
  ['AZS305', registry, given('retention_policy_in_days', 7)],
  ['AZS306', registry, on('quarantine_policy_enabled')],
  ['AZS307', registry, argument('sku', ['Standard', 'Premium'], ['Basic'], 'violates')],

  ['AZS401', gateway, argument('zones', [['1', '2']], [['1']], 'violates')],
  ['AZS401', 'azurerm_container_app_environment', on('zone_redundancy_enabled')],
  ['AZS401', registry, on('zone_redundancy_enabled')],
  [
    'AZS401',
    registry,
    {
      complies: [
        { zone_redundancy_enabled: true, georeplications: [{ location: 'westus2', zone_redundancy_enabled: true }] },
      ],
      violates: [{ zone_redundancy_enabled: true, georeplications: [{ location: 'westus' }] }],
      unknown: [
        { zone_redundancy_enabled: true, georeplications: [{ location: 'westus2', zone_redundancy_enabled: UNKNOWN }] },
      ],
    },
  ],
  ['AZS401', 'azurerm_dashboard_grafana', on('zone_redundancy_enabled')],
  ['AZS401', cluster, argument('default_node_pool.zones', [['1', '2']], [['1']], 'violates')],
  ['AZS401', 'azurerm_public_ip', argument('zones', [['1', '2', '3']], [['1']], 'violates', { sku: 'Standard' })],
  ['AZS401', 'azurerm_public_ip', { complies: [], violates: [{ sku: 'Basic', zones: ['1', '2'] }], unknown: [] }],
  ['AZS401', redis, argument('zones', [['1', '2']], [['1']], 'violates')],
  ['AZS401', 'azurerm_virtual_network_gateway', argument('sku', ['VpnGw1AZ', 'ErGw3AZ'], ['VpnGw1'], 'violates')],
  [
    'AZS402',
    hubs,
    {
      complies: [{ location: 'westeurope' }, { location: 'East US 2' }],
      violates: [{ location: 'westus' }, { location: 'ukwest' }],
      unknown: [{ location: UNKNOWN }],
    },
  ],
  ['AZS403', postgresql, argument('high_availability.mode', ['ZoneRedundant'], ['SameZone'], 'violates')],
  ['AZS403', postgresql, { complies: [{ create_mode: 'Replica' }], violates: [], unknown: [] }],
  ['AZS404', storage, argument('account_replication_type', ['ZRS', 'GRS'], ['LRS'], 'complies')],
  ['AZS405', storage, argument('account_replication_type', ['GRS', 'RAGZRS'], ['LRS', 'ZRS'], 'violates')],
  [
    'AZS405',
    registry,
    {
      complies: [{ sku: 'Premium', georeplications: [{ location: 'westus2' }] }],
      violates: [{}, { sku: 'Premium' }],
      unknown: [{ sku: 'Premium', dynamic: { georeplications: { for_each: UNKNOWN, content: {} } } }],
    },
  ],
  [
    'AZS406',
    cosmos,
    {
      complies: [
        {},
        { geo_location: [{ location: 'westus2' }] },
        { geo_location: [{ location: 'westus2' }, { location: 'eastus' }], automatic_failover_enabled: true },
        { geo_location: [{ location: 'westus2' }, { location: 'eastus' }], multiple_write_locations_enabled: true },
      ],
      violates: [{ geo_location: [{ location: 'westus2' }, { location: 'eastus' }] }],
      unknown: [
        { geo_location: [{ location: 'westus2' }, { location: 'eastus' }], automatic_failover_enabled: UNKNOWN },
      ],
    },
  ],
  ['AZS407', redis, argument('sku_name', ['Standard', 'Premium'], ['Basic'], 'violates')],
  ['AZS408', search, argument('replica_count', [3, 12], [1, 2], 'violates')],
  ['AZS409', cluster, argument('sku_tier', ['Standard', 'Premium'], ['Free'], 'violates')],
  ['AZS410', gateway, argument('sku_name', ['Premium_2'], ['StandardV2_1'], 'violates')],
  ['AZS411', configuration, argument('sku', ['standard', 'premium'], ['free', 'developer'], 'violates')],
  ['AZS412', hubs, on('auto_inflate_enabled', { sku: 'Standard' })],
  ['AZS412', hubs, { complies: [{ sku: 'Premium' }], violates: [], unknown: [] }],
  ['AZS413', cluster, on('default_node_pool.auto_scaling_enabled')],
  ['AZS414', cluster, argument('default_node_pool.min_count', [2], [1], 'violates')],
  ['AZS414', pool, argument('min_count', [2], [1], 'violates')],
  ['AZS415', postgresql, argument('maintenance_window.day_of_week', [0, 6], [], 'violates')],
  ['AZS416', 'azurerm_virtual_network_gateway', on('active_active', { type: 'Vpn' })],
  ['AZS416', 'azurerm_virtual_network_gateway', { complies: [{ type: 'ExpressRoute' }], violates: [], unknown: [] }],
  ['AZS417', cluster, argument('default_node_pool.max_pods', [50, 250], [30], 'violates')],
  [
    'AZS417',
    cluster,
    {
      complies: [{ ...overlay, default_node_pool: { name: 'system' } }],
      violates: [{ ...overlay, default_node_pool: { max_pods: 30 } }],
      unknown: [],
    },
  ],
  ['AZS417', pool, argument('max_pods', [50], [30], 'violates')],
  [
    'AZS417',
    pool,
    {
      complies: [
        {
          kubernetes_cluster_id: '${azurerm_kubernetes_cluster.Cluster.id}',
          beside: { [cluster]: { Cluster: overlay } },
        },
      ],
      violates: [
        { kubernetes_cluster_id: '${azurerm_kubernetes_cluster.Cluster.id}', beside: { [cluster]: { Cluster: {} } } },
      ],
      unknown: [],
    },
  ],
  ['AZS418', cluster, argument('default_node_pool.type', ['VirtualMachineScaleSets'], ['AvailabilitySet'], 'complies')],
  ['AZS419', cluster, argument('default_node_pool.os_disk_type', ['Ephemeral'], ['Managed'], 'violates')],
  ['AZS420', cluster, on('default_node_pool.only_critical_addons_enabled')],

  ['AZS501', cluster, given('oms_agent.log_analytics_workspace_id', '/subscriptions/s')],
  ['AZS502', cluster, on('azure_policy_enabled')],
  ['AZS503', cluster, argument('automatic_upgrade_channel', ['patch', 'stable'], ['none'], 'violates')],
  ['AZS504', cluster, on('key_vault_secrets_provider.secret_rotation_enabled')],
  ['AZS505', storage, beside(setting('/blobServices/default', log))],
  [
    'AZS505',
    storage,
    {
      complies: [],
      violates: [{ beside: setting('', log) }, { beside: setting('/blobServices/default', {}) }],
      unknown: [],
    },
  ],
  ...['azurerm_cdn_frontdoor_profile', registry, hubs, vault, cluster, search].flatMap(
    (type) =>
      [
        ['AZS506', type, beside(setting('', log))],
        [
          'AZS506',
          type,
          {
            complies: [],
            violates: [{ beside: setting('', { enabled_metric: [{ category: 'AllMetrics' }] }) }],
            unknown: [],
          },
        ],
      ] as const,
  ),
  ['AZS507', storage, argument('name', ['stshop01'], ['st-shop', 'st', 'STSHOP01'], 'violates')],
];

const WRITTEN: readonly RuleCase[] = TABLE.flatMap(([ruleId, type, verdicts]) =>
  (['complies', 'violates', 'unknown'] as const).flatMap((kind) =>
    verdicts[kind].map((all): RuleCase => {
      const { beside: others = {}, ...args } = all as { readonly beside?: Resources };
      const resources = JSON.parse(
        JSON.stringify({ ...others, [type]: { ...others[type], Case: args } }).replaceAll('${TYPE.', `\${${type}.`),
      ) as Resources;
      return { rule: ruleId, type, name: JSON.stringify(all), kind, resources };
    }),
  ),
);

/** A text that no other case has. */
export function caseKey({ rule, type, name }: RuleCase): string {
  return `${rule} ${type} ${name}`;
}

/** Cases of all rules and types, each once. */
export const CASES: readonly RuleCase[] = [...new Map(WRITTEN.map((one) => [caseKey(one), one])).values()];
