import { RedisCache, type RedisCacheProps } from '../../../../lib/constructs/data/redis-cache';
import {
  RedisCacheAccessPolicy,
  RedisCacheEvictionPolicy,
  RedisCachePatchDay,
} from '../../../../lib/constructs/data/redis-cache-options';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { Principal } from '../../../../lib/constructs/identity/principal';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { RedisCacheSku } from '../../../../lib/values/redis-cache-sku';
import { existingActionGroup } from '../../../helpers/neighbours';

const P1 = RedisCacheSku.parse('P1');
const C0 = RedisCacheSku.parse('Basic_C0');

function render(props: Partial<RedisCacheProps> = {}, stage: Stage = testStage()) {
  new RedisCache(stage, 'Cache', { sku: P1, ...props });
  return RenderedStage.of(stage).resource('azurerm_redis_cache');
}

function prod(location?: string): Stage {
  return testStage({ app: testApp({ environment: 'prod', location }) });
}

describe('by default', () => {
  test('it is closed: Entra ID alone, no public address, TLS 1.2 on one port', () => {
    const stage = testStage();
    const cache = render({}, stage);
    expect(cache).toMatchObject({
      sku_name: 'Premium',
      family: 'P',
      capacity: 1,
      access_keys_authentication_enabled: false,
      minimum_tls_version: '1.2',
      non_ssl_port_enabled: false,
      public_network_access_enabled: false,
      redis_configuration: { active_directory_authentication_enabled: true, maxmemory_policy: 'volatile-lru' },
      patch_schedule: [{ day_of_week: 'Sunday', start_hour_utc: 3 }],
    });
    for (const absent of ['zones', 'shard_count', 'replicas_per_primary', 'identity', 'subnet_id']) {
      expect(cache).not.toHaveProperty(absent);
    }
    expect(cache['redis_configuration']).not.toHaveProperty('rdb_backup_enabled');
    expect(stage).toHaveResourceCount('azurerm_redis_firewall_rule', 0);
  });

  test.each([
    [
      'Premium_P1',
      'stage-test/Cache: Azure turns Premium_P1 off on 2028-09-30. Move to ManagedRedis with the SKU Balanced_B5 (6 GB for its 6).',
    ],
    [
      'Basic_C0',
      'Azure turns Basic_C0 off on 2028-09-30. Move to ManagedRedis with the SKU Balanced_B0 (0.5 GB for its 0.25).',
    ],
  ])('it warns that Azure turns %s off', (sku, warning) => {
    const stage = testStage();
    render({ sku: RedisCacheSku.parse(sku) }, stage);
    expect(stage).toWarn(warning);
  });

  test('Premium in production has a node in each of two zones', () => {
    const stage = prod();
    expect(render({}, stage)).toMatchObject({ zones: ['1', '2'] });
  });

  test('Azure chooses when it patches a tier below Premium, unless told', () => {
    expect(render({ sku: C0 })).not.toHaveProperty('patch_schedule');
    expect(render({ sku: C0, patchWindows: [{ day: RedisCachePatchDay.MONDAY, startHour: 0 }] })).toMatchObject({
      patch_schedule: [{ day_of_week: 'Monday', start_hour_utc: 0 }],
    });
  });

  test.each([
    ['Basic', { sku: C0 }, prod()],
    ['a region without zones', {}, prod('westus')],
    ['a cache in a region without zones', { location: 'westus' }, prod()],
  ])('%s has no zones in production either', (_title, props, stage) => {
    expect(render(props, stage)).not.toHaveProperty('zones');
  });

  test('alerts watch latency, load and memory', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    render({}, stage);
    const metrics = RenderedStage.of(stage)
      .resources('azurerm_monitor_metric_alert')
      .flatMap((alert) => alert['criteria'] as { metric_name: string; threshold: number }[])
      .map((criterion) => [criterion.metric_name, criterion.threshold]);
    expect(metrics).toEqual([
      ['cacheLatency', 10_000],
      ['serverLoad', 85],
      ['usedmemorypercentage', 90],
    ]);
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const stage = prod();
    expect(
      render(
        {
          entraAuthentication: false,
          accessKeysAuthentication: true,
          nonSslPort: true,
          publicNetworkAccess: true,
          zoneRedundant: false,
          evictionPolicy: RedisCacheEvictionPolicy.NO_EVICTION,
          notifyKeyspaceEvents: 'KEA',
          patchWindows: [{ day: RedisCachePatchDay.SATURDAY, startHour: 22 }],
          lock: LockLevel.NONE,
        },
        stage,
      ),
    ).toMatchObject({
      access_keys_authentication_enabled: true,
      non_ssl_port_enabled: true,
      public_network_access_enabled: true,
      redis_configuration: {
        active_directory_authentication_enabled: false,
        maxmemory_policy: 'noeviction',
        notify_keyspace_events: 'KEA',
      },
      patch_schedule: [{ day_of_week: 'Saturday', start_hour_utc: 22 }],
    });
    expect(RenderedStage.of(stage).resource('azurerm_redis_cache')).not.toHaveProperty('zones');
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('ranges are firewall rules', () => {
    const stage = testStage();
    render({ sku: C0, publicNetworkAccess: true, allowedIpRanges: ['20.10.0.0/24'] }, stage);
    expect(stage).toHaveResource('azurerm_redis_firewall_rule', {
      name: 'allow_20_10_0_0_24',
      start_ip: '20.10.0.0',
      end_ip: '20.10.0.255',
    });
  });

  test('more replicas take more zones', () => {
    expect(render({ replicas: 3 }, prod())).toMatchObject({ replicas_per_primary: 3, zones: ['1', '2', '3'] });
  });

  test('shards leave one database', () => {
    const cache = new RedisCache(testStage(), 'Cache', { sku: P1, shardCount: 3 });
    expect(cache.databaseCount).toBe(1);
    expect(render({ shardCount: 3 })).toMatchObject({ shard_count: 3 });
  });

  test('snapshots are written as an identity, which may do so before the cache is made', () => {
    const stage = testStage();
    const storageAccount = new StorageAccount(stage, 'Snapshots');
    const identity = new UserAssignedIdentity(stage, 'Writer');
    const cache = render({ persistence: { storageAccount, identity, everyMinutes: 360 } }, stage);
    expect(cache).toMatchObject({
      redis_configuration: {
        rdb_backup_enabled: true,
        rdb_backup_frequency: 360,
        rdb_backup_max_snapshot_count: 1,
        data_persistence_authentication_method: 'ManagedIdentity',
        rdb_storage_connection_string: expect.stringMatching(
          /^DefaultEndpointsProtocol=https;BlobEndpoint=\$\{.*\};AccountName=\$\{[^}]*\}$/,
        ),
      },
      identity: { type: 'UserAssigned' },
      lifecycle: { ignore_changes: ['redis_configuration[0].rdb_storage_connection_string'] },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
    });
  });
});

