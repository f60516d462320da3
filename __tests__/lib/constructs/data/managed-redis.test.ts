import { Construct } from 'constructs';
import { ManagedRedis, type ManagedRedisProps, RedisPersistence } from '../../../../lib/constructs/data/managed-redis';
import { ManagedRedisAccessPolicyAssignment } from '../../../../lib/constructs/data/managed-redis-access-policy-assignment';
import { RedisClusteringPolicy, RedisEvictionPolicy } from '../../../../lib/constructs/data/redis-database';
import { type IGrantee, PrincipalType } from '../../../../lib/constructs/identity/grantee';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { type IActionGroup } from '../../../../lib/constructs/observability/action-group';
import { type ILogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import { grantRole } from '../../../../lib/constructs/identity/role-assignment';
import { type IKeyVaultKey } from '../../../../lib/constructs/security/key-vault-key';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { RedisModule } from '../../../../lib/values/redis-module';
import { RedisSku } from '../../../../lib/values/redis-sku';
import { Role } from '../../../../lib/values/role';

const B10 = RedisSku.parse('B10');

function render(props: Partial<ManagedRedisProps> = {}, stage: Stage = testStage()) {
  new ManagedRedis(stage, 'Cache', { sku: B10, ...props });
  return RenderedStage.of(stage).resource('azurerm_managed_redis');
}

function prod(): Stage {
  return testStage({ app: testApp({ environment: 'prod' }) });
}

describe('by default', () => {
  test('it is closed: no access keys, no public address, encrypted clients', () => {
    expect(render()).toMatchObject({
      sku_name: 'Balanced_B10',
      public_network_access: 'Disabled',
      default_database: {
        access_keys_authentication_enabled: false,
        client_protocol: 'Encrypted',
        clustering_policy: 'OSSCluster',
        eviction_policy: 'VolatileLRU',
      },
    });
  });

  test('development has neither replicas nor persistence', () => {
    const stage = testStage();
    const redis = render({}, stage);
    expect(redis).toMatchObject({ high_availability_enabled: false });
    expect(redis['default_database']).not.toHaveProperty('persistence_redis_database_backup_frequency');
    expect(redis['default_database']).not.toHaveProperty('persistence_append_only_file_backup_frequency');
  });

  test('production has replicas and a snapshot every hour', () => {
    const stage = prod();
    expect(render({}, stage)).toMatchObject({
      high_availability_enabled: true,
      default_database: { persistence_redis_database_backup_frequency: '1h' },
    });
  });

  test('security is the same in production', () => {
    const [inDev, inProd] = [render(), render({}, prod())];
    expect(inProd['public_network_access']).toBe(inDev['public_network_access']);
    expect(inProd['default_database']).toMatchObject(inDev['default_database'] as object);
  });

  test('RediSearch brings the policies that it needs', () => {
    expect(render({ modules: [RedisModule.REDISEARCH, RedisModule.REDISJSON] })).toMatchObject({
      default_database: {
        clustering_policy: 'EnterpriseCluster',
        eviction_policy: 'NoEviction',
        module: [{ name: 'RediSearch' }, { name: 'RedisJSON' }],
      },
    });
  });

  test('a member of a geo-replication group keeps nothing on disk, in production either', () => {
    const database = render({ geoReplicationGroup: 'orders' }, prod())['default_database'];
    expect(database).toMatchObject({ geo_replication_group_name: 'orders' });
    expect(database).not.toHaveProperty('persistence_redis_database_backup_frequency');
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const stage = prod();
    expect(
      render(
        {
          accessKeysAuthentication: true,
          publicNetworkAccess: true,
          highAvailability: false,
          clusteringPolicy: RedisClusteringPolicy.NO_CLUSTER,
          evictionPolicy: RedisEvictionPolicy.ALL_KEYS_LFU,
          persistence: RedisPersistence.NONE,
          lock: LockLevel.NONE,
        },
        stage,
      ),
    ).toMatchObject({
      public_network_access: 'Enabled',
      high_availability_enabled: false,
      default_database: {
        access_keys_authentication_enabled: true,
        clustering_policy: 'NoCluster',
        eviction_policy: 'AllKeysLFU',
      },
    });
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('a log every second replaces the snapshots', () => {
    const database = render({ persistence: RedisPersistence.AOF_EVERY_SECOND }, prod())['default_database'];
    expect(database).toMatchObject({ persistence_append_only_file_backup_frequency: '1s' });
    expect(database).not.toHaveProperty('persistence_redis_database_backup_frequency');
  });

  test('a key of your own is used by its version, after its identity may use it', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    const redis = render({ customerManagedKey: { key: new FakeKey(stage, 'Key'), identity } }, stage);
    expect(redis).toMatchObject({
      customer_managed_key: { key_vault_key_id: 'https://kv.vault.azure.net/keys/redis/1' },
      identity: { type: 'UserAssigned' },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
    });
  });

  test('the cluster gives metrics, its database the logs', () => {
    const stage = testStage();
    stage.context.setDefaults({
      logAnalyticsWorkspace: fake<ILogAnalyticsWorkspace>(stage, 'Logs', { workspaceId: 'w' }),
    });
    render({}, stage);
    const settings = RenderedStage.of(stage).resources('azurerm_monitor_diagnostic_setting');
    expect(settings).toHaveLength(2);
    expect(settings[0]).toMatchObject({
      target_resource_id: expect.stringMatching(/\.id\}$/),
      enabled_metric: [{ category: 'AllMetrics' }],
    });
    expect(settings[0]?.['enabled_log'] ?? []).toEqual([]);
    expect(settings[1]).toMatchObject({
      target_resource_id: expect.stringMatching(/\.id\}\/databases\/default$/),
      enabled_log: [{ category_group: 'allLogs' }],
    });
    expect(settings[1]?.['enabled_metric'] ?? []).toEqual([]);
  });

  test('alerts watch memory, processor and latency, and the link of a geo-replication group', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: fake<IActionGroup>(stage, 'Team', { actionGroupId: 'a' }) });
    render({ geoReplicationGroup: 'orders' }, stage);
    const metrics = RenderedStage.of(stage)
      .resources('azurerm_monitor_metric_alert')
      .flatMap((alert) => alert['criteria'] as { metric_name: string; threshold: number }[])
      .map((criterion) => [criterion.metric_name, criterion.threshold]);
    expect(metrics).toEqual([
      ['cacheLatency', 10_000],
      ['geoReplicationHealthy', 1],
      ['percentProcessorTime', 80],
      ['usedmemorypercentage', 90],
    ]);
  });
});

