import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { type RenderedStage } from '../../../lib/testing';
import * as system from '../../../stacks/agentic-platform';
import { expectGolden } from '../../helpers/golden';
import { SystemApps } from '../../helpers/system-apps';

const GROUP = '11111111-2222-3333-4444-555555555555';
const TENANT = {
  tenant_id: 'acme',
  owner: 'ops@acme.example',
  tier: 'dedicated',
  primary_region: 'westeurope',
  data_residency: 'eu',
  allowed_regions: ['westeurope', 'northeurope'],
};
const REGION_STAGES = ['global', 'eastus-network', 'eastus-data', 'eastus-cluster', 'eastus-platform'];

const apps = new SystemApps(system, '2026-11-01', [], path.join(__dirname, '../../fixtures/platform-tenants'));

function withParameters(parameters: Record<string, unknown> = {}, environment = 'dev'): StagedApp {
  return apps.with({ environment, parameters });
}

function rendered(app: StagedApp, name: string): RenderedStage {
  return apps.rendered(app, name);
}

function stageNames(app: StagedApp): string[] {
  return app.node.children.map((child) => child.node.id);
}

/** What synth writes of a stage. */
function written(app: StagedApp, name: string): string {
  return fs.readFileSync(path.join(app.outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
}

const dev = withParameters();
const prod = withParameters({ phase: 'region' }, 'prod');

const DOMAIN = { domain: 'platform.example.com', gitRepository: 'https://github.com/example/agentic-clusters' };

describe.each([
  ['dev', {}],
  ['staging', DOMAIN],
  ['prod', DOMAIN],
])('in %s', (environment, parameters) => {
  const app = apps.with({ environment, parameters: { ...parameters, alertEmail: 'ops@example.com' } });
  app.synth();

  test.each(stageNames(app))('%s is as reviewed', (name) => {
    expectGolden(`stacks/agentic-platform/goldens/${environment}/${name}.json`, written(app, name));
  });
});

describe('the phase', () => {
  const PHASES = ['local', 'region', 'tenants', 'global'];
  const all = PHASES.map((phase) => stageNames(withParameters({ phase })));

  test('local has no stage, and the files for a laptop', () => {
    const app = apps.with({ parameters: { phase: 'local' }, tags: { test: 'local' } });
    app.synth();
    expect(stageNames(app)).toEqual([]);
    expect(fs.readdirSync(path.join(app.outdir, 'local')).sort()).toEqual(['.env.example', 'compose.yaml']);
  });

  test.each([
    [1, 'region'],
    [2, 'tenants'],
    [3, 'global'],
  ])('%i, %s, has all stages of the one before it, under their names', (index) => {
    expect(all[index]).toEqual(expect.arrayContaining(all[index - 1] ?? []));
    expect(all[index]?.length).toBeGreaterThan(all[index - 1]?.length ?? 0);
  });

  test('region has the stages of the location', () => {
    expect(stageNames(dev)).toEqual(REGION_STAGES);
    const europe = withParameters({ phase: 'region', location: 'westeurope' });
    expect(stageNames(europe)).toEqual(REGION_STAGES.map((name) => name.replace('eastus', 'westeurope')));
  });

  test('tenants has one of the shared tenants, and one for each dedicated one', () => {
    expect(all[2]?.filter((name) => !REGION_STAGES.includes(name))).toEqual(['eastus-tenants', 'tenant-fabrikam']);
  });

  test('global has all stages of each region, and the edge after them', () => {
    const regions = ['eastus', 'westeurope', 'southeastasia'];
    const parts = ['network', 'data', 'cluster', 'platform', 'tenants'];
    const tenants = ['tenant-acme', 'tenant-fabrikam'];
    const names = ['global', ...regions.flatMap((region) => parts.map((part) => `${region}-${part}`)), ...tenants];
    expect([...(all[3] ?? [])].sort()).toEqual([...names, 'edge'].sort());
    expect(all[3]?.at(-1)).toBe('edge');
  });

  test('a later phase leaves what a region has as it is', () => {
    const network = (phase: string) => rendered(withParameters({ phase }), 'eastus-network').json;
    const cluster = (phase: string) =>
      rendered(withParameters({ phase }), 'eastus-cluster').resources('azurerm_kubernetes_cluster');
    expect(network('tenants')).toBe(network('region'));
    expect(cluster('global')).toEqual(cluster('region'));
  });
});

describe('a region', () => {
  test('has its name in its resources, and is where they are', () => {
    expect(rendered(dev, 'eastus-cluster')).toHaveResource('azurerm_kubernetes_cluster', {
      name: 'aks-agentic-dev-eastus',
      location: 'eastus',
      node_resource_group: 'MC_aks-agentic-dev-eastus',
    });
  });

  test('keeps its logs and metrics itself', () => {
    const global = rendered(withParameters({ phase: 'global' }), 'global');
    const places = (type: string) => global.resources(type).map(({ location }) => location);
    expect(places('azurerm_log_analytics_workspace').sort()).toEqual(['eastus', 'southeastasia', 'westeurope']);
    expect(places('azurerm_monitor_workspace').sort()).toEqual(['eastus', 'southeastasia', 'westeurope']);
  });

  test('has a database with a standby, 30 days of backups in two regions, vectors and a pooler in production', () => {
    const data = rendered(prod, 'eastus-data');
    expect(data).toHaveResource('azurerm_postgresql_flexible_server', {
      sku_name: 'GP_Standard_D4ds_v5',
      backup_retention_days: 30,
      geo_redundant_backup_enabled: true,
      high_availability: { mode: 'ZoneRedundant' },
      public_network_access_enabled: false,
    });
    expect(data).toHaveResource('azurerm_postgresql_flexible_server_configuration', {
      name: 'pgbouncer.enabled',
      value: 'true',
    });
    expect(data).toHaveResource('azurerm_postgresql_flexible_server_configuration', {
      name: 'azure.extensions',
      value: 'PG_STAT_STATEMENTS,VECTOR',
    });
  });

  test('has a cache, and a queue that loses no job', () => {
    const data = rendered(prod, 'eastus-data');
    expect(data).toHaveResource('azurerm_managed_redis', {
      sku_name: 'Balanced_B10',
      default_database: expect.objectContaining({ eviction_policy: 'VolatileLRU' }),
    });
    expect(data).toHaveResource('azurerm_managed_redis', {
      sku_name: 'Balanced_B5',
      default_database: expect.objectContaining({
        eviction_policy: 'NoEviction',
        persistence_append_only_file_backup_frequency: '1s',
      }),
    });
  });

  test('has three nodes of 4 vCPUs and 16 GB in production, beside those of the workers', () => {
    const cluster = rendered(prod, 'eastus-cluster');
    expect(cluster).toHaveResource('azurerm_kubernetes_cluster', {
      default_node_pool: expect.objectContaining({ vm_size: 'Standard_D4s_v5', min_count: 3, max_count: 20 }),
    });
    expect(cluster).toHaveResource('azurerm_kubernetes_cluster_node_pool', { name: 'api', min_count: 3 });
    expect(cluster).toHaveResource('azurerm_kubernetes_cluster_node_pool', { name: 'worker', min_count: 2 });
  });

  test('has spot nodes for workers where the parameter says so', () => {
    const spot = rendered(withParameters({ spotWorkerNodes: 5 }), 'eastus-cluster');
    expect(spot).toHaveResource('azurerm_kubernetes_cluster_node_pool', { priority: 'Spot', max_count: 5 });
  });

  test('goes out through one address', () => {
    expect(rendered(dev, 'eastus-cluster')).toHaveResource('azurerm_kubernetes_cluster', {
      network_profile: expect.objectContaining({ outbound_type: 'userAssignedNATGateway' }),
    });
    expect(rendered(dev, 'eastus-network')).toHaveResourceCount('azurerm_subnet_nat_gateway_association', 3);
  });

  test('lets clients in the network reach the pooler', () => {
    expect(rendered(dev, 'eastus-network')).toHaveResource('azurerm_network_security_rule', {
      name: 'AllowPgBouncer',
      access: 'Allow',
      destination_port_range: '6432',
    });
  });
});

describe('a service', () => {
  test('signs in from its service account', () => {
    const subjects = rendered(dev, 'eastus-platform')
      .resources('azurerm_federated_identity_credential')
      .map(({ subject }) => subject);
    expect(subjects.sort()).toEqual([
      'system:serviceaccount:ingress:certificates',
      // KEDA asks in the name of the API and of the workers.
      'system:serviceaccount:kube-system:keda-operator',
      'system:serviceaccount:kube-system:keda-operator',
      ...['api', 'create-admin', 'migrate', 'scheduler', 'worker'].map(
        (name) => `system:serviceaccount:platform-core:${name}`,
      ),
    ]);
  });

  test('reads the secrets that are named, and no others', () => {
    const scopes = rendered(withParameters({ secrets: 'jwt-secret' }), 'eastus-platform')
      .resources('azurerm_role_assignment')
      .map(({ scope }) => String(scope))
      .filter((scope) => scope.includes('key_vault') && !scope.includes('"api"'));
    expect(scopes).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('"secrets", "jwt-secret"')));
  });

  test('wraps and unwraps with the keys of the tenants where there are tenants, before its pods start', () => {
    const app = withParameters({ ...DOMAIN, phase: 'tenants' });
    const platform = rendered(app, 'eastus-platform');
    const usersOf = (stage: RenderedStage) =>
      stage
        .resources('azurerm_role_assignment')
        .filter(({ role_definition_id: role }) => String(role).endsWith('e147488a-f6f5-4113-8e2d-b22465e65bf6'))
        .map(({ principal_id: principal }) => String(principal).split('.')[1]?.split('_')[0]);
    expect(usersOf(platform).sort()).toEqual(['api', 'worker']);
    expect(usersOf(rendered(dev, 'eastus-platform'))).toEqual([]);
    expect(platform.resource('azurerm_kubernetes_flux_configuration')['depends_on']).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^azurerm_role_assignment\.api_Grant-KeyVaultCrypto/),
        expect.stringMatching(/^azurerm_role_assignment\.worker_Grant-KeyVaultCrypto/),
        expect.stringMatching(/^azurerm_federated_identity_credential\.api_/),
      ]),
    );
  });

  test('administers the database only where it makes the tables', () => {
    expect(rendered(dev, 'eastus-platform')).toHaveResourceCount(
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      1,
    );
  });
});

