import { type SettingsInput } from '../../../lib/stage/settings';
import { type Stage } from '../../../lib/stage/stage';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { type RenderedStage } from '../../../lib/testing';
import * as system from '../../../stacks/finagentix';
import { expectGolden } from '../../helpers/golden';
import { SystemApps } from '../../helpers/system-apps';

const STAGES = [
  'stage-foundation',
  'stage-data-platform',
  'stage-ai-services',
  'stage-data-ingestion',
  'stage-agent-runtime',
];

const apps = new SystemApps(system, '2026-11-01');

function finagentix(environment = 'dev', settings: SettingsInput = {}) {
  return apps.with({ environment, ...settings });
}

function withParameters(parameters: Record<string, unknown>, environment = 'dev') {
  return finagentix(environment, { parameters });
}

function stage(app: StagedApp, name: string): Stage {
  return apps.stage(app, name);
}

function rendered(app: StagedApp, name: string): RenderedStage {
  return apps.rendered(app, name);
}

describe.each(['dev', 'staging', 'prod'])('in %s', (environment) => {
  test.each(STAGES)('%s is as reviewed', (name) => {
    expectGolden(`stacks/finagentix/goldens/${environment}/${name}.json`, rendered(finagentix(environment), name).json);
  });
});

test('the stages depend on each other as in the reference design', () => {
  const app = finagentix();
  rendered(app, 'stage-agent-runtime');
  expect(Object.fromEntries(STAGES.map((name) => [name, stage(app, name).metadata.dependencies]))).toEqual({
    'stage-foundation': [],
    'stage-data-platform': ['stage-foundation'],
    'stage-ai-services': ['stage-foundation'],
    'stage-data-ingestion': ['stage-ai-services', 'stage-data-platform', 'stage-foundation'],
    'stage-agent-runtime': ['stage-ai-services', 'stage-data-platform', 'stage-foundation'],
  });
});

test('each stage lives as long as the reference design says', () => {
  const app = finagentix();
  expect(STAGES.map((name) => [stage(app, name).metadata.lifecycle, stage(app, name).metadata.sharing])).toEqual([
    ['permanent', 'shared'],
    ['permanent', 'shared'],
    ['on-demand', 'project'],
    ['ephemeral', 'project'],
    ['on-demand', 'project'],
  ]);
});

describe('another project on the same data', () => {
  test('shares foundation and data platform to the byte', () => {
    for (const name of ['stage-foundation', 'stage-data-platform']) {
      expect(rendered(finagentix('dev', { project: 'other-app' }), name).json).toBe(rendered(finagentix(), name).json);
    }
  });

  test('has AI services and agents of its own, with their own state', () => {
    const app = finagentix('dev', { project: 'other-app' });
    expect(stage(app, 'stage-agent-runtime').metadata.stateKey).toBe(
      'finagentix/other-app/dev/stage-agent-runtime.tfstate',
    );
    const openAi = rendered(app, 'stage-ai-services').resource('azurerm_cognitive_account');
    expect(openAi['name']).toMatch(/^oai-other-app-dev-/);
  });

  test('reads the shared state', () => {
    const app = finagentix('dev', { project: 'other-app' });
    const states = rendered(app, 'stage-agent-runtime').dataSources('terraform_remote_state');
    expect(states.map((state) => (state['config'] as { path: string }).path).sort()).toEqual([
      '../../../.azstage/state/finagentix/other-app/dev/stage-ai-services.tfstate',
      '../../../.azstage/state/finagentix/shared/dev/stage-data-platform.tfstate',
      '../../../.azstage/state/finagentix/shared/dev/stage-foundation.tfstate',
    ]);
  });
});

