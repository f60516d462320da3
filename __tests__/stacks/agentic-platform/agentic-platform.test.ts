import fs from 'node:fs';
import path from 'node:path';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { type RenderedStage } from '../../../lib/testing';
import * as system from '../../../stacks/agentic-platform';
import { expectGolden } from '../../helpers/golden';
import { SystemApps } from '../../helpers/system-apps';

const GROUP = '11111111-2222-3333-4444-555555555555';
const REGION_STAGES = ['global', 'eastus-network', 'eastus-data', 'eastus-cluster', 'eastus-platform'];

const apps = new SystemApps(system, '2026-11-01');

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

describe('in dev, one region', () => {
  const app = withParameters({ alertEmail: 'ops@example.com' });
  app.synth();

  test.each(REGION_STAGES)('%s is as reviewed', (name) => {
    expectGolden(`stacks/agentic-platform/goldens/dev/${name}.json`, written(app, name));
  });
});

describe('the phase', () => {
  test('local has no stage', () => {
    const app = apps.with({ parameters: { phase: 'local' }, tags: { test: 'local' } });
    app.synth();
    expect(stageNames(app)).toEqual([]);
  });

  test('region has those of the location', () => {
    expect(stageNames(dev)).toEqual(REGION_STAGES);
    const europe = withParameters({ phase: 'region', location: 'westeurope' });
    expect(stageNames(europe)).toEqual(REGION_STAGES.map((name) => name.replace('eastus', 'westeurope')));
  });

  test('global has those of each region', () => {
    const app = withParameters({ phase: 'global' });
    const regions = ['eastus', 'westeurope', 'southeastasia'];
    const parts = ['network', 'data', 'cluster', 'platform'];
    expect(stageNames(app)).toEqual([
      'global',
      ...regions.flatMap((region) => parts.map((part) => `${region}-${part}`)),
    ]);
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
    expect(subjects.sort()).toEqual(
      ['api', 'migrate', 'scheduler', 'worker'].map((name) => `system:serviceaccount:platform-core:${name}`),
    );
  });

  test('reads the secrets that are named, and no others', () => {
    const scopes = rendered(withParameters({ secrets: 'jwt-secret' }), 'eastus-platform')
      .resources('azurerm_role_assignment')
      .map(({ scope }) => String(scope))
      .filter((scope) => scope.includes('key_vault'));
    expect(scopes).toEqual(Array.from({ length: 4 }, () => expect.stringContaining('"secrets", "jwt-secret"')));
  });

  test('administers the database only where it makes the tables', () => {
    expect(rendered(dev, 'eastus-platform')).toHaveResourceCount(
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      1,
    );
  });
});

describe('people', () => {
  test('are told which groups are missing, and where alerts go', () => {
    expect(apps.stage(dev, 'global')).toWarn('alertEmail');
    expect(apps.stage(dev, 'global')).toWarn('grafanaAdminGroup');
    expect(apps.stage(dev, 'eastus-cluster')).toWarn('clusterAdminGroup');
    const named = withParameters({
      alertEmail: 'ops@example.com',
      grafanaAdminGroup: GROUP,
      clusterAdminGroup: GROUP,
      databaseAdminGroup: `dba=${GROUP}`,
    });
    expect(apps.stage(named, 'global')).not.toWarn('alertEmail');
    expect(apps.stage(named, 'global')).not.toWarn('grafanaAdminGroup');
    expect(apps.stage(named, 'eastus-cluster')).not.toWarn('clusterAdminGroup');
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

describe('bad parameters', () => {
  test.each([
    [{ phase: 'planet' }, /parameters.phase: got "planet". Allowed: local, region, tenants, global/],
    [{ regions: 'eastus,europe' }, /parameters.regions.1: "europe" is not a region/],
    [{ phase: 'global', regions: 'westeurope,eastus' }, /begin with westeurope, and the location is eastus/],
    [{ regions: 'eastus,eastus' }, /parameters.regions: got eastus twice/],
    [{ vnetAddressSpaces: '10.1.0.0/16' }, /parameters.vnetAddressSpaces: got 1 for 3 regions/],
    [{ vnetAddressSpaces: '10.1.0.0/16,10.2.0.0/16,10.1.8.0/21' }, /got 10.1.8.0\/21, which overlaps/],
    [{ cacheSku: 'E10' }, /parameters.cacheSku: .*Managed Redis/],
    [{ databaseAdminGroup: 'dba' }, /parameters.databaseAdminGroup/],
    [{ postgresSku: 'D2' }, /parameters.postgresSku/],
    [{ domain: 'https://example.com' }, /parameters.domain: .*in lower case/],
    [{ monthlyBudgte: 5 }, /Did you mean "monthlyBudget"/],
  ])('%j are refused', (parameters, message) => {
    expect(() => withParameters(parameters)).toThrow(message);
  });
});
