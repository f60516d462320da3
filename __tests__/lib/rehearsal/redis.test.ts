import { type Database, RedisEnterpriseManagementClient } from '@azure/arm-redisenterprisecache';
import { ResourceManagementClient } from '@azure/arm-resources';
import { RedisModule } from '../../../lib/values/redis-module';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';
const SEARCH: Database = {
  clusteringPolicy: 'EnterpriseCluster',
  evictionPolicy: 'NoEviction',
  modules: [{ name: RedisModule.REDISEARCH }],
};

/** Version whose properties the client does not know yet. */
const VERSION = '2025-04-01';

describe('Azure Managed Redis', () => {
  let test: TestAzure;
  let client: RedisEnterpriseManagementClient;
  let generic: ResourceManagementClient['resources'];
  beforeAll(async () => {
    test = await startAzure();
    client = new RedisEnterpriseManagementClient(test.credential, test.subscriptionId, test.options);
    generic = new ResourceManagementClient(test.credential, test.subscriptionId, test.options).resources;
  });
  afterAll(() => test.stop());

  const idOf = (path: string) => test.idOf(`Microsoft.Cache/redisEnterprise/${path}`);
  const cluster = (name: string, sku = 'Balanced_B10', more: object = {}) =>
    client.redisEnterprise.beginCreateAndWait('rg', name, { location: LOCATION, sku: { name: sku }, ...more });
  const database = (name: string, more: Database = {}) =>
    client.databases.beginCreateAndWait('rg', name, 'default', more);
  const code = 'BadRequest';

  it('creates, reads, lists, changes and deletes a cluster with its database', async () => {
    const made = await cluster('amr-one');
    expect(made).toMatchObject({
      hostName: 'amr-one.westeurope.redis.azure.net',
      minimumTlsVersion: '1.2',
      resourceState: 'Running',
    });
    await expect(database('amr-one')).resolves.toMatchObject({
      port: 10000,
      clientProtocol: 'Encrypted',
      clusteringPolicy: 'OSSCluster',
      evictionPolicy: 'VolatileLRU',
    });
    await client.databases.beginUpdateAndWait('rg', 'amr-one', 'default', { evictionPolicy: 'AllKeysLFU' });
    await expect(client.databases.get('rg', 'amr-one', 'default')).resolves.toMatchObject({
      evictionPolicy: 'AllKeysLFU',
    });
    await client.redisEnterprise.beginUpdateAndWait('rg', 'amr-one', { sku: { name: 'Balanced_B20' } });
    await expect(client.redisEnterprise.get('rg', 'amr-one')).resolves.toMatchObject({ sku: { name: 'Balanced_B20' } });
    const names = await namesOf(client.redisEnterprise.listByResourceGroup('rg'));
    expect(names).toEqual(['amr-one']);
    await client.redisEnterprise.beginDeleteAndWait('rg', 'amr-one');
    await expect(client.databases.get('rg', 'amr-one', 'default')).rejects.toMatchObject({
      code: 'ParentResourceNotFound',
    });
  });

  it('refuses a SKU, zones, a name that is taken in the region, and scaling to flash', async () => {
    await cluster('amr-two');
    await expect(cluster('amr-none', 'Balanced_B11')).rejects.toMatchObject({ code: 'InvalidSku' });
    await expect(cluster('amr-none', 'Balanced_B10', { zones: ['1'] })).rejects.toMatchObject({
      code: 'InvalidRequestBody',
    });
    test.azure.assumeGroup(`/subscriptions/${test.subscriptionId}/resourceGroups/rg-2`, LOCATION);
    const twin = client.redisEnterprise.beginCreateAndWait('rg-2', 'amr-two', {
      location: LOCATION,
      sku: { name: 'Balanced_B10' },
    });
    await expect(twin).rejects.toMatchObject({ code: 'NameNotAvailable' });
    await expect(cluster('amr-two', 'FlashOptimized_A250')).rejects.toMatchObject({ code });
  });

  it.each<readonly [string, Database, RegExp, string]>([
    [
      'RediSearch with the OSS policy',
      { ...SEARCH, clusteringPolicy: 'OSSCluster' },
      /needs the clustering policy/,
      'Balanced_B10',
    ],
    [
      'RediSearch with eviction',
      { ...SEARCH, evictionPolicy: 'AllKeysLRU' },
      /not EnterpriseCluster and AllKeysLRU/,
      'Balanced_B10',
    ],
    ['RediSearch on flash', SEARCH, /RediSearch is not offered/, 'FlashOptimized_A250'],
    [
      'a module that there is not',
      { modules: [{ name: 'RedisGraph' }] },
      /modules.name is "RedisGraph"/,
      'Balanced_B10',
    ],
    ['a clustering policy', { clusteringPolicy: 'Sharded' }, /clusteringPolicy/, 'Balanced_B10'],
    ['no cluster above 25 GB', { clusteringPolicy: 'NoCluster' }, /NoCluster is not offered/, 'Balanced_B50'],
    [
      'both kinds of persistence',
      { persistence: { aofEnabled: true, aofFrequency: '1s', rdbEnabled: true, rdbFrequency: '1h' } },
      /not both/,
      'Balanced_B10',
    ],
    [
      'geo-replication with persistence',
      { geoReplication: { groupNickname: 'g' }, persistence: { rdbEnabled: true, rdbFrequency: '1h' } },
      /no persistence/,
      'Balanced_B10',
    ],
    [
      'geo-replication with time series',
      { geoReplication: { groupNickname: 'g' }, modules: [{ name: RedisModule.REDISTIMESERIES }] },
      /cannot have the module RedisTimeSeries/,
      'Balanced_B10',
    ],
    ['geo-replication of B0', { geoReplication: { groupNickname: 'g' } }, /is not offered/, 'Balanced_B0'],
  ])('refuses a database with %s', async (_what, more, message, sku) => {
    const name = `amr-${sku.replace(/^.*_/, '').toLowerCase()}`;
    await cluster(name, sku);
    await expect(database(name, more)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('keeps policy, modules and group of a database, whose name is default', async () => {
    await cluster('amr-fixed');
    await database('amr-fixed', SEARCH);
    await expect(database('amr-fixed', { ...SEARCH, modules: [] })).rejects.toMatchObject({
      code,
      message: 'modules of a database cannot be changed.',
    });
    const search = { ...SEARCH, geoReplication: { groupNickname: 'g' } };
    await expect(database('amr-fixed', search)).rejects.toMatchObject({
      code,
      message: expect.stringContaining('group'),
    });
    await expect(client.databases.beginCreateAndWait('rg', 'amr-fixed', 'other', {})).rejects.toMatchObject({
      code: 'InvalidResourceName',
    });
  });

  it('gives keys away only where access keys are enabled, and assigns the one access policy', async () => {
    await cluster('amr-keys');
    const set = (accessKeysAuthentication: string) =>
      generic.beginCreateOrUpdateByIdAndWait(idOf('amr-keys/databases/default'), VERSION, {
        properties: { accessKeysAuthentication },
      });
    await set('Disabled');
    await expect(client.databases.listKeys('rg', 'amr-keys', 'default')).rejects.toMatchObject({
      code: 'AccessKeysAuthenticationDisabled',
    });
    await set('Enabled');
    const { primaryKey, secondaryKey } = await client.databases.listKeys('rg', 'amr-keys', 'default');
    expect(primaryKey).not.toBe(secondaryKey);
    const assign = (accessPolicyName: string, objectId = '11111111-2222-4333-8444-555555555555') =>
      generic.beginCreateOrUpdateByIdAndWait(idOf('amr-keys/databases/default/accessPolicyAssignments/api'), VERSION, {
        properties: { accessPolicyName, user: { objectId } },
      });
    await expect(assign('admin')).rejects.toMatchObject({ code });
    await expect(assign('default', '')).rejects.toMatchObject({ code });
    await expect(assign('default')).resolves.toMatchObject({ properties: { provisioningState: 'Succeeded' } });
  });

  describe('geo-replication', () => {
    const linked = async (name: string) =>
      (await client.databases.get('rg', name, 'default')).geoReplication?.linkedDatabases?.map(
        ({ id = '' }) => id.split('/')[8],
      );
    const geo = (...names: string[]) => ({
      geoReplication: {
        groupNickname: 'shop',
        linkedDatabases: names.map((each) => ({ id: idOf(`${each}/databases/default`) })),
      },
    });

    it('links the databases of a group by the next one, and unlinks them', async () => {
      await cluster('amr-we');
      await cluster('amr-ne', 'Balanced_B10', { location: 'northeurope' });
      await database('amr-we', geo('amr-we'));
      await database('amr-ne', geo('amr-we', 'amr-ne'));
      await expect(linked('amr-we')).resolves.toEqual(['amr-we', 'amr-ne']);
      await expect(linked('amr-ne')).resolves.toEqual(['amr-we', 'amr-ne']);
      await expect(cluster('amr-we', 'Balanced_B20')).rejects.toMatchObject({
        code,
        message: expect.stringContaining('geo-replication group'),
      });
      await client.databases.beginForceUnlinkAndWait('rg', 'amr-we', 'default', {
        ids: [idOf('amr-ne/databases/default')],
      });
      await expect(linked('amr-we')).resolves.toEqual(['amr-we']);
    });

    it('refuses members that are not there or have another SKU', async () => {
      await cluster('amr-b10');
      await cluster('amr-b20', 'Balanced_B20');
      await database('amr-b20', geo('amr-b20'));
      await expect(database('amr-b10', geo('amr-b10', 'amr-gone'))).rejects.toMatchObject({
        code: 'InvalidResourceReference',
      });
      await expect(database('amr-b10', geo('amr-b10', 'amr-b20'))).rejects.toMatchObject({
        code,
        message: expect.stringContaining('one SKU'),
      });
    });
  });
});
