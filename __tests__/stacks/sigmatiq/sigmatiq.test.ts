import fs from 'node:fs';
import path from 'node:path';
import { secretsOf } from '../../../lib/stage/stage-secrets';
import { type SettingsInput } from '../../../lib/stage/settings';
import { type Stage } from '../../../lib/stage/stage';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { type RenderedStage } from '../../../lib/testing';
import * as system from '../../../stacks/sigmatiq';
import { expectGolden } from '../../helpers/golden';
import { repository } from '../../helpers/markdown';
import { SystemApps } from '../../helpers/system-apps';

const OWN_STAGES = ['stage-foundation', 'stage-data', 'stage-app-infrastructure', 'stage-apps'];
const ALL_STAGES = ['stage-shared', ...OWN_STAGES];
const GROUP_ID = '5c0fd0c9-1f3b-4a4e-9a55-0c6b4a8f1f11';

const apps = new SystemApps(system, '2026-11-21', ['beta']);

function sigmatiq(environment = 'beta', settings: SettingsInput = {}) {
  return apps.with({ environment, ...settings });
}

function withParameters(parameters: Record<string, unknown>, environment = 'beta') {
  return sigmatiq(environment, { parameters });
}

function stage(app: StagedApp, name: string): Stage {
  return apps.stage(app, name);
}

function rendered(app: StagedApp, name: string): RenderedStage {
  return apps.rendered(app, name);
}

describe.each([
  ['beta', ALL_STAGES],
  ['prod', OWN_STAGES],
])('in %s', (environment, stages) => {
  test.each(stages)('%s is as reviewed', (name) => {
    expectGolden(`stacks/sigmatiq/goldens/${environment}/${name}.json`, rendered(sigmatiq(environment), name).json);
  });

  test('there are no other stages', () => {
    expect(sigmatiq(environment).node.children.map((child) => child.node.id)).toEqual(stages);
  });
});

test('the stages need each other in the order of the steps', () => {
  const app = sigmatiq();
  rendered(app, 'stage-apps');
  expect(Object.fromEntries(ALL_STAGES.map((name) => [name, stage(app, name).metadata.dependencies]))).toEqual({
    'stage-shared': [],
    'stage-foundation': [],
    'stage-data': ['stage-foundation'],
    'stage-app-infrastructure': ['stage-data', 'stage-foundation', 'stage-shared'],
    'stage-apps': ['stage-app-infrastructure', 'stage-data', 'stage-shared'],
  });
});

test('what holds data or is shared is permanent', () => {
  const app = sigmatiq();
  expect(ALL_STAGES.map((name) => stage(app, name).metadata.lifecycle)).toEqual([
    'permanent',
    'permanent',
    'permanent',
    'on-demand',
    'on-demand',
  ]);
});

test('there are the five resource groups of the reference design', () => {
  const groups = [
    ...ALL_STAGES.map((name) => rendered(sigmatiq(), name)),
    ...OWN_STAGES.map((name) => rendered(sigmatiq('prod'), name)),
  ].flatMap((each) => each.resources('azurerm_resource_group').map((group) => group['name']));
  expect(groups).toEqual([
    'rg-trading-shared',
    'rg-trading-beta-data',
    'rg-trading-beta-apps',
    'rg-trading-prod-data',
    'rg-trading-prod-apps',
  ]);
});

test('everything is in centralus', () => {
  expect(rendered(sigmatiq(), 'stage-data')).toHaveResource('azurerm_managed_redis', { location: 'centralus' });
});

