import { Construct } from 'constructs';
import { RedisClusteringPolicy, RedisEvictionPolicy } from '../../../../lib/constructs/data/redis-database';
import { RedisEnterprise, type RedisEnterpriseProps } from '../../../../lib/constructs/data/redis-enterprise';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { type IPrivateDnsZones } from '../../../../lib/constructs/network/private-dns-zones';
import { type ISubnet } from '../../../../lib/constructs/network/subnet';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { RedisModule } from '../../../../lib/values/redis-module';
import { RedisSku } from '../../../../lib/values/redis-sku';

const E10 = RedisSku.parse('E10');

function make(props: Partial<RedisEnterpriseProps> = {}, stage: Stage = testStage()): Stage {
  new RedisEnterprise(stage, 'Cache', { sku: E10, ...props });
  return stage;
}

function prod(location: string): Stage {
  return testStage({ app: testApp({ environment: 'prod', location }) });
}

describe('by default', () => {
  test('clients are encrypted, and the SKU is exactly the one that was named', () => {
    const stage = make();
    expect(stage).toHaveResource('azurerm_redis_enterprise_cluster', {
      sku_name: 'Enterprise_E10-2',
      minimum_tls_version: '1.2',
    });
    expect(stage).toHaveResource('azurerm_redis_enterprise_database', {
      client_protocol: 'Encrypted',
      clustering_policy: 'OSSCluster',
      eviction_policy: 'VolatileLRU',
    });
  });

  test('production spreads over zones', () => {
    const stage = make({}, prod('westeurope'));
    expect(stage).toHaveResource('azurerm_redis_enterprise_cluster', { zones: ['1', '2', '3'] });
  });

  test.each(['westus', 'eastasia'])(
    'production in %s does without zones, which the service does not have there',
    (region) => {
      const cluster = RenderedStage.of(make({}, prod(region))).resource('azurerm_redis_enterprise_cluster');
      expect(cluster).not.toHaveProperty('zones');
    },
  );

  test('the zones are judged by the location of the cluster, not of the stage', () => {
    const cluster = RenderedStage.of(make({ location: 'East Asia' }, prod('westeurope'))).resource(
      'azurerm_redis_enterprise_cluster',
    );
    expect(cluster).not.toHaveProperty('zones');
  });
});

describe('options', () => {
  test('zones, lock and policies can be chosen', () => {
    const stage = make(
      {
        zoneRedundant: false,
        lock: LockLevel.NONE,
        clusteringPolicy: RedisClusteringPolicy.ENTERPRISE_CLUSTER,
        evictionPolicy: RedisEvictionPolicy.ALL_KEYS_LRU,
        modules: [RedisModule.REDISBLOOM],
      },
      prod('westeurope'),
    );
    expect(RenderedStage.of(stage).resource('azurerm_redis_enterprise_cluster')).not.toHaveProperty('zones');
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
    expect(stage).toHaveResource('azurerm_redis_enterprise_database', {
      clustering_policy: 'EnterpriseCluster',
      eviction_policy: 'AllKeysLRU',
      module: [{ name: 'RedisBloom' }],
    });
  });

  test('a private endpoint has a zone of its own, and waits for the database', () => {
    const stage = testStage();
    const subnet = Object.assign(new Construct(stage, 'Subnet'), { subnetId: 's', subnetName: 's' }) as ISubnet;
    make({ privateEndpoints: { subnet, dnsZones: new FakeZones(stage, 'Zones') } }, stage);
    expect(stage).toHaveResource('azurerm_private_endpoint', {
      private_service_connection: { subresource_names: ['redisEnterprise'] },
      private_dns_zone_group: { private_dns_zone_ids: ['privatelink.redisenterprise.cache.azure.net'] },
      depends_on: [expect.stringMatching(/^azurerm_redis_enterprise_database\./)],
    });
    expect(stage).not.toWarn('private endpoint');
  });

  test('without a private endpoint, a warning says who can connect', () => {
    expect(make()).toWarn(
      'stage-test/Cache: has no private endpoint: anybody on the Internet who has its key can connect',
    );
  });
});

describe('retirement', () => {
  test('until the day, a warning names it and the SKU to move to', () => {
    expect(make()).toWarn(
      'stage-test/Cache: Azure retires Enterprise_E10-2 on 2027-03-31. Move to ManagedRedis with the SKU Balanced_B10 (12 GB for its 12).',
    );
  });

  test('on the day it still can be made', () => {
    const stage = make({}, testStage({ app: testApp({ today: '2027-03-31' }) }));
    expect(stage).toHaveResourceCount('azurerm_redis_enterprise_cluster', 1);
  });

  test('after the day it is refused', () => {
    expect(() => make({}, testStage({ app: testApp({ today: '2027-04-01' }) }))).toThrow(
      'stage-test/Cache: sku: got "Enterprise_E10-2". Allowed: none: Azure retired Redis Enterprise on 2027-03-31. Move to ManagedRedis with the SKU Balanced_B10 (12 GB for its 12), or set allowRetired.',
    );
  });

  test('after the day it can be made by whoever says so', () => {
    const stage = make({ allowRetired: true }, testStage({ app: testApp({ today: '2027-04-01' }) }));
    expect(stage).toWarn('Azure retired Enterprise_E10-2 on 2027-03-31');
  });
});

