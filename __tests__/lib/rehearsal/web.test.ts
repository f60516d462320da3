import { ResourceManagementClient } from '@azure/arm-resources';
import { refused, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const VERSION = '2023-12-01';

describe('static web apps', () => {
  let test: TestAzure;
  let generic: ResourceManagementClient['resources'];
  beforeAll(async () => {
    test = await startAzure();
    generic = new ResourceManagementClient(test.credential, test.subscriptionId, test.options).resources;
    await app('app');
  });
  afterAll(() => test.stop());

  const idOf = (name: string, path = '') => test.idOf(`Microsoft.Web/staticSites/${name}${path}`);
  const app = (name: string, sku = 'Standard', more: object = {}) =>
    generic.beginCreateOrUpdateByIdAndWait(idOf(name), VERSION, {
      location: 'westeurope',
      sku: { name: sku },
      properties: {},
      ...more,
    });
  const part = (of: string, path: string, properties: object) =>
    generic.beginCreateOrUpdateByIdAndWait(idOf(of, path), VERSION, { properties: { ...properties } });
  const remove = (of: string, path = '') => generic.beginDeleteByIdAndWait(idOf(of, path), VERSION);

  it('serves an app at a host of its own, and keeps the token of its repository to itself', async () => {
    const repositoryUrl = 'https://github.com/example/shop';
    const made = await app('built', 'Free', {
      properties: { repositoryUrl, branch: 'main', repositoryToken: 'hidden' },
    });
    expect(made.properties).toMatchObject({
      defaultHostname: expect.stringMatching(/^rehearsal-[0-9a-f]{9}\.[1-5]\.azurestaticapps\.net$/),
      provider: 'GitHub',
      repositoryUrl,
      stagingEnvironmentPolicy: 'Enabled',
    });
    expect(JSON.stringify(made)).not.toContain('hidden');
    const read = await generic.getById(idOf('built'), VERSION);
    expect(read.properties).toEqual(made.properties);
    await remove('built');
    await expect(generic.getById(idOf('built'), VERSION)).rejects.toEqual(refused('ResourceNotFound'));
  });

  it('refuses other plans, regions without the service, and what the plan Free does not have', async () => {
    await expect(app('refused', 'Premium')).rejects.toEqual(refused('BadRequest', /Free or Standard/));
    await expect(app('refused', 'Standard', { location: 'northeurope' })).rejects.toEqual(
      refused('LocationNotAvailableForResourceType', /westeurope/),
    );
    await expect(app('refused', 'Free', { identity: { type: 'SystemAssigned' } })).rejects.toEqual(
      refused('BadRequest', /identities/),
    );
    await app('free', 'Free');
    const auth = { password: 'Hidden-1', environmentMode: 'AllEnvironments' };
    await expect(part('free', '/basicAuth/default', auth)).rejects.toEqual(refused('BadRequest', /Standard/));
    await remove('free');
  });

  it('takes texts as settings, and keeps passwords to itself', async () => {
    await expect(part('app', '/config/appsettings', { count: 3 })).rejects.toEqual(refused('BadRequest', /count/));
    await expect(part('app', '/config/appsettings', { MODE: 'test' })).resolves.toMatchObject({
      properties: { MODE: 'test' },
    });
    await expect(part('app', '/config/other', {})).rejects.toEqual(refused('InvalidResourceName'));
    const auth = { password: 'Hidden-1', environmentMode: 'AllEnvironments' };
    const made = await part('app', '/basicAuth/default', auth);
    expect(made.properties).toEqual({ environmentMode: 'AllEnvironments' });
  });

  it('has as many custom domains as its plan, each of which is of one app', async () => {
    await app('small', 'Free');
    const byText = { validationMethod: 'dns-txt-token' };
    await expect(part('small', '/customDomains/example.com', byText)).resolves.toMatchObject({
      properties: { status: 'Validating', validationToken: expect.any(String) },
    });
    await expect(part('small', '/customDomains/www.example.com', {})).resolves.toMatchObject({
      properties: { status: 'Ready' },
    });
    await expect(part('small', '/customDomains/a.example.com', {})).rejects.toEqual(refused('BadRequest', /at most 2/));
    await expect(part('app', '/customDomains/WWW.example.com', {})).rejects.toEqual(
      refused('Conflict', /already in use/),
    );
    await expect(generic.getById(idOf('small'), VERSION)).resolves.toMatchObject({
      properties: { customDomains: ['example.com', 'www.example.com'] },
    });
    await remove('small', '/customDomains/www.example.com');
    await part('app', '/customDomains/www.example.com', {});
    await remove('small');
  });
});
