import { didYouMean, quote } from '../../errors';
import { type StageUnit } from '../unit/stage-unit';
import { type PlannedChange } from '../terraform/terraform-events';
import { ToolkitError } from '../toolkit-error';

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
export function dataLosses(
  changes: readonly PlannedChange[],
  dataResources: readonly string[],
): readonly PlannedChange[] {
  return changes.filter(
    ({ action, address, type }) =>
      (action === 'delete' || action === 'replace') &&
      (dataResources.includes(withoutIndex(address)) || DATA_TYPES.has(type)),
  );
}

/**
 * Refuses addresses whose loss of data was allowed and that no stage has, in its code or its state: a typing error would allow nothing, or later
 * something else.
 *
 * @param allowed addresses, or `stage/address`
 * @throws ToolkitError
 */
export async function refuseUnknownLosses(units: readonly StageUnit[], allowed: readonly string[] = []): Promise<void> {
  if (allowed.length === 0) {
    return;
  }
  const addresses = await Promise.all(units.map((unit) => addressesOf(unit)));
  if (addresses.includes(undefined)) {
    // A state that cannot be read may have any address; its stage is refused anyway.
    return;
  }
  const known = units.flatMap(({ name }, index) =>
    (addresses[index] ?? []).flatMap((address) => [address, `${name}/${address}`]),
  );
  const unknown = allowed.filter((address) => !known.includes(address));
  if (unknown.length > 0) {
    throw new ToolkitError(
      'USAGE',
      unknown.map((address) => `--allow-data-loss: there is no resource ${quote(address)}.`).join('\n'),
      [
        ...new Set(unknown.flatMap((address) => didYouMean(address, known) ?? [])),
        'Give the address as the plan shows it, in quotes, or with its stage: stage-data/azurerm_storage_account.docs.',
      ].join(' '),
    );
  }
}

/** Addresses of the resources of a stage, in its code and in its state; undefined when its state cannot be read. */
async function addressesOf(unit: StageUnit): Promise<readonly string[] | undefined> {
  try {
    const state = await unit.state();
    const { resource = {} } = unit.stage.template;
    const inCode = Object.entries(resource).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );
    return [...inCode, ...(state?.addresses ?? [])];
  } catch (error) {
    if (error instanceof ToolkitError) {
      return undefined;
    }
    throw error;
  }
}

/** The address of a resource without its index: `azurerm_storage_account.docs` of `azurerm_storage_account.docs["a"]`. */
function withoutIndex(address: string): string {
  return address.endsWith(']') ? address.slice(0, address.indexOf('[')) : address;
}
