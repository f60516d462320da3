import { type Tenant } from '../../../lib/tenants/tenant';

/** Setting of a PostgreSQL session that the policies of row-level security compare `tenant_id` with. */
export const TENANT_SETTING = 'app.tenant_id';

/**
 * Settings of a tenant that the services read: row-level security and quotas.
 *
 * The services find them in `/etc/platform/tenants/<id>.json`. A service begins each transaction with `SET LOCAL app.tenant_id = '<id>'`.
 */
export function tenantSettings(tenant: Tenant): Readonly<Record<string, unknown>> {
  const { quotas } = tenant;
  return {
    tenant_id: tenant.id,
    display_name: tenant.displayName,
    tier: tenant.tier,
    primary_region: tenant.primaryRegion.name,
    data_residency: tenant.dataResidency.name,
    row_level_security: tenant.isDedicated ? null : { setting: TENANT_SETTING, value: tenant.id },
    redis_key_prefix: tenant.keyPrefix,
    quotas: {
      storage_gb: quotas.storageGb,
      api_calls_per_day: quotas.apiCallsPerDay,
      tokens_per_month: quotas.tokensPerMonth,
    },
  };
}

/** Data of a ConfigMap with the settings of tenants: JSON by `<id>.json`. */
export function tenantConfigMapData(tenants: readonly Tenant[]): Readonly<Record<string, string>> {
  // Flux would take a dollar sign in the name of a tenant for the start of a variable.
  const json = (tenant: Tenant) => JSON.stringify(tenantSettings(tenant)).replaceAll('$', '\\u0024');
  return Object.fromEntries(tenants.map((tenant) => [`${tenant.id}.json`, json(tenant)]));
}