describe('Redis', () => {
  const modules = ['RediSearch', 'RedisTimeSeries', 'RedisJSON', 'RedisBloom'].map((name) =>
    expect.objectContaining({ name }),
  );

  test('is Managed Redis with the four modules by default', () => {
    expect(rendered(finagentix(), 'stage-data-platform')).toHaveResource('azurerm_managed_redis', {
      sku_name: 'Balanced_B5',
      high_availability_enabled: false,
      public_network_access: 'Disabled',
      default_database: {
        access_keys_authentication_enabled: false,
        clustering_policy: 'EnterpriseCluster',
        eviction_policy: 'NoEviction',
        module: expect.arrayContaining(modules),
      },
    });
  });

  test('has 12 GB and a replica in production', () => {
    expect(rendered(finagentix('prod'), 'stage-data-platform')).toHaveResource('azurerm_managed_redis', {
      sku_name: 'Balanced_B10',
      high_availability_enabled: true,
    });
  });

  test('may be the Enterprise E10 that the reference design names, with a warning that says until when', () => {
    const app = withParameters({ redisSku: 'E10' });
    expect(rendered(app, 'stage-data-platform')).toHaveResource('azurerm_redis_enterprise_cluster', {
      sku_name: 'Enterprise_E10-2',
    });
    expect(stage(app, 'stage-data-platform')).toWarn(/2027-03-31.*Balanced_B10/);
  });

  test('another SKU changes no other stage', () => {
    for (const name of ['stage-foundation', 'stage-ai-services', 'stage-data-ingestion', 'stage-agent-runtime']) {
      expect(rendered(withParameters({ redisSku: 'B10' }), name).json).toBe(rendered(finagentix(), name).json);
    }
    expect(rendered(withParameters({ redisSku: 'E10' }), 'stage-foundation').json).toBe(
      rendered(finagentix(), 'stage-foundation').json,
    );
  });

  test('private registries later change nothing of the foundation', () => {
    expect(rendered(withParameters({ privateRegistry: true }), 'stage-foundation').json).toBe(
      rendered(finagentix(), 'stage-foundation').json,
    );
  });

  test('answers clients with a key where the parameter says so', () => {
    const app = withParameters({ redisAccess: 'key' });
    expect(rendered(app, 'stage-data-platform')).toHaveResource('azurerm_managed_redis', {
      default_database: { access_keys_authentication_enabled: true },
    });
    expect(rendered(app, 'stage-agent-runtime')).toHaveResource('azurerm_container_app', {
      secret: expect.arrayContaining([expect.objectContaining({ name: 'redis-key' })]),
    });
  });

  test('refuses Entra sign-in to the Enterprise tier, which has none', () => {
    expect(() => withParameters({ redisSku: 'E10', redisAccess: 'entra' })).toThrow(/redisAccess.*key/);
  });
});

describe('Azure OpenAI', () => {
  test('answers with the longest-lived chat model and the embedding model of the reference design', () => {
    const stage = rendered(finagentix(), 'stage-ai-services');
    expect(stage).toHaveResource('azurerm_cognitive_deployment', {
      model: { format: 'OpenAI', name: 'gpt-5.1', version: '2025-11-13' },
    });
    expect(stage).toHaveResource('azurerm_cognitive_deployment', {
      model: { format: 'OpenAI', name: 'text-embedding-3-large', version: '1' },
    });
  });

  test('the GPT-4 of the reference design is refused with the date of its end and what replaces it', () => {
    expect(() => withParameters({ chatModel: 'gpt-4' })).toThrow(/parameters.chatModel.*gpt-4.*2025-06-06.*gpt-5/);
  });
});

describe('ingestion', () => {
  test('is an app that sleeps when nobody calls it', () => {
    expect(rendered(finagentix(), 'stage-data-ingestion')).toHaveResource('azurerm_container_app', {
      template: { min_replicas: 0, max_replicas: 1 },
    });
  });

  test('is a job where the parameter says so', () => {
    const stage = rendered(withParameters({ ingestionMode: 'job' }), 'stage-data-ingestion');
    expect(stage).toHaveResourceCount('azurerm_container_app', 0);
    expect(stage).toHaveResource('azurerm_container_app_job', { replica_timeout_in_seconds: 259_200 });
  });

  test('gets the keys of its sources from the vault, by its identity', () => {
    const app = rendered(finagentix(), 'stage-data-ingestion').resource('azurerm_container_app');
    expect(app['secret']).toEqual([
      expect.objectContaining({
        name: 'newsapi-key',
        key_vault_secret_id: expect.stringContaining('secrets/newsapi-key'),
      }),
      expect.objectContaining({ name: 'sec-edgar-user-agent' }),
    ]);
  });

  test('may go without keys', () => {
    const app = rendered(withParameters({ secrets: '' }), 'stage-data-ingestion').resource('azurerm_container_app');
    expect(app).not.toHaveProperty('secret');
  });

  test('holds the grants that it needs before it starts, and no key', () => {
    const stage = rendered(finagentix(), 'stage-data-ingestion');
    const app = stage.resource('azurerm_container_app');
    expect(app['depends_on']).toHaveLength(
      stage.resources('azurerm_role_assignment').length +
        stage.resources('azurerm_managed_redis_access_policy_assignment').length,
    );
    expect(stage.terraform).toMatchObject({ required_providers: { azurerm: { version: '~> 4.75' } } });
  });
});

