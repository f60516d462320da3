import { TerraformOutput } from 'cdktf';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { StaticWebApp, StaticWebAppSku } from '../../../../lib/constructs/web/static-web-app';
import { StaticWebAppDnsZones } from '../../../../lib/constructs/web/static-web-app-dns-zones';
import { StaticWebAppDomainValidation } from '../../../../lib/constructs/web/static-web-app-domain';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingDnsZones, existingSubnet } from '../../../helpers/neighbours';

const location = 'eastus2';

describe('defaults', () => {
  test('is free in development, without previews, and leaves the repository to whoever deploys', () => {
    const stage = testStage();
    new StaticWebApp(stage, 'Shop', { location });
    const app = RenderedStage.of(stage).resource('azurerm_static_web_app');
    expect(app).toMatchObject({
      sku_tier: 'Free',
      sku_size: 'Free',
      preview_environments_enabled: false,
      public_network_access_enabled: true,
      lifecycle: { ignore_changes: ['repository_url', 'repository_branch'] },
    });
    for (const absent of ['repository_token', 'identity', 'basic_auth']) {
      expect(app).not.toHaveProperty(absent);
    }
  });

  test('production has the service level agreement', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new StaticWebApp(stage, 'Shop', { location });
    expect(stage).toHaveResource('azurerm_static_web_app', { sku_tier: 'Standard', sku_size: 'Standard' });
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const stage = testStage();
    new StaticWebApp(stage, 'Shop', {
      location,
      sku: StaticWebAppSku.STANDARD,
      previewEnvironments: true,
      configurationFileChanges: false,
      appSettings: { API_URL: 'https://api.example.com' },
    });
    expect(stage).toHaveResource('azurerm_static_web_app', {
      sku_tier: 'Standard',
      preview_environments_enabled: true,
      configuration_file_changes_enabled: false,
      app_settings: { API_URL: 'https://api.example.com' },
    });
  });

  test('an identity makes it Standard, and the app waits for what the identity is granted', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Identity');
    new StaticWebApp(stage, 'Shop', { location, identity });
    KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing').grantReadSecrets(identity);
    expect(stage).toHaveResource('azurerm_static_web_app', {
      sku_tier: 'Standard',
      identity: { type: 'UserAssigned' },
      depends_on: [expect.stringContaining('azurerm_role_assignment')],
    });
  });

  test('a private endpoint closes it, and gets its record in the zone of its partition', () => {
    const stage = testStage();
    const network = VirtualNetwork.fromName(stage, 'Network', { name: 'vnet', resourceGroupName: 'rg' });
    new StaticWebApp(stage, 'Shop', {
      location,
      privateEndpoints: { subnet: existingSubnet(stage) },
      privateDnsNetworks: [network],
    });
    const rendered = RenderedStage.of(stage);
    expect(stage).toHaveResource('azurerm_static_web_app', {
      sku_tier: 'Standard',
      public_network_access_enabled: false,
    });
    expect(rendered.resource('azurerm_private_dns_zone')['name']).toMatch(
      /^\$\{join\("\.", \["privatelink", replace\(azurerm_static_web_app\..*default_host_name, "\/\^\[\^\.\]\*\[\.\]\/", ""\)\]\)\}$/,
    );
    expect(stage).toHaveResourceCount('azurerm_private_dns_zone_virtual_network_link', 1);
    expect(stage).toHaveResource('azurerm_private_endpoint', {
      private_service_connection: { subresource_names: ['staticSites'] },
      private_dns_zone_group: { private_dns_zone_ids: [expect.stringContaining('azurerm_private_dns_zone')] },
    });
  });

  test('without networks the records of its endpoint are left to others, and it can stay open', () => {
    const stage = testStage();
    new StaticWebApp(stage, 'Shop', {
      location,
      privateEndpoints: { subnet: existingSubnet(stage) },
      publicNetworkAccess: true,
    });
    expect(RenderedStage.of(stage).resource('azurerm_private_endpoint')).not.toHaveProperty('private_dns_zone_group');
    expect(stage).toHaveResource('azurerm_static_web_app', { public_network_access_enabled: true });
  });

  test('a domain is proven by CNAME, or by a TXT record that it tells', () => {
    const stage = testStage();
    const app = new StaticWebApp(stage, 'Shop', { location });
    app.addCustomDomain('www.example.com');
    const apex = app.addCustomDomain('example.com', StaticWebAppDomainValidation.TXT);
    expect(stage).toHaveResource('azurerm_static_web_app_custom_domain', {
      domain_name: 'www.example.com',
      validation_type: 'cname-delegation',
    });
    expect(stage).toHaveResource('azurerm_static_web_app_custom_domain', { validation_type: 'dns-txt-token' });
    new TerraformOutput(stage, 'Token', { value: apex.validationToken });
    expect(RenderedStage.of(stage).outputs['Token']).toEqual({
      value: expect.stringContaining('validation_token'),
      sensitive: true,
    });
    expect(() => app.addCustomDomain('https://example.com')).toThrow('Allowed: a domain in lower case');
  });
});

