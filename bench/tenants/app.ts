import fs from 'node:fs';
import path from 'node:path';
import { runApp } from '../../lib/stage/run-app';
import { StagedApp } from '../../lib/stage/staged-app';
import { PostgresqlSku } from '../../lib/values/postgresql-sku';
import { RedisSku } from '../../lib/values/redis-sku';
import { tenantRegion } from '../../__tests__/helpers/tenant-regions';
import { SharedTenantsStage, TenantStage } from '../../stacks/agentic-platform/tenants';

/** Synthesizes a number of tenants in three regions, one in ten of them dedicated. */
const REGIONS = ['eastus', 'westeurope', 'southeastasia'];
const count = Number(process.argv[2] ?? 1000);
const outdir = process.env['CDKTF_OUTDIR'] ?? 'cdktf.out';
const projectDirectory = path.join(outdir, '..', `tenants-${count}`);

fs.mkdirSync(path.join(projectDirectory, 'tenants'), { recursive: true });
for (let index = 0; index < count; index += 1) {
  const id = `t${String(index).padStart(4, '0')}`;
  const tenant = {
    tenant_id: id,
    owner: 'ops@example.com',
    tier: index % 10 === 0 ? 'dedicated' : 'shared',
    primary_region: REGIONS[index % REGIONS.length],
    monthly_budget: index % 10 === 0 ? 500 : undefined,
  };
  fs.writeFileSync(path.join(projectDirectory, 'tenants', `${id}.json`), JSON.stringify(tenant));
}

/** The app as users run one: with `runApp`. */
function createApp(): StagedApp {
  const app = new StagedApp({ name: 'agents', environment: 'prod', projectDirectory, outdir });
  const tenants = app.readTenants();
  const sizes = { postgresSku: PostgresqlSku.parse('D2ds_v5'), redisSku: RedisSku.parse('B1') };
  for (const name of REGIONS) {
    const region = tenantRegion(app, name);
    const local = tenants.filter(({ primaryRegion }) => primaryRegion.name === name);
    new SharedTenantsStage(
      app,
      region,
      local.filter(({ isDedicated }) => !isDedicated),
    );
    local.filter(({ isDedicated }) => isDedicated).forEach((tenant) => new TenantStage(app, tenant, region, sizes));
  }
  return app;
}

process.exitCode = runApp(createApp, { outdir, debug: false, stderr: process.stderr });