describe('agent API', () => {
  test('says what proves its own domain as something sensitive, or Terraform would not plan it', () => {
    const app = withParameters({ customDomain: 'api.example.com' });
    expect(rendered(app, 'stage-agent-runtime').outputs['custom_domain_verification_id']).toMatchObject({
      sensitive: true,
      value: expect.stringMatching(/\.custom_domain_verification_id\}$/),
    });
  });

  test('answers HTTPS from outside on port 8000, scaled by requests up to 10 replicas', () => {
    expect(rendered(finagentix(), 'stage-agent-runtime')).toHaveResource('azurerm_container_app', {
      ingress: { external_enabled: true, allow_insecure_connections: false, target_port: 8000, transport: 'auto' },
      template: { min_replicas: 0, max_replicas: 10, http_scale_rule: [{ concurrent_requests: '20' }] },
    });
    expect(rendered(finagentix(), 'stage-foundation')).toHaveResource('azurerm_container_app_environment', {
      internal_load_balancer_enabled: false,
    });
  });

  test('stays in the network where the parameter says so', () => {
    expect(rendered(withParameters({ apiExposure: 'internal' }), 'stage-foundation')).toHaveResource(
      'azurerm_container_app_environment',
      { internal_load_balancer_enabled: true, public_network_access: 'Disabled' },
    );
  });

  test('runs the image of a registry that exists', () => {
    const registryId =
      '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/crshared';
    const stage = rendered(withParameters({ registryId, agentImage: 'agent-api:1.2.0' }), 'stage-agent-runtime');
    expect(stage).toHaveResourceCount('azurerm_container_registry', 0);
    expect(stage).toHaveResource('azurerm_container_app', {
      registry: [{ server: 'crshared.azurecr.io' }],
      template: { container: [{ image: 'crshared.azurecr.io/agent-api:1.2.0' }] },
    });
  });

  test('says that it runs a placeholder image until its image is named', () => {
    expect(stage(finagentix(), 'stage-agent-runtime')).toWarn('agentImage');
    expect(stage(withParameters({ agentImage: 'agent-api:1.0.0' }), 'stage-agent-runtime')).not.toWarn('agentImage');
  });

  test('replicas follow the parameters', () => {
    const app = withParameters({ minReplicas: '2', maxReplicas: '5' });
    expect(rendered(app, 'stage-agent-runtime')).toHaveResource('azurerm_container_app', {
      template: { min_replicas: 2, max_replicas: 5 },
    });
  });
});

describe('production', () => {
  test('locks what holds data, until the parameter lifts the locks', () => {
    expect(rendered(finagentix('prod'), 'stage-data-platform').resources('azurerm_management_lock')).toHaveLength(3);
    expect(rendered(withParameters({ locks: false }, 'prod'), 'stage-data-platform')).toHaveResourceCount(
      'azurerm_management_lock',
      0,
    );
  });

  test('has alerts, and says when nobody would hear of them', () => {
    const app = finagentix('prod');
    expect(rendered(app, 'stage-data-platform').resources('azurerm_monitor_metric_alert').length).toBeGreaterThan(3);
    expect(stage(app, 'stage-foundation')).toWarn('alertEmail');
    expect(stage(withParameters({ alertEmail: 'ops@example.com' }, 'prod'), 'stage-foundation')).not.toWarn(
      'alertEmail',
    );
  });

  test('keeps registries private too', () => {
    expect(rendered(finagentix('prod'), 'stage-agent-runtime')).toHaveResource('azurerm_container_registry', {
      sku: 'Premium',
      public_network_access_enabled: false,
    });
  });
});

describe('bad parameters', () => {
  test.each([
    [{ redisSkew: 'E10' }, /there is no parameter "redisSkew".*Did you mean "redisSku"/],
    [{ redisSku: 'E7' }, /parameters.redisSku: .*"E7"/],
    [{ maxReplicas: 'many' }, /parameters.maxReplicas: got "many". Allowed: a whole number from 1 to 300/],
    [{ vnetAddressSpace: '10.0.0.0' }, /parameters.vnetAddressSpace: .*Did you mean "10.0.0.0\/32"/],
    [{ vnetAddressSpace: '10.0.0.0/24' }, /no room for subnet "container-apps"/],
    [{ alertEmail: 'nobody' }, /parameters.alertEmail/],
    [{ location: 'westeurop' }, /Did you mean "westeurope"/],
    [{ minReplicas: 6, maxReplicas: 5 }, /minReplicas/],
    [{ registryId: 'crshared' }, /registryId|Registry/],
  ])('%j is refused', (parameters, message) => {
    expect(() => withParameters(parameters)).toThrow(message);
  });
});
