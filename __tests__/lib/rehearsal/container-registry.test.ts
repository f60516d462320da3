import { ContainerRegistryManagementClient, type Registry } from '@azure/arm-containerregistry';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';

describe('container registries', () => {
  let test: TestAzure;
  let client: ContainerRegistryManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    client = new ContainerRegistryManagementClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const registry = (name: string, sku = 'Basic', more: Partial<Registry> = {}) =>
    client.registries.create('rg', name, { location: LOCATION, sku: { name: sku }, ...more });
  const replication = (registryName: string, location: string) =>
    client.replications.create('rg', registryName, location, { location });
  const code = 'FeatureNotSupported';

  it('creates, reads, lists, changes and deletes a registry', async () => {
    await expect(registry('crOne')).resolves.toMatchObject({
      loginServer: 'crone.azurecr.io',
      adminUserEnabled: false,
      sku: { name: 'Basic', tier: 'Basic' },
      policies: { exportPolicy: { status: 'enabled' } },
    });
    await client.registries.update('rg', 'crOne', { sku: { name: 'Premium' }, tags: { team: 'shop' } });
    await expect(client.registries.get('rg', 'crOne')).resolves.toMatchObject({
      sku: { name: 'Premium', tier: 'Premium' },
      tags: { team: 'shop' },
    });
    const usages = await client.registries.listUsages('rg', 'crOne');
    expect(usages.value?.map(({ name }) => name)).toEqual(['Size']);
    const names = await namesOf(client.registries.listByResourceGroup('rg'));
    expect(names).toEqual(['crOne']);
    await client.registries.delete('rg', 'crOne');
    await expect(client.registries.get('rg', 'crOne')).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('refuses a SKU, a name and one that is taken', async () => {
    await registry('crtwo');
    await expect(registry('crgold', 'Gold')).rejects.toMatchObject({ code: 'InvalidSku' });
    await expect(registry('cr-gold')).rejects.toMatchObject({ code: 'InvalidResourceName' });
    test.azure.assumeGroup(`/subscriptions/${test.subscriptionId}/resourceGroups/rg-2`, LOCATION);
    const twin = client.registries.create('rg-2', 'CRtwo', { location: LOCATION, sku: { name: 'Basic' } });
    await expect(twin).rejects.toMatchObject({ code: 'AlreadyInUse' });
    const check = (name: string) =>
      client.registries.checkNameAvailability({ name, type: 'Microsoft.ContainerRegistry/registries' });
    await expect(check('crtwo')).resolves.toMatchObject({ nameAvailable: false });
    await expect(check('crthree')).resolves.toMatchObject({ nameAvailable: true });
  });

  it.each<readonly [string, Partial<Registry>]>([
    ['zone redundancy', { zoneRedundancy: 'Enabled' }],
    ['no public network access', { publicNetworkAccess: 'Disabled' }],
    ['data endpoints', { dataEndpointEnabled: true }],
    ['a retention policy', { policies: { retentionPolicy: { status: 'enabled', days: 7 } } }],
    ['no export', { policies: { exportPolicy: { status: 'disabled' } } }],
    ['rules for addresses', { networkRuleSet: { defaultAction: 'Deny' } }],
  ])('refuses %s of a registry that is not Premium', async (_what, more) => {
    await expect(registry('crbasic', 'Basic', more)).rejects.toMatchObject({ code });
  });

  it('refuses anonymous pull of Basic, and no export of a public registry', async () => {
    const anonymous = { anonymousPullEnabled: true };
    await expect(registry('cranonymous', 'Basic', anonymous)).rejects.toMatchObject({ code });
    await expect(registry('cranonymous', 'Standard', anonymous)).resolves.toMatchObject(anonymous);
    const closed = { policies: { exportPolicy: { status: 'disabled' } } };
    await expect(registry('crexport', 'Premium', closed)).rejects.toMatchObject({ code: 'BadRequest' });
    await registry('crexport', 'Premium', { ...closed, publicNetworkAccess: 'Disabled' });
  });

  it('gives credentials away only where the admin user is enabled', async () => {
    await registry('cradmin');
    await expect(client.registries.listCredentials('rg', 'cradmin')).rejects.toMatchObject({
      code: 'UnAuthorizedForCredentialOperations',
    });
    await client.registries.update('rg', 'cradmin', { adminUserEnabled: true });
    const { username, passwords = [] } = await client.registries.listCredentials('rg', 'cradmin');
    expect(username).toBe('cradmin');
    expect(passwords.map(({ name }) => name)).toEqual(['password', 'password2']);
  });

  it('replicates a Premium registry to other regions', async () => {
    await registry('crsmall');
    await expect(replication('crsmall', 'northeurope')).rejects.toMatchObject({ code });
    await registry('crlarge', 'Premium');
    await expect(replication('crlarge', 'northeurope')).resolves.toMatchObject({
      regionEndpointEnabled: true,
      zoneRedundancy: 'Disabled',
    });
    const names = await namesOf(client.replications.list('rg', 'crlarge'));
    expect([...names].sort()).toEqual(['northeurope', LOCATION]);
    await client.replications.delete('rg', 'crlarge', 'northeurope');
    await expect(client.replications.get('rg', 'crlarge', 'northeurope')).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });
});