describe('shared', () => {
  test('is a key vault and a registry without admin user', () => {
    const shared = rendered(sigmatiq(), 'stage-shared');
    expect(shared).toHaveResource('azurerm_key_vault', { name: 'kv-trading-shared', sku_name: 'standard' });
    expect(shared).toHaveResource('azurerm_container_registry', {
      name: 'acrtradingshared',
      sku: 'Basic',
      admin_enabled: false,
    });
  });

  test('is what production refers to by name', () => {
    const infrastructure = rendered(sigmatiq('prod'), 'stage-app-infrastructure');
    expect(infrastructure.dataSources('azurerm_key_vault')).toEqual([
      expect.objectContaining({ name: 'kv-trading-shared', resource_group_name: 'rg-trading-shared' }),
    ]);
    expect(infrastructure.dataSources('azurerm_container_registry')).toEqual([
      expect.objectContaining({ name: 'acrtradingshared', resource_group_name: 'rg-trading-shared' }),
    ]);
  });

  test('may be made in production', () => {
    const app = withParameters({ shared: 'make' }, 'prod');
    expect(rendered(app, 'stage-shared')).toHaveResource('azurerm_resource_group', { name: 'rg-trading-shared' });
  });

  test('has names with a suffix where another customer has those without', () => {
    const app = withParameters({ nameSuffix: '1023' });
    expect(rendered(app, 'stage-shared')).toHaveResource('azurerm_key_vault', { name: 'kv-trading-shared-1023' });
    expect(rendered(app, 'stage-shared')).toHaveResource('azurerm_container_registry', {
      name: 'acrtradingshared1023',
    });
    expect(rendered(app, 'stage-data')).toHaveResource('azurerm_managed_redis', { name: 'redis-trading-beta-1023' });
  });

  test('writes no key of a provider: people fill them in', () => {
    expect(rendered(sigmatiq(), 'stage-shared').resources('azurerm_key_vault_secret')).toEqual([]);
  });
});

describe('the data of beta', () => {
  test('is a public PostgreSQL B1ms that takes no password', () => {
    const data = rendered(sigmatiq(), 'stage-data');
    expect(data).toHaveResource('azurerm_postgresql_flexible_server', {
      name: 'psql-trading-beta',
      sku_name: 'B_Standard_B1ms',
      public_network_access_enabled: true,
      authentication: expect.objectContaining({ password_auth_enabled: false, active_directory_auth_enabled: true }),
    });
    expect(stage(sigmatiq(), 'stage-data').metadata.resourceProviders).toContain('Microsoft.DBforPostgreSQL');
  });

  test('has the eight databases', () => {
    const names = rendered(sigmatiq(), 'stage-data')
      .resources('azurerm_postgresql_flexible_server_database')
      .map((database) => database['name']);
    expect(names.sort()).toEqual([
      'sigmatiq_assistant',
      'sigmatiq_auth',
      'sigmatiq_cache',
      'sigmatiq_card',
      'sigmatiq_core',
      'sigmatiq_native',
      'sigmatiq_pilot',
      'sigmatiq_sim',
    ]);
  });

  test('lets operators in by firewall rules', () => {
    const rules = rendered(withParameters({ operatorIpRanges: '20.1.2.0/24' }), 'stage-data')
      .resources('azurerm_postgresql_flexible_server_firewall_rule')
      .map((rule) => [rule['start_ip_address'], rule['end_ip_address']]);
    expect(rules).toEqual(
      expect.arrayContaining([
        ['20.1.2.0', '20.1.2.255'],
        ['0.0.0.0', '0.0.0.0'],
      ]),
    );
  });

  test('may do without the rule for all of Azure', () => {
    const data = rendered(withParameters({ allowAzureServices: false }), 'stage-data');
    expect(data.resources('azurerm_postgresql_flexible_server_firewall_rule')).toEqual([]);
  });

  test('is Managed Redis, and says that the Internet reaches it', () => {
    const app = sigmatiq();
    expect(rendered(app, 'stage-data')).toHaveResource('azurerm_managed_redis', {
      name: 'redis-trading-beta',
      sku_name: 'Balanced_B0',
      public_network_access: 'Enabled',
      default_database: expect.objectContaining({ access_keys_authentication_enabled: false }),
    });
    expect(stage(app, 'stage-data')).toWarn(/answers on the Internet/);
  });

  test('may be the Basic C0 of the reference design, with a warning that says until when', () => {
    const app = withParameters({ redisSku: 'Basic_C0' });
    expect(rendered(app, 'stage-data')).toHaveResource('azurerm_redis_cache', {
      sku_name: 'Basic',
      family: 'C',
      capacity: 0,
      public_network_access_enabled: true,
      access_keys_authentication_enabled: false,
    });
    expect(stage(app, 'stage-data')).toWarn(/2028-09-30.*Balanced_B0/);
  });

  test('may have an administrator with a password, with a warning', () => {
    const app = withParameters({ postgresPassword: true });
    expect(rendered(app, 'stage-data')).toHaveResource('azurerm_postgresql_flexible_server', {
      administrator_login: 'sqladmin',
      administrator_password_wo: '${var.postgres_admin_password}',
    });
    expect(stage(app, 'stage-data')).toWarn(/sqladmin/);
  });
});

