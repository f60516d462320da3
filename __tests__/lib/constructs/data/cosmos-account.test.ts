import { CosmosAccount, type CosmosAccountProps, CosmosBackup } from '../../../../lib/constructs/data/cosmos-account';
import { CosmosConsistency } from '../../../../lib/constructs/data/cosmos-consistency';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup, existingKey, existingSubnet } from '../../../helpers/neighbours';

function render(props: CosmosAccountProps = {}, stage: Stage = testStage()) {
  new CosmosAccount(stage, 'Store', props);
  return RenderedStage.of(stage).resource('azurerm_cosmosdb_account');
}

function prod(location?: string): Stage {
  return testStage({ app: testApp({ environment: 'prod', location }) });
}

describe('by default', () => {
  test('the account is closed: no keys, no public address, TLS 1.2', () => {
    const account = render();
    expect(account).toMatchObject({
      kind: 'GlobalDocumentDB',
      offer_type: 'Standard',
      access_key_metadata_writes_enabled: false,
      is_virtual_network_filter_enabled: false,
      local_authentication_disabled: true,
      minimal_tls_version: 'Tls12',
      network_acl_bypass_for_azure_services: false,
      public_network_access_enabled: false,
    });
    for (const absent of ['ip_range_filter', 'virtual_network_rule', 'capabilities', 'identity', 'key_vault_key_id']) {
      expect(account).not.toHaveProperty(absent);
    }
  });

  test('it can be restored, fails over by itself, and cannot cost without limit', () => {
    expect(render()).toMatchObject({
      automatic_failover_enabled: true,
      backup: { type: 'Continuous', tier: 'Continuous7Days' },
      capacity: { total_throughput_limit: 10_000 },
      consistency_policy: { consistency_level: 'Session' },
      geo_location: [{ location: 'eastus2', failover_priority: 0, zone_redundant: false }],
      multiple_write_locations_enabled: false,
    });
  });

  test('production spreads over zones and can be restored for 30 days', () => {
    const stage = prod();
    expect(render({}, stage)).toMatchObject({
      backup: { tier: 'Continuous30Days' },
      geo_location: [{ zone_redundant: true }],
    });
  });

  test('production in a region without zones has none', () => {
    expect(render({}, prod('westus'))).toMatchObject({ geo_location: [{ zone_redundant: false }] });
  });

  test('the name carries project and environment', () => {
    expect(render()['name']).toMatch(/^cosno-demo-dev-store-[a-z0-9]{5}$/);
  });

  test('alerts watch throughput, availability, regions and keys', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    render({}, stage);
    const metrics = RenderedStage.of(stage)
      .resources('azurerm_monitor_metric_alert')
      .flatMap((alert) => alert['criteria'] as { metric_name: string; threshold: number }[])
      .map((criterion) => [criterion.metric_name, criterion.threshold]);
    expect(metrics.sort()).toEqual([
      ['NormalizedRUConsumption', 70],
      ['OfflineRegion', 0],
      ['RegionFailover', 0],
      ['ServiceAvailability', 99.9],
      ['UpdateAccountKeys', 0],
    ]);
  });

  test('of several regions somebody also hears when they fall behind', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    render({ additionalLocations: ['westus'] }, stage);
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [{ metric_name: 'ReplicationLatency', threshold: 5000 }],
    });
  });

  test('the subscription must have registered Cosmos DB', () => {
    const stage = testStage();
    render({}, stage);
    expect(stage.context.resourceProviders).toContain('Microsoft.DocumentDB');
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const stage = prod();
    expect(
      render(
        {
          localAuthentication: true,
          accessKeyMetadataWrites: true,
          publicNetworkAccess: true,
          allowedIpRanges: ['20.10.0.0/24', '20.11.0.4'],
          automaticFailover: false,
          zoneRedundant: false,
          backup: CosmosBackup.CONTINUOUS_7_DAYS,
          throughputLimit: -1,
          freeTier: true,
          consistency: CosmosConsistency.EVENTUAL,
          lock: LockLevel.NONE,
        },
        stage,
      ),
    ).toMatchObject({
      local_authentication_disabled: false,
      access_key_metadata_writes_enabled: true,
      public_network_access_enabled: true,
      ip_range_filter: ['20.10.0.0/24', '20.11.0.4'],
      automatic_failover_enabled: false,
      backup: { tier: 'Continuous7Days' },
      capacity: { total_throughput_limit: -1 },
      free_tier_enabled: true,
      consistency_policy: { consistency_level: 'Eventual' },
      geo_location: [{ zone_redundant: false }],
    });
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
    expect(stage).not.toWarn('is reachable from the whole Internet');
  });

  test('ranges and subnets open the public address to them alone', () => {
    const stage = testStage();
    expect(render({ allowedSubnets: [existingSubnet(stage)] }, stage)).toMatchObject({
      public_network_access_enabled: true,
      is_virtual_network_filter_enabled: true,
      virtual_network_rule: [{ id: expect.stringContaining('azurerm_subnet') }],
    });
  });

  test('a public address without ranges is warned of', () => {
    const stage = testStage();
    render({ publicNetworkAccess: true }, stage);
    expect(stage).toWarn(
      'stage-test/Store: is reachable from the whole Internet: set allowedIpRanges or allowedSubnets',
    );
  });

  test('serverless has neither throughput to limit nor a region to fail over to', () => {
    const account = render({ serverless: true });
    expect(account).toMatchObject({
      automatic_failover_enabled: false,
      capabilities: [{ name: 'EnableServerless' }],
    });
    expect(account).not.toHaveProperty('capacity');
  });

  test('further regions take over in their order, each with the zones that it has', () => {
    expect(
      render({ additionalLocations: ['West US', 'westeurope'], multipleWriteLocations: true }, prod()),
    ).toMatchObject({
      multiple_write_locations_enabled: true,
      geo_location: [
        { location: 'eastus2', failover_priority: 0, zone_redundant: true },
        { location: 'westus', failover_priority: 1, zone_redundant: false },
        { location: 'westeurope', failover_priority: 2, zone_redundant: true },
      ],
    });
  });

  test.each([
    [{}, { max_interval_in_seconds: 5, max_staleness_prefix: 100 }],
    [{ additionalLocations: ['westus'] }, { max_interval_in_seconds: 300, max_staleness_prefix: 100_000 }],
    [{ staleness: { seconds: 60, versions: 1000 } }, { max_interval_in_seconds: 60, max_staleness_prefix: 1000 }],
  ])('bounded staleness with %j', (props, policy) => {
    expect(render({ consistency: CosmosConsistency.BOUNDED_STALENESS, ...props })).toMatchObject({
      consistency_policy: { consistency_level: 'BoundedStaleness', ...policy },
    });
  });

  test('a key of your own is used without version, as an identity that may use it already', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    expect(render({ customerManagedKey: { key: existingKey(stage), identity } }, stage)).toMatchObject({
      key_vault_key_id: expect.stringMatching(/keys\/encryption$/),
      default_identity_type: expect.stringMatching(/^UserAssignedIdentity=\$\{azurerm_user_assigned_identity\./),
      identity: { type: 'UserAssigned' },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
    });
  });

  test('databases are named in one line', () => {
    const stage = testStage();
    render({ databases: ['shop', 'agents'] }, stage);
    expect(stage).toHaveResource('azurerm_cosmosdb_sql_database', { name: 'shop' });
    expect(stage).toHaveResource('azurerm_cosmosdb_sql_database', { name: 'agents' });
    expect(stage.metadata.dataResources).toHaveLength(3);
  });
});

