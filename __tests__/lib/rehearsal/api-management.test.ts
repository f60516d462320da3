import { ResourceManagementClient } from '@azure/arm-resources';
import { type JsonObject } from '../../../lib/rehearsal/arm/json';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

const VERSION = '2024-05-01';
const PUBLISHER = { publisherName: 'Contoso', publisherEmail: 'api@contoso.com' };

describe('API Management', () => {
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure();
  });
  afterAll(() => test.stop());

  const resources = () => new ResourceManagementClient(test.credential, test.subscriptionId, test.options).resources;
  const idOf = (path: string) => test.idOf(`Microsoft.ApiManagement/service/${path}`);
  const put = (path: string, properties: Record<string, unknown>, more: object = {}) =>
    resources().beginCreateOrUpdateByIdAndWait(idOf(path), VERSION, { properties, ...more });
  const service = (name: string, sku: object, properties: object = {}) =>
    put(name, { ...PUBLISHER, ...properties }, { location: 'westeurope', sku, identity: { type: 'SystemAssigned' } });
  const v2 = { name: 'StandardV2', capacity: 1 };
  const subnet = (name: string, addressPrefix: string, more: JsonObject = {}) => {
    const id = test.idOf(`Microsoft.Network/virtualNetworks/vnet/subnets/${name}`);
    const type = 'Microsoft.Network/virtualNetworks/subnets';
    test.azure.azure.store.set({ id, name, type, properties: { addressPrefix, ...more } });
    return { virtualNetworkType: 'External', virtualNetworkConfiguration: { subnetResourceId: id } };
  };
  const delegated = [{ name: 'd', properties: { serviceName: 'Microsoft.Web/serverFarms' } }];

  it('serves services with their addresses and settings', async () => {
    const made = await service('apim-one', v2, subnet('ok', '10.0.0.0/27', { delegations: delegated }));
    expect(made.properties).toMatchObject({
      gatewayUrl: 'https://apim-one.azure-api.net',
      provisioningState: 'Succeeded',
    });
    const setting = await resources().getById(idOf('apim-one/portalsettings/signin'), VERSION);
    expect(setting.properties).toEqual({ enabled: false });
    const otherGroup = idOf('apim-one').replace('/rg/', '/other/');
    const type = 'Microsoft.Resources/resourceGroups';
    test.azure.azure.store.set({
      id: otherGroup.split('/').slice(0, 5).join('/'),
      name: 'other',
      type,
      properties: {},
    });
    const body = { location: 'westeurope', sku: v2, properties: PUBLISHER };
    await expect(resources().beginCreateOrUpdateByIdAndWait(otherGroup, VERSION, body)).rejects.toMatchObject({
      code: 'ServiceAlreadyExists',
    });
  });

  it.each<readonly [string, object, object | (() => object), string]>([
    ['units', { name: 'Basic', capacity: 9 }, {}, 'InvalidParameters'],
    ['a publisher without an address', v2, { publisherEmail: 'nobody' }, 'InvalidParameters'],
    ['no public access from the start', v2, { publicNetworkAccess: 'Disabled' }, 'BadRequest'],
    ['a network of Basic v2', { name: 'BasicV2', capacity: 1 }, () => subnet('a', '10.0.1.0/27'), 'InvalidParameters'],
    ['a subnet without delegation', v2, () => subnet('b', '10.0.2.0/27'), 'SubnetDelegationMissing'],
    ['a small subnet', v2, () => subnet('c', '10.0.3.0/28', { delegations: delegated }), 'InvalidSubnetSize'],
    [
      'a subnet without security group',
      { name: 'Developer' },
      () => subnet('d', '10.0.4.0/27'),
      'NetworkSecurityGroupIsRequired',
    ],
  ])('refuses %s', async (_what, sku, properties, code) => {
    const given = typeof properties === 'function' ? (properties() as object) : properties;
    await expect(service('apim-no', sku, given)).rejects.toMatchObject({ code });
  });

  it('keeps a deleted service until it is restored or purged', async () => {
    await service('apim-gone', v2);
    await resources().beginDeleteByIdAndWait(idOf('apim-gone'), VERSION);
    await expect(service('apim-gone', v2)).rejects.toMatchObject({ code: 'ServiceAlreadyExistsInSoftDeletedState' });
    await expect(service('apim-gone', v2, { restore: true })).resolves.toMatchObject({ name: 'apim-gone' });
    await resources().beginDeleteByIdAndWait(idOf('apim-gone'), VERSION);
    const deleted = `/subscriptions/${test.subscriptionId}/providers/Microsoft.ApiManagement/locations/westeurope/deletedServices/apim-gone`;
    await resources().beginDeleteByIdAndWait(deleted, VERSION);
    await service('apim-gone', v2);
  });

  it('serves APIs, backends, named values, and a logger that a diagnostic keeps', async () => {
    await service('apim-parts', v2);
    const orders = { displayName: 'Orders', path: 'orders', protocols: ['https'] };
    expect((await put('apim-parts/apis/orders;rev=1', orders)).properties).toMatchObject({ apiRevision: '1' });
    await expect(put('apim-parts/apis/twin;rev=1', orders)).rejects.toMatchObject({ code: 'ValidationError' });
    await expect(put('apim-parts/backends/b', { url: 'orders', protocol: 'http' })).rejects.toMatchObject({
      code: 'ValidationError',
    });
    await put('apim-parts/backends/b', { url: 'https://orders', protocol: 'http' });
    const hidden = await put('apim-parts/namedValues/n', { displayName: 'n', value: 'v', secret: true });
    expect(hidden.properties).not.toHaveProperty('value');
    const keyVault = { secretIdentifier: 'https://kv.vault.azure.net/secrets/a' };
    await expect(put('apim-parts/namedValues/kv', { displayName: 'kv', keyVault })).rejects.toMatchObject({
      code: 'ValidationError',
    });
    const logger = (credentials: object) =>
      put('apim-parts/loggers/ai', { loggerType: 'applicationInsights', credentials });
    await expect(logger({})).rejects.toMatchObject({ code: 'ValidationError' });
    const made = await logger({ connectionString: 'InstrumentationKey=1', identityClientId: 'SystemAssigned' });
    await put('apim-parts/diagnostics/applicationinsights', { loggerId: made.id });
    await expect(resources().beginDeleteByIdAndWait(made.id ?? '', VERSION)).rejects.toMatchObject({
      code: 'ValidationError',
    });
  });
});
