import { TerraformOutput, TerraformVariable } from 'cdktf';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { ApplicationInsights } from '../../../../lib/constructs/observability/application-insights';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { ApiManagement, type ApiManagementProps } from '../../../../lib/constructs/web/api-management';
import { ApiManagementNetworkMode } from '../../../../lib/constructs/web/api-management-network-mode';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { ApiManagementSku } from '../../../../lib/values/api-management-sku';
import { existingActionGroup, existingDnsZones, existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

const publisher = { publisherName: 'Example', publisherEmail: 'api@example.com' };
const { CONSUMPTION, DEVELOPER } = ApiManagementSku;

function service(stage: Stage, props: Partial<ApiManagementProps> = {}): ApiManagement {
  return new ApiManagement(stage, 'Gateway', { ...publisher, ...props });
}

function subnetIn(stage: Stage, role: SubnetRole, prefix = 27) {
  return new VirtualNetwork(stage, 'Network', { subnets: [{ name: 'apim', role, prefix }] }).subnet('apim');
}

const integration = SubnetRole.delegatedTo('Microsoft.Web/serverFarms', [
  'Microsoft.Network/virtualNetworks/subnets/action',
]);

describe('defaults', () => {
  test('is StandardV2 with an identity, in no network', () => {
    const stage = testStage();
    service(stage);
    const apim = RenderedStage.of(stage).resource('azurerm_api_management');
    expect(apim).toMatchObject({
      sku_name: 'StandardV2_1',
      identity: { type: 'SystemAssigned' },
      min_api_version: '2021-08-01',
      public_network_access_enabled: true,
    });
    for (const absent of ['virtual_network_type', 'zones', 'tenant_access', 'client_certificate_enabled']) {
      expect(apim).not.toHaveProperty(absent);
    }
  });

  test('no protocol below TLS 1.2 and no weak cipher, by the names that azurerm 5 keeps', () => {
    const stage = testStage();
    service(stage);
    const security = RenderedStage.of(stage).resource('azurerm_api_management')['security'] as Record<string, boolean>;
    expect(Object.values(security).every((enabled) => !enabled)).toBe(true);
    expect(Object.keys(security)).toHaveLength(17);
    expect(Object.keys(security).filter((name) => name.startsWith('enable_'))).toEqual([]);
  });

  test('a classic tier has its management keys off', () => {
    const stage = testStage();
    service(stage, { sku: DEVELOPER });
    expect(stage).toHaveResource('azurerm_api_management', { tenant_access: { enabled: false } });
  });

  test('production locks it, and Azure spreads Premium over zones: another number of units changes none', () => {
    const resources = [1, 2, 3, 4].map((units) => {
      const stage = testStage({ app: testApp({ environment: 'prod' }) });
      service(stage, { sku: ApiManagementSku.premium(units) });
      expect(stage).toHaveResource('azurerm_management_lock');
      const { sku_name, ...rest } = RenderedStage.of(stage).resource('azurerm_api_management');
      expect([sku_name, 'zones' in rest]).toEqual([`Premium_${units}`, false]);
      return rest;
    });
    expect(resources).toEqual(resources.map(() => resources[0]));
  });

  test('Consumption gives no request logs', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    service(stage, { sku: CONSUMPTION });
    expect(RenderedStage.of(stage).resource('azurerm_monitor_diagnostic_setting')).not.toHaveProperty('enabled_log');
  });

  test('alerts are those that the tier has metrics for', () => {
    const metrics = (sku: ApiManagementSku) => {
      const stage = testStage();
      stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
      service(stage, { sku });
      return RenderedStage.of(stage)
        .resources('azurerm_monitor_metric_alert')
        .map((alert) => (alert['criteria'] as { metric_name: string }[])[0]?.metric_name)
        .sort();
    };
    expect(metrics(ApiManagementSku.standardV2())).toEqual(['BackendDuration', 'Duration']);
    expect(metrics(DEVELOPER)).toEqual(['BackendDuration', 'Capacity', 'Duration']);
  });
});