describe('access', () => {
  test('the same grant twice is one assignment', () => {
    const stage = testStage();
    const redis = new ManagedRedis(stage, 'Cache', { sku: B10 });
    const identity = new UserAssignedIdentity(stage, 'App');
    expect(redis.grantAccess(identity)).toBe(redis.grantAccess(identity));
    expect(RenderedStage.of(stage).resource('azurerm_managed_redis_access_policy_assignment')).toEqual({
      managed_redis_id: expect.stringMatching(/^\$\{azurerm_managed_redis\.Cache.*\.id\}$/),
      object_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.App.*\.principal_id\}$/),
    });
  });

  test('assignments are made one after the other, because the service refuses two at once', () => {
    const stage = testStage();
    const redis = new ManagedRedis(stage, 'Cache', { sku: B10 });
    redis.grantAccess(new UserAssignedIdentity(stage, 'Api'));
    redis.grantAccess(new UserAssignedIdentity(stage, 'Worker'));
    const [first, second] = RenderedStage.of(stage).resources('azurerm_managed_redis_access_policy_assignment');
    expect(first).not.toHaveProperty('depends_on');
    expect(second).toMatchObject({
      depends_on: [expect.stringMatching(/^azurerm_managed_redis_access_policy_assignment\..*Api/)],
    });
  });

  test('the assignment raises the provider version of the stage where it is, and of no other', () => {
    const app = testApp();
    const data = testStage({ app, id: 'stage-data' });
    const redis = new ManagedRedis(data, 'Cache', { sku: B10 });
    const compute = testStage({ app, id: 'stage-compute', upstream: [data] });
    const identity = new UserAssignedIdentity(compute, 'App');
    const assignment = redis.grantAccess(identity);
    expect(identity.grants).toEqual([assignment]);
    expect(compute.context.azurermMinor).toBe(60);
    expect(data.context.azurermMinor).toBe(0);
    expect(data).toHaveResourceCount('azurerm_managed_redis_access_policy_assignment', 0);
  });

  test('it renders as HCL too', () => {
    const stage = testStage();
    const assignment = new ManagedRedisAccessPolicyAssignment(stage, 'Access', { managedRedisId: 'r', objectId: 'o' });
    expect(assignment.toHclTerraform()).toMatchObject({
      resource: {
        azurerm_managed_redis_access_policy_assignment: {
          Access: { managed_redis_id: { value: 'r', type: 'simple' }, object_id: { value: 'o', type: 'simple' } },
        },
      },
    });
  });

  test('a connection grants access and carries no secret', () => {
    const stage = testStage();
    const redis = new ManagedRedis(stage, 'Cache', { sku: B10 });
    const connection = redis.connectionFor(new UserAssignedIdentity(stage, 'App'), { prefix: 'SESSIONS' });
    expect(connection).toEqual({
      environment: {
        SESSIONS_HOST: redis.hostName,
        SESSIONS_PORT: '10000',
        SESSIONS_TLS: 'true',
        SESSIONS_CLUSTER_POLICY: 'OSSCluster',
        SESSIONS_AUTH: 'entra',
      },
      ports: [10000],
    });
    expect(stage).toHaveResourceCount('azurerm_managed_redis_access_policy_assignment', 1);
  });

  test('where access keys are allowed, a connection has the key among the secrets, and grants nothing', () => {
    const stage = testStage();
    const redis = new ManagedRedis(stage, 'Cache', { sku: B10, accessKeysAuthentication: true });
    const { environment, secrets } = redis.connectionFor(new UserAssignedIdentity(stage, 'App'));
    stage.addOutput('key', secrets?.['REDIS_KEY'] ?? '', { description: 'Key.', sensitive: true });
    expect(environment['REDIS_AUTH']).toBe('key');
    expect(Object.values(environment)).not.toContain(secrets?.['REDIS_KEY']);
    expect(RenderedStage.of(stage).outputs['key']).toMatchObject({
      value: expect.stringMatching(/^\$\{azurerm_managed_redis\..*default_database\[0\]\.primary_access_key\}$/),
    });
    expect(stage).toHaveResourceCount('azurerm_managed_redis_access_policy_assignment', 0);
  });

  test('a connection that only reads is refused before anything is granted', () => {
    const stage = testStage();
    const redis = new ManagedRedis(stage, 'Cache', { sku: B10 });
    expect(() => redis.connectionFor(new UserAssignedIdentity(stage, 'App'), { readOnly: true })).toThrow(
      'stage-test/Cache: readOnly: got true. Allowed: false. Redis gives every client all rights to the data; leave readOnly out.',
    );
    expect(stage).toHaveResourceCount('azurerm_managed_redis_access_policy_assignment', 0);
  });

  test('a group is refused, because the service does not support groups', () => {
    const stage = testStage();
    const redis = new ManagedRedis(stage, 'Cache', { sku: B10 });
    const group = fake<IGrantee>(stage, 'Group', { principalType: PrincipalType.GROUP });
    expect(() => redis.grantAccess(group)).toThrow(
      'stage-test/Cache: grantee: got "Group". Allowed: a managed identity, service principal or user. Managed Redis does not support Entra groups: grant access to each member.',
    );
  });
});

