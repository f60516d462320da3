import { CosmosDBManagementClient, type DatabaseAccountCreateUpdateParameters } from '@azure/arm-cosmosdb';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';
const SERVERLESS = [{ name: 'EnableServerless' }];
const READER = '00000000-0000-0000-0000-000000000001';
const PRINCIPAL = '11111111-2222-4333-8444-555555555555';

describe('Cosmos DB for NoSQL', () => {
  let test: TestAzure;
  let client: CosmosDBManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    client = new CosmosDBManagementClient(test.credential, test.subscriptionId, test.options);
    test.azure.azure.directory.add({ objectId: PRINCIPAL, type: 'ServicePrincipal', displayName: 'api', appId: 'a' });
  });
  afterAll(() => test.stop());

  const account = (name: string, more: Partial<DatabaseAccountCreateUpdateParameters> = {}) =>
    client.databaseAccounts.beginCreateOrUpdateAndWait('rg', name, {
      location: LOCATION,
      databaseAccountOfferType: 'Standard',
      locations: [{ locationName: 'West Europe', failoverPriority: 0 }],
      ...more,
    });
  const database = (accountName: string, name: string, options: object = {}) =>
    client.sqlResources.beginCreateUpdateSqlDatabaseAndWait('rg', accountName, name, {
      resource: { id: name },
      options,
    });
  const container = (accountName: string, name: string, path = '/id', options: object = {}) =>
    client.sqlResources.beginCreateUpdateSqlContainerAndWait('rg', accountName, 'shop', name, {
      resource: { id: name, partitionKey: { paths: [path], kind: 'Hash' } },
      options,
    });
  const code = 'BadRequest';

  it('creates, reads, lists, changes and deletes an account', async () => {
    const made = await account('cosmos-one');
    expect(made).toMatchObject({
      documentEndpoint: 'https://cosmos-one.documents.azure.com:443/',
      consistencyPolicy: { defaultConsistencyLevel: 'Session' },
      backupPolicy: { type: 'Periodic' },
      writeLocations: [{ id: 'cosmos-one-westeurope' }],
    });
    await client.databaseAccounts.beginUpdateAndWait('rg', 'cosmos-one', { disableLocalAuth: true });
    await expect(client.databaseAccounts.get('rg', 'cosmos-one')).resolves.toMatchObject({ disableLocalAuth: true });
    const { primaryMasterKey, secondaryMasterKey } = await client.databaseAccounts.listKeys('rg', 'cosmos-one');
    expect(primaryMasterKey).not.toBe(secondaryMasterKey);
    const { connectionStrings = [] } = await client.databaseAccounts.listConnectionStrings('rg', 'cosmos-one');
    expect(connectionStrings).toHaveLength(4);
    const names = await namesOf(client.databaseAccounts.listByResourceGroup('rg'));
    expect(names).toEqual(['cosmos-one']);
    await client.databaseAccounts.beginDeleteAndWait('rg', 'cosmos-one');
    await expect(client.databaseAccounts.get('rg', 'cosmos-one')).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it.each<readonly [string, Partial<DatabaseAccountCreateUpdateParameters>, RegExp]>([
    [
      'no region of priority 0',
      { locations: [{ locationName: 'West Europe', failoverPriority: 1 }] },
      /no region with the failover priority 0/,
    ],
    [
      'two regions of a serverless account',
      {
        capabilities: SERVERLESS,
        locations: [
          { locationName: 'West Europe', failoverPriority: 0 },
          { locationName: 'North Europe', failoverPriority: 1 },
        ],
      },
      /one region/,
    ],
  ])('refuses an account with %s', async (_what, more, message) => {
    await expect(account('cosmos-no', more)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('refuses a name, one that is taken, and another capacity mode', async () => {
    await account('cosmos-two');
    await expect(account('Cosmos_Two')).rejects.toMatchObject({ code: 'InvalidResourceName' });
    test.azure.assumeGroup(`/subscriptions/${test.subscriptionId}/resourceGroups/rg-2`, LOCATION);
    const twin = client.databaseAccounts.beginCreateOrUpdateAndWait('rg-2', 'cosmos-two', {
      location: LOCATION,
      databaseAccountOfferType: 'Standard',
      locations: [{ locationName: LOCATION, failoverPriority: 0 }],
    });
    await expect(twin).rejects.toMatchObject({ code: 'BadRequest', message: expect.stringContaining('taken') });
    await expect(account('cosmos-two', { capabilities: SERVERLESS })).rejects.toMatchObject({ code });
  });

  it('serves databases and containers with their throughput', async () => {
    await account('cosmos-data');
    await database('cosmos-data', 'shop', { throughput: 400 });
    const read = await client.sqlResources.getSqlDatabaseThroughput('rg', 'cosmos-data', 'shop');
    expect(read.resource?.throughput).toBe(400);
    await client.sqlResources.beginUpdateSqlDatabaseThroughputAndWait('rg', 'cosmos-data', 'shop', {
      resource: { throughput: 500 },
    });
    const changed = await client.sqlResources.getSqlDatabaseThroughput('rg', 'cosmos-data', 'shop');
    expect(changed.resource?.throughput).toBe(500);
    const made = await container('cosmos-data', 'orders', '/customer', { autoscaleSettings: { maxThroughput: 1000 } });
    expect(made.resource).toMatchObject({ indexingPolicy: { indexingMode: 'consistent' } });
    const scaled = await client.sqlResources.getSqlContainerThroughput('rg', 'cosmos-data', 'shop', 'orders');
    expect(scaled.resource?.autoscaleSettings?.maxThroughput).toBe(1000);
    await expect(container('cosmos-data', 'orders', '/id')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('partition key'),
    });
    const names = await namesOf(client.sqlResources.listSqlContainers('rg', 'cosmos-data', 'shop'));
    expect(names).toEqual(['orders']);
    await client.sqlResources.beginDeleteSqlDatabaseAndWait('rg', 'cosmos-data', 'shop');
    await expect(client.sqlResources.getSqlContainer('rg', 'cosmos-data', 'shop', 'orders')).rejects.toMatchObject({
      code: 'ParentResourceNotFound',
    });
  });

  it('refuses throughput that is not allowed', async () => {
    await account('cosmos-limits');
    const isRefused = (options: object) =>
      expect(database('cosmos-limits', 'shop', options)).rejects.toMatchObject({
        code,
        message: expect.stringContaining('is not allowed'),
      });
    await isRefused({ throughput: 300 });
    await isRefused({ throughput: 450 });
    await isRefused({ autoscaleSettings: { maxThroughput: 1500 } });
    await database('cosmos-limits', 'shop', { throughput: 400 });
    const update = (resource: object) =>
      client.sqlResources.beginUpdateSqlDatabaseThroughputAndWait('rg', 'cosmos-limits', 'shop', { resource });
    await expect(update({ throughput: 100 })).rejects.toMatchObject({ code });
    await container('cosmos-limits', 'shared');
    const settings = client.sqlResources.beginUpdateSqlContainerThroughputAndWait(
      'rg',
      'cosmos-limits',
      'shop',
      'shared',
      { resource: { throughput: 400 } },
    );
    await expect(settings).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('refuses throughput of serverless accounts', async () => {
    await account('cosmos-less', { capabilities: SERVERLESS });
    await expect(database('cosmos-less', 'shop', { throughput: 400 })).rejects.toMatchObject({
      code,
      message: expect.stringContaining('serverless'),
    });
    await database('cosmos-less', 'shop');
    await expect(client.sqlResources.getSqlDatabaseThroughput('rg', 'cosmos-less', 'shop')).rejects.toMatchObject({
      statusCode: 404,
    });
    await expect(
      container('cosmos-less', 'orders', '/id', { autoscaleSettings: { maxThroughput: 1000 } }),
    ).rejects.toMatchObject({ code });
  });

  it('assigns roles to principals that there are, once', async () => {
    const { id: scope = '' } = await account('cosmos-roles');
    const roleDefinitionId = `${scope}/sqlRoleDefinitions/${READER}`;
    const assign = (name: string, principalId = PRINCIPAL) =>
      client.sqlResources.beginCreateUpdateSqlRoleAssignmentAndWait(name, 'rg', 'cosmos-roles', {
        roleDefinitionId,
        scope,
        principalId,
      });
    await expect(client.sqlResources.getSqlRoleDefinition(READER, 'rg', 'cosmos-roles')).resolves.toMatchObject({
      roleName: 'Cosmos DB Built-in Data Reader',
    });
    const names = ['11111111-2222-4333-8444-000000000001', '11111111-2222-4333-8444-000000000002'] as const;
    await expect(assign(names[0], '99999999-2222-4333-8444-555555555555')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('is not found in the tenant'),
    });
    await assign(names[0]);
    await expect(assign(names[1])).rejects.toMatchObject({ code: 'Conflict' });
    await client.sqlResources.beginDeleteSqlRoleAssignmentAndWait(names[0], 'rg', 'cosmos-roles');
    await assign(names[1]);
  });
});
