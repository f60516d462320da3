import { type RenderedResource } from '../../lib/testing';

/**
 * Arguments that only a new resource takes, of those that parameters of our systems set: a change replaces it.
 *
 * Source: hashicorp/terraform-provider-azurerm@v4.81.0, `ForceNew` in the schemas of internal/services.
 */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  azurerm_app_configuration: ['name', 'location'],
  azurerm_cognitive_account: ['name', 'location'],
  azurerm_cognitive_deployment: ['name', 'model.name'],
  azurerm_container_app_environment: ['name', 'location', 'infrastructure_subnet_id', 'internal_load_balancer_enabled'],
  azurerm_container_registry: ['name', 'location', 'zone_redundancy_enabled'],
  azurerm_cosmosdb_account: ['name', 'location', 'key_vault_key_id', 'kind'],
  azurerm_dns_zone: ['name'],
  azurerm_eventhub_namespace: ['name', 'location'],
  azurerm_key_vault: ['name', 'location'],
  azurerm_kubernetes_cluster: ['name', 'location', 'private_cluster_enabled', 'dns_prefix', 'node_resource_group'],
  azurerm_log_analytics_workspace: ['name', 'location'],
  azurerm_managed_redis: ['name', 'location', 'high_availability_enabled'],
  azurerm_postgresql_flexible_server: ['name', 'location', 'delegated_subnet_id', 'customer_managed_key'],
  azurerm_redis_cache: ['name', 'location', 'zones'],
  azurerm_redis_enterprise_cluster: ['name', 'location', 'sku_name', 'zones'],
  azurerm_search_service: ['name', 'location', 'hosting_mode'],
  azurerm_static_web_app: ['name', 'location'],
  azurerm_storage_account: ['name', 'location', 'is_hns_enabled', 'infrastructure_encryption_enabled'],
  // Not the provider's: Azure refuses to move a subnet while anything is in it.
  azurerm_subnet: ['name', 'address_prefixes'],
  azurerm_virtual_network: ['name', 'location'],
  azurerm_virtual_network_gateway: ['name', 'location', 'generation', 'ip_configuration'],
};

/** Whether a change of an argument replaces: of those that do so only in one direction. Source: the same, CustomizeDiff. */
const REPLACED_WHEN: Readonly<Record<string, (before: RenderedResource, after: RenderedResource) => boolean>> = {
  azurerm_api_management: ({ sku_name: before }, { sku_name: after }) =>
    String(before).includes('V2') !== String(after).includes('V2'),
  azurerm_app_configuration: ({ sku: before }, { sku: after }) =>
    before !== after && (after === 'free' || (after === 'developer' && before !== 'free')),
  azurerm_cosmosdb_account: (before, after) => isServerless(before) !== isServerless(after),
  // Azure tells at the plan which SKUs it can be scaled to: others replace it.
  azurerm_managed_redis: ({ sku_name: before }, { sku_name: after }) => before !== after,
  azurerm_postgresql_flexible_server: ({ version: before }, { version: after }) => Number(after) < Number(before),
  azurerm_storage_account: ({ account_replication_type: before }, { account_replication_type: after }) =>
    String(before).includes('Z') !== String(after).includes('Z'),
};

function isServerless({ capabilities }: RenderedResource): boolean {
  return JSON.stringify(capabilities ?? []).includes('EnableServerless');
}

/** Why Terraform would replace a resource that changes so; undefined where it would not. */
export function replacement(type: string, before: RenderedResource, after: RenderedResource): string | undefined {
  const changed = CREATE_ONLY[type]?.find((path) => at(before, path) !== at(after, path));
  return changed ?? (REPLACED_WHEN[type]?.(before, after) === true ? 'a change in this direction' : undefined);
}

function at(resource: RenderedResource, path: string): string {
  const value = path.split('.').reduce<unknown>((block, part) => {
    const inner = (Array.isArray(block) && /^\D/.test(part) ? block[0] : block) as Record<string, unknown> | undefined;
    return inner?.[part];
  }, resource);
  return JSON.stringify(value) ?? '';
}
