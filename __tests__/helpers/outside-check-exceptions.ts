/** Where a construct differs from checks on purpose, which its comment and its page give reasons for. */
export interface Exceptions {
  /** The file under `lib/constructs`, without ending. */
  readonly construct: string;
  /** The page under `docs/constructs`, without ending. */
  readonly page: string;
  /** Checks that may fail in every environment. */
  readonly everywhere?: readonly string[];
  /** Checks that may fail in development and staging alone. */
  readonly outsideProduction?: readonly string[];
}

export const EXCEPTIONS: readonly Exceptions[] = [
  {
    construct: 'web/api-management',
    page: 'api-management',
    everywhere: [
      'CKV_AZURE_174',
      'api_management_services_are_premium_sku',
      'enable_zone_redundancy_for_api_management',
    ],
    outsideProduction: ['CKV_AZURE_107', 'CKV_AZURE_152'],
  },
  {
    construct: 'management/app-configuration',
    page: 'app-configuration',
    everywhere: ['CKV_AZURE_186'],
    outsideProduction: ['CKV_AZURE_185', 'CKV_AZURE_187', 'CKV_AZURE_188'],
  },
  { construct: 'ai/open-ai-account', page: 'open-ai-account', everywhere: ['CKV_AZURE_247', 'CKV2_AZURE_22'] },
  {
    construct: 'compute/container-registry',
    page: 'container-registry',
    everywhere: [
      'CKV_AZURE_139',
      'AVM_SEC_139',
      'CKV_AZURE_167',
      'CKV_AZURE_233',
      'CKV_AZURE_237',
      'CKV_AZURE_164',
      'CKV_AZURE_165',
      'CKV_AZURE_166',
    ],
    outsideProduction: ['CKV_AZURE_163'],
  },
  { construct: 'data/cosmos-account', page: 'cosmos-account', everywhere: ['CKV_AZURE_100'] },
  {
    construct: 'messaging/event-hub-namespace',
    page: 'event-hub-namespace',
    outsideProduction: ['eventhub_namespace_enable_auto_inflate'],
  },
  { construct: 'security/key-vault', page: 'key-vault', outsideProduction: ['CKV2_AZURE_32'] },
  { construct: 'security/key-vault-key', page: 'key-vault', everywhere: ['CKV_AZURE_112'] },
  { construct: 'security/key-vault-secret', page: 'key-vault', everywhere: ['CKV_AZURE_41', 'CKV_AZURE_114'] },
  {
    construct: 'compute/kubernetes-cluster',
    page: 'kubernetes-cluster',
    everywhere: ['CKV_AZURE_117', 'CKV_AZURE_168', 'CKV_AZURE_226', 'CKV_AZURE_227'],
    outsideProduction: [
      'CKV_AZURE_170',
      'aks_sku_standard_or_premium',
      'aks_system_pool_min_node_count',
      'aks_user_pool_min_node_count',
      'configure_aks_default_node_pool_zones',
    ],
  },
  { construct: 'network/dns-resolver', page: 'dns-resolver', everywhere: ['CKV_AZURE_182'] },
  {
    construct: 'data/postgresql-server',
    page: 'postgresql-server',
    everywhere: ['postgresql_flexible_server_high_availability_mode_zone_redundant'],
    outsideProduction: [
      'CKV_AZURE_136',
      'postgresql_flexible_server_geo_redundant_backup_enabled',
      'CKV2_AZURE_26',
      'CKV2_AZURE_57',
    ],
  },
  {
    construct: 'data/postgresql-replica',
    page: 'postgresql-replica',
    everywhere: ['CKV_AZURE_136', 'postgresql_flexible_server_geo_redundant_backup_enabled'],
  },
  {
    construct: 'network/nat-gateway',
    page: 'nat-gateway',
    outsideProduction: ['public_ip_use_standard_sku_and_zone_redundant_ip'],
  },
  {
    construct: 'data/storage-account',
    page: 'storage-account',
    everywhere: [
      'CKV_AZURE_33',
      'CKV2_AZURE_21',
      'CKV_AZURE_206',
      'storage_accounts_are_zone_or_region_redundant',
      'CKV2_AZURE_1',
      'AVM_SEC_2_1',
    ],
  },
];
