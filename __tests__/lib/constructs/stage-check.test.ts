import { OpenAiAccount } from '../../../lib/constructs/ai/open-ai-account';
import { ContainerApp } from '../../../lib/constructs/compute/container-app';
import { ContainerAppEnvironment } from '../../../lib/constructs/compute/container-app-environment';
import { ContainerAppJob } from '../../../lib/constructs/compute/container-app-job';
import { IngressTransport } from '../../../lib/constructs/compute/ingress';
import { ManagedRedis } from '../../../lib/constructs/data/managed-redis';
import { PostgresqlServer } from '../../../lib/constructs/data/postgresql-server';
import { RedisCache } from '../../../lib/constructs/data/redis-cache';
import { StorageAccount } from '../../../lib/constructs/data/storage-account';
import { FrontDoor } from '../../../lib/constructs/edge/front-door';
import { PrivateDnsZones } from '../../../lib/constructs/network/private-dns-zones';
import { SubnetRole } from '../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../lib/constructs/network/virtual-network';
import { KeyVault } from '../../../lib/constructs/security/key-vault';
import { checksIn } from '../../../lib/constructs/stage-check';
import { StaticWebApp } from '../../../lib/constructs/web/static-web-app';
import { type Stage } from '../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../lib/testing';
import {
  ContainerResources,
  OpenAiModel,
  PostgresqlSku,
  PrivateLinkService,
  RedisCacheSku,
  RedisModule,
  RedisSku,
} from '../../../lib/values';

/** Kinds of the checks of a stage, with their parameters. */
function kindsOf(stage: Stage): unknown[] {
  return checksIn(stage).map(({ kind, parameters }) => (parameters === undefined ? kind : [kind, parameters]));
}

test('a check names its resource by address, and its construct by path', () => {
  const stage = testStage();
  new ContainerAppJob(stage, 'Ingest', {
    environment: new ContainerAppEnvironment(stage, 'Environment'),
    image: 'acr.azurecr.io/ingest:1.2',
    resources: ContainerResources.of(0.5, '1Gi'),
  });
  const [check] = checksIn(stage);
  expect(check).toEqual({
    kind: 'job',
    address: expect.stringMatching(/^azurerm_container_app_job\.Ingest_/),
    path: 'stage-test/Ingest',
  });
  const name = check?.address.split('.')[1] ?? '';
  expect(RenderedStage.of(stage).json).toContain(`"${name}": {`);
});

test('an endpoint is checked, and its records where they are written by it', () => {
  const stage = testStage();
  const network = new VirtualNetwork(stage, 'VirtualNetwork', {
    subnets: [{ name: 'endpoints', role: SubnetRole.PRIVATE_ENDPOINTS, prefix: 26 }],
  });
  const subnet = network.subnet('endpoints');
  new StorageAccount(stage, 'ByPolicy', { privateEndpoints: { subnet } });
  expect(kindsOf(stage)).toEqual(['private-endpoint']);
  const services = [PrivateLinkService.STORAGE_BLOB];
  const dnsZones = new PrivateDnsZones(stage, 'Zones', { services, virtualNetworks: [network] });
  new StorageAccount(stage, 'Documents', { containers: ['news'], privateEndpoints: { subnet, dnsZones } });
  expect(kindsOf(stage)).toEqual(['private-endpoint', 'storage-containers', 'private-endpoint', 'dns-record']);
});

test('a Redis is sent PING unless clients have keys alone, and has its modules', () => {
  const stage = testStage();
  new ManagedRedis(stage, 'Redis', { sku: RedisSku.parse('B10'), modules: [RedisModule.REDISEARCH] });
  new ManagedRedis(stage, 'WithKeys', { sku: RedisSku.parse('B10'), accessKeysAuthentication: true });
  new RedisCache(stage, 'Cache', { sku: RedisCacheSku.parse('Standard_C1') });
  expect(kindsOf(stage)).toEqual([['redis-modules', { modules: ['RediSearch'] }], 'redis', 'redis']);
});

test('a PostgreSQL server has its extensions', () => {
  const stage = testStage();
  new PostgresqlServer(stage, 'Server', { sku: PostgresqlSku.parse('B1ms'), extensions: ['vector'] });
  expect(kindsOf(stage)).toEqual([['postgresql', { extensions: ['vector'] }]]);
});

test('a deployment of a model answers, within its quota', () => {
  const stage = testStage();
  new OpenAiAccount(stage, 'OpenAi', { deployments: { Chat: { model: OpenAiModel.of('gpt-5.1') } } });
  expect(kindsOf(stage)).toEqual(['model-deployment', 'quota', ['open-ai', { model: 'chat' }]]);
});

test('a key vault has the secrets that somebody fills in, also where it is imported', () => {
  const stage = testStage();
  new KeyVault(stage, 'Empty');
  new KeyVault(stage, 'KeyVault').secret('api-key');
  KeyVault.fromName(stage, 'Shared', 'kv-shared', 'rg-shared').secret('other-key');
  expect(checksIn(stage)).toEqual([
    {
      kind: 'secrets',
      address: expect.stringMatching(/^azurerm_key_vault\.KeyVault_/),
      path: 'stage-test/KeyVault',
      parameters: { names: ['api-key'] },
    },
    {
      kind: 'secrets',
      address: expect.stringMatching(/^data\.azurerm_key_vault\.Shared_/),
      path: 'stage-test/Shared',
      parameters: { names: ['other-key'] },
    },
  ]);
});

test('an app runs, answers where it has a path for that, and its domain has a certificate', () => {
  const stage = testStage();
  const environment = new ContainerAppEnvironment(stage, 'Environment');
  const common = { environment, image: 'acr.azurecr.io/api:1.2', resources: ContainerResources.of(0.5, '1Gi') };
  const ingress = { targetPort: 80, external: true };
  new ContainerApp(stage, 'Worker', common);
  new ContainerApp(stage, 'Api', { ...common, ingress, healthPath: '/health' }).addCustomDomain('api.example.com');
  new ContainerApp(stage, 'Broker', { ...common, ingress: { targetPort: 1883, transport: IngressTransport.TCP } });
  expect(kindsOf(stage)).toEqual([
    'container-app',
    'container-app',
    ['health', { path: '/health' }],
    'certificate',
    'container-app',
  ]);
});

test('a site answers, and a domain of Front Door has a certificate', () => {
  const stage = testStage();
  new StaticWebApp(stage, 'Site');
  new FrontDoor(stage, 'FrontDoor').addCustomDomain('www.example.com');
  expect(kindsOf(stage)).toEqual([['health', { path: '/' }], 'certificate']);
});