describe('the services of a region', () => {
  test('have the alerts of the reference design', () => {
    const group = rendered(dev, 'eastus-platform').resource('azurerm_monitor_alert_prometheus_rule_group');
    expect(group).toMatchObject({ location: 'eastus', cluster_name: expect.stringContaining('eastus-cluster') });
    const rules = group['rule'] as { alert: string; expression: string; action: unknown[] }[];
    expect(rules.map(({ alert }) => alert)).toEqual([
      'HighErrorRate',
      'IncreasedLatency',
      'DatabaseConnections',
      'DatabaseErrors',
      'TenantQuotaExceeded',
      'NamespaceQuotaExceeded',
      'ServiceDown',
    ]);
    expect(rules.every(({ action }) => action.length === 1)).toBe(true);
  });

  test('have their objects backed up in production, by a stage that makes all that is needed itself', () => {
    const platform = rendered(prod, 'eastus-platform');
    for (const type of [
      'azurerm_data_protection_backup_instance_kubernetes_cluster',
      'azurerm_data_protection_backup_policy_kubernetes_cluster',
      'azurerm_kubernetes_cluster_trusted_access_role_binding',
      'azurerm_storage_account',
    ]) {
      expect(platform).toHaveResourceCount(type, 1);
    }
    expect(apps.stage(prod, 'eastus-cluster').dependencies.map(({ node }) => node.id)).not.toContain('eastus-data');
    expect(rendered(dev, 'eastus-platform')).toHaveResourceCount('azurerm_storage_account', 0);
  });
});