describe('production', () => {
  test('has a /16 with a gateway and a resolver of its own subnets', () => {
    const foundation = rendered(sigmatiq('prod'), 'stage-foundation');
    expect(foundation).toHaveResource('azurerm_virtual_network', {
      name: 'vnet-trading-prod',
      address_space: ['10.1.0.0/16'],
    });
    expect(foundation).toHaveResource('azurerm_subnet', {
      name: 'GatewaySubnet',
      address_prefixes: ['10.1.3.0/27'],
    });
    expect(foundation).toHaveResource('azurerm_private_dns_resolver_inbound_endpoint', {
      ip_configurations: expect.objectContaining({ private_ip_allocation_method: 'Dynamic' }),
    });
    expect(foundation.resources('azurerm_virtual_network_dns_servers')).toHaveLength(1);
  });

  test('is entered by VPN, with an Entra ID account', () => {
    expect(rendered(sigmatiq('prod'), 'stage-foundation')).toHaveResource('azurerm_virtual_network_gateway', {
      sku: 'VpnGw1AZ',
      vpn_client_configuration: expect.objectContaining({
        vpn_auth_types: ['AAD'],
        vpn_client_protocols: ['OpenVPN'],
        address_space: ['172.31.250.0/24'],
      }),
    });
  });

  test('may be entered with a certificate, as in the reference design', () => {
    const certificate = fs
      .readFileSync(path.join(repository, '__tests__/fixtures/sigmatiq/root.pem'), 'utf8')
      .replace(/-----[A-Z ]+-----|\s/g, '');
    const app = withParameters({ vpnRootCertificate: certificate }, 'prod');
    expect(rendered(app, 'stage-foundation')).toHaveResource('azurerm_virtual_network_gateway', {
      vpn_client_configuration: expect.objectContaining({
        vpn_auth_types: ['Certificate'],
        root_certificate: [{ name: 'sigmatiq-root', public_cert_data: certificate }],
      }),
    });
  });

  test('has no data that the Internet reaches', () => {
    const data = rendered(sigmatiq('prod'), 'stage-data');
    expect(data).toHaveResource('azurerm_postgresql_flexible_server', {
      sku_name: 'GP_Standard_D2ds_v4',
      public_network_access_enabled: false,
    });
    expect(data).toHaveResource('azurerm_managed_redis', {
      sku_name: 'Balanced_B5',
      public_network_access: 'Disabled',
    });
    const subresources = data
      .resources('azurerm_private_endpoint')
      .map((endpoint) => (endpoint['private_service_connection'] as { subresource_names: string[] }).subresource_names);
    expect(subresources).toEqual(expect.arrayContaining([['postgresqlServer'], ['redisEnterprise']]));
    expect(data.resources('azurerm_postgresql_flexible_server_firewall_rule')).toEqual([]);
  });

  test('may have the Premium P1 of the reference design, on zones that are there already', () => {
    const app = withParameters({ redisSku: 'P1' }, 'prod');
    expect(rendered(app, 'stage-data')).toHaveResource('azurerm_redis_cache', {
      sku_name: 'Premium',
      capacity: 1,
      public_network_access_enabled: false,
    });
    expect(stage(app, 'stage-data')).toWarn(/2028-09-30.*Balanced_B5/);
    expect(rendered(app, 'stage-foundation').json).toBe(rendered(sigmatiq('prod'), 'stage-foundation').json);
  });

  test('serves the APIs in the network alone', () => {
    expect(rendered(sigmatiq('prod'), 'stage-app-infrastructure')).toHaveResource('azurerm_container_app_environment', {
      internal_load_balancer_enabled: true,
      public_network_access: 'Disabled',
    });
  });

  test('is what any environment becomes with networkAccess=private', () => {
    const app = withParameters({ networkAccess: 'private' });
    expect(rendered(app, 'stage-data')).toHaveResource('azurerm_postgresql_flexible_server', {
      public_network_access_enabled: false,
    });
    expect(rendered(app, 'stage-foundation').resources('azurerm_virtual_network_gateway')).toHaveLength(1);
  });
});

