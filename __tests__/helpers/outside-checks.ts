/**
 * What Checkov and Azure's policy library want of the resources that our systems have, as far as a scanner of Terraform can see it.
 *
 * Sources: bridgecrewio/checkov@03d5fdad8d6154b1565799a7b1fb8070c158866f checkov/terraform/checks/resource/azure and graph_checks/azure;
 * Azure/policy-library-avm@c840dd700c58d47573aaa48446879c4fb62e1cbc policy/avmsec (AVM_SEC_) and
 * policy/Azure-Proactive-Resiliency-Library-v2/azurerm (names in lower case).
 *
 * Left out are checks of what no system has (CKV2_AZURE_8, 16, 17, 20, 42 to 45, 50 and 56, CKV_AZURE_119), of arguments that azurerm 4
 * does not have (CKV_AZURE_8), and of where things are (CKV_AZURE_228: regions in which Event Hubs spreads over zones).
 */

/** A rendered resource. */
export type Resource = Readonly<Record<string, unknown>>;

/** What a check sees beside the value: the resource, its address, and all others of the stage by type. */
export interface Surroundings {
  readonly resource: Resource;
  readonly address: string;
  readonly stage: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

/** Whether a value is as the check wants it. */
export type Expectation = (value: unknown, surroundings: Surroundings) => boolean;

const PRESENT: Expectation = (value) => value !== undefined && value !== null && value !== '';
const is =
  (...allowed: unknown[]): Expectation =>
  (value) =>
    allowed.includes(value);
const isNot =
  (...forbidden: unknown[]): Expectation =>
  (value) =>
    !forbidden.includes(value);
const atLeast =
  (least: number): Expectation =>
  (value) =>
    Number(value) >= least;
const countAtLeast =
  (least: number): Expectation =>
  (value) =>
    Array.isArray(value) && value.length >= least;

/** Whether a resource of another type, in the same stage, refers to this one. */
const reachedBy =
  (type: string): Expectation =>
  (_, { address, stage }) =>
    Object.values(stage[type] ?? {}).some((each) => JSON.stringify(each).includes(`\${${address}.`));

const premiumOr =
  (expectation: Expectation): Expectation =>
  (value, surroundings) =>
    surroundings.resource['sku'] !== 'Premium' || expectation(value, surroundings);

/** Whether a rule lets the Internet in by a port, or by any port of a protocol. */
const closes =
  (protocol: string, port?: number): Expectation =>
  (_, { resource: rule }) => {
    const ports = [rule['destination_port_range'], ...((rule['destination_port_ranges'] as unknown[]) ?? [])].map(
      String,
    );
    const covers = ports.some((each) => {
      const [from = 0, to = from] = each === '*' ? [0, 65_535] : each.split('-').map(Number);
      return port === undefined || (from <= port && port <= to);
    });
    const sources = [rule['source_address_prefix'], ...((rule['source_address_prefixes'] as unknown[]) ?? [])];
    return !(
      rule['access'] === 'Allow' &&
      rule['direction'] === 'Inbound' &&
      ['*', protocol.toLowerCase()].includes(String(rule['protocol']).toLowerCase()) &&
      covers &&
      sources.some((each) => ['*', 'Internet', '0.0.0.0/0', '0.0.0.0', '<nw>/0', '/0', 'any'].includes(String(each)))
    );
  };

/** A check: its id, the type that it looks at, the path of the value, and what that must be. */
export type OutsideCheck = readonly [id: string, type: string, path: string, expected: Expectation];

export const OUTSIDE_CHECKS: readonly OutsideCheck[] = [
  // API Management
  ['CKV_AZURE_107', 'azurerm_api_management', 'virtual_network_configuration.subnet_id', PRESENT],
  [
    'CKV_AZURE_152',
    'azurerm_api_management',
    'client_certificate_enabled',
    (value, { resource }) => !String(resource['sku_name']).startsWith('Consumption') || value === true,
  ],
  ['CKV_AZURE_173', 'azurerm_api_management', 'security.frontend_tls10_enabled', is(false)],
  ['CKV_AZURE_173', 'azurerm_api_management', 'security.frontend_tls11_enabled', is(false)],
  ['CKV_AZURE_173', 'azurerm_api_management', 'security.backend_tls10_enabled', is(false)],
  ['CKV_AZURE_173', 'azurerm_api_management', 'security.triple_des_ciphers_enabled', is(false)],
  ['CKV_AZURE_174', 'azurerm_api_management', 'public_network_access_enabled', is(false)],
  [
    'api_management_services_are_premium_sku',
    'azurerm_api_management',
    'sku_name',
    (value) => String(value).includes('Premium'),
  ],
  ['enable_zone_redundancy_for_api_management', 'azurerm_api_management', 'zones', countAtLeast(2)],

  // App Configuration
  ['CKV_AZURE_184', 'azurerm_app_configuration', 'local_auth_enabled', is(false)],
  ['CKV_AZURE_185', 'azurerm_app_configuration', 'public_network_access', isNot('Enabled')],
  ['CKV_AZURE_186', 'azurerm_app_configuration', 'encryption.key_vault_key_identifier', PRESENT],
  ['CKV_AZURE_187', 'azurerm_app_configuration', 'purge_protection_enabled', is(true)],
  ['CKV_AZURE_188', 'azurerm_app_configuration', 'sku', is('standard', 'premium')],

  // Azure OpenAI
  ['CKV_AZURE_134', 'azurerm_cognitive_account', 'public_network_access_enabled', is(false)],
  ['CKV_AZURE_236', 'azurerm_cognitive_account', 'local_auth_enabled', is(false)],
  ['CKV_AZURE_238', 'azurerm_cognitive_account', 'identity.type', PRESENT],
  ['CKV_AZURE_247', 'azurerm_cognitive_account', 'outbound_network_access_restricted', is(true)],
  ['CKV_AZURE_247', 'azurerm_cognitive_account', 'fqdns', countAtLeast(1)],
  ['CKV2_AZURE_22', 'azurerm_cognitive_account', 'customer_managed_key.key_vault_key_id', PRESENT],

  // Container Registry
  ['CKV_AZURE_137', 'azurerm_container_registry', 'admin_enabled', is(false)],
  ['AVM_SEC_137', 'azurerm_container_registry', 'admin_enabled', is(false)],
  ['CKV_AZURE_138', 'azurerm_container_registry', 'anonymous_pull_enabled', isNot(true)],
  ['AVM_SEC_138', 'azurerm_container_registry', 'anonymous_pull_enabled', isNot(true)],
  ['CKV_AZURE_139', 'azurerm_container_registry', 'public_network_access_enabled', is(false)],
  ['AVM_SEC_139', 'azurerm_container_registry', 'public_network_access_enabled', is(false)],
  ['CKV_AZURE_163', 'azurerm_container_registry', 'sku', is('Standard', 'Premium')],
  ['CKV_AZURE_164', 'azurerm_container_registry', 'trust_policy_enabled', is(true)],
  ['CKV_AZURE_165', 'azurerm_container_registry', 'georeplications', countAtLeast(1)],
  ['CKV_AZURE_166', 'azurerm_container_registry', 'quarantine_policy_enabled', is(true)],
  ['CKV_AZURE_167', 'azurerm_container_registry', 'retention_policy_in_days', PRESENT],
  ['CKV_AZURE_233', 'azurerm_container_registry', 'zone_redundancy_enabled', is(true)],
  ['CKV_AZURE_237', 'azurerm_container_registry', 'data_endpoint_enabled', is(true)],
  // What only Premium has is to be there where Premium is.
  ['CKV_AZURE_139 in Premium', 'azurerm_container_registry', 'public_network_access_enabled', premiumOr(is(false))],
  ['CKV_AZURE_167 in Premium', 'azurerm_container_registry', 'retention_policy_in_days', premiumOr(PRESENT)],
  ['CKV_AZURE_237 in Premium', 'azurerm_container_registry', 'data_endpoint_enabled', premiumOr(is(true))],

  // Cosmos DB
  ['CKV_AZURE_99', 'azurerm_cosmosdb_account', 'public_network_access_enabled', is(false)],
  ['CKV_AZURE_100', 'azurerm_cosmosdb_account', 'key_vault_key_id', PRESENT],
  ['CKV_AZURE_101', 'azurerm_cosmosdb_account', 'public_network_access_enabled', is(false)],
  ['CKV_AZURE_132', 'azurerm_cosmosdb_account', 'access_key_metadata_writes_enabled', is(false)],
  ['CKV_AZURE_140', 'azurerm_cosmosdb_account', 'local_authentication_disabled', is(true)],
  ['AVM_SEC_AZPOLICY_BUILTIN_1', 'azurerm_cosmosdb_account', 'public_network_access_enabled', is(false)],
  [
    'configure_cosmosdb_account_enable_automatic_failover',
    'azurerm_cosmosdb_account',
    'automatic_failover_enabled',
    (value, all) => value === true || !countAtLeast(2)(all.resource['geo_location'], all),
  ],
  ['configure_cosmosdb_account_continuous_backup_mode', 'azurerm_cosmosdb_account', 'backup.type', is('Continuous')],

  // Event Hubs
  ['CKV_AZURE_223', 'azurerm_eventhub_namespace', 'minimum_tls_version', is('1.2')],
  ['AVM_SEC_223', 'azurerm_eventhub_namespace', 'minimum_tls_version', is('1.2')],
  ['eventhub_namespace_enable_auto_inflate', 'azurerm_eventhub_namespace', 'auto_inflate_enabled', is(true)],

  // Key Vault
  ['CKV_AZURE_42', 'azurerm_key_vault', 'purge_protection_enabled', is(true)],
  ['CKV_AZURE_109', 'azurerm_key_vault', 'network_acls.default_action', is('Deny')],
  ['CKV_AZURE_110', 'azurerm_key_vault', 'purge_protection_enabled', is(true)],
  ['CKV_AZURE_111', 'azurerm_key_vault', 'soft_delete_retention_days', atLeast(7)],
  ['CKV_AZURE_189', 'azurerm_key_vault', 'public_network_access_enabled', is(false)],
  ['CKV2_AZURE_32', 'azurerm_key_vault', '', reachedBy('azurerm_private_endpoint')],
  ['CKV_AZURE_40', 'azurerm_key_vault_key', 'expiration_date', PRESENT],
  ['AVM_SEC_40', 'azurerm_key_vault_key', 'expiration_date', PRESENT],
  ['CKV_AZURE_112', 'azurerm_key_vault_key', 'key_type', is('RSA-HSM', 'EC-HSM')],
  ['CKV_AZURE_41', 'azurerm_key_vault_secret', 'expiration_date', PRESENT],
  ['CKV_AZURE_114', 'azurerm_key_vault_secret', 'content_type', PRESENT],

  // AKS
  ['CKV_AZURE_4', 'azurerm_kubernetes_cluster', 'oms_agent.log_analytics_workspace_id', PRESENT],
  ['AVM_SEC_4', 'azurerm_kubernetes_cluster', 'oms_agent.log_analytics_workspace_id', PRESENT],
  ['CKV_AZURE_5', 'azurerm_kubernetes_cluster', 'role_based_access_control_enabled', is(true)],
  ['AVM_SEC_5', 'azurerm_kubernetes_cluster', 'role_based_access_control_enabled', is(true)],
  ['CKV_AZURE_6', 'azurerm_kubernetes_cluster', 'private_cluster_enabled', is(true)],
  ['AVM_SEC_6', 'azurerm_kubernetes_cluster', 'private_cluster_enabled', is(true)],
  ['CKV_AZURE_7', 'azurerm_kubernetes_cluster', 'network_profile.network_policy', PRESENT],
  ['AVM_SEC_7', 'azurerm_kubernetes_cluster', 'network_profile.network_policy', PRESENT],
  ['CKV_AZURE_115', 'azurerm_kubernetes_cluster', 'private_cluster_enabled', is(true)],
  ['AVM_SEC_115', 'azurerm_kubernetes_cluster', 'private_cluster_enabled', is(true)],
  ['CKV_AZURE_116', 'azurerm_kubernetes_cluster', 'azure_policy_enabled', is(true)],
  ['CKV_AZURE_117', 'azurerm_kubernetes_cluster', 'disk_encryption_set_id', PRESENT],
  ['CKV_AZURE_141', 'azurerm_kubernetes_cluster', 'local_account_disabled', is(true)],
  ['AVM_SEC_141', 'azurerm_kubernetes_cluster', 'local_account_disabled', is(true)],
  ['CKV_AZURE_143', 'azurerm_kubernetes_cluster', 'default_node_pool.node_public_ip_enabled', is(false)],
  ['AVM_SEC_143', 'azurerm_kubernetes_cluster', 'default_node_pool.node_public_ip_enabled', is(false)],
  ['CKV_AZURE_168', 'azurerm_kubernetes_cluster', 'default_node_pool.max_pods', atLeast(50)],
  ['CKV_AZURE_168', 'azurerm_kubernetes_cluster_node_pool', 'max_pods', atLeast(50)],
  ['CKV_AZURE_169', 'azurerm_kubernetes_cluster', 'default_node_pool.type', isNot('AvailabilitySet')],
  ['CKV_AZURE_170', 'azurerm_kubernetes_cluster', 'sku_tier', is('Standard', 'Premium')],
  ['aks_sku_standard_or_premium', 'azurerm_kubernetes_cluster', 'sku_tier', is('Standard', 'Premium')],
  ['CKV_AZURE_171', 'azurerm_kubernetes_cluster', 'automatic_upgrade_channel', PRESENT],
  ['CKV_AZURE_172', 'azurerm_kubernetes_cluster', 'key_vault_secrets_provider.secret_rotation_enabled', is(true)],
  ['CKV_AZURE_226', 'azurerm_kubernetes_cluster', 'default_node_pool.os_disk_type', is('Ephemeral')],
  ['CKV_AZURE_227', 'azurerm_kubernetes_cluster', 'default_node_pool.host_encryption_enabled', is(true)],
  ['CKV_AZURE_227', 'azurerm_kubernetes_cluster_node_pool', 'host_encryption_enabled', is(true)],
  ['CKV_AZURE_232', 'azurerm_kubernetes_cluster', 'default_node_pool.only_critical_addons_enabled', is(true)],
  ['CKV_AZURE_246', 'azurerm_kubernetes_cluster', 'http_application_routing_enabled', isNot(true)],
  ['CKV2_AZURE_29', 'azurerm_kubernetes_cluster', 'network_profile.network_plugin', is('azure')],
  ['aks_enable_cluster_autoscaler', 'azurerm_kubernetes_cluster', 'default_node_pool.auto_scaling_enabled', is(true)],
  ['aks_system_pool_min_node_count', 'azurerm_kubernetes_cluster', 'default_node_pool.min_count', atLeast(2)],
  ['configure_aks_default_node_pool_zones', 'azurerm_kubernetes_cluster', 'default_node_pool.zones', countAtLeast(2)],
  ['aks_user_pool_min_node_count', 'azurerm_kubernetes_cluster_node_pool', 'min_count', atLeast(2)],

  // Networks
  ['CKV_AZURE_9', 'azurerm_network_security_rule', '', closes('Tcp', 3389)],
  ['CKV_AZURE_10', 'azurerm_network_security_rule', '', closes('Tcp', 22)],
  ['CKV_AZURE_77', 'azurerm_network_security_rule', '', closes('Udp')],
  ['CKV_AZURE_160', 'azurerm_network_security_rule', '', closes('Tcp', 80)],
  [
    'CKV2_AZURE_31',
    'azurerm_subnet',
    'name',
    (name, all) =>
      name === 'GatewaySubnet' || reachedBy('azurerm_subnet_network_security_group_association')(name, all),
  ],
  ['CKV_AZURE_182', 'azurerm_virtual_network_dns_servers', 'dns_servers', countAtLeast(2)],
  ['CKV_AZURE_183', 'azurerm_virtual_network', 'dns_servers', (value) => value === undefined],
  ['public_ip_use_standard_sku_and_zone_redundant_ip', 'azurerm_public_ip', 'sku', is('Standard')],
  ['public_ip_use_standard_sku_and_zone_redundant_ip', 'azurerm_public_ip', 'zones', countAtLeast(2)],
  [
    'virtual_network_gateway_use_zone_redundant_sku',
    'azurerm_virtual_network_gateway',
    'sku',
    (value) => String(value).endsWith('AZ'),
  ],
  ['virtual_network_gateway_vpn_active_active', 'azurerm_virtual_network_gateway', 'active_active', is(true)],

  // PostgreSQL
  ['CKV_AZURE_136', 'azurerm_postgresql_flexible_server', 'geo_redundant_backup_enabled', is(true)],
  [
    'postgresql_flexible_server_geo_redundant_backup_enabled',
    'azurerm_postgresql_flexible_server',
    'geo_redundant_backup_enabled',
    is(true),
  ],
  [
    'postgresql_flexible_server_custom_maintenance_window_enabled',
    'azurerm_postgresql_flexible_server',
    'maintenance_window.day_of_week',
    atLeast(0),
  ],
  [
    'postgresql_flexible_server_high_availability_mode_zone_redundant',
    'azurerm_postgresql_flexible_server',
    'high_availability.mode',
    is('ZoneRedundant'),
  ],
  ['CKV2_AZURE_57', 'azurerm_postgresql_flexible_server', '', reachedBy('azurerm_private_endpoint')],
  ['CKV2_AZURE_26', 'azurerm_postgresql_flexible_server_firewall_rule', 'start_ip_address', isNot('0.0.0.0')],
  ['CKV2_AZURE_26', 'azurerm_postgresql_flexible_server_firewall_rule', 'end_ip_address', isNot('255.255.255.255')],

  // Redis Cache
  ['CKV_AZURE_89', 'azurerm_redis_cache', 'public_network_access_enabled', is(false)],
  ['CKV_AZURE_91', 'azurerm_redis_cache', 'non_ssl_port_enabled', isNot(true)],
  ['CKV_AZURE_148', 'azurerm_redis_cache', 'minimum_tls_version', is('1.2')],
  ['CKV_AZURE_230', 'azurerm_redis_cache', 'sku_name', is('Standard', 'Premium')],
  ['enable_zone_redundancy_for_azure_cache_for_redis', 'azurerm_redis_cache', 'zones', countAtLeast(2)],

  // Search
  ['CKV_AZURE_124', 'azurerm_search_service', 'public_network_access_enabled', is(false)],
  ['CKV_AZURE_207', 'azurerm_search_service', 'identity.type', is('SystemAssigned')],
  ['CKV_AZURE_208', 'azurerm_search_service', 'replica_count', atLeast(3)],
  ['CKV_AZURE_209', 'azurerm_search_service', 'replica_count', atLeast(2)],
  [
    'CKV_AZURE_210',
    'azurerm_search_service',
    'allowed_ips',
    (value) => !(value as string[] | undefined)?.includes('0.0.0.0/0'),
  ],

  // Storage
  ['CKV_AZURE_3', 'azurerm_storage_account', 'https_traffic_only_enabled', is(true)],
  ['CKV_AZURE_33', 'azurerm_storage_account', 'queue_properties.logging', PRESENT],
  ['CKV_AZURE_34', 'azurerm_storage_container', 'container_access_type', is('private')],
  ['CKV_AZURE_35', 'azurerm_storage_account', 'network_rules.default_action', is('Deny')],
  [
    'CKV_AZURE_36',
    'azurerm_storage_account',
    'network_rules.bypass',
    (value) => (value as string[]).includes('AzureServices'),
  ],
  ['CKV_AZURE_43', 'azurerm_storage_account', 'name', (value) => /^[a-z0-9]{3,24}$/.test(String(value))],
  ['CKV_AZURE_44', 'azurerm_storage_account', 'min_tls_version', is('TLS1_2', 'TLS1_3')],
  ['CKV_AZURE_59', 'azurerm_storage_account', 'public_network_access_enabled', is(false)],
  ['AVM_SEC_STORAGE_PE_PUBLIC_ACCESS', 'azurerm_storage_account', 'public_network_access_enabled', is(false)],
  ['CKV_AZURE_190', 'azurerm_storage_account', 'allow_nested_items_to_be_public', is(false)],
  ['CKV2_AZURE_47', 'azurerm_storage_account', 'allow_nested_items_to_be_public', is(false)],
  ['CKV_AZURE_206', 'azurerm_storage_account', 'account_replication_type', is('GRS', 'RAGRS', 'GZRS', 'RAGZRS')],
  [
    'storage_accounts_are_zone_or_region_redundant',
    'azurerm_storage_account',
    'account_replication_type',
    isNot('LRS'),
  ],
  ['CKV_AZURE_244', 'azurerm_storage_account', 'local_user_enabled', is(false)],
  ['CKV2_AZURE_1', 'azurerm_storage_account', 'customer_managed_key.key_vault_key_id', PRESENT],
  ['AVM_SEC_2_1', 'azurerm_storage_account', 'customer_managed_key.key_vault_key_id', PRESENT],
  ['CKV2_AZURE_21', 'azurerm_storage_container', '', reachedBy('azurerm_log_analytics_storage_insights')],
  ['CKV2_AZURE_33', 'azurerm_storage_account', '', reachedBy('azurerm_private_endpoint')],
  ['CKV2_AZURE_38', 'azurerm_storage_account', 'blob_properties.delete_retention_policy.days', atLeast(1)],
  ['CKV2_AZURE_40', 'azurerm_storage_account', 'shared_access_key_enabled', is(false)],
  ['CKV2_AZURE_41', 'azurerm_storage_account', 'sas_policy.expiration_period', PRESENT],
];
