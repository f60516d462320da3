import { secretsOf } from '../../../lib/stage/stage-secrets';
import { type SettingsInput } from '../../../lib/stage/settings';
import { type Stage } from '../../../lib/stage/stage';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { type RenderedStage } from '../../../lib/testing';
import * as system from '../../../stacks/trade-nexus';
import { expectGolden } from '../../helpers/golden';
import { SystemApps } from '../../helpers/system-apps';

const STAGES = ['stage-environment', 'stage-storage', 'stage-apps'];
const APPS = ['agent-platform', 'trade-nexus-backend', 'trader-data', 'trading-cli'];
const ADMIN_GROUP = 'kb-admins=11111111-2222-3333-4444-555555555555';

/** Everything that exists already is named, and everything optional is chosen. */
const FULL = {
  agentPlatformImage: 'agent-platform:1.0.0',
  agentPlatformSecrets: 'supabase-service-key',
  alertEmail: 'ops@example.com',
  backendImage: 'trade-nexus-backend:1.0.0',
  dnsZone: 'trading.mindsightventures.ai',
  gitHubRepositories: 'mindsight/trader-data,mindsight/trade-nexus',
  knowledgeBase: 'postgresql',
  lonaGateway: 'rg-lona/lona-gateway',
  traderDataImage: 'trader-data:1.0.0',
  tradingCliImage: 'trading-cli:1.0.0',
  tradingPlatform: 'true',
};

const apps = new SystemApps(system, '2026-11-01');

function tradeNexus(settings: SettingsInput = {}, environment?: string) {
  return apps.with({ environment, ...settings });
}

function withParameters(parameters: Record<string, unknown>) {
  return tradeNexus({ parameters });
}

function stage(app: StagedApp, name: string): Stage {
  return apps.stage(app, name);
}

function rendered(app: StagedApp, name: string): RenderedStage {
  return apps.rendered(app, name);
}

/** The arguments of one of the apps. */
function appOf(app: StagedApp, name: string) {
  const found = rendered(app, 'stage-apps')
    .resources('azurerm_container_app')
    .find((each) => each['name'] === name);
  return found as { secret?: unknown; template: { container: [{ env?: { name: string; value?: string }[] }] } };
}

function variableOf(app: StagedApp, name: string, variable: string) {
  return appOf(app, name).template.container[0].env?.find((each) => each.name === variable)?.value;
}

describe('the one environment', () => {
  test.each(STAGES)('%s is as reviewed', (name) => {
    expectGolden(`stacks/trade-nexus/goldens/dev/${name}.json`, rendered(tradeNexus(), name).json);
  });

  test.each([...STAGES, 'stage-knowledge-base'])('%s with everything optional is as reviewed', (name) => {
    expectGolden(`stacks/trade-nexus/goldens/dev-full/${name}.json`, rendered(withParameters(FULL), name).json);
  });

  test.each([...STAGES, 'stage-knowledge-base'])('%s with the profile of production is as reviewed', (name) => {
    const app = tradeNexus({ profile: 'prod', parameters: { knowledgeBase: 'postgresql' } });
    expectGolden(`stacks/trade-nexus/goldens/dev-as-prod/${name}.json`, rendered(app, name).json);
  });

  test('needs no --environment', () => {
    expect(tradeNexus().settings.environment).toBe('dev');
  });

  test.each(['staging', 'prod'])('is not %s, whose names would be the same', (environment) => {
    expect(() => tradeNexus({}, environment)).toThrow(
      `environment: got "${environment}", and trade-nexus has one environment with names of its own, which are fixed. Allowed: dev. Leave --environment out.`,
    );
  });

  test('is the same whatever the project', () => {
    for (const name of STAGES) {
      expect(rendered(tradeNexus({ project: 'other-app' }), name).json).toBe(rendered(tradeNexus(), name).json);
    }
  });

  test('is in West Europe, and elsewhere where the settings say so', () => {
    expect(rendered(tradeNexus(), 'stage-environment').resource('azurerm_resource_group')).toMatchObject({
      location: 'westeurope',
    });
    expect(
      rendered(tradeNexus({ location: 'northeurope' }), 'stage-environment').resource('azurerm_resource_group'),
    ).toMatchObject({ location: 'northeurope' });
  });
});