describe('access', () => {
  test('is reading and writing by default, once for each policy', () => {
    const stage = testStage();
    const cache = new RedisCache(stage, 'Cache', { sku: P1 });
    const identity = new UserAssignedIdentity(stage, 'App');
    const assignment = cache.grantAccess(identity);
    expect(cache.grantAccess(identity)).toBe(assignment);
    expect(identity.grants).toEqual([assignment]);
    expect(RenderedStage.of(stage).resource('azurerm_redis_cache_access_policy_assignment')).toMatchObject({
      name: expect.stringMatching(/^\$\{uuidv5\("url", /),
      access_policy_name: 'Data Contributor',
      object_id: expect.stringMatching(/\.principal_id\}$/),
      object_id_alias: 'stage-test/App',
    });
    cache.grantAccess(identity, RedisCacheAccessPolicy.DATA_OWNER);
    expect(stage).toHaveResource('azurerm_redis_cache_access_policy_assignment', { access_policy_name: 'Data Owner' });
  });

  test('a connection grants access and carries no secret', () => {
    const stage = testStage();
    const cache = new RedisCache(stage, 'Cache', { sku: P1 });
    const identity = new UserAssignedIdentity(stage, 'App');
    expect(cache.connectionFor(identity, { prefix: 'SESSIONS', readOnly: true })).toEqual({
      environment: {
        SESSIONS_HOST: cache.hostName,
        SESSIONS_PORT: '6380',
        SESSIONS_TLS: 'true',
        SESSIONS_AUTH: 'entra',
        SESSIONS_USERNAME: identity.principalId,
      },
      secrets: undefined,
      ports: [6380],
    });
    expect(stage).toHaveResource('azurerm_redis_cache_access_policy_assignment', {
      access_policy_name: 'Data Reader',
    });
  });

  test('where access keys are allowed, a connection has the key among the secrets, and grants nothing', () => {
    const stage = testStage();
    const cache = new RedisCache(stage, 'Cache', { sku: P1, accessKeysAuthentication: true });
    const { environment, secrets } = cache.connectionFor(new UserAssignedIdentity(stage, 'App'));
    stage.addOutput('key', secrets?.['REDIS_KEY'] ?? '', { description: 'Key.', sensitive: true });
    expect(environment).toMatchObject({ REDIS_AUTH: 'key' });
    expect(environment).not.toHaveProperty('REDIS_USERNAME');
    expect(RenderedStage.of(stage).outputs['key']).toMatchObject({
      value: expect.stringMatching(/^\$\{azurerm_redis_cache\..*\.primary_access_key\}$/),
    });
    expect(stage).toHaveResourceCount('azurerm_redis_cache_access_policy_assignment', 0);
  });

  test('one of the sixteen databases is told by its number', () => {
    const stage = testStage();
    const cache = new RedisCache(stage, 'Cache', { sku: P1 });
    const database = cache.database(15);
    expect(cache.database(15)).toBe(database);
    expect(database.partOf).toBe(cache);
    const { environment } = database.connectionFor(new UserAssignedIdentity(stage, 'App'));
    expect(environment).toMatchObject({ REDIS_DATABASE: '15', REDIS_HOST: cache.hostName });
    expect(() => cache.database(16)).toThrow(
      'stage-test/Cache/Database-16: index: got 16. Allowed: a whole number from 0 to 15.',
    );
  });

  test('a group is refused, because the service does not support groups', () => {
    const stage = testStage();
    const cache = new RedisCache(stage, 'Cache', { sku: P1 });
    const team = Principal.group(stage, 'Team', '11111111-1111-1111-1111-111111111111');
    expect(() => cache.grantAccess(team)).toThrow(
      'stage-test/Cache: grantee: got "Group". Allowed: a managed identity, service principal or user. Azure Cache for Redis does not support Entra groups: grant access to each member.',
    );
  });
});

test('a cache that exists is read, not made', () => {
  const stage = testStage();
  const cache = RedisCache.fromName(stage, 'Existing', 'redis-existing', 'rg-existing');
  cache.database(21).connectionFor(new UserAssignedIdentity(stage, 'App'));
  const rendered = RenderedStage.of(stage);
  expect(rendered.resources('azurerm_redis_cache')).toEqual([]);
  expect(rendered.dataSources('azurerm_redis_cache')).toEqual([
    { name: 'redis-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(stage).toHaveResourceCount('azurerm_redis_cache_access_policy_assignment', 1);
});

describe('bad input', () => {
  const at = 'stage-test/Cache: ';

  test('every problem is reported at once', () => {
    const stage = testStage();
    const persistence = {
      storageAccount: StorageAccount.fromName(stage, 'Snapshots', 'stexisting', 'rg-existing'),
      identity: new UserAssignedIdentity(stage, 'Writer'),
      everyMinutes: 45,
    };
    expect(() =>
      render(
        {
          sku: C0,
          shardCount: 11,
          replicas: 2,
          zoneRedundant: true,
          persistence,
          entraAuthentication: false,
          allowedIpRanges: ['20.1.2.3', '20.1.2.3'],
          patchWindows: [{ day: RedisCachePatchDay.MONDAY, startHour: 24 }],
        },
        stage,
      ),
    ).toThrow(
      [
        `${at}shardCount: got 11. Allowed: a whole number from 1 to 10.`,
        `${at}replicas: got 2. Allowed: none with shards.`,
        `${at}persistence.everyMinutes: got 45. Allowed: 15, 30, 60, 360, 720, 1440.`,
        `${at}allowedIpRanges: got ["20.1.2.3","20.1.2.3"]. Allowed: none without publicNetworkAccess.`,
        `${at}entraAuthentication: nobody could sign in without it. Leave it on, or set accessKeysAuthentication.`,
        `${at}patchWindows[0].startHour: got 24. Allowed: a whole number from 0 to 23.`,
        `${at}allowedIpRanges[1]: got "20.1.2.3". Allowed: a range other than allowedIpRanges[0]. Leave one of the two out.`,
        `${at}shardCount: got 11. Allowed: none with Basic_C0: it is for Premium.`,
        `${at}replicas: got 2. Allowed: none with Basic_C0: it is for Premium.`,
        `${at}persistence: Basic_C0 has none, it is for Premium. Leave it out, or use Premium_P1.`,
        `${at}zoneRedundant: got true. Allowed: false with Basic_C0.`,
      ].join('\n'),
    );
  });

  test('zones where there are none are refused', () => {
    expect(() => render({ zoneRedundant: true, location: 'westus' })).toThrow(
      `${at}zoneRedundant: got true. Allowed: false in westus, which has no zones.`,
    );
  });

  test('after the last day it is refused, unless one insists', () => {
    const late = () => testStage({ app: testApp({ today: '2028-10-01' }) });
    expect(() => render({}, late())).toThrow(
      `${at}sku: got "Premium_P1". Allowed: none: Azure turned Azure Cache for Redis off on 2028-09-30. Move to ManagedRedis with the SKU Balanced_B5 (6 GB for its 6), or set allowRetired.`,
    );
    const stage = late();
    render({ allowRetired: true }, stage);
    expect(stage).toWarn('Azure turned Premium_P1 off on 2028-09-30.');
  });
});
