import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

describe('Log Analytics', () => {
  let test: TestAzure;
  let client: OperationalInsightsManagementClient;
  let now = new Date('2026-11-28T12:00:00Z');
  beforeAll(async () => {
    test = await startAzure({ clock: () => now });
    client = new OperationalInsightsManagementClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const make = (name: string, properties: object = {}, location = 'westeurope') =>
    client.workspaces.beginCreateOrUpdateAndWait('rg', name, { location, ...properties });

  it('has the keys, the defaults and an id of its own', async () => {
    await expect(make('log-a')).resolves.toMatchObject({
      customerId: expect.any(String),
      sku: { name: 'PerGB2018' },
      retentionInDays: 30,
      workspaceCapping: { dailyQuotaGb: -1 },
    });
    await expect(client.sharedKeysOperations.getSharedKeys('rg', 'log-a')).resolves.toMatchObject({
      primarySharedKey: expect.any(String),
    });
  });

  it.each([
    [{ sku: { name: 'Premium' } }, /Premium/],
    [{ sku: { name: 'CapacityReservation' } }, /100, 200/],
    [{ sku: { name: 'PerGB2018', capacityReservationLevel: 100 } }, /CapacityReservation alone/],
    [{ retentionInDays: 7 }, /30 to 730/],
    [{ workspaceCapping: { dailyQuotaGb: 0.01 } }, /0.023 or more/],
  ])('refuses %j', async (properties, message) => {
    await expect(make('log-b', properties)).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: expect.stringMatching(message),
    });
  });

  it('is recovered with its id by one of the same name, for 14 days, in its region', async () => {
    const { customerId } = await make('log-c');
    const remove = () => client.workspaces.beginDeleteAndWait('rg', 'log-c');
    await remove();
    const deleted = await namesOf(client.deletedWorkspaces.list());
    expect(deleted).toEqual(['log-c']);
    await expect(make('log-c', {}, 'northeurope')).rejects.toMatchObject({ code: 'Conflict' });
    await expect(make('log-c')).resolves.toMatchObject({ customerId });
    await remove();
    now = new Date('2026-12-13T12:00:00Z');
    await expect(make('log-c', {}, 'northeurope')).resolves.toMatchObject({ location: 'northeurope' });
    await client.workspaces.beginDeleteAndWait('rg', 'log-c', { force: true });
    const left = await namesOf(client.deletedWorkspaces.list());
    expect(left).toEqual([]);
  });

  it('has tables that were never made, with the retention of the workspace until they get their own', async () => {
    await make('log-d', { retentionInDays: 60 });
    const table = (properties: object) =>
      client.tables.beginCreateOrUpdateAndWait('rg', 'log-d', 'AzureMetrics', properties);
    await expect(client.tables.get('rg', 'log-d', 'AzureMetrics')).resolves.toMatchObject({
      plan: 'Analytics',
      retentionInDays: 60,
      totalRetentionInDays: 60,
    });
    await expect(table({ retentionInDays: 90, totalRetentionInDays: 365 })).resolves.toMatchObject({
      archiveRetentionInDays: 275,
    });
    await expect(table({ retentionInDays: -1, totalRetentionInDays: -1 })).resolves.toMatchObject({
      retentionInDays: 60,
    });
    const code = 'InvalidParameter';
    await expect(table({ retentionInDays: 3 })).rejects.toMatchObject({ code });
    await expect(table({ retentionInDays: 90, totalRetentionInDays: 60 })).rejects.toMatchObject({ code });
    await expect(table({ totalRetentionInDays: 1000 })).rejects.toMatchObject({ code });
    await expect(table({ plan: 'Basic', retentionInDays: 90 })).rejects.toMatchObject({ code });
    await expect(client.tables.get('rg', 'log-d', 'Mine_CL')).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });
});
