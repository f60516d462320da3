import { type EHNamespace, EventHubManagementClient } from '@azure/arm-eventhub';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';

describe('Event Hubs', () => {
  let test: TestAzure;
  let client: EventHubManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    client = new EventHubManagementClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const namespace = (name: string, sku = 'Standard', more: EHNamespace = {}) =>
    client.namespaces.beginCreateOrUpdateAndWait('rg', name, { location: LOCATION, sku: { name: sku }, ...more });
  const hub = (namespaceName: string, name: string, more: object = {}) =>
    client.eventHubs.createOrUpdate('rg', namespaceName, name, more);
  const code = 'BadRequest';

  it('creates, reads, lists, changes and deletes a namespace', async () => {
    await expect(namespace('evhns-one')).resolves.toMatchObject({
      serviceBusEndpoint: 'https://evhns-one.servicebus.windows.net:443/',
      minimumTlsVersion: '1.2',
      kafkaEnabled: true,
      sku: { name: 'Standard', tier: 'Standard', capacity: 1 },
    });
    await namespace('evhns-one', 'Standard', { isAutoInflateEnabled: true, maximumThroughputUnits: 4 });
    await client.namespaces.update('rg', 'evhns-one', { tags: { team: 'shop' } });
    await expect(client.namespaces.get('rg', 'evhns-one')).resolves.toMatchObject({
      maximumThroughputUnits: 4,
      tags: { team: 'shop' },
    });
    const keys = await client.namespaces.listKeys('rg', 'evhns-one', 'RootManageSharedAccessKey');
    expect(keys.primaryConnectionString).toBe(
      `Endpoint=sb://evhns-one.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${keys.primaryKey}`,
    );
    const names = await namesOf(client.namespaces.listByResourceGroup('rg'));
    expect(names).toEqual(['evhns-one']);
    await client.namespaces.beginDeleteAndWait('rg', 'evhns-one');
    await expect(client.namespaces.get('rg', 'evhns-one')).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('refuses a SKU, a name and one that is taken', async () => {
    await namespace('evhns-two');
    await expect(namespace('evhns-gold', 'Gold')).rejects.toMatchObject({ code: 'InvalidSku' });
    await expect(namespace('evhns-')).rejects.toMatchObject({ code: 'InvalidResourceName' });
    test.azure.assumeGroup(`/subscriptions/${test.subscriptionId}/resourceGroups/rg-2`, LOCATION);
    const twin = client.namespaces.beginCreateOrUpdateAndWait('rg-2', 'evhns-two', {
      location: LOCATION,
      sku: { name: 'Standard' },
    });
    await expect(twin).rejects.toMatchObject({ code: 'NameNotAvailable' });
    const check = (name: string) => client.namespaces.checkNameAvailability({ name });
    await expect(check('evhns-two')).resolves.toMatchObject({ nameAvailable: false, reason: 'NameInUse' });
    await expect(check('evhns-three')).resolves.toMatchObject({ nameAvailable: true });
  });

  it('closes a namespace by its network rules, which a change of the namespace keeps', async () => {
    await namespace('evhns-net');
    const rules = { defaultAction: 'Deny', ipRules: [{ ipMask: '10.0.0.1', action: 'Allow' }] };
    await client.namespaces.createOrUpdateNetworkRuleSet('rg', 'evhns-net', {
      ...rules,
      publicNetworkAccess: 'Disabled',
    });
    await expect(client.namespaces.get('rg', 'evhns-net')).resolves.toMatchObject({ publicNetworkAccess: 'Disabled' });
    await namespace('evhns-net', 'Standard', { disableLocalAuth: true, publicNetworkAccess: 'Disabled' });
    await expect(client.namespaces.getNetworkRuleSet('rg', 'evhns-net')).resolves.toMatchObject(rules);
  });

  it('serves hubs with their partitions, retention, consumer groups and rules', async () => {
    await namespace('evhns-hubs');
    const made = await hub('evhns-hubs', 'orders', { partitionCount: 2, messageRetentionInDays: 7 });
    expect(made).toMatchObject({
      partitionIds: ['0', '1'],
      status: 'Active',
      retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: 168 },
    });
    await client.consumerGroups.createOrUpdate('rg', 'evhns-hubs', 'orders', 'api', { userMetadata: 'api' });
    const groups = await namesOf(client.consumerGroups.listByEventHub('rg', 'evhns-hubs', 'orders'));
    expect([...groups].sort()).toEqual(['$Default', 'api']);
    await client.consumerGroups.delete('rg', 'evhns-hubs', 'orders', 'api');
    const rule = (rights: string[]) =>
      client.eventHubs.createOrUpdateAuthorizationRule('rg', 'evhns-hubs', 'orders', 'send', { rights });
    await rule(['Send']);
    const keys = await client.eventHubs.listKeys('rg', 'evhns-hubs', 'orders', 'send');
    expect(keys.primaryConnectionString).toMatch(/;EntityPath=orders$/);
    await expect(rule(['Manage'])).rejects.toMatchObject({ code });
    await client.eventHubs.delete('rg', 'evhns-hubs', 'orders');
    await expect(client.eventHubs.get('rg', 'evhns-hubs', 'orders')).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('refuses partitions and retention beyond the SKU', async () => {
    await namespace('evhns-basic', 'Basic');
    await namespace('evhns-std');
    await namespace('evhns-prem', 'Premium');
    await expect(hub('evhns-basic', 'a', { messageRetentionInDays: 2 })).rejects.toMatchObject({ code });
    await expect(hub('evhns-std', 'a', { partitionCount: 33 })).rejects.toMatchObject({ code });
    await expect(hub('evhns-std', 'a', { partitionCount: 0 })).rejects.toMatchObject({ code });
    await expect(hub('evhns-prem', 'a', { partitionCount: 101 })).rejects.toMatchObject({ code });
    await hub('evhns-std', 'a', { partitionCount: 2 });
    await expect(hub('evhns-std', 'a', { partitionCount: 4 })).rejects.toMatchObject({
      code,
      message: expect.stringContaining('cannot be changed in Standard'),
    });
    await hub('evhns-prem', 'a', { partitionCount: 2 });
    await expect(hub('evhns-prem', 'a', { partitionCount: 1 })).rejects.toMatchObject({ code });
    await expect(hub('evhns-prem', 'a', { partitionCount: 4 })).resolves.toMatchObject({ partitionCount: 4 });
    const group = () => client.consumerGroups.createOrUpdate('rg', 'evhns-basic', 'a', 'api', {});
    await hub('evhns-basic', 'a', { partitionCount: 1 });
    await expect(group()).rejects.toMatchObject({ code });
  });

  it('pairs a namespace with an empty one in another region, and keeps a pairing until it is broken', async () => {
    const { id: partnerNamespace } = await namespace('evhns-ne', 'Standard', { location: 'northeurope' });
    const { id: neighbour } = await namespace('evhns-we-2');
    await namespace('evhns-we');
    const pair = (partner: string | undefined) =>
      client.disasterRecoveryConfigs.createOrUpdate('rg', 'evhns-we', 'evhns-alias', { partnerNamespace: partner });
    await expect(pair(neighbour)).rejects.toMatchObject({ code });
    await hub('evhns-ne', 'a', { partitionCount: 1 });
    await expect(pair(partnerNamespace)).rejects.toMatchObject({ code });
    await client.eventHubs.delete('rg', 'evhns-ne', 'a');
    await expect(pair(partnerNamespace)).resolves.toMatchObject({ role: 'Primary', provisioningState: 'Succeeded' });
    const remove = () => client.disasterRecoveryConfigs.delete('rg', 'evhns-we', 'evhns-alias');
    await expect(remove()).rejects.toMatchObject({ code: 'Conflict' });
    await client.disasterRecoveryConfigs.breakPairing('rg', 'evhns-we', 'evhns-alias');
    await remove();
  });
});