describe('people', () => {
  test('are told which groups are missing, and where alerts go', () => {
    expect(apps.stage(dev, 'global')).toWarn('alertEmail');
    expect(apps.stage(dev, 'global')).toWarn('grafanaAdminGroup');
    expect(apps.stage(dev, 'eastus-cluster')).toWarn('clusterAdminGroup');
    expect(apps.stage(dev, 'eastus-data')).toWarn('vaultAdminGroup');
    const named = withParameters({
      alertEmail: 'ops@example.com',
      grafanaAdminGroup: GROUP,
      clusterAdminGroup: GROUP,
      vaultAdminGroup: GROUP,
      databaseAdminGroup: `dba=${GROUP}`,
    });
    expect(apps.stage(named, 'global')).not.toWarn('alertEmail');
    expect(apps.stage(named, 'global')).not.toWarn('grafanaAdminGroup');
    expect(apps.stage(named, 'eastus-cluster')).not.toWarn('clusterAdminGroup');
    expect(apps.stage(named, 'eastus-data')).not.toWarn('vaultAdminGroup');
    expect(rendered(named, 'eastus-data')).toHaveResource('azurerm_role_assignment', {
      principal_id: GROUP,
      principal_type: 'Group',
      scope: expect.stringContaining('azurerm_key_vault.'),
    });
    expect(rendered(named, 'eastus-data')).toHaveResource(
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      { principal_name: 'dba', object_id: GROUP },
    );
  });

  test('reach the registry over the Internet only from the ranges that are named', () => {
    expect(rendered(dev, 'global')).toHaveResource('azurerm_container_registry', {
      public_network_access_enabled: false,
    });
    expect(rendered(withParameters({ operatorIpRanges: '20.1.2.0/24' }), 'global')).toHaveResource(
      'azurerm_container_registry',
      { public_network_access_enabled: true, network_rule_set: [expect.objectContaining({ default_action: 'Deny' })] },
    );
  });

  test('have a zone to delegate to where a domain is named', () => {
    const app = withParameters({ domain: 'platform.example.com' });
    expect(rendered(app, 'global')).toHaveResource('azurerm_dns_zone', { name: 'platform.example.com' });
    expect(apps.stage(app, 'global').metadata.prerequisites).toHaveLength(1);
    expect(rendered(dev, 'global')).toHaveResourceCount('azurerm_dns_zone', 0);
  });
});