describe('access', () => {
  test('reading is the reader role of the data plane, with a name that does not change', () => {
    const stage = testStage();
    const account = new CosmosAccount(stage, 'Store');
    const identity = new UserAssignedIdentity(stage, 'App');
    expect(account.grantRead(identity)).toBe(account.grantRead(identity));
    const assignment = RenderedStage.of(stage).resource('azurerm_cosmosdb_sql_role_assignment');
    expect(assignment).toMatchObject({
      name: expect.stringMatching(/^\$\{uuidv5\("url", /),
      role_definition_id: expect.stringMatching(/\.id\}\/sqlRoleDefinitions\/00000000-0000-0000-0000-000000000001$/),
      scope: expect.stringMatching(/^\$\{azurerm_cosmosdb_account\..*\.id\}$/),
      principal_id: expect.stringMatching(/\.principal_id\}$/),
    });
    expect(stage).toHaveResourceCount('azurerm_role_assignment', 0);
  });

  test('what runs as the identity waits until it may read', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'App');
    const assignment = new CosmosAccount(stage, 'Store').grantReadWrite(identity);
    expect(identity.grants).toEqual([assignment]);
  });

  test('a grant to an identity of a later stage is made there', () => {
    const app = testApp();
    const data = testStage({ app, id: 'stage-data' });
    const account = new CosmosAccount(data, 'Store');
    const compute = testStage({ app, id: 'stage-compute', upstream: [data] });
    account.grantReadWrite(new UserAssignedIdentity(compute, 'App'));
    expect(data).toHaveResourceCount('azurerm_cosmosdb_sql_role_assignment', 0);
    expect(compute).toHaveResource('azurerm_cosmosdb_sql_role_assignment', {
      role_definition_id: expect.stringMatching(/00000000-0000-0000-0000-000000000002$/),
    });
  });

  test('a connection grants access and carries no secret', () => {
    const stage = testStage();
    const account = new CosmosAccount(stage, 'Store');
    const connection = account.connectionFor(new UserAssignedIdentity(stage, 'App'), { readOnly: true, prefix: 'DB' });
    expect(connection).toEqual({ environment: { DB_ENDPOINT: account.endpoint }, ports: [443] });
    expect(stage).toHaveResource('azurerm_cosmosdb_sql_role_assignment', {
      role_definition_id: expect.stringMatching(/0001$/),
    });
  });
});