describe('a domain', () => {
  const domain = (name: string, validation?: StaticWebAppDomainValidation) => {
    const stage = testStage();
    new StaticWebApp(stage, 'Shop', { location }).addCustomDomain(name, validation);
    return stage;
  };
  const validationOf = (stage: ReturnType<typeof testStage>) =>
    RenderedStage.of(stage).resource('azurerm_static_web_app_custom_domain')['validation_type'];

  test('that is the apex of its zone is proven by TXT: it can have no CNAME', () => {
    expect(validationOf(domain('example.com'))).toBe('dns-txt-token');
    expect(() => domain('example.com', StaticWebAppDomainValidation.CNAME)).toThrow(
      'stage-test/Shop/Domain-example.com: validation: example.com is the apex of its zone, which can have no CNAME record. Use TXT, or leave it out.',
    );
  });

  test('that may be one, below a suffix of two labels, is warned of until TXT is said', () => {
    const warning = 'if example.co.uk is the apex of its zone, it can have no CNAME record: set validation to TXT then';
    expect(validationOf(domain('example.co.uk'))).toBe('cname-delegation');
    expect(domain('example.co.uk')).toWarn(warning);
    expect(domain('example.co.uk', StaticWebAppDomainValidation.TXT)).not.toWarn(warning);
    expect(domain('www.example.com')).not.toWarn(/apex/);
    expect(domain('www.example.co.uk')).not.toWarn(/apex/);
  });
});

describe('two apps in one network', () => {
  test('share a zone for each partition, and each picks its own', () => {
    const stage = testStage();
    const network = VirtualNetwork.fromName(stage, 'Network', { name: 'vnet', resourceGroupName: 'rg' });
    const privateDnsZones = new StaticWebAppDnsZones(stage, 'Zones', {
      virtualNetworks: [network],
      partitions: [1, 2],
    });
    const privateEndpoints = { subnet: existingSubnet(stage) };
    new StaticWebApp(stage, 'Shop', { location, privateEndpoints, privateDnsZones });
    new StaticWebApp(stage, 'Office', { location, privateEndpoints, privateDnsZones });
    const rendered = RenderedStage.of(stage);
    expect(rendered.resources('azurerm_private_dns_zone').map(({ name }) => name)).toEqual([
      'privatelink.1.azurestaticapps.net',
      'privatelink.2.azurestaticapps.net',
      'privatelink.azurestaticapps.net',
    ]);
    expect(stage).toHaveResourceCount('azurerm_private_dns_zone_virtual_network_link', 3);
    for (const app of ['Shop', 'Office']) {
      expect(stage).toHaveResource('azurerm_private_endpoint', {
        private_dns_zone_group: {
          private_dns_zone_ids: [
            expect.stringMatching(
              new RegExp(
                `^\\$\\{tomap.*"1.azurestaticapps.net" = .*\\[replace\\(azurerm_static_web_app.${app}_\\w+.default`,
              ),
            ),
          ],
        },
      });
    }
  });

  test('cannot each make a zone: where both are in one partition, the network takes one', () => {
    const stage = testStage();
    const network = VirtualNetwork.fromName(stage, 'Network', { name: 'vnet', resourceGroupName: 'rg' });
    const options = { location, privateEndpoints: { subnet: existingSubnet(stage) }, privateDnsNetworks: [network] };
    new StaticWebApp(stage, 'Shop', options);
    expect(() => new StaticWebApp(stage, 'Office', options)).toThrow(
      'stage-test/Office: privateDnsNetworks: stage-test/Shop has a zone of its own there, and a network is linked to one zone of a partition. Create StaticWebAppDnsZones with the networks once, and pass them to both apps as privateDnsZones.',
    );
  });

  test.each([
    [{ partitions: [0] }, 'partitions: got [0]. Allowed: whole numbers from 1, each once.'],
    [{ partitions: [1, 1] }, 'partitions: got [1,1]. Allowed: whole numbers from 1, each once.'],
  ])('refuse %j', (props, message) => {
    expect(() => new StaticWebAppDnsZones(testStage(), 'Zones', { virtualNetworks: [], ...props })).toThrow(message);
  });
});

test('an app that exists is read, not made', () => {
  const stage = testStage();
  const app = StaticWebApp.fromName(stage, 'Existing', 'stapp-existing', 'rg-existing');
  app.addCustomDomain('www.example.com');
  expect(stage).toHaveResourceCount('azurerm_static_web_app', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_static_web_app')).toEqual([
    { name: 'stapp-existing', resource_group_name: 'rg-existing' },
  ]);
  new TerraformOutput(stage, 'Url', { value: app.url });
  expect(RenderedStage.of(stage).outputs['Url']).toEqual({
    value: expect.stringMatching(/^https:\/\/\$\{data.azurerm_static_web_app.*default_host_name\}$/),
  });
});

describe('bad input', () => {
  test('every problem is reported at once', () => {
    const stage = testStage();
    expect(
      () =>
        new StaticWebApp(stage, 'Shop', {
          location: 'eastus',
          sku: StaticWebAppSku.FREE,
          identity: new UserAssignedIdentity(stage, 'Identity'),
          privateEndpoints: { subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) },
        }),
    ).toThrow(
      [
        'stage-test/Shop: location: got "eastus". Allowed: centralus, eastasia, eastus2, westeurope, westus2. Its pages are served everywhere, so use the nearest region.',
        'stage-test/Shop: privateEndpoints: the Free SKU supports none. Use StaticWebAppSku.STANDARD.',
        'stage-test/Shop: identity: the Free SKU has none. Use StaticWebAppSku.STANDARD.',
        'stage-test/Shop: privateEndpoints.dnsZones: the name of the zone contains the number of the partition, which only the app knows. Name the networks in privateDnsNetworks, and the app makes the zone.',
      ].join('\n'),
    );
  });

  test('an app that nobody could reach is refused', () => {
    expect(() => new StaticWebApp(testStage(), 'Shop', { location, publicNetworkAccess: false })).toThrow(
      'publicNetworkAccess: without private endpoints nobody could reach the app',
    );
    const stage = testStage();
    const network = VirtualNetwork.fromName(stage, 'Network', { name: 'vnet', resourceGroupName: 'rg' });
    expect(() => new StaticWebApp(stage, 'Shop', { location, privateDnsNetworks: [network] })).toThrow(
      'privateDnsNetworks: there are no private endpoints to find',
    );
  });
});