test('all stages can be applied from outside the network', () => {
  for (const name of REGION_STAGES) {
    expect(apps.stage(prod, name).metadata.networkRequirements).toEqual([]);
  }
});

describe('several regions', () => {
  const app = withParameters({ ...DOMAIN }, 'prod');

  test('have a front door in prevention mode, which asks each region every ten seconds by a private link', () => {
    const edge = rendered(app, 'edge');
    expect(edge).toHaveResource('azurerm_cdn_frontdoor_firewall_policy', { mode: 'Prevention' });
    expect(edge).toHaveResource('azurerm_cdn_frontdoor_origin_group', {
      health_probe: expect.objectContaining({ interval_in_seconds: 10, path: '/health/ready' }),
    });
    const links = edge.resources('azurerm_cdn_frontdoor_origin').map((origin) => origin['private_link']);
    expect(links).toHaveLength(3);
    expect(JSON.stringify(links)).toMatch(/privateLinkServices\/pls-ingress/);
    expect(edge).toHaveResource('azurerm_cdn_frontdoor_route', { patterns_to_match: ['/static/*'] });
  });

  test('are origins with a name of their own, which the certificate of the region has too', () => {
    const origins = rendered(app, 'edge').resources('azurerm_cdn_frontdoor_origin');
    expect(origins.map((origin) => origin['host_name']).sort()).toEqual([
      'api-eastus.platform.example.com',
      'api-southeastasia.platform.example.com',
      'api-westeurope.platform.example.com',
    ]);
    expect(new Set(origins.map((origin) => origin['origin_host_header']))).toEqual(
      new Set(['api.platform.example.com']),
    );
    expect(apps.stage(app, 'westeurope-platform').metadata.prerequisites).toContain(
      'Put the certificate api of api.platform.example.com and api-westeurope.platform.example.com into the key vault of the region.',
    );
  });

  test('have a database each, with a replica in the paired region and names that follow a promotion', () => {
    const data = rendered(app, 'westeurope-data');
    expect(data).toHaveResource('azurerm_postgresql_flexible_server', {
      create_mode: 'Replica',
      location: 'northeurope',
    });
    expect(data).toHaveResourceCount('azurerm_postgresql_flexible_server_virtual_endpoint', 1);
  });

  test('share a cache, event hubs under one name, and copies of the assets', () => {
    expect(rendered(app, 'edge')).toHaveResource('azurerm_managed_redis_geo_replication', {
      linked_managed_redis_ids: [expect.anything(), expect.anything()],
    });
    expect(rendered(app, 'westeurope-data')).toHaveResourceCount('azurerm_storage_object_replication', 1);
    expect(rendered(app, 'westeurope-data')).toHaveResourceCount(
      'azurerm_eventhub_namespace_disaster_recovery_config',
      1,
    );
    expect(rendered(app, 'southeastasia-data')).toHaveResourceCount('azurerm_eventhub_namespace', 0);
  });

  test('reach each other and each other’s databases', () => {
    expect(rendered(app, 'southeastasia-network')).toHaveResourceCount('azurerm_virtual_network_peering', 4);
    // Into the networks of the two regions before it, and out of them: a database and a replica each, and the two namespaces of events.
    const places = rendered(app, 'southeastasia-data')
      .resources('azurerm_private_endpoint')
      .map(({ location }) => String(location));
    expect(places.filter((place) => place !== 'southeastasia').sort()).toEqual([
      'eastus',
      'eastus',
      'westeurope',
      'westeurope',
    ]);
  });

  test('without a domain the front door leads nowhere, and says so', () => {
    const nameless = withParameters({}, 'prod');
    expect(apps.stage(nameless, 'edge')).toWarn('domain');
    expect(rendered(nameless, 'edge')).toHaveResourceCount('azurerm_cdn_frontdoor_route', 0);
  });
});