describe('options', () => {
  test('security can be loosened by name, one thing at a time', () => {
    const stage = testStage();
    service(stage, { sku: DEVELOPER, tls10And11: true, tenantAccess: true });
    expect(stage).toHaveResource('azurerm_api_management', {
      tenant_access: { enabled: true },
      security: { backend_tls10_enabled: true, frontend_tls11_enabled: true, frontend_ssl30_enabled: false },
    });
    const ciphers = testStage();
    service(ciphers, { sku: DEVELOPER, weakCiphers: true, minApiVersion: '2019-12-01' });
    expect(ciphers).toHaveResource('azurerm_api_management', {
      min_api_version: '2019-12-01',
      security: {
        tls_rsa_with_aes128_cbc_sha_ciphers_enabled: true,
        triple_des_ciphers_enabled: false,
        frontend_tls10_enabled: false,
      },
    });
    const consumption = testStage();
    service(consumption, { sku: CONSUMPTION, clientCertificates: true });
    expect(consumption).toHaveResource('azurerm_api_management', { client_certificate_enabled: true });
  });

  test('StandardV2 reaches back ends through a subnet, and answers outside it', () => {
    const stage = testStage();
    service(stage, { subnet: subnetIn(stage, integration) });
    expect(stage).toHaveResource('azurerm_api_management', {
      virtual_network_type: 'External',
      virtual_network_configuration: { subnet_id: expect.stringContaining('azurerm_subnet') },
    });
  });

  test('a tier that can be in the network is closed to the Internet there by default', () => {
    const stage = testStage();
    service(stage, { sku: DEVELOPER, subnet: subnetIn(stage, SubnetRole.API_MANAGEMENT) });
    expect(stage).toHaveResource('azurerm_api_management', { virtual_network_type: 'Internal' });
    const open = testStage();
    const subnet = subnetIn(open, SubnetRole.API_MANAGEMENT);
    service(open, { sku: DEVELOPER, subnet, networkMode: ApiManagementNetworkMode.EXTERNAL });
    expect(open).toHaveResource('azurerm_api_management', { virtual_network_type: 'External' });
  });

  test('a private endpoint leads to the gateway, and the public address is closed by a second apply', () => {
    const privateEndpoints = (stage: Stage) => ({ subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) });
    const first = testStage();
    service(first, { privateEndpoints: privateEndpoints(first) });
    expect(first).toHaveResource('azurerm_private_endpoint', {
      private_service_connection: { subresource_names: ['Gateway'] },
    });
    expect(first).toWarn('set publicNetworkAccess to false and apply again');
    const second = testStage();
    service(second, { privateEndpoints: privateEndpoints(second), publicNetworkAccess: false });
    expect(second).toHaveResource('azurerm_api_management', { public_network_access_enabled: false });
    expect(second).not.toWarn('publicNetworkAccess');
  });

  test.each([
    ['of the default tier', {}, 'Give it privateEndpoints, or'],
    ['of a tier without endpoints', { sku: CONSUMPTION }, 'Use a SKU that supports privateEndpoints, or'],
  ])('a service %s that neither a network nor an endpoint leads to is warned of', (_title, props, cure) => {
    const stage = testStage();
    service(stage, props);
    expect(stage).toWarn(
      `stage-test/Gateway: is reachable from the whole Internet, because it has neither a network nor a private endpoint. ${cure} set publicNetworkAccess to true`,
    );
  });

  test('a subnet that only back ends are reached through closes nothing', () => {
    const stage = testStage();
    service(stage, { subnet: subnetIn(stage, integration) });
    expect(stage).toWarn('is reachable from the whole Internet');
  });

  test('whoever says that it is on the Internet is not warned, nor who puts it into the network', () => {
    const stage = testStage();
    service(stage, { publicNetworkAccess: true });
    const inside = testStage();
    service(inside, { sku: DEVELOPER, subnet: subnetIn(inside, SubnetRole.API_MANAGEMENT) });
    const outside = testStage();
    const subnet = subnetIn(outside, SubnetRole.API_MANAGEMENT);
    service(outside, { sku: DEVELOPER, subnet, networkMode: ApiManagementNetworkMode.EXTERNAL });
    for (const silent of [stage, inside, outside]) {
      expect(silent).not.toWarn('answers everybody');
    }
  });

  test('calls are traced with its identity, which is granted that first', () => {
    const stage = testStage();
    const insights = ApplicationInsights.fromName(stage, 'Insights', 'appi-existing', 'rg-existing');
    service(stage, { applicationInsights: insights, requestSamplingPercentage: 10 });
    const rendered = RenderedStage.of(stage);
    const logger = rendered.resource('azurerm_api_management_logger');
    expect(logger).toMatchObject({ application_insights: { identity_client_id: 'SystemAssigned' } });
    expect(logger['application_insights']).not.toHaveProperty('instrumentation_key');
    expect(logger['depends_on']).toEqual([expect.stringContaining('azurerm_role_assignment')]);
    expect(stage).toHaveResource('azurerm_api_management_diagnostic', {
      identifier: 'applicationinsights',
      sampling_percentage: 10,
      always_log_errors: true,
      log_client_ip: false,
    });
    expect(stage.context.azurermMinor).toBe(81);
  });
});

