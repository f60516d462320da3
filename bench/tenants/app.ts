import fs from 'node:fs';
import path from 'node:path';
import { runApp } from '../../lib/stage/run-app';
import { createApp } from '../../stacks/agentic-platform';

/** Regions, each with the one that Azure pairs it with, which has the copies. */
const REGIONS = [
  ['eastus', 'westus'],
  ['westeurope', 'northeurope'],
  ['southeastasia', 'eastasia'],
];
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
    primary_region: REGIONS[index % REGIONS.length]?.[0],
    allowed_regions: REGIONS[index % REGIONS.length],
    monthly_budget: index % 10 === 0 ? 500 : undefined,
  };
  fs.writeFileSync(path.join(projectDirectory, 'tenants', `${id}.json`), JSON.stringify(tenant));
}

/** The agentic platform in production with a number of tenants in three regions, one in ten of them dedicated. */
const system = () => createApp({ environment: 'prod', projectDirectory, outdir });
process.exitCode = runApp(system, { outdir, debug: false, stderr: process.stderr });
