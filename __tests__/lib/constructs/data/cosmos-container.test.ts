import { CosmosAccount, type CosmosAccountProps } from '../../../../lib/constructs/data/cosmos-account';
import { CosmosContainer, type CosmosContainerOptions } from '../../../../lib/constructs/data/cosmos-container';
import { CosmosDatabase, type CosmosDatabaseOptions } from '../../../../lib/constructs/data/cosmos-database';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { CosmosThroughput } from '../../../../lib/values/cosmos-throughput';

function make(
  options: Partial<CosmosContainerOptions> = {},
  {
    account,
    database,
    stage = testStage(),
  }: { account?: CosmosAccountProps; database?: CosmosDatabaseOptions; stage?: Stage } = {},
) {
  return new CosmosAccount(stage, 'Store', account)
    .addDatabase('Shop', database)
    .addContainer('Orders', { partitionKeyPaths: ['/customerId'], ...options });
}

function render(...given: Parameters<typeof make>) {
  const stage = given[1]?.stage ?? testStage();
  make(given[0], { ...given[1], stage });
  return RenderedStage.of(stage).resource('azurerm_cosmosdb_sql_container');
}

describe('a database', () => {
  test('has no throughput of its own by default', () => {
    const stage = testStage();
    make({}, { stage });
    const database = RenderedStage.of(stage).resource('azurerm_cosmosdb_sql_database');
    expect(database).toMatchObject({
      name: 'shop',
      account_name: expect.stringMatching(/^\$\{azurerm_cosmosdb_account\..*\.name\}$/),
    });
    expect(database).not.toHaveProperty('throughput');
    expect(database).not.toHaveProperty('autoscale_settings');
  });

  test.each([
    [CosmosThroughput.manual(400), { throughput: 400 }],
    [CosmosThroughput.autoscale(4000), { autoscale_settings: { max_throughput: 4000 } }],
  ])('can share throughput among its containers', (throughput, expected) => {
    const stage = testStage();
    make({}, { stage, database: { throughput } });
    expect(stage).toHaveResource('azurerm_cosmosdb_sql_database', expected);
    const container = RenderedStage.of(stage).resource('azurerm_cosmosdb_sql_container');
    expect(container).not.toHaveProperty('throughput');
    expect(container).not.toHaveProperty('autoscale_settings');
  });

  test('grants and connections reach its items alone', () => {
    const stage = testStage();
    const account = new CosmosAccount(stage, 'Store');
    const database = account.addDatabase('Shop');
    const identity = new UserAssignedIdentity(stage, 'App');
    expect(database.connectionFor(identity)).toEqual({
      environment: { AZURE_COSMOS_ENDPOINT: account.endpoint, AZURE_COSMOS_DATABASE: database.databaseName },
      ports: [443],
    });
    database.grantRead(identity);
    expect(database.partOf).toBe(account);
    const scopes = RenderedStage.of(stage)
      .resources('azurerm_cosmosdb_sql_role_assignment')
      .map((assignment) => assignment['scope']);
    expect(scopes).toHaveLength(2);
    expect(scopes[0]).toMatch(
      /^\$\{azurerm_cosmosdb_account\..*\.id\}\/dbs\/\$\{azurerm_cosmosdb_sql_database\..*\.name\}$/,
    );
  });

  test('that exists takes new containers, and is not read', () => {
    const stage = testStage();
    const account = CosmosAccount.fromName(stage, 'Existing', 'cosno-existing', 'rg-existing');
    const database = CosmosDatabase.fromName(stage, 'Agents', { account, name: 'agents' });
    new CosmosContainer(stage, 'Memory', { database, name: 'warm-chat-memory', partitionKeyPaths: ['/sessionId'] });
    const container = RenderedStage.of(stage).resource('azurerm_cosmosdb_sql_container');
    expect(container).toMatchObject({
      database_name: 'agents',
      account_name: expect.stringMatching(/^\$\{data\.azurerm_cosmosdb_account\./),
    });
    expect(container).not.toHaveProperty('autoscale_settings');
    expect(stage).toHaveResourceCount('azurerm_cosmosdb_sql_database', 0);
  });

  test.each(['', 'a/b', 'ends with a space ', 'what?'])('cannot be called "%s"', (name) => {
    expect(() => make({}, { database: { name } })).toThrow('stage-test/Store/Shop: name: name "');
  });
});

describe('a container', () => {
  test('scales up to 1,000 RU/s, and items stay', () => {
    const container = render();
    expect(container).toMatchObject({
      name: 'orders',
      autoscale_settings: { max_throughput: 1000 },
      partition_key_kind: 'Hash',
      partition_key_paths: ['/customerId'],
      partition_key_version: 2,
    });
    for (const absent of ['throughput', 'default_ttl', 'unique_key', 'indexing_policy']) {
      expect(container).not.toHaveProperty(absent);
    }
  });

  test('of a serverless account has no throughput', () => {
    const container = render({}, { account: { serverless: true } });
    expect(container).not.toHaveProperty('autoscale_settings');
    expect(container).not.toHaveProperty('throughput');
  });

  test('takes throughput, a lifetime and unique keys', () => {
    expect(
      render({
        name: 'payment_methods',
        throughput: CosmosThroughput.manual(500),
        defaultTtlSeconds: -1,
        uniqueKeys: [['/email'], ['/country', '/taxId']],
      }),
    ).toMatchObject({
      name: 'payment_methods',
      throughput: 500,
      default_ttl: -1,
      unique_key: [{ paths: ['/email'] }, { paths: ['/country', '/taxId'] }],
    });
  });

  test('has a hierarchy of partition keys when there are several', () => {
    expect(render({ partitionKeyPaths: ['/tenantId', '/userId', '/sessionId'] })).toMatchObject({
      partition_key_kind: 'MultiHash',
      partition_key_paths: ['/tenantId', '/userId', '/sessionId'],
      partition_key_version: 2,
    });
  });

  test('indexes all but what is excluded', () => {
    expect(
      render({
        indexing: {
          excludedPaths: ['/payload/*'],
          compositeIndexes: [[{ path: '/status' }, { path: '/created', descending: true }]],
        },
      }),
    ).toMatchObject({
      indexing_policy: {
        indexing_mode: 'consistent',
        included_path: [{ path: '/*' }],
        excluded_path: [{ path: '/payload/*' }],
        composite_index: [
          {
            index: [
              { path: '/status', order: 'Ascending' },
              { path: '/created', order: 'Descending' },
            ],
          },
        ],
      },
    });
  });

  test('indexes nothing but what is included when all is excluded', () => {
    expect(render({ indexing: { includedPaths: ['/status/?'], excludedPaths: ['/*'] } })).toMatchObject({
      indexing_policy: { included_path: [{ path: '/status/?' }], excluded_path: [{ path: '/*' }] },
    });
  });

  test('grants and connections reach its items alone', () => {
    const stage = testStage();
    const container = make({}, { stage });
    const identity = new UserAssignedIdentity(stage, 'App');
    container.grantReadWrite(identity);
    const connection = container.connectionFor(identity, { readOnly: true });
    expect(Object.keys(connection.environment)).toEqual([
      'AZURE_COSMOS_ENDPOINT',
      'AZURE_COSMOS_DATABASE',
      'AZURE_COSMOS_CONTAINER',
    ]);
    expect(container.partOf).toBe(container.database.account);
    const scopes = RenderedStage.of(stage)
      .resources('azurerm_cosmosdb_sql_role_assignment')
      .map((assignment) => assignment['scope']);
    expect(scopes).toHaveLength(2);
    expect(scopes[0]).toMatch(/\/dbs\/.*\/colls\/\$\{azurerm_cosmosdb_sql_container\..*\.name\}$/);
  });
});

describe('throughput', () => {
  test('of all parts together stays below the limit of the account', () => {
    const account = new CosmosAccount(testStage(), 'Store', { throughputLimit: 5000 });
    const database = account.addDatabase('Shop');
    database.addContainer('Orders', { partitionKeyPaths: ['/id'], throughput: CosmosThroughput.autoscale(4000) });
    database.addContainer('Users', { partitionKeyPaths: ['/id'] });
    expect(() => database.addContainer('Carts', { partitionKeyPaths: ['/id'] })).toThrow(
      'stage-test/Store/Shop/Carts: throughput: with it stage-test/Store has 6000 RU/s in all, and its throughputLimit is 5000. Raise throughputLimit, or let containers share the throughput of their database.',
    );
  });

  test('has no end without a limit', () => {
    const stage = testStage();
    make({ throughput: CosmosThroughput.autoscale(100_000) }, { stage, account: { throughputLimit: -1 } });
    expect(stage).toHaveResource('azurerm_cosmosdb_sql_container', { autoscale_settings: { max_throughput: 100_000 } });
  });

  test('is refused in a serverless account', () => {
    const throughput = CosmosThroughput.manual(400);
    const account = { serverless: true };
    expect(() => make({ throughput }, { account })).toThrow(
      'stage-test/Store/Shop/Orders: throughput: got 400. Allowed: none: the account is serverless. Leave it out.',
    );
    expect(() => make({}, { account, database: { throughput } })).toThrow(
      'stage-test/Store/Shop: throughput: got 400.',
    );
  });
});

describe('bad input', () => {
  test.each<[string, Partial<CosmosContainerOptions>, string]>([
    ['no partition key', { partitionKeyPaths: [] }, 'partitionKeyPaths: got []. Allowed: one to three properties'],
    ['four partition keys', { partitionKeyPaths: ['/a', '/b', '/c', '/d'] }, 'one to three properties'],
    ['a key without slash', { partitionKeyPaths: ['customerId'] }, 'partitionKeyPaths: got ["customerId"].'],
    ['a key twice', { partitionKeyPaths: ['/a', '/a'] }, 'each once, such as /customerId'],
    ['a lifetime of nothing', { defaultTtlSeconds: 0 }, 'Allowed: a whole number from 1 to 2147483647, or -1.'],
    ['an empty unique key', { uniqueKeys: [[]] }, 'up to ten sets, each of 1 to 16 properties'],
    [
      'the root both in and out',
      { indexing: { includedPaths: ['/*'], excludedPaths: ['/*'] } },
      'indexing: /* is both included and excluded. Leave it out of one of the two.',
    ],
    [
      'an index over one property',
      { indexing: { compositeIndexes: [[{ path: '/a' }]] } },
      'indexing.compositeIndexes[0]: got ["/a"]. Allowed: two or more properties such as /created.',
    ],
    ['a name with a slash', { name: 'a/b' }, 'name: name "a/b" is not one that azurerm_cosmosdb_sql_container takes'],
  ])('%s is refused', (_title, options, message) => {
    expect(() => make(options)).toThrow(message);
  });
});