test('the stages depend on each other in the order of the reference design', () => {
  const app = withParameters({ knowledgeBase: 'postgresql' });
  rendered(app, 'stage-apps');
  const names = [...STAGES, 'stage-knowledge-base'];
  expect(Object.fromEntries(names.map((name) => [name, stage(app, name).metadata.dependencies]))).toEqual({
    'stage-environment': [],
    'stage-storage': ['stage-environment'],
    'stage-knowledge-base': ['stage-environment'],
    'stage-apps': ['stage-environment', 'stage-knowledge-base', 'stage-storage'],
  });
});

test('what holds data stays, and the apps may come and go', () => {
  const app = withParameters({ knowledgeBase: 'postgresql' });
  const names = [...STAGES, 'stage-knowledge-base'];
  expect(names.map((name) => [stage(app, name).metadata.lifecycle, stage(app, name).metadata.sharing])).toEqual([
    ['permanent', 'shared'],
    ['permanent', 'shared'],
    ['on-demand', 'shared'],
    ['permanent', 'shared'],
  ]);
});

describe('the resource group', () => {
  test('is one, and is called trade-nexus', () => {
    const app = withParameters(FULL);
    expect(rendered(app, 'stage-environment').resource('azurerm_resource_group')).toMatchObject({
      name: 'trade-nexus',
    });
    for (const name of ['stage-storage', 'stage-apps', 'stage-knowledge-base']) {
      expect(rendered(app, name)).toHaveResourceCount('azurerm_resource_group', 0);
    }
  });

  test('is where all is that is made, but the records of a zone of others', () => {
    const app = withParameters(FULL);
    for (const name of [...STAGES, 'stage-knowledge-base']) {
      const stage = rendered(app, name);
      const groups = stage.resourceTypes
        .filter((type) => !type.startsWith('azurerm_dns_'))
        .flatMap((type) => stage.resources(type))
        .flatMap((resource) => resource['resource_group_name'] ?? []);
      expect(groups.filter((group) => /\$\{data\.azurerm|rg-/.test(String(group)))).toEqual([]);
    }
  });
});

describe('what exists already', () => {
  const full = () => rendered(withParameters(FULL), 'stage-apps');

  test('is only read: each is a data source, and nothing of its type is made', () => {
    const stage = full();
    expect(stage.dataSources('azurerm_resource_group').map((group) => group['name'])).toEqual([
      'rg-trading-dev',
      'rg-trading-prod',
      'rg-trading-shared',
    ]);
    expect(stage.dataSources('azurerm_container_app')).toEqual([
      expect.objectContaining({ name: 'lona-gateway', resource_group_name: 'rg-lona' }),
    ]);
    expect(stage.dataSources('azurerm_dns_zone')).toEqual([
      expect.objectContaining({ name: 'trading.mindsightventures.ai', resource_group_name: 'rg-trading-shared' }),
    ]);
    expect(stage).toHaveResourceCount('azurerm_resource_group', 0);
    expect(stage).toHaveResourceCount('azurerm_dns_zone', 0);
    expect(stage.resources('azurerm_container_app').map((app) => app['name'])).not.toContain('lona-gateway');
  });

  test('has nobody granted a role on it', () => {
    const app = withParameters(FULL);
    const scopes = [...STAGES, 'stage-knowledge-base'].flatMap((name) =>
      rendered(app, name)
        .resources('azurerm_role_assignment')
        .map((assignment) => String(assignment['scope'])),
    );
    expect(scopes.length).toBeGreaterThan(5);
    expect(scopes.filter((scope) => /data\.azurerm|rg-/.test(scope))).toEqual([]);
  });

  test('is not even read until the parameters say that it is there', () => {
    const stage = rendered(tradeNexus(), 'stage-apps');
    for (const type of ['azurerm_resource_group', 'azurerm_container_app', 'azurerm_dns_zone']) {
      expect(stage.dataSources(type)).toEqual([]);
    }
  });

  test('Lona is called by its public name, or where its container app is', () => {
    expect(variableOf(tradeNexus(), 'agent-platform', 'LONA_GATEWAY_URL')).toBe('https://gateway.lona.agency');
    expect(variableOf(tradeNexus(), 'agent-platform', 'LIVE_ENGINE_URL')).toBe('https://live.lona.agency');
    expect(variableOf(withParameters(FULL), 'agent-platform', 'LONA_GATEWAY_URL')).toMatch(
      /^https:\/\/\$\{data\.azurerm_container_app\.AgentPlatform_LonaGateway/,
    );
  });
});

describe('the environment', () => {
  const stageOf = (parameters: Record<string, unknown> = {}) =>
    rendered(withParameters(parameters), 'stage-environment');

  test('hosts apps that the Internet reaches, in a network of its own', () => {
    expect(stageOf()).toHaveResource('azurerm_container_app_environment', {
      name: 'trade-nexus-env',
      internal_load_balancer_enabled: false,
      logs_destination: 'azure-monitor',
      location: 'westeurope',
    });
  });

  test('has a registry without password', () => {
    expect(stageOf()).toHaveResource('azurerm_container_registry', {
      name: 'tradenexusacr',
      sku: 'Basic',
      admin_enabled: false,
    });
  });

  test('may have the registry password of the reference design, with a warning', () => {
    const app = withParameters({ registryPassword: 'true' });
    expect(rendered(app, 'stage-environment')).toHaveResource('azurerm_container_registry', { admin_enabled: true });
    expect(stage(app, 'stage-environment')).toWarn(/password.*registryPassword/);
  });

  test('has other names for what only one in Azure can have', () => {
    const app = withParameters({ registryName: 'nexusimages', storageAccountName: 'nexusmarketdata' });
    expect(rendered(app, 'stage-environment')).toHaveResource('azurerm_container_registry', { name: 'nexusimages' });
    expect(rendered(app, 'stage-storage')).toHaveResource('azurerm_storage_account', { name: 'nexusmarketdata' });
  });

  test('trade-nexus-github is Contributor on the group and nothing else', () => {
    const assignment = stageOf().resource('azurerm_role_assignment');
    expect(assignment['scope']).toMatch(/^\$\{azurerm_resource_group\.ResourceGroup_\w+\.id\}$/);
    expect(assignment['role_definition_id']).toContain('b24988ac-6180-42a0-ab88-20f7382dd24c');
    expect(stageOf().resource('azurerm_user_assigned_identity')).toMatchObject({ name: 'trade-nexus-github' });
  });

  test('workflows of the named repositories sign in without a secret', () => {
    const credentials = stageOf({ gitHubRepositories: 'mindsight/trader-data,mindsight/trade-nexus' });
    expect(
      credentials.resources('azurerm_federated_identity_credential').map(({ issuer, subject }) => [issuer, subject]),
    ).toEqual([
      ['https://token.actions.githubusercontent.com', 'repo:mindsight/trade-nexus:ref:refs/heads/main'],
      ['https://token.actions.githubusercontent.com', 'repo:mindsight/trader-data:ref:refs/heads/main'],
    ]);
  });

  test('a GitHub environment takes the place of the branch', () => {
    const stage = stageOf({ gitHubRepositories: 'mindsight/trader-data', gitHubEnvironment: 'azure' });
    expect(stage.resource('azurerm_federated_identity_credential')).toMatchObject({
      subject: 'repo:mindsight/trader-data:environment:azure',
    });
  });

  test('says that nobody can deploy until a repository is named', () => {
    expect(stage(tradeNexus(), 'stage-environment')).toWarn('gitHubRepositories');
    expect(stage(withParameters(FULL), 'stage-environment')).not.toWarn('gitHubRepositories');
  });
});

describe('storage', () => {
  test('is tradenexusdata with ohlcv and exports, which only the network reaches', () => {
    const stage = rendered(tradeNexus(), 'stage-storage');
    expect(stage).toHaveResource('azurerm_storage_account', {
      name: 'tradenexusdata',
      account_tier: 'Standard',
      account_replication_type: 'LRS',
      public_network_access_enabled: false,
      shared_access_key_enabled: false,
    });
    expect(stage.resources('azurerm_storage_container').map(({ name }) => name)).toEqual(['exports', 'ohlcv']);
    expect(stage).toHaveResourceCount('azurerm_private_endpoint', 2);
  });

  test('may be copied to other zones', () => {
    expect(rendered(withParameters({ storageRedundancy: 'ZRS' }), 'stage-storage')).toHaveResource(
      'azurerm_storage_account',
      { account_replication_type: 'ZRS' },
    );
  });

  test('lets operators in by their addresses', () => {
    const stage = rendered(withParameters({ operatorIpRanges: '203.0.113.7' }), 'stage-storage');
    expect(stage).toHaveResource('azurerm_storage_account', { public_network_access_enabled: true });
    expect(stage).toHaveResource('azurerm_key_vault', { public_network_access_enabled: true });
  });
});

describe('the apps', () => {
  test.each(APPS)('%s serves port 8000 over HTTPS and sleeps when nobody calls it', (name) => {
    expect(appOf(tradeNexus(), name)).toMatchObject({
      ingress: { external_enabled: true, target_port: 8000, allow_insecure_connections: false },
      registry: [{ server: expect.stringContaining('login_server'), identity: expect.any(String) }],
      template: {
        min_replicas: 0,
        max_replicas: 10,
        container: [name === 'trade-nexus-backend' ? { cpu: 2, memory: '4Gi' } : { cpu: 0.5, memory: '1Gi' }],
      },
    });
  });

  test.each([
    ['agentPlatformImage', 'agent-platform'],
    ['traderDataImage', 'trader-data'],
    ['tradingCliImage', 'trading-cli'],
    ['backendImage', 'trade-nexus-backend'],
  ])('%s takes the place of the placeholder image of %s', (parameter, name) => {
    const app = withParameters({ [parameter]: `${name}:1.0.0` });
    const { template } = appOf(app, name);
    expect(template.container[0]).toMatchObject({ image: expect.stringMatching(new RegExp(`/${name}:1.0.0$`)) });
    expect(template.container[0]).not.toHaveProperty('command');
    expect(stage(app, 'stage-apps')).not.toWarn(parameter);
    expect(stage(tradeNexus(), 'stage-apps')).toWarn(parameter);
  });

  test('run the tag latest of the reference design, with a warning', () => {
    expect(stage(withParameters({ traderDataImage: 'trader-data:latest' }), 'stage-apps')).toWarn(/trader-data:latest/);
  });

  test('there may be no back end for the command line', () => {
    const apps = rendered(withParameters({ tradingCli: 'false' }), 'stage-apps').resources('azurerm_container_app');
    expect(apps.map(({ name }) => name).sort()).toEqual(['agent-platform', 'trade-nexus-backend', 'trader-data']);
  });

  test('the keys of Alpaca come from the vault, once the image is there that reads them', () => {
    expect(appOf(tradeNexus(), 'trader-data')).not.toHaveProperty('secret');
    expect(secretsOf(stage(tradeNexus(), 'stage-apps'))).toEqual([]);
    const app = withParameters({ traderDataImage: 'trader-data:1.0.0' });
    expect(appOf(app, 'trader-data').secret).toEqual([
      expect.objectContaining({
        name: 'alpaca-api-key',
        key_vault_secret_id: expect.stringContaining('secrets/alpaca-api-key'),
      }),
      expect.objectContaining({ name: 'alpaca-api-secret' }),
    ]);
    expect(secretsOf(stage(app, 'stage-apps'))).toEqual(
      ['alpaca-api-key', 'alpaca-api-secret'].map((name) => ({
        name,
        vault: { stage: 'stage-storage', address: expect.stringMatching(/^azurerm_key_vault\./) as string },
        users: ['stage-apps/TraderData'],
      })),
    );
  });

  test('naming the image later changes nothing of the earlier stages', () => {
    for (const name of ['stage-environment', 'stage-storage']) {
      expect(rendered(withParameters({ traderDataImage: 'trader-data:1.0.0' }), name).json).toBe(
        rendered(tradeNexus(), name).json,
      );
    }
  });

  test('trade with paper money, and with real money only where the parameter says so', () => {
    expect(variableOf(tradeNexus(), 'trader-data', 'ALPACA_BASE_URL')).toBe('https://paper-api.alpaca.markets');
    const live = withParameters({ alpacaTrading: 'live' });
    expect(variableOf(live, 'trader-data', 'ALPACA_BASE_URL')).toBe('https://api.alpaca.markets');
    expect(stage(live, 'stage-apps')).toWarn('real money');
  });

  test('only trader-data may write market data', () => {
    const roles = rendered(tradeNexus(), 'stage-apps')
      .resources('azurerm_role_assignment')
      .map(({ description }) => String(description))
      .filter((description) => description.includes('Storage'));
    expect(roles).toEqual(['stage-apps/TraderData/Identity/Grant-StorageBlobDataContributor-stage-storage-Data']);
  });
});

describe('DNS', () => {
  test('both names of the reference design lead to trader-data, and are bound once their records answer', () => {
    const stage = rendered(withParameters(FULL), 'stage-apps');
    expect(stage.resources('azurerm_dns_cname_record').map(({ name }) => name)).toEqual(['data-dev', 'data']);
    expect(stage.resources('azurerm_dns_txt_record').map(({ name }) => name)).toEqual(['asuid.data-dev', 'asuid.data']);
    for (const domain of stage.resources('azurerm_container_app_custom_domain')) {
      expect(domain['depends_on']).toEqual([
        expect.stringMatching(/^azurerm_dns_cname_record\./),
        expect.stringMatching(/^azurerm_dns_txt_record\./),
      ]);
    }
  });

  test('whoever applies the stage is told to get the right to write records', () => {
    const { prerequisites } = stage(withParameters({ dnsZone: 'trading.mindsightventures.ai' }), 'stage-apps').metadata;
    expect(prerequisites).toEqual(['Get the right to write records into the DNS zone trading.mindsightventures.ai.']);
  });

  test('a zone further up takes longer names of records', () => {
    const stage = rendered(withParameters({ dnsZone: 'mindsightventures.ai' }), 'stage-apps');
    expect(stage).toHaveResource('azurerm_dns_txt_record', { name: 'asuid.data.trading' });
  });

  test('there is none until a zone is named', () => {
    expect(rendered(tradeNexus(), 'stage-apps')).toHaveResourceCount('azurerm_container_app_custom_domain', 0);
  });
});

describe('the knowledge base', () => {
  const stageOf = (parameters: Record<string, unknown> = {}) =>
    rendered(withParameters({ knowledgeBase: 'postgresql', ...parameters }), 'stage-knowledge-base');

  test('stays in Supabase unless the parameter says otherwise', () => {
    expect(tradeNexus().node.tryFindChild('stage-knowledge-base')).toBeUndefined();
  });

  test('is option B of the reference design, with pgvector and without password', () => {
    expect(stageOf().resource('azurerm_postgresql_flexible_server')).toMatchObject({
      name: 'trading-knowledge-db',
      location: 'northeurope',
      sku_name: 'GP_Standard_D2s_v3',
      storage_mb: 131072,
      version: '15',
      public_network_access_enabled: false,
      authentication: { active_directory_auth_enabled: true, password_auth_enabled: false },
    });
    expect(stageOf()).toHaveResource('azurerm_postgresql_flexible_server_configuration', {
      name: 'azure.extensions',
      value: 'VECTOR',
    });
  });

  test('is reached from the network of the apps, in whose region the endpoint is', () => {
    expect(stageOf().resource('azurerm_private_endpoint')).toMatchObject({
      location: 'westeurope',
      private_service_connection: { subresource_names: ['postgresqlServer'] },
    });
  });

  test('may have the administrator with a password of the reference design, with a warning', () => {
    const app = withParameters({ knowledgeBase: 'postgresql', knowledgeBaseAccess: 'password' });
    expect(rendered(app, 'stage-knowledge-base')).toHaveResource('azurerm_postgresql_flexible_server', {
      administrator_login: 'kbadmin',
      administrator_password_wo: '${var.knowledge_base_password}',
      authentication: expect.objectContaining({ password_auth_enabled: true }),
    });
    expect(stage(app, 'stage-knowledge-base')).toWarn('password');
    expect(stage(app, 'stage-knowledge-base').metadata.prerequisites).toEqual([
      'Set TF_VAR_knowledge_base_password to the password of kbadmin.',
    ]);
  });

  test('is administered by the agents, which says so, until a group is named', () => {
    const app = withParameters({ knowledgeBase: 'postgresql' });
    expect(rendered(app, 'stage-apps')).toHaveResourceCount(
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      1,
    );
    expect(stage(app, 'stage-apps')).toWarn('knowledgeBaseAdminGroup');
  });

  test('is administered by the group that is named, and the agents get a role from it', () => {
    const app = withParameters({ knowledgeBase: 'postgresql', knowledgeBaseAdminGroup: ADMIN_GROUP });
    expect(
      rendered(app, 'stage-knowledge-base').resource(
        'azurerm_postgresql_flexible_server_active_directory_administrator',
      ),
    ).toMatchObject({ principal_name: 'kb-admins', principal_type: 'Group' });
    expect(rendered(app, 'stage-apps')).toHaveResourceCount(
      'azurerm_postgresql_flexible_server_active_directory_administrator',
      0,
    );
    expect(stage(app, 'stage-apps')).toWarn('pgaadauth_create_principal');
  });

  test('moving it to Azure changes nothing of the environment', () => {
    expect(rendered(withParameters({ knowledgeBase: 'postgresql' }), 'stage-environment').json).toBe(
      rendered(tradeNexus(), 'stage-environment').json,
    );
  });

  test('tells the agents where it is', () => {
    const app = withParameters({ knowledgeBase: 'postgresql' });
    expect(variableOf(app, 'agent-platform', 'PGHOST')).toContain('fqdn');
    expect(variableOf(app, 'agent-platform', 'PGDATABASE')).toContain('knowledge');
  });
});

describe('with the profile of production', () => {
  const locksOf = (name: string, parameters: Record<string, unknown> = {}) =>
    rendered(tradeNexus({ profile: 'prod', parameters }), name).resources('azurerm_management_lock');

  test('what holds data is locked, until the parameter lifts the locks', () => {
    expect(locksOf('stage-storage')).toHaveLength(2);
    expect(locksOf('stage-storage', { locks: false })).toEqual([]);
    expect(rendered(tradeNexus(), 'stage-storage')).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('somebody hears of alerts: the owners, until an address is named', () => {
    const app = tradeNexus({ profile: 'prod' });
    expect(rendered(app, 'stage-storage').resources('azurerm_monitor_metric_alert').length).toBeGreaterThan(1);
    expect(stage(app, 'stage-environment')).toWarn('alertEmail');
  });

  test('an image must have a tag that stays', () => {
    expect(() => tradeNexus({ profile: 'prod', parameters: { traderDataImage: 'trader-data:latest' } })).toThrow(
      /image: got "trader-data:latest"/,
    );
  });
});

test('alerts are there once somebody hears of them', () => {
  expect(rendered(tradeNexus(), 'stage-storage')).toHaveResourceCount('azurerm_monitor_metric_alert', 0);
  const alerts = rendered(withParameters({ alertEmail: 'ops@example.com' }), 'stage-storage');
  expect(alerts.resources('azurerm_monitor_metric_alert').length).toBeGreaterThan(1);
});

describe('bad parameters', () => {
  test.each([
    [{ traderDataImages: 'a' }, /there is no parameter "traderDataImages".*Did you mean "traderDataImage"/],
    [{ traderDataImage: 'Trader Data' }, /parameters.traderDataImage: .*not the name of a container image/],
    [{ registryName: 'trade-nexus' }, /parameters.registryName: .*"trade-nexus"/],
    [{ storageAccountName: 'TradeNexus' }, /parameters.storageAccountName/],
    [{ knowledgeBase: 'mysql' }, /parameters.knowledgeBase: got "mysql". Allowed: supabase, postgresql/],
    [{ knowledgeBaseSku: 'D3' }, /parameters.knowledgeBaseSku: .*"D3"/],
    [{ knowledgeBase: 'postgresql', knowledgeBaseStorageGb: 100 }, /storageGb: .*100 GB/],
    [{ knowledgeBaseVersion: '12' }, /parameters.knowledgeBaseVersion: got "12"/],
    [{ knowledgeBaseLocation: 'northeurop' }, /Did you mean "northeurope"/],
    [{ knowledgeBaseAdminGroup: 'kb-admins' }, /parameters.knowledgeBaseAdminGroup: got "kb-admins"/],
    [{ gitHubRepositories: 'trader-data' }, /parameters.gitHubRepositories.*"trader-data".*owner\/name/],
    [{ lonaGateway: 'lona-gateway' }, /parameters.lonaGateway: got "lona-gateway"/],
    [{ dnsZone: 'example.com' }, /parameters.dataHosts: .*not in the zone.*\.example\.com/],
    [{ maxReplicas: 0 }, /parameters.maxReplicas: got 0. Allowed: a whole number from 1 to 300/],
    [{ vnetAddressSpace: '10.0.0.0/24' }, /no room for subnet "container-apps"/],
  ])('%j is refused', (parameters, message) => {
    expect(() => withParameters(parameters)).toThrow(message);
  });
});
