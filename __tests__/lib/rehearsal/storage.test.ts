import { type StorageAccountCreateParameters, StorageManagementClient } from '@azure/arm-storage';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

/** Smallest account. The client sends properties only where one of those that it looks for is there, such as the version of TLS. */
const ACCOUNT: StorageAccountCreateParameters = {
  minimumTlsVersion: 'TLS1_2',
  location: 'westeurope',
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
};

describe('storage accounts', () => {
  let test: TestAzure;
  let client: StorageManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    client = new StorageManagementClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const account = (name: string, more: Partial<StorageAccountCreateParameters> = {}) =>
    client.storageAccounts.create('rg', name, { ...ACCOUNT, ...more });

  it('creates, reads, lists, changes and deletes an account', async () => {
    const made = await account('stone', { sku: { name: 'Standard_RAGRS' } });
    expect(made).toMatchObject({
      accessTier: 'Hot',
      enableHttpsTrafficOnly: true,
      secondaryLocation: 'northeurope',
      primaryEndpoints: { blob: 'https://stone.blob.core.windows.net/' },
      secondaryEndpoints: { blob: 'https://stone-secondary.blob.core.windows.net/' },
    });
    await client.storageAccounts.update('rg', 'stone', { accessTier: 'Cool', tags: { team: 'shop' } });
    await expect(client.storageAccounts.getProperties('rg', 'stone')).resolves.toMatchObject({
      accessTier: 'Cool',
      tags: { team: 'shop' },
      sku: { name: 'Standard_RAGRS' },
      creationTime: made.creationTime,
    });
    const { keys = [] } = await client.storageAccounts.listKeys('rg', 'stone');
    expect(keys.map(({ keyName }) => keyName)).toEqual(['key1', 'key2']);
    const names = await namesOf(client.storageAccounts.listByResourceGroup('rg'));
    expect(names).toEqual(['stone']);
    await client.storageAccounts.delete('rg', 'stone');
    await expect(client.storageAccounts.getProperties('rg', 'stone')).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('refuses a name that is taken in any resource group', async () => {
    await account('sttaken');
    const id = `/subscriptions/${test.subscriptionId}/resourceGroups/rg-2`;
    test.azure.assume(id, { location: 'westeurope' });
    await expect(client.storageAccounts.create('rg-2', 'sttaken', ACCOUNT)).rejects.toMatchObject({
      code: 'StorageAccountAlreadyTaken',
    });
    const check = (name: string) =>
      client.storageAccounts.checkNameAvailability({ name, type: 'Microsoft.Storage/storageAccounts' });
    await expect(check('sttaken')).resolves.toMatchObject({ nameAvailable: false, reason: 'AlreadyExists' });
    await expect(check('st-none')).resolves.toMatchObject({ nameAvailable: false, reason: 'AccountNameInvalid' });
    await expect(check('stnone')).resolves.toMatchObject({ nameAvailable: true });
  });

  it.each<readonly [string, Partial<StorageAccountCreateParameters>, string]>([
    ['a tier that the kind does not have', { kind: 'BlockBlobStorage' }, 'InvalidValuesForRequestParameters'],
    [
      'premium with geo-redundancy',
      { kind: 'BlockBlobStorage', sku: { name: 'Premium_GRS' } },
      'InvalidValuesForRequestParameters',
    ],
    [
      'zones of BlobStorage',
      { kind: 'BlobStorage', sku: { name: 'Standard_ZRS' } },
      'InvalidValuesForRequestParameters',
    ],
    ['zones of a region without zones', { location: 'westus', sku: { name: 'Standard_ZRS' } }, 'SkuNotAvailable'],
    ['SFTP without a hierarchical namespace', { isSftpEnabled: true }, 'InvalidValuesForRequestParameters'],
    ['NFS without a hierarchical namespace', { enableNfsV3: true }, 'InvalidValuesForRequestParameters'],
    [
      'a customer-managed key without identity',
      { encryption: { keySource: 'Microsoft.Keyvault' } },
      'InvalidValuesForRequestParameters',
    ],
    ['an access tier', { accessTier: 'Frozen' as 'Hot' }, 'InvalidRequestPropertyValue'],
    ['a version of TLS', { minimumTlsVersion: 'TLS1_4' }, 'InvalidRequestPropertyValue'],
    ['a region that there is not', { location: 'westmars' }, 'LocationNotAvailableForResourceType'],
  ])('refuses %s', async (_what, more, code) => {
    await expect(account('strefused', more)).rejects.toMatchObject({ code });
  });

  it('refuses changes that need another account', async () => {
    await account('stfixed');
    const code = 'AccountPropertyCannotBeUpdated';
    const update = (sku: string) => client.storageAccounts.update('rg', 'stfixed', { sku: { name: sku } });
    await expect(update('Standard_ZRS')).rejects.toMatchObject({ code });
    await expect(account('stfixed', { isHnsEnabled: true })).rejects.toMatchObject({ code });
    await expect(update('Standard_GRS')).resolves.toMatchObject({ sku: { name: 'Standard_GRS' } });
    await expect(account('stfixed', { location: 'northeurope' })).rejects.toMatchObject({
      code: 'InvalidResourceLocation',
    });
  });

  it('serves containers, which are public where the account allows it', async () => {
    await account('stfiles');
    await client.blobContainers.create('rg', 'stfiles', 'data', {});
    await expect(client.blobContainers.get('rg', 'stfiles', 'data')).resolves.toMatchObject({ publicAccess: 'None' });
    const open = () => client.blobContainers.create('rg', 'stfiles', 'open', { publicAccess: 'Blob' });
    await expect(open()).rejects.toMatchObject({ code: 'PublicAccessNotPermitted' });
    await client.storageAccounts.update('rg', 'stfiles', { minimumTlsVersion: 'TLS1_2', allowBlobPublicAccess: true });
    await open();
    const names = await namesOf(client.blobContainers.list('rg', 'stfiles'));
    expect(names).toEqual(['data', 'open']);
    await expect(client.blobContainers.create('rg', 'stfiles', 'a--b', {})).rejects.toMatchObject({
      code: 'InvalidResourceName',
    });
    await expect(client.blobContainers.create('rg', 'stnothere', 'data', {})).rejects.toMatchObject({
      code: 'ParentResourceNotFound',
    });
    await client.blobContainers.delete('rg', 'stfiles', 'open');
    await expect(client.blobContainers.get('rg', 'stfiles', 'open')).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('serves the blob service, and refuses settings that exclude each other', async () => {
    await account('stblobs');
    await account('stlake', { isHnsEnabled: true });
    const set = (name: string, properties: object) => client.blobServices.setServiceProperties('rg', name, properties);
    const code = 'InvalidRequestPropertyValue';
    await expect(client.blobServices.getServiceProperties('rg', 'stblobs')).resolves.toMatchObject({
      deleteRetentionPolicy: { enabled: false },
    });
    await expect(set('stlake', { isVersioningEnabled: true })).rejects.toMatchObject({ code });
    await expect(set('stblobs', { deleteRetentionPolicy: { enabled: true, days: 366 } })).rejects.toMatchObject({
      code,
    });
    const restorable = {
      restorePolicy: { enabled: true, days: 6 },
      isVersioningEnabled: true,
      changeFeed: { enabled: true },
      deleteRetentionPolicy: { enabled: true, days: 7 },
    };
    await expect(set('stblobs', { ...restorable, isVersioningEnabled: false })).rejects.toMatchObject({ code });
    await set('stblobs', restorable);
    await expect(client.blobServices.getServiceProperties('rg', 'stblobs')).resolves.toMatchObject(restorable);
  });

  it('takes lifecycle rules, which archive where there are no zones', async () => {
    await account('stcycle');
    await account('stzones', { sku: { name: 'Standard_ZRS' } });
    const rule = (name: string, blobTypes = ['blockBlob']) => ({
      name,
      type: 'Lifecycle',
      definition: {
        actions: { baseBlob: { tierToArchive: { daysAfterModificationGreaterThan: 90 } } },
        filters: { blobTypes },
      },
    });
    const set = (accountName: string, ...rules: ReturnType<typeof rule>[]) =>
      client.managementPolicies.createOrUpdate('rg', accountName, 'default', { policy: { rules } });
    const code = 'InvalidRequestPropertyValue';
    await expect(set('stcycle')).rejects.toMatchObject({ code });
    await expect(set('stcycle', rule('old'), rule('OLD'))).rejects.toMatchObject({ code });
    await expect(set('stcycle', rule('old', []))).rejects.toMatchObject({ code });
    await expect(set('stzones', rule('old'))).rejects.toMatchObject({ code });
    await set('stcycle', rule('old'));
    const { policy } = await client.managementPolicies.get('rg', 'stcycle', 'default');
    expect(policy?.rules.map(({ name }) => name)).toEqual(['old']);
    await client.managementPolicies.delete('rg', 'stcycle', 'default');
  });

  it('replicates objects once both sides are ready, first at the destination', async () => {
    for (const name of ['stfrom', 'stto']) {
      await account(name);
      await client.blobContainers.create('rg', name, 'data', {});
    }
    const idOf = async (name: string) => (await client.storageAccounts.getProperties('rg', name)).id ?? '';
    const [sourceAccount, destinationAccount] = [await idOf('stfrom'), await idOf('stto')];
    const rules = [{ sourceContainer: 'data', destinationContainer: 'data' }];
    const set = (at: string, policyId: string, more: object = {}) =>
      client.objectReplicationPolicies.createOrUpdate('rg', at, policyId, {
        sourceAccount,
        destinationAccount,
        rules,
        ...more,
      });
    await expect(set('stto', 'default')).rejects.toMatchObject({ code: 'BlobVersioningNotEnabled' });
    const versioned = { isVersioningEnabled: true };
    await client.blobServices.setServiceProperties('rg', 'stto', versioned);
    const none = [{ sourceContainer: 'data', destinationContainer: 'none' }];
    await expect(set('stto', 'default', { rules: none })).rejects.toMatchObject({
      code: 'InvalidRequestPropertyValue',
    });
    const made = await set('stto', 'default');
    const { policyId = '' } = made;
    expect(made.rules?.[0]?.ruleId).toBeDefined();
    await client.blobServices.setServiceProperties('rg', 'stfrom', versioned);
    await expect(set('stfrom', policyId)).rejects.toMatchObject({ code: 'ChangeFeedNotEnabled' });
    await client.blobServices.setServiceProperties('rg', 'stfrom', { ...versioned, changeFeed: { enabled: true } });
    await expect(set('stfrom', '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'InvalidRequestPropertyValue',
    });
    await expect(set('stfrom', policyId, { rules: made.rules })).resolves.toMatchObject({ policyId });
    for (const at of ['stfrom', 'stto']) {
      await client.objectReplicationPolicies.delete('rg', at, policyId);
    }
  });
});
