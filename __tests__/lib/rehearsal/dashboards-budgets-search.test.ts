import { ConsumptionManagementClient } from '@azure/arm-consumption';
import { DashboardManagementClient } from '@azure/arm-dashboard';
import { ResourceManagementClient } from '@azure/arm-resources';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

let test: TestAzure;
let generic: ResourceManagementClient['resources'];
beforeAll(async () => {
  test = await startAzure({ clock: () => new Date('2026-11-28T12:00:00Z') });
  generic = new ResourceManagementClient(test.credential, test.subscriptionId, test.options).resources;
});
afterAll(() => test.stop());

const idOf = (rest: string) => test.idOf(`${rest}`);

describe('Managed Grafana', () => {
  const make = (name: string, properties: object = {}, location = 'westeurope') =>
    new DashboardManagementClient(test.credential, test.subscriptionId, test.options).grafana.beginCreateAndWait(
      'rg',
      name,
      {
        location,
        sku: { name: 'Standard' },
        identity: { type: 'SystemAssigned' },
        properties: { grafanaMajorVersion: '12', ...properties } as object,
      },
    );

  it('answers at a name in its region, with an identity', async () => {
    await expect(make('amg-shop')).resolves.toMatchObject({
      identity: { principalId: expect.any(String) },
      properties: { endpoint: expect.stringMatching(/^https:\/\/amg-shop-\w+\.westeurope\.grafana\.azure\.com$/) },
    });
  });

  it('refuses unknown versions, zones where there are none, and a change of zones', async () => {
    await expect(make('amg-old', { grafanaMajorVersion: '9' })).rejects.toMatchObject({ code: 'InvalidParameter' });
    await expect(make('amg-zones', { zoneRedundancy: 'Enabled' }, 'westus')).rejects.toMatchObject({
      code: 'ZoneRedundancyNotSupported',
    });
    await expect(make('amg-shop', { zoneRedundancy: 'Enabled' })).rejects.toMatchObject({ code: 'BadRequest' });
    await expect(make('1amg')).rejects.toMatchObject({ code: 'InvalidResourceName' });
  });

  it('reaches a workspace by a managed private endpoint, of the group that the workspace has', async () => {
    const account = idOf('Microsoft.Monitor/accounts/amw-shop');
    await generic.beginCreateOrUpdateByIdAndWait(account, '2023-04-03', { location: 'westeurope' });
    const endpoint = (groupIds: readonly string[]) =>
      generic.beginCreateOrUpdateByIdAndWait(
        idOf('Microsoft.Dashboard/grafana/amg-shop/managedPrivateEndpoints/prometheus-1'),
        '2025-08-01',
        { location: 'westeurope', properties: { privateLinkResourceId: account, groupIds } },
      );
    await expect(endpoint(['prometheusMetrics'])).resolves.toMatchObject({
      properties: { connectionState: { status: 'Pending' } },
    });
    await expect(endpoint(['blob'])).rejects.toMatchObject({ code: 'InvalidParameter' });
  });
});

describe('budgets', () => {
  const client = () => new ConsumptionManagementClient(test.credential, test.subscriptionId, test.options);
  const scope = () => `/subscriptions/${test.subscriptionId}`;
  const notification = { enabled: true, operator: 'GreaterThan', threshold: 80, contactEmails: ['ops@example.com'] };
  const make = (change: object = {}) =>
    client().budgets.createOrUpdate(scope(), 'shop', {
      category: 'Cost',
      amount: 100,
      timeGrain: 'Monthly',
      timePeriod: { startDate: new Date('2026-11-01') },
      notifications: { first: notification },
      ...change,
    });

  it('ends after ten years, and changes with the eTag of its latest version', async () => {
    const { eTag, timePeriod } = await make();
    expect(timePeriod?.endDate).toEqual(new Date('2036-11-01'));
    await expect(make({ eTag, amount: 200 })).resolves.toMatchObject({ amount: 200 });
    await expect(make({ eTag })).rejects.toMatchObject({ code: 'Conflict' });
    await client().budgets.delete(scope(), 'shop');
  });

  it.each([
    ['a start within a month', { timePeriod: { startDate: new Date('2026-11-02') } }, /first of a month/],
    ['a start in an earlier month', { timePeriod: { startDate: new Date('2026-10-01') } }, /current period/],
    ['no amount', { amount: 0 }, /amount/],
    ['a threshold above 1000', { notifications: { first: { ...notification, threshold: 1001 } } }, /0 to 1000/],
    ['no receiver', { notifications: { first: { ...notification, contactEmails: [] } } }, /has no contactEmails/],
    [
      'six notifications',
      { notifications: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((each) => [each, notification])) },
      /at most 5/,
    ],
  ])('refuses %s', async (_what, change, message) => {
    await expect(make(change)).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringMatching(message),
    });
  });
});

describe('AI Search', () => {
  const make = (sku: string, properties: Record<string, unknown> = {}, more: object = {}) =>
    generic.beginCreateOrUpdateByIdAndWait(
      idOf(`Microsoft.Search/searchServices/srch-${sku.replaceAll('_', '-')}`),
      '2025-05-01',
      {
        location: 'westeurope',
        sku: { name: sku },
        properties,
        ...more,
      },
    );

  it('answers at its name', async () => {
    await expect(make('basic')).resolves.toMatchObject({
      properties: { endpoint: 'https://srch-basic.search.windows.net', replicaCount: 1, partitionCount: 1 },
    });
  });

  it.each([
    ['basic', { replicaCount: 4 }, /1 to 3/],
    ['standard', { partitionCount: 5 }, /1, 2, 3, 4, 6, 12/],
    ['standard', { replicaCount: 12, partitionCount: 4 }, /36 search units/],
    ['standard', { hostingMode: 'HighDensity' }, /standard3/],
    ['standard', { disableLocalAuth: true, authOptions: { apiKeyOnly: {} } }, /authOptions/],
    ['free', { semanticSearch: 'free' }, /semantic/],
    ['free', { publicNetworkAccess: 'Disabled' }, /firewall/],
    ['gold', {}, /sku.name/],
  ])('refuses %s with %j', async (sku, properties, message) => {
    await expect(make(sku, properties)).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringMatching(message),
    });
  });
});