describe('its parts', () => {
  test('an API is described by an OpenAPI document and spoken to over HTTPS alone', () => {
    const stage = testStage();
    const api = service(stage).addApi('Orders', {
      path: 'orders/v1',
      serviceUrl: 'https://orders.internal.example.com',
      openApiLink: 'https://example.com/orders.json',
    });
    expect(stage).toHaveResource('azurerm_api_management_api', {
      name: 'orders',
      display_name: 'Orders',
      revision: '1',
      protocols: ['https'],
      subscription_required: true,
      import: { content_format: 'openapi+json-link', content_value: 'https://example.com/orders.json' },
    });
    new TerraformOutput(stage, 'Url', { value: api.url });
    expect(RenderedStage.of(stage).outputs['Url']).toEqual({
      value: expect.stringMatching(/gateway_url\}\/orders\/v1$/),
    });
  });

  test('an API without document has no operations, and one can be open to all', () => {
    const stage = testStage();
    service(stage).addApi('Health', { path: '', subscriptionRequired: false });
    const api = RenderedStage.of(stage).resource('azurerm_api_management_api');
    expect(api).toMatchObject({ subscription_required: false });
    expect(api).not.toHaveProperty('import');
  });

  test('the certificate of a back end is checked', () => {
    const stage = testStage();
    service(stage).addBackend('Orders', { url: 'https://orders.internal.example.com' });
    expect(stage).toHaveResource('azurerm_api_management_backend', {
      name: 'orders',
      protocol: 'http',
      tls: { validate_certificate_chain: true, validate_certificate_name: true },
    });
  });

  test('a named value is read from Key Vault, once the service may', () => {
    const stage = testStage();
    const vault = KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing');
    service(stage).addNamedValue('PolygonKey', vault.secret('Polygon-API-Key'));
    const value = RenderedStage.of(stage).resource('azurerm_api_management_named_value');
    expect(value).toMatchObject({
      name: 'polygon-key',
      secret: true,
      value_from_key_vault: { secret_id: expect.stringContaining('secrets/Polygon-API-Key') },
      depends_on: [expect.stringContaining('azurerm_role_assignment')],
    });
    expect(value).not.toHaveProperty('value');
  });

  test.each([
    ['serviceUrl', { path: 'a', serviceUrl: 'http://orders' }, 'serviceUrl: got "http://orders". Allowed: an address'],
    ['openApiLink', { path: 'a', openApiLink: 'ftp://orders' }, 'openApiLink: got "ftp://orders"'],
    ['path', { path: '/a/' }, 'path: got "/a/". Allowed: up to 400 letters'],
    ['name', { path: 'a', name: 'a#b' }, 'name: got "a#b"'],
    ['revision', { path: 'a', revision: ' ' }, 'revision: got " "'],
  ])('an API with a bad %s is refused', (_property, props, message) => {
    expect(() => service(testStage()).addApi('Orders', props)).toThrow(`stage-test/Gateway/Orders: ${message}`);
  });

  test('a document whose address only Terraform knows is refused', () => {
    const stage = testStage();
    const openApiLink = new TerraformVariable(stage, 'Link', { type: 'string' }).stringValue;
    expect(() => service(stage).addApi('Orders', { path: 'a', openApiLink })).toThrow(
      'openApiLink: is known only after',
    );
  });

  test('bad names are refused', () => {
    const stage = testStage();
    const apim = service(stage);
    expect(() => apim.addBackend('Orders', { url: 'http://a', name: 'a-' })).toThrow(
      [
        'stage-test/Gateway/Orders: name: got "a-". Allowed: 1 to 50 letters, digits, underscores and hyphens, with no hyphen at either end.',
        'stage-test/Gateway/Orders: url: got "http://a". Allowed: an address that starts with https://.',
      ].join('\n'),
    );
    const vault = KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing');
    expect(() => apim.addNamedValue('Key', vault.secret('key'), { name: '-key' })).toThrow('name: got "-key"');
  });
});

