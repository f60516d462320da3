import { type PlannedChange } from '../terraform/terraform-events';

/** Types of azurerm whose deletion or replacement loses data, for stages that do not mark their own stateful resources. */
const DATA_TYPES: ReadonlySet<string> = new Set([
  'azurerm_api_management',
  'azurerm_app_configuration',
  'azurerm_application_insights',
  'azurerm_cognitive_account',
  'azurerm_container_registry',
  'azurerm_cosmosdb_account',
  'azurerm_cosmosdb_mongo_collection',
  'azurerm_cosmosdb_mongo_database',
  'azurerm_cosmosdb_postgresql_cluster',
  'azurerm_cosmosdb_sql_container',
  'azurerm_cosmosdb_sql_database',
  'azurerm_data_lake_store',
  'azurerm_eventhub',
  'azurerm_eventhub_namespace',
  'azurerm_key_vault',
  'azurerm_key_vault_key',
  'azurerm_key_vault_managed_hardware_security_module',
  'azurerm_key_vault_secret',
  'azurerm_log_analytics_workspace',
  'azurerm_managed_disk',
  'azurerm_managed_redis',
  'azurerm_mongo_cluster',
  'azurerm_mssql_database',
  'azurerm_mssql_managed_database',
  'azurerm_mssql_managed_instance',
  'azurerm_mssql_server',
  'azurerm_mysql_flexible_database',
  'azurerm_mysql_flexible_server',
  'azurerm_netapp_volume',
  'azurerm_postgresql_flexible_server',
  'azurerm_postgresql_flexible_server_database',
  'azurerm_recovery_services_vault',
  'azurerm_redis_cache',
  'azurerm_redis_enterprise_cluster',
  'azurerm_redis_enterprise_database',
  'azurerm_search_service',
  'azurerm_servicebus_namespace',
  'azurerm_servicebus_queue',
  'azurerm_servicebus_topic',
  'azurerm_storage_account',
  'azurerm_storage_container',
  'azurerm_storage_data_lake_gen2_filesystem',
  'azurerm_storage_queue',
  'azurerm_storage_share',
  'azurerm_storage_table',
]);

/**
 * The changes of a plan that lose data.
 *
 * @param dataResources addresses that the stage marks as stateful, now or when it was last applied
 */
export function dataLosses<Change extends Pick<PlannedChange, 'address' | 'type'> & { readonly action: string }>(
  changes: readonly Change[],
  dataResources: readonly string[],
): readonly Change[] {
  return changes.filter(
    ({ action, address, type }) =>
      (action === 'delete' || action === 'replace') &&
      (dataResources.includes(withoutIndex(address)) || DATA_TYPES.has(type)),
  );
}

/** The address of a resource without its index: `azurerm_storage_account.docs` of `azurerm_storage_account.docs["a"]`. */
function withoutIndex(address: string): string {
  return address.endsWith(']') ? address.slice(0, address.indexOf('[')) : address;
}
