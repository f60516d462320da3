import { type TerraformStack } from 'cdktf';
import { type TenantMetadata } from '../manifest/app-metadata';
import { type Tenant } from '../tenants';

/** Metadata of tenants, each with the stages that have something of it. */
export function tenantMetadata(tenants: readonly Tenant[], stacks: readonly TerraformStack[]): TenantMetadata[] {
  const stages = new Map<string, string[]>();
  for (const stack of stacks) {
    for (const { id } of (stack as { tenants?: readonly Tenant[] }).tenants ?? []) {
      const known = stages.get(id) ?? [];
      stages.set(id, known);
      known.push(stack.node.id);
    }
  }
  return tenants.map((tenant) => ({
    id: tenant.id,
    displayName: tenant.displayName,
    tier: tenant.tier,
    owner: tenant.owner,
    primaryRegion: tenant.primaryRegion.name,
    dataResidency: tenant.dataResidency.name,
    stages: stages.get(tenant.id) ?? [],
  }));
}