test('a service that exists is read, and takes APIs and grants', () => {
  const stage = testStage();
  const apim = ApiManagement.fromName(stage, 'Existing', 'apim-existing', 'rg-existing');
  apim.addApi('Orders', { path: 'orders' });
  KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing').secret('key').grantRead(apim);
  expect(stage).toHaveResourceCount('azurerm_api_management', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_api_management')).toEqual([
    { name: 'apim-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(stage).toHaveResource('azurerm_role_assignment', {
    principal_id: expect.stringContaining('data.azurerm_api_management'),
  });
});

describe('zones and addresses', () => {
  const premium = (units: number, props: Partial<ApiManagementProps>) => {
    const stage = testStage();
    service(stage, { sku: ApiManagementSku.premium(units), ...props });
    return stage;
  };

  test('zones that are given are those of the service, without an address where it is in no network', () => {
    const stage = premium(2, { zones: ['1', '3'] });
    expect(stage).toHaveResource('azurerm_api_management', { zones: ['1', '3'] });
    expect(stage).toHaveResourceCount('azurerm_public_ip', 0);
  });

  test('in a network they take an address with a label in the public DNS, in all zones', () => {
    const stage = premium(2, { zones: ['1', '3'], subnet: existingSubnet(testStage()) });
    const rendered = RenderedStage.of(stage);
    const { name, public_ip_address_id: address } = rendered.resource('azurerm_api_management');
    expect(address).toMatch(/^\$\{azurerm_public_ip\.Gateway_PublicIp_\w+\.id\}$/);
    expect(rendered.resource('azurerm_public_ip')).toMatchObject({
      sku: 'Standard',
      allocation_method: 'Static',
      domain_name_label: name,
      zones: ['1', '2', '3'],
    });
  });

  test('there is none without zones, unless it is asked for', () => {
    const subnet = existingSubnet(testStage());
    expect(premium(1, { subnet })).toHaveResourceCount('azurerm_public_ip', 0);
    expect(premium(1, { subnet, ownPublicIp: true, publicIpName: 'pip-mine' })).toHaveResource('azurerm_public_ip', {
      name: 'pip-mine',
    });
  });

  test.each([
    [1, { zones: ['1', '2'] }, 'Allowed: no more than the 1 units of Premium_1: each zone gets one at least.'],
    [1, { ownPublicIp: true }, 'ownPublicIp: only a Developer or Premium service in a network supports one.'],
  ])('with %d units %j is refused', (units, props, message) => {
    expect(() => premium(units, props)).toThrow(message);
  });

  test('zones in a network without the address are refused', () => {
    const subnet = existingSubnet(testStage());
    expect(() => premium(1, { zones: ['1'], subnet, ownPublicIp: false })).toThrow(
      'stage-test/Gateway: ownPublicIp: Azure requires a public address of your own to choose the zones of a service in a network.',
    );
  });
});

