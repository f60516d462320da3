import { type Stage } from '../../../../lib/stage/stage';
import { type StagedApp } from '../../../../lib/stage/staged-app';
import { type Tenant } from '../../../../lib/tenants';
import { RenderedStage } from '../../../../lib/testing';
import { PostgresqlSku } from '../../../../lib/values/postgresql-sku';
import { RedisSku } from '../../../../lib/values/redis-sku';
import { SharedTenantsStage, tenantConfigMapData, TenantStage } from '../../../../stacks/agentic-platform/tenants';
import { appIn, exampleTenants, TENANT, tenantProject } from '../../../helpers/tenant-project';
import { tenantRegion } from '../../../helpers/tenant-regions';

const SIZES = { postgresSku: PostgresqlSku.parse('D2ds_v5'), redisSku: RedisSku.parse('B1') };

function rendered(app: StagedApp, stage: Stage): RenderedStage {
  app.node.children.forEach((each) => (each as Stage).prepareStack());
  return RenderedStage.of(stage);
}

function exampleApp(): { readonly app: StagedApp; tenant(id: string): Tenant } {
  const app = appIn(exampleTenants(), { environment: 'prod' });
  const tenants = app.readTenants();
  const tenant = (id: string) => {
    const found = tenants.find((each) => each.id === id);
    if (found === undefined) {
      throw new TypeError(id);
    }
    return found;
  };
  return { app, tenant };
}

describe('the stage of a dedicated tenant', () => {
  it('has a server, a cache, a container and a budget of its own, in the region of the tenant and with its cost tags', () => {
    const { app, tenant } = exampleApp();
    const stage = new TenantStage(app, tenant('acme'), tenantRegion(app, 'westeurope'), SIZES);
    const json = rendered(app, stage);
    const tags = expect.objectContaining({
      tenant: 'acme',
      'tenant-tier': 'dedicated',
      'tenant-owner': 'platform@acme.example',
    }) as unknown;
    expect(stage.node.id).toBe('tenant-acme');
    expect(json).toHaveResource('azurerm_postgresql_flexible_server', {
      location: 'westeurope',
      public_network_access_enabled: false,
      backup_retention_days: 30,
      tags,
    });
    expect(json).toHaveResource('azurerm_managed_redis', {
      location: 'westeurope',
      public_network_access: 'Disabled',
      tags,
    });
    expect(json).toHaveResource('azurerm_postgresql_flexible_server_database', { name: 'tenant-acme' });
    expect(json).toHaveResource('azurerm_storage_container', { name: 'tenant-acme', container_access_type: 'private' });
    expect(json).toHaveResource('azurerm_user_assigned_identity', { location: 'westeurope', tags });
    expect(json).toHaveResource('azurerm_federated_identity_credential', {
      subject: 'system:serviceaccount:tenant-acme:tenant',
    });
    expect(json).toHaveResource('azurerm_consumption_budget_resource_group', { name: 'tenant-acme', amount: 4000 });
    expect(json).toHaveResource('azurerm_resource_group', { location: 'westeurope', tags });
    expect(stage.environment).toMatchObject({ REDIS_KEY_PREFIX: '' });
  });

  it('has a database on the shared server and a prefix in the shared caches by default', () => {
    const { app, tenant } = exampleApp();
    const stage = new TenantStage(app, tenant('globex'), tenantRegion(app, 'eastus'), SIZES);
    const json = rendered(app, stage);
    expect(json).toHaveResource('azurerm_postgresql_flexible_server_database', { name: 'tenant-globex' });
    expect(json).not.toHaveResource('azurerm_postgresql_flexible_server');
    expect(json).not.toHaveResource('azurerm_managed_redis');
    expect(stage.environment).toMatchObject({ REDIS_KEY_PREFIX: 'globex:', PGDATABASE: expect.anything() as unknown });
  });

  it('has names that fit for the longest id in the environment with the longest name', () => {
    const id = 'f'.repeat(36);
    const tenant = { ...TENANT, tenant_id: id, database: 'own-server', redis: 'own', monthly_budget: 5 };
    const app = appIn(tenantProject({ [`${id}.json`]: tenant }), {
      environment: 'staging',
      project: 'agentic-platform',
    });
    const [read] = app.readTenants();
    expect(() => new TenantStage(app, read as Tenant, tenantRegion(app, 'westeurope'), SIZES)).not.toThrow();
    app.synth();
  });
});

describe('the stage of the shared tenants of a region', () => {
  it('has budgets that the same tenant of another project shares neither name nor costs with', () => {
    const budgetIn = (project: string, id: string) => {
      const tenants = tenantProject({
        [`${id}.json`]: { ...TENANT, tenant_id: id, tier: 'shared', monthly_budget: 5 },
      });
      const app = appIn(tenants, { environment: 'staging', project });
      const stage = new SharedTenantsStage(app, tenantRegion(app, 'westeurope'), app.readTenants());
      const budgets = rendered(app, stage).resources('azurerm_consumption_budget_subscription');
      return { name: String(budgets[0]?.['name']), filter: JSON.stringify(budgets[0]?.['filter']) };
    };
    const longest = 'f'.repeat(36);
    const [one, other] = [budgetIn('agentic', longest), budgetIn('agentic-platform', longest)];
    expect(one.name).not.toBe(other.name);
    expect(one.name.length).toBeLessThanOrEqual(63);
    expect(other.name.length).toBeLessThanOrEqual(63);
    expect(other.filter).toContain('{"name":"project","values":["agentic-platform"]}');
  });

  it('has a key for each, a budget where one is given', () => {
    const { app, tenant } = exampleApp();
    const umbrella = tenant('3f0c8a54-3a0e-4d29-9b61-0c7f2a6d51be');
    const stage = new SharedTenantsStage(app, tenantRegion(app, 'westeurope'), [tenant('initech'), umbrella]);
    const json = rendered(app, stage);
    expect(stage.node.id).toBe('westeurope-tenants');
    expect(json).toHaveResource('azurerm_key_vault_key', {
      name: 'tenant-initech',
      tags: { tenant: 'initech', 'tenant-tier': 'shared', 'tenant-owner': 'it@initech.example' },
    });
    expect(json).toHaveResource('azurerm_key_vault_key', { name: `tenant-${umbrella.id}` });
    expect(json).toHaveResource('azurerm_consumption_budget_subscription', {
      name: 'budget-agents-prod-westeurope-initech',
      amount: 50,
    });
  });
});

describe('the settings of tenants', () => {
  const initech = exampleApp().tenant('initech');

  it('are JSON by the file of the tenant', () => {
    const data = tenantConfigMapData([initech]);
    expect(Object.keys(data)).toEqual(['initech.json']);
    expect(JSON.parse(data['initech.json'] ?? '')).toEqual({
      tenant_id: 'initech',
      display_name: 'Initech',
      tier: 'shared',
      primary_region: 'westeurope',
      data_residency: 'eu',
      row_level_security: { setting: 'app.tenant_id', value: 'initech' },
      redis_key_prefix: 'initech:',
      quotas: { storage_gb: 20, api_calls_per_day: 5000, tokens_per_month: 2_000_000 },
    });
  });

  it('have nothing that Flux would substitute', () => {
    const tenant = Object.create(initech, { displayName: { value: 'Cash ${registry}' } }) as Tenant;
    const [json = ''] = Object.values(tenantConfigMapData([tenant]));
    expect(json).not.toContain('$');
    expect(JSON.parse(json)).toMatchObject({ display_name: 'Cash ${registry}' });
  });
});