test('an account that exists is read, not made', () => {
  const stage = testStage();
  const account = CosmosAccount.fromName(stage, 'Existing', 'cosno-existing', 'rg-existing');
  account.grantRead(new UserAssignedIdentity(stage, 'App'));
  const rendered = RenderedStage.of(stage);
  expect(rendered.resources('azurerm_cosmosdb_account')).toEqual([]);
  expect(rendered.dataSources('azurerm_cosmosdb_account')).toEqual([
    { name: 'cosno-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(stage).toHaveResource('azurerm_cosmosdb_sql_role_assignment', {
    account_name: expect.stringMatching(/^\$\{data\.azurerm_cosmosdb_account\./),
  });
});

describe('bad input', () => {
  const at = 'stage-test/Store: ';

  test('every problem is reported at once', () => {
    expect(() =>
      render({
        throughputLimit: 300,
        databases: ['shop', 'shop'],
        allowedIpRanges: ['10.0.0.0/24'],
        additionalLocations: ['East US', 'nowhere'],
        staleness: { seconds: 5, versions: 10 },
      }),
    ).toThrow(
      [
        `${at}throughputLimit: got 300. Allowed: 400 or more, or -1 for no limit.`,
        `${at}databases: got ["shop","shop"]. Allowed: each name once.`,
        `${at}allowedIpRanges[0]: got "10.0.0.0/24". Allowed: public addresses. Private addresses come through a private endpoint.`,
        `${at}additionalLocations[1]: "nowhere" is not a region of the Azure public cloud.`,
      ].join('\n'),
    );
  });

  test.each<[string, CosmosAccountProps, string]>([
    [
      'its own region again',
      { additionalLocations: ['eastus2'] },
      'additionalLocations: got ["eastus2"]. Allowed: each region once, without the account\'s own.',
    ],
    [
      'several writers in one region',
      { multipleWriteLocations: true },
      'multipleWriteLocations: got true. Allowed: false in one region.',
    ],
    [
      'zones where there are none',
      { zoneRedundant: true, location: 'westus' },
      'zoneRedundant: got true. Allowed: false in westus, which has no zones.',
    ],
    [
      'staleness that is not bounded',
      { staleness: { seconds: 5, versions: 10 } },
      'staleness: only bounded staleness has one.',
    ],
    [
      'little staleness over regions',
      {
        consistency: CosmosConsistency.BOUNDED_STALENESS,
        staleness: { seconds: 5, versions: 10 },
        additionalLocations: ['westus'],
      },
      'staleness.seconds: got 5. Allowed: a whole number from 300 to 86400.',
    ],
    [
      'strong consistency with several writers',
      { consistency: CosmosConsistency.STRONG, multipleWriteLocations: true, additionalLocations: ['westus'] },
      'consistency: got "Strong". Allowed: a level other than Strong where every region accepts writes.',
    ],
    [
      'serverless over regions',
      { serverless: true, additionalLocations: ['westus'] },
      'Allowed: none with serverless.',
    ],
    [
      'serverless with failover',
      { serverless: true, automaticFailover: true },
      'automaticFailover: got true. Allowed: false with serverless.',
    ],
    [
      'serverless for free',
      { serverless: true, freeTier: true },
      'freeTier: got true. Allowed: false with serverless.',
    ],
    [
      'serverless with a limit',
      { serverless: true, throughputLimit: 1000 },
      'throughputLimit: got 1000. Allowed: none with serverless, which has no throughput to limit.',
    ],
  ])('%s is refused', (_title, props, message) => {
    expect(() => render(props)).toThrow(message);
  });
});