describe('bad input', () => {
  test('every problem is reported at once, with the path and what is allowed', () => {
    const stage = testStage();
    expect(() =>
      service(stage, {
        publisherName: '',
        publisherEmail: 'nobody',
        sku: CONSUMPTION,
        zones: ['1', '1'],
        tenantAccess: true,
        publicNetworkAccess: false,
        subnet: existingSubnet(stage),
      }),
    ).toThrow(
      [
        'stage-test/Gateway: publisherName: got "". Allowed: 1 to 100 characters.',
        'stage-test/Gateway: publisherEmail: got "nobody". Allowed: an e-mail address of up to 100 characters.',
        'stage-test/Gateway: zones: got ["1","1"]. Allowed: none with Consumption_0. Only Premium lets you choose zones.',
        'stage-test/Gateway: zones: got ["1","1"]. Allowed: each of 1, 2 and 3 at most once.',
        'stage-test/Gateway: tenantAccess: got true. Allowed: false with Consumption_0.',
        'stage-test/Gateway: subnet: Consumption_0 is in no network. Use StandardV2 to reach back ends in one, or Developer or Premium to be in one.',
        'stage-test/Gateway: publicNetworkAccess: Azure closes the public address only of a service with private endpoints. Give privateEndpoints, or subnet with a SKU that is injected into it.',
      ].join('\n'),
    );
  });

  test.each<[string, Partial<ApiManagementProps>, string]>([
    ['certificates', { clientCertificates: true }, 'clientCertificates: got true. Allowed: false with StandardV2_1'],
    ['ciphers', { weakCiphers: true }, 'weakCiphers: got true. Allowed: false with StandardV2_1'],
    ['old TLS', { tls10And11: true }, 'tls10And11: got true. Allowed: false with StandardV2_1'],
    ['sampling', { requestSamplingPercentage: 101 }, 'requestSamplingPercentage: got 101. Allowed: above 0, up to 100'],
    ['a mode', { networkMode: ApiManagementNetworkMode.EXTERNAL }, 'networkMode: there is no subnet'],
  ])('%s that cannot work is refused', (_what, props, message) => {
    expect(() => service(testStage(), props)).toThrow(message);
  });

  test('a subnet must suit the tier', () => {
    const plain = testStage();
    expect(() => service(plain, { subnet: subnetIn(plain, SubnetRole.GENERAL, 28) })).toThrow(
      /subnet: is delegated to no service.*'Microsoft.Web\/serverFarms'.*\n.*a range of \/27 or larger with StandardV2_1/,
    );
    const delegated = testStage();
    expect(() => service(delegated, { sku: DEVELOPER, subnet: subnetIn(delegated, integration) })).toThrow(
      'Use a subnet with SubnetRole.API_MANAGEMENT.',
    );
    const closed = testStage();
    const subnet = subnetIn(closed, integration);
    expect(() => service(closed, { subnet, networkMode: ApiManagementNetworkMode.INTERNAL })).toThrow(
      'networkMode: got "Internal". Allowed: External with StandardV2_1',
    );
  });

  test('private endpoints need a tier that takes them, outside the network', () => {
    const stage = testStage();
    const privateEndpoints = { subnet: existingSubnet(stage) };
    expect(() => service(stage, { sku: CONSUMPTION, privateEndpoints })).toThrow(
      'privateEndpoints: Consumption_0 supports none',
    );
    const inside = testStage();
    expect(() =>
      service(inside, {
        sku: DEVELOPER,
        subnet: subnetIn(inside, SubnetRole.API_MANAGEMENT),
        privateEndpoints: { subnet: existingSubnet(inside) },
      }),
    ).toThrow('privateEndpoints: a service in a network supports none');
  });
});

test('it can be granted roles like any identity', () => {
  const stage = testStage();
  const apim = service(stage);
  const vault = KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing');
  expect(vault.grantReadSecrets(apim)).toBe(vault.grantReadSecrets(apim));
  vault.grantReadSecrets(new UserAssignedIdentity(stage, 'Other'));
  expect(stage).toHaveResourceCount('azurerm_role_assignment', 2);
});