describe('the APIs', () => {
  const PORTS: readonly (readonly [string, number, string])[] = [
    ['ca-trading-beta-auth-api', 8004, 'sigmatiq_auth'],
    ['ca-trading-beta-native-api', 8002, 'sigmatiq_native'],
    ['ca-trading-beta-pilot-api', 8003, 'sigmatiq_pilot'],
    ['ca-trading-beta-card-api', 8005, 'sigmatiq_card'],
    ['ca-trading-beta-sim-api', 8084, 'sigmatiq_sim'],
  ];

  test.each(PORTS)('%s listens on %d', (name, port) => {
    expect(rendered(sigmatiq(), 'stage-apps')).toHaveResource('azurerm_container_app', {
      name,
      ingress: expect.objectContaining({ target_port: port, external_enabled: true }),
    });
  });

  test('run a placeholder image until there are images, which a warning says of each', () => {
    const app = sigmatiq();
    rendered(app, 'stage-apps');
    for (const parameter of ['authImage', 'nativeImage', 'pilotImage', 'cardImage', 'simImage']) {
      expect(stage(app, 'stage-apps')).toWarn(new RegExp(`placeholder image until the parameter ${parameter} names`));
    }
  });

  test('read the keys of the providers from the shared vault, once there is an image', () => {
    const app = withParameters({ simImage: 'sigmatiq-sim-api:beta' });
    const sim = rendered(app, 'stage-apps')
      .resources('azurerm_container_app')
      .find((each) => each['name'] === 'ca-trading-beta-sim-api');
    const names = (sim?.['secret'] as { name: string }[]).map(({ name }) => name);
    expect(names).toHaveLength(4);
    expect(JSON.stringify(sim)).toContain('secrets/AlphaVantage-API-Key');
    expect(secretsOf(stage(app, 'stage-apps')).map(({ name, vault, users }) => [name, vault.stage, users])).toEqual(
      ['AlphaVantage-API-Key', 'Alpaca-API-Key', 'Alpaca-Secret-Key', 'Polygon-API-Key']
        .sort()
        .map((name) => [name, 'stage-shared', ['stage-apps/SimApi']]),
    );
  });

  test('Auth reads no keys of providers', () => {
    const app = withParameters({ authImage: 'sigmatiq-auth-api:beta' });
    expect(JSON.stringify(rendered(app, 'stage-apps').json)).not.toContain('Polygon-API-Key');
  });

  test('sign in as one identity, which may pull and read and nothing else', () => {
    const app = sigmatiq();
    rendered(app, 'stage-apps');
    const infrastructure = rendered(app, 'stage-app-infrastructure');
    expect(infrastructure).toHaveResource('azurerm_user_assigned_identity', { name: 'mi-trading-beta' });
    expect(infrastructure.resources('azurerm_role_assignment')).toHaveLength(4);
    expect(infrastructure.resources('azurerm_managed_redis_access_policy_assignment')).toHaveLength(1);
  });

  test('administer PostgreSQL, with a warning, until there is a group of people', () => {
    const app = sigmatiq();
    expect(stage(app, 'stage-app-infrastructure')).toWarn(/databaseAdminGroup/);
    const grouped = withParameters({ databaseAdminGroup: GROUP_ID });
    expect(rendered(grouped, 'stage-data')).toHaveResource(
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      { object_id: GROUP_ID, principal_type: 'Group' },
    );
  });

  test('images change nothing in stage-data', () => {
    const app = withParameters({ simImage: 'sigmatiq-sim-api:beta' });
    rendered(app, 'stage-apps');
    const before = sigmatiq();
    rendered(before, 'stage-apps');
    expect(rendered(app, 'stage-data').json).toBe(rendered(before, 'stage-data').json);
  });
});

describe('parameters that are refused', () => {
  test.each([
    [{ redisSku: 'E5' }, /Enterprise_E5.*Managed Redis as B0/s],
    [{ redisSku: 'Basic_C9' }, /Basic_C9/],
    [{ postgresSku: 'B1m' }, /B1m" is not a size/],
    [{ minReplicas: '5' }, /more than maxReplicas \(3\)/],
    [{ networkAccess: 'private', appConfigurationSku: 'free' }, /takes no private endpoint/],
    [{ nameSuffix: 'too-long-for-it' }, /one to seven lower-case letters and digits|End of the names/],
    [{ networkAccess: 'privat' }, /public, private.*private/s],
  ])('%j', (parameters, message) => {
    expect(() => withParameters(parameters)).toThrow(message);
  });

  test('VpnGw1, which Azure makes no more', () => {
    expect(() => withParameters({ vpnSku: 'VpnGw1' }, 'prod')).toThrow(/VpnGw1AZ/);
  });
});
