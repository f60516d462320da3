import { AppConfigurationClient } from '@azure/app-configuration';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

describe('key-values of App Configuration', () => {
  let test: TestAzure;
  let client: AppConfigurationClient;
  beforeAll(async () => {
    test = await startAzure();
    const id = test.idOf('Microsoft.AppConfiguration/configurationStores/appcs-a');
    test.azure.assume(id, { location: 'westeurope', sku: { name: 'standard' } });
    client = new AppConfigurationClient('https://appcs-a.azconfig.io', test.credential, test.options);
  });
  afterAll(() => test.stop());

  it('are set, read by label, listed and deleted', async () => {
    await client.setConfigurationSetting({ key: 'api:url', value: 'https://a', label: 'prod' });
    await client.setConfigurationSetting({ key: 'api:url', value: 'https://b' });
    await expect(client.getConfigurationSetting({ key: 'api:url', label: 'prod' })).resolves.toMatchObject({
      value: 'https://a',
    });
    await expect(client.getConfigurationSetting({ key: 'api:url' })).resolves.toMatchObject({ value: 'https://b' });
    const listed = [];
    for await (const { key, label } of client.listConfigurationSettings()) {
      listed.push([key, label]);
    }
    expect(listed).toHaveLength(2);
    await client.deleteConfigurationSetting({ key: 'api:url' });
    await expect(client.getConfigurationSetting({ key: 'api:url' })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('are not changed while they are locked', async () => {
    await client.setConfigurationSetting({ key: 'fixed', value: '1' });
    await client.setReadOnly({ key: 'fixed' }, true);
    await expect(client.setConfigurationSetting({ key: 'fixed', value: '2' })).rejects.toMatchObject({
      statusCode: 409,
    });
    await client.setReadOnly({ key: 'fixed' }, false);
    await expect(client.setConfigurationSetting({ key: 'fixed', value: '2' })).resolves.toMatchObject({ value: '2' });
  });

  it('are refused in a store that does not exist, and with a key that is too large', async () => {
    const other = new AppConfigurationClient('https://appcs-none.azconfig.io', test.credential, test.options);
    await expect(other.getConfigurationSetting({ key: 'a' })).rejects.toMatchObject({ statusCode: 404 });
    await expect(client.setConfigurationSetting({ key: 'a', value: 'x'.repeat(10_000) })).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});
