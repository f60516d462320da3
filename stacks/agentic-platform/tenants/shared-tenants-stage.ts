import { type Construct } from 'constructs';
import { Budget, BudgetScope } from '../../../lib/constructs/management/budget';
import { KeyVaultKey } from '../../../lib/constructs/security/key-vault-key';
import { acknowledge } from '../../../lib/stage/acknowledge';
import { StageLifecycle } from '../../../lib/stage/stage';
import { type Tenant } from '../../../lib/tenants/tenant';
import { RegionStage } from '../region-stage';
import { type TenantRegion } from './tenant-region';

/**
 * The tenants of a region that share its databases: a key for each, with which the services encrypt what is the tenant's alone, and its budget.
 *
 * Rows are told apart by row-level security; the settings of the tenants have what the services need for that.
 */
export class SharedTenantsStage extends RegionStage {
  /**
   * @param tenants shared tenants whose primary region this is
   */
  constructor(scope: Construct, region: TenantRegion, tenants: readonly Tenant[]) {
    super(scope, region.region, 'tenants', {
      title: 'Shared tenants',
      purpose: 'Keys and budgets of the tenants that share the databases of the region.',
      lifecycle: StageLifecycle.PERMANENT,
      monthlyBudget: { from: 0, to: Math.ceil(tenants.length / 10) },
      checks: ["Row-level security is on: SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity"],
      tenants,
    });
    this.context.setDefaults(region.defaults);
    tenants.forEach((tenant) => this.addTenant(region, tenant));
  }

  private addTenant({ keyVault }: TenantRegion, tenant: Tenant): void {
    const name = tenant.qualifiedId;
    const key = new KeyVaultKey(this, name, { keyVault, name, tags: tenant.costTags });
    acknowledge(
      key,
      'AZS205',
      'Vaults of the platform are Standard; keys in hardware come with Premium, when a tenant asks for them.',
    );
    if (tenant.monthlyBudget !== undefined) {
      const { project, environment } = this.context;
      new Budget(this, `Budget-${tenant.id}`, {
        amount: tenant.monthlyBudget,
        emails: [tenant.owner],
        // Its resources are in the groups of several stages, and other tenants' are beside them.
        scope: BudgetScope.subscription(),
        filter: { tags: { tenant: [tenant.id], project: [project], environment: [environment] } },
      });
    }
  }
}