test('one that exists is read, not made', () => {
  const stage = testStage();
  const redis = ManagedRedis.fromName(stage, 'Existing', 'amr-existing', 'rg-existing');
  const { environment } = redis.connectionFor(new UserAssignedIdentity(stage, 'App'));
  stage.addOutput('policy', environment['REDIS_CLUSTER_POLICY'] ?? '', { description: 'Clustering policy.' });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resources('azurerm_managed_redis')).toEqual([]);
  expect(rendered.dataSources('azurerm_managed_redis')).toEqual([
    { name: 'amr-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(rendered.outputs['policy']).toMatchObject({
    value: expect.stringMatching(/^\$\{data\.azurerm_managed_redis\..*default_database\[0\]\.clustering_policy\}$/),
  });
});

describe('bad input', () => {
  const at = 'stage-test/Cache: ';

  test('every problem is reported at once', () => {
    expect(() =>
      render({
        sku: RedisSku.parse('A250'),
        modules: [RedisModule.REDISEARCH, RedisModule.REDISBLOOM],
        clusteringPolicy: RedisClusteringPolicy.NO_CLUSTER,
        evictionPolicy: RedisEvictionPolicy.VOLATILE_LRU,
        geoReplicationGroup: 'my--group',
        persistence: RedisPersistence.RDB_EVERY_6_HOURS,
      }),
    ).toThrow(
      [
        `${at}modules: got ["RediSearch","RedisBloom"]. Allowed: modules other than RediSearch with FlashOptimized_A250. RediSearch needs a SKU that keeps its data in memory.`,
        `${at}clusteringPolicy: got "NoCluster". Allowed: EnterpriseCluster with the module RediSearch. Leave clusteringPolicy out.`,
        `${at}clusteringPolicy: got "NoCluster". Allowed: OSSCluster, EnterpriseCluster with FlashOptimized_A250. NoCluster is for Managed Redis of up to 25 GB in memory.`,
        `${at}evictionPolicy: got "VolatileLRU". Allowed: NoEviction with the module RediSearch. Leave evictionPolicy out.`,
        `${at}geoReplicationGroup: got "my--group". Allowed: 1 to 63 letters, digits and single hyphens, with a letter or digit at each end.`,
        `${at}geoReplicationGroup: got "my--group". Allowed: none with FlashOptimized_A250. Geo-replication needs Balanced_B3 or larger, and no flash.`,
        `${at}modules: got ["RediSearch","RedisBloom"]. Allowed: RediSearch, RedisJSON with geo-replication.`,
        `${at}persistence: got "6h". Allowed: none with geo-replication. Leave persistence out: the other members of the group keep the data.`,
      ].join('\n'),
    );
  });

  test('a SKU of Redis Enterprise is refused, with the one to take instead', () => {
    expect(() => render({ sku: RedisSku.parse('E10') })).toThrow(
      `${at}sku: got "Enterprise_E10-2". Allowed: a SKU of Managed Redis. Use RedisEnterprise, or the Managed Redis of that size: Balanced_B10.`,
    );
  });

  test.each([
    ['a module twice', { modules: [RedisModule.REDISJSON, RedisModule.REDISJSON] }, 'each module once'],
    [
      'one shard for 60 GB',
      { sku: RedisSku.parse('B50'), clusteringPolicy: RedisClusteringPolicy.NO_CLUSTER },
      'OSSCluster, EnterpriseCluster with Balanced_B50',
    ],
    ['geo-replication of B1', { sku: RedisSku.parse('B1'), geoReplicationGroup: 'g' }, 'none with Balanced_B1'],
  ])('%s is refused', (_title, props, message) => {
    expect(() => render(props)).toThrow(message);
  });
});

test('two in one stage have names and ids of their own', () => {
  const stage = testStage();
  new ManagedRedis(stage, 'Sessions', { sku: B10 });
  new ManagedRedis(stage, 'Jobs', { sku: B10 });
  const names = RenderedStage.of(stage)
    .resources('azurerm_managed_redis')
    .map((redis) => redis['name']);
  expect(names).toEqual([
    expect.stringMatching(/^amr-demo-dev-jobs-[a-z0-9]{5}$/),
    expect.stringMatching(/^amr-demo-dev-sessions-[a-z0-9]{5}$/),
  ]);
});

function fake<T>(scope: Construct, id: string, members: Partial<T>): T & Construct {
  return Object.assign(new Construct(scope, id), members) as T & Construct;
}

class FakeKey extends Construct implements IKeyVaultKey {
  public readonly keyId = 'https://kv.vault.azure.net/keys/redis';
  public readonly versionedKeyId = 'https://kv.vault.azure.net/keys/redis/1';
  public grantEncryption: IKeyVaultKey['grantEncryption'] = (grantee) =>
    grantRole(this, this.keyId, grantee, Role.of('Key Vault Crypto Service Encryption User'));
}