describe('access', () => {
  test('a grant is refused, because the service does not support Entra ID', () => {
    const stage = testStage();
    const redis = new RedisEnterprise(stage, 'Cache', { sku: E10 });
    expect(() => redis.grantAccess(new UserAssignedIdentity(stage, 'App'))).toThrow(
      'stage-test/Cache: stage-test/App cannot be granted access: Redis Enterprise does not support Entra ID, only access keys. Use connectionFor (or connectTo of an app), which delivers the key as a secret, or move to ManagedRedis.',
    );
  });

  test('a connection has the key among the secrets, and not in the environment', () => {
    const stage = testStage();
    const redis = new RedisEnterprise(stage, 'Cache', { sku: E10 });
    const { environment, secrets, ports } = redis.connectionFor(new UserAssignedIdentity(stage, 'App'));
    stage.addOutput('key', secrets?.['REDIS_KEY'] ?? '', { description: 'Key.', sensitive: true });
    expect(environment).toEqual({
      REDIS_HOST: redis.hostName,
      REDIS_PORT: '10000',
      REDIS_TLS: 'true',
      REDIS_CLUSTER_POLICY: 'OSSCluster',
      REDIS_AUTH: 'key',
    });
    expect(ports).toEqual([10000]);
    expect(RenderedStage.of(stage).outputs['key']).toMatchObject({
      value: expect.stringMatching(/^\$\{azurerm_redis_enterprise_database\..*\.primary_access_key\}$/),
    });
  });

  test('nothing of it needs a newer provider', () => {
    expect(make().context.azurermMinor).toBe(0);
  });
});

test('one that exists is read, with its key', () => {
  const stage = testStage();
  const redis = RedisEnterprise.fromName(stage, 'Existing', 'redis-existing', 'rg-existing');
  const { secrets } = redis.connectionFor(new UserAssignedIdentity(stage, 'App'), { prefix: 'OLD' });
  expect(Object.keys(secrets ?? {})).toEqual(['OLD_KEY']);
  const rendered = RenderedStage.of(stage);
  expect(rendered.resources('azurerm_redis_enterprise_cluster')).toEqual([]);
  expect(rendered.dataSources('azurerm_managed_redis')).toEqual([
    { name: 'redis-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(rendered.dataSources('azurerm_redis_enterprise_database')).toEqual([
    { name: 'default', cluster_id: expect.stringMatching(/^\$\{data\.azurerm_managed_redis\./) },
  ]);
});

describe('bad input', () => {
  test('every problem is reported at once', () => {
    expect(() =>
      make(
        {
          sku: RedisSku.parse('F300'),
          location: 'UK West',
          zoneRedundant: true,
          modules: [RedisModule.REDISEARCH],
          clusteringPolicy: RedisClusteringPolicy.NO_CLUSTER,
          evictionPolicy: RedisEvictionPolicy.VOLATILE_TTL,
        },
        testStage(),
      ),
    ).toThrow(
      [
        'stage-test/Cache: sku: got "EnterpriseFlash_F300-3". Allowed: no flash in ukwest. Use an Enterprise_E SKU or another region.',
        'stage-test/Cache: zoneRedundant: got true. Allowed: false in ukwest, where the service has no zones.',
        'stage-test/Cache: modules: got ["RediSearch"]. Allowed: none with EnterpriseFlash_F300-3.',
        'stage-test/Cache: clusteringPolicy: got "NoCluster". Allowed: EnterpriseCluster with the module RediSearch. Leave clusteringPolicy out.',
        'stage-test/Cache: clusteringPolicy: got "NoCluster". Allowed: OSSCluster, EnterpriseCluster with EnterpriseFlash_F300-3. NoCluster is for Managed Redis of up to 25 GB in memory.',
        'stage-test/Cache: evictionPolicy: got "VolatileTTL". Allowed: NoEviction with the module RediSearch. Leave evictionPolicy out.',
      ].join('\n'),
    );
  });

  test('a SKU of Managed Redis and an unknown region are refused', () => {
    expect(() => make({ sku: RedisSku.parse('B10'), location: 'westeurop' })).toThrow(
      /location: "westeurop" is not a region.*\n.*sku: got "Balanced_B10"\. Allowed: a SKU of Redis Enterprise\. Use ManagedRedis\./,
    );
  });
});

class FakeZones extends Construct implements IPrivateDnsZones {
  public zoneIdsFor: IPrivateDnsZones['zoneIdsFor'] = (_endpoint, service, region) => service.zoneNames(region);
}

describe('azurerm 5, which has no Redis Enterprise', () => {
  const five = () => testStage({ app: testApp({ azurermVersion: '~> 5.0' }) });
  const gone =
    'azurerm 5 has no Redis Enterprise (azurerm_redis_enterprise_cluster and azurerm_redis_enterprise_database are gone). ';

  test.each([
    ['E10', 'Balanced_B10 (12 GB for its 12)'],
    ['F700', 'FlashOptimized_A700 (720 GB for its 715)'],
  ])('%s is refused, with the Managed Redis that replaces it', (sku, target) => {
    expect(() => make({ sku: RedisSku.parse(sku) }, five())).toThrow(
      `stage-test/Cache: ${gone}Move to ManagedRedis with the SKU ${target}. Or keep azurerm 4: set azurermVersion to "~> 4.75".`,
    );
  });

  test('so is one that exists', () => {
    expect(() => RedisEnterprise.fromName(five(), 'Existing', 'redis-existing', 'rg-existing')).toThrow(
      `stage-test/Existing: ${gone}Import it with ManagedRedis.fromName once it has become one.`,
    );
  });
});