describe('the manifests', () => {
  const files = (app: StagedApp, folder: string) =>
    fs.readdirSync(path.join(app.outdir, folder), { recursive: true, encoding: 'utf8' }).sort();

  test('of a region and its tenants are where Flux looks for them, and every value is handed over', () => {
    const app = apps.with({ environment: 'staging', parameters: { ...DOMAIN }, tags: { test: 'manifests' } });
    app.synth();
    const paths = files(app, 'manifests/eastus');
    expect(paths).toEqual(
      expect.arrayContaining(['base/namespaces.yaml', 'services/api.yaml', 'services/ingress.yaml']),
    );
    expect(paths).toEqual(expect.arrayContaining(['tenants/fabrikam/tenant.yaml']));
    const flux = rendered(app, 'eastus-platform').resource('azurerm_kubernetes_flux_configuration');
    const kustomizations = flux['kustomizations'] as { path: string; post_build?: { substitute: object } }[];
    expect(kustomizations.map((each) => each.path)).toEqual([
      './clusters/eastus/base',
      './clusters/eastus/jobs-1',
      './clusters/eastus/jobs-2',
      './clusters/eastus/services',
    ]);
    const values = kustomizations.flatMap((each) => Object.values(each.post_build?.substitute ?? {}));
    expect(values.filter((value) => value === '')).toEqual([]);
  });

  test('are followed only where a repository is named', () => {
    expect(rendered(dev, 'eastus-platform')).toHaveResourceCount('azurerm_kubernetes_flux_configuration', 0);
  });
});

describe('a tenant', () => {
  const refusal = (tenant: object, parameters: Record<string, unknown> = {}) => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-platform-'));
    fs.writeFileSync(path.join(directory, 'acme.json'), JSON.stringify({ ...TENANT, ...tenant }));
    const own = new SystemApps(system, '2026-11-01', [], directory);
    return () => own.with({ environment: 'prod', parameters: { phase: 'global', ...parameters } });
  };

  test.each([
    [{ primary_region: 'northeurope', allowed_regions: ['northeurope'] }, /acme.json: primary_region: .*not deployed/],
    [{ primary_region: 'eastus', allowed_regions: ['eastus', 'westus'] }, /is in eastus, which is outside the EU/],
    [{ allowed_regions: ['westeurope'] }, /allowed_regions: .*northeurope by the replica of the database/],
    [{ colour: 'blue' }, /acme.json: .*colour/],
  ])('%j is refused', (tenant, message) => {
    expect(refusal(tenant)).toThrow(message);
  });

  test('may stay in one region where nothing is copied', () => {
    const parameters = { postgresReplica: 'none', storageRedundancy: 'ZRS' };
    expect(refusal({ allowed_regions: ['westeurope'] }, parameters)).toThrow(/the copy of the backups/);
    expect(refusal({})).not.toThrow();
  });
});

describe('bad parameters', () => {
  test.each([
    [{ phase: 'planet' }, /parameters.phase: got "planet". Allowed: local, region, tenants, global/],
    [{ regions: 'eastus,europe' }, /parameters.regions.1: "europe" is not a region/],
    [{ phase: 'global', regions: 'westeurope,eastus' }, /begin with westeurope, and the location is eastus/],
    [{ regions: 'eastus,eastus' }, /parameters.regions: got eastus twice/],
    [{ vnetAddressSpaces: '10.1.0.0/16' }, /parameters.vnetAddressSpaces: got 1 for 3 regions/],
    [{ vnetAddressSpaces: '10.1.0.0/16,10.2.0.0/16,10.1.8.0/21' }, /got 10.1.8.0\/21, which overlaps/],
    [{ apiReplicas: 30 }, /parameters.apiReplicas: got 30, more than maxReplicas/],
    [{ regions: 'eastus,westeurope,southeastasia,westus' }, /parameters.regions/],
    [{ cacheSku: 'E10' }, /parameters.cacheSku: .*Managed Redis/],
    [{ databaseAdminGroup: 'dba' }, /parameters.databaseAdminGroup/],
    [{ postgresSku: 'D2' }, /parameters.postgresSku/],
    [{ domain: 'https://example.com' }, /parameters.domain: .*in lower case/],
    [{ monthlyBudgte: 5 }, /Did you mean "monthlyBudget"/],
  ])('%j are refused', (parameters, message) => {
    expect(() => withParameters(parameters)).toThrow(message);
  });
});
