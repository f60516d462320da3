import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { VpnGateway, type VpnGatewayProps } from '../../../../lib/constructs/network/vpn-gateway';
import { VpnAuthentication } from '../../../../lib/constructs/network/vpn-gateway-authentication';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { VpnGatewaySku } from '../../../../lib/values/vpn-gateway-sku';
import { existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

const TENANT = '22222222-2222-2222-2222-222222222222';
/** A self-signed certificate made for these tests; its key was thrown away. */
const ROOT =
  'MIIBkDCCATWgAwIBAgIUZ9hTYYunICjj9eoOyuCLRgOsBXAwCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRYXpzdGFnZSB0ZXN0IHJvb3QwIBcNMjYxMTIxMTA0MDAzWhgPMjEyNjEwMjgxMDQwMDNaMBwxGjAYBgNVBAMMEWF6c3RhZ2UgdGVzdCByb290MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGH3OnXknSLxlnoV/KVcx5mXQG4IAcOyg83Ugdei1Dpn49iYrFfE85JHJWhPMCgCzbBGcFI3W38AsEm4ZaUM3K6NTMFEwHQYDVR0OBBYEFAVfqtZKsaBFOkP58+4O+9phyTgnMB8GA1UdIwQYMBaAFAVfqtZKsaBFOkP58+4O+9phyTgnMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhANnaFodXUnJUmKExWPFKPjfRCRpziGedavJnZii2hWPIAiEAuC/wRnm/1qdfN/WgUb0FbyTMtvFy6tiDjNg2bRTsKno=';
const rootCertificates = [{ name: 'root', publicCertData: ROOT }];

function gateway(stage: Stage, props: Partial<VpnGatewayProps> = {}): VpnGateway {
  const network = new VirtualNetwork(stage, 'Network', {
    addressSpace: ['10.20.0.0/16'],
    subnets: [{ name: 'gateway', role: SubnetRole.GATEWAY, prefix: 27 }],
  });
  return new VpnGateway(stage, 'Vpn', { subnet: network.subnet('gateway'), ...props });
}

describe('defaults', () => {
  test('is VpnGw1AZ for OpenVPN clients with an Entra ID account of the tenant', () => {
    const stage = testStage();
    gateway(stage);
    const vpn = RenderedStage.of(stage).resource('azurerm_virtual_network_gateway');
    expect(vpn).toMatchObject({
      type: 'Vpn',
      vpn_type: 'RouteBased',
      sku: 'VpnGw1AZ',
      generation: 'Generation1',
      active_active: false,
      vpn_client_configuration: {
        address_space: ['172.31.250.0/24'],
        vpn_client_protocols: ['OpenVPN'],
        vpn_auth_types: ['AAD'],
        aad_audience: 'c632b3df-fb67-4d84-bdcf-b95ad541b5c8',
        aad_tenant: expect.stringMatching(/^https:\/\/login\.microsoftonline\.com\/\$\{data.*tenant_id\}\/$/),
        aad_issuer: expect.stringMatching(/^https:\/\/sts\.windows\.net\/\$\{data.*tenant_id\}\/$/),
      },
    });
    // azurerm renamed the first to the second between 4.60 and 4.65, and each version refuses or deprecates the other's.
    expect(vpn).not.toHaveProperty('enable_bgp');
    expect(vpn).not.toHaveProperty('bgp_enabled');
    expect(vpn['vpn_client_configuration']).not.toHaveProperty('root_certificate');
  });

  test.each(['dev', 'prod'])('its address is fixed and in all zones in %s', (environment) => {
    const stage = testStage({ app: testApp({ environment }) });
    gateway(stage);
    expect(stage).toHaveResource('azurerm_public_ip', {
      sku: 'Standard',
      allocation_method: 'Static',
      zones: ['1', '2', '3'],
    });
  });

  test('a region without zones gives its address none', () => {
    const stage = testStage();
    gateway(stage, { location: 'westus' });
    expect(RenderedStage.of(stage).resource('azurerm_public_ip')).not.toHaveProperty('zones');
  });

  test('logs of the gateway and of its address go to the workspace', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    new VpnGateway(stage, 'Vpn', { subnet: existingSubnet(stage, 'GatewaySubnet') });
    expect(stage).toHaveResourceCount('azurerm_monitor_diagnostic_setting', 2);
  });

  test.each(['staging', 'prod'])(
    'in %s both machines take clients, and these have an address of their own',
    (environment) => {
      const stage = testStage({ app: testApp({ environment }) });
      stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
      new VpnGateway(stage, 'Vpn', { subnet: existingSubnet(stage, 'GatewaySubnet') });
      const rendered = RenderedStage.of(stage);
      const vpn = rendered.resource('azurerm_virtual_network_gateway');
      expect(vpn).toMatchObject({
        active_active: true,
        ip_configuration: [{ name: 'default' }, { name: 'second' }, { name: 'clients' }],
      });
      const addresses = (vpn['ip_configuration'] as { public_ip_address_id: string }[]).map(
        (each) => each.public_ip_address_id,
      );
      expect(new Set(addresses).size).toBe(3);
      const names = rendered.resources('azurerm_public_ip').map(({ name }) => name);
      expect(names.sort()).toEqual(['', '-2', '-3'].map((end) => `pip-demo-${environment}-vpn${end}`));
      expect(stage).toHaveResourceCount('azurerm_monitor_diagnostic_setting', 4);
    },
  );
});

describe('options', () => {
  test('both machines take clients where that is asked for, over two addresses when the SKU has no zones', () => {
    const stage = testStage();
    gateway(stage, {
      sku: VpnGatewaySku.of('VpnGw2'),
      activeActive: true,
      allowRetired: true,
      publicIpName: 'pip-vpn',
    });
    const rendered = RenderedStage.of(stage);
    expect(rendered.resource('azurerm_virtual_network_gateway')).toMatchObject({
      active_active: true,
      ip_configuration: [{ name: 'default' }, { name: 'second' }],
    });
    expect(rendered.resources('azurerm_public_ip').map(({ name }) => name)).toEqual(['pip-vpn-2', 'pip-vpn']);
  });

  test('production can do with one machine that stands by', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    gateway(stage, { activeActive: false });
    expect(stage).toHaveResource('azurerm_virtual_network_gateway', { active_active: false });
    expect(stage).toHaveResourceCount('azurerm_public_ip', 1);
  });

  test('clients can come with certificates instead, and lose them', () => {
    const stage = testStage();
    gateway(stage, {
      authentication: VpnAuthentication.certificates({
        rootCertificates,
        revokedCertificates: [{ name: 'laptop', thumbprint: '0123456789abcdef0123456789ABCDEF01234567' }],
      }),
    });
    const { vpn_client_configuration: clients } = RenderedStage.of(stage).resource('azurerm_virtual_network_gateway');
    expect(clients).toMatchObject({
      vpn_auth_types: ['Certificate'],
      root_certificate: [{ name: 'root', public_cert_data: ROOT }],
      revoked_certificate: [{ name: 'laptop' }],
    });
    for (const absent of ['aad_tenant', 'aad_audience', 'aad_issuer']) {
      expect(clients).not.toHaveProperty(absent);
    }
    expect(RenderedStage.of(stage).dataSources('azurerm_client_config')).toEqual([]);
  });

  test('or with either', () => {
    const stage = testStage();
    gateway(stage, {
      authentication: VpnAuthentication.entraOrCertificates(
        { rootCertificates },
        { tenantId: TENANT, audience: TENANT },
      ),
    });
    expect(stage).toHaveResource('azurerm_virtual_network_gateway', {
      vpn_client_configuration: {
        vpn_auth_types: ['Certificate', 'AAD'],
        aad_tenant: `https://login.microsoftonline.com/${TENANT}/`,
        aad_audience: TENANT,
        aad_issuer: `https://sts.windows.net/${TENANT}/`,
        root_certificate: [{ name: 'root' }],
      },
    });
  });

  test('size, generation, names and routes can be chosen', () => {
    const stage = testStage();
    gateway(stage, {
      sku: VpnGatewaySku.VPN_GW2_AZ,
      generation: 1,
      name: 'vgw-office',
      publicIpName: 'pip-office',
      clientAddressPool: ['172.20.0.0/24', '172.20.1.0/24'],
      clientRoutes: ['10.30.0.0/16'],
    });
    expect(stage).toHaveResource('azurerm_virtual_network_gateway', {
      name: 'vgw-office',
      sku: 'VpnGw2AZ',
      generation: 'Generation1',
      vpn_client_configuration: { address_space: ['172.20.0.0/24', '172.20.1.0/24'] },
      custom_route: { address_prefixes: ['10.30.0.0/16'] },
    });
    expect(stage).toHaveResource('azurerm_public_ip', { name: 'pip-office' });
    const newer = testStage();
    gateway(newer, { sku: VpnGatewaySku.VPN_GW2_AZ });
    expect(newer).toHaveResource('azurerm_virtual_network_gateway', { generation: 'Generation2' });
  });

  test('a SKU without zones warns until its retirement, and is refused after unless allowed', () => {
    const sku = VpnGatewaySku.of('VpnGw1');
    const before = testStage({ app: testApp({ today: '2026-09-30' }) });
    gateway(before, { sku });
    expect(before).toWarn('Azure retires VpnGw1 on 2026-09-30 and creates no new ones. Move to VpnGw1AZ.');
    expect(RenderedStage.of(before).resource('azurerm_public_ip')).not.toHaveProperty('zones');
    expect(() => gateway(testStage(), { sku })).toThrow(
      'stage-test/Vpn: sku: got "VpnGw1". Allowed: none without zones: Azure retired them on 2026-09-30. Use VpnGw1AZ, or set allowRetired.',
    );
    const after = testStage();
    gateway(after, { sku, allowRetired: true });
    expect(after).toWarn('Azure retired VpnGw1 on 2026-09-30');
  });
});

test('a gateway that exists is read', () => {
  const stage = testStage();
  VpnGateway.fromName(stage, 'Existing', 'vgw-existing', 'rg-existing');
  expect(RenderedStage.of(stage).dataSources('azurerm_virtual_network_gateway')).toEqual([
    { name: 'vgw-existing', resource_group_name: 'rg-existing' },
  ]);
});

describe('bad input', () => {
  test('every problem is reported at once', () => {
    const stage = testStage();
    expect(() =>
      gateway(stage, {
        generation: 2,
        clientAddressPool: ['10.20.200.0/24', '172.16.0.0/24', '172.16.0.128/25', '172.16.1.1/24'],
        clientRoutes: ['10.0.0.0'],
      }),
    ).toThrow(
      [
        'stage-test/Vpn: generation: got 2. Allowed: 1 with VpnGw1AZ.',
        'stage-test/Vpn: clientAddressPool[0]: got "10.20.200.0/24". Allowed: a range that has nothing in common with 10.20.0.0/16.',
        'stage-test/Vpn: clientAddressPool[2]: got "172.16.0.128/25". Allowed: a range that has nothing in common with 172.16.0.0/24.',
        'stage-test/Vpn: clientAddressPool[3]: "172.16.1.1/24" has host bits set. Allowed: the first address of the range. Did you mean "172.16.1.0/24"?',
        'stage-test/Vpn: clientRoutes[0]: "10.0.0.0" has no mask. Allowed: CIDR notation such as 10.0.0.0/16. Did you mean "10.0.0.0/32"?',
      ].join('\n'),
    );
  });

  test('the subnet must have the name that Azure wants, whoever made it', () => {
    const stage = testStage();
    expect(() => new VpnGateway(stage, 'Vpn', { subnet: existingSubnet(stage, 'Endpoints') })).toThrow(
      'stage-test/Vpn: subnet: got "Endpoints". Allowed: GatewaySubnet. Use SubnetRole.GATEWAY.',
    );
    expect(() => gateway(testStage(), { clientAddressPool: [] })).toThrow('clientAddressPool: got []');
  });

  test.each([
    ['PEM', `-----BEGIN CERTIFICATE-----\n${ROOT}\n-----END CERTIFICATE-----`, 'has lines that begin with -----'],
    ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA', 'has a private key in it'],
    ['two lines', `${ROOT.slice(0, 64)}\n${ROOT.slice(64)}`, 'is not base64 in one line'],
    ['something else', 'aGVsbG8=', 'is not an X.509 certificate'],
  ])('%s is no root certificate', (_what, publicCertData, message) => {
    expect(() => VpnAuthentication.certificates({ rootCertificates: [{ name: 'root', publicCertData }] })).toThrow(
      `the root certificate "root" ${message}`,
    );
  });

  test('certificates need names of their own, and clients somebody who signed theirs', () => {
    expect(() => VpnAuthentication.certificates({ rootCertificates: [] })).toThrow('no root certificate');
    expect(() =>
      VpnAuthentication.certificates({ rootCertificates: [...rootCertificates, ...rootCertificates] }),
    ).toThrow('a certificate is called "root"');
    expect(() =>
      VpnAuthentication.certificates({ rootCertificates, revokedCertificates: [{ name: 'a', thumbprint: 'b' }] }),
    ).toThrow('40 hexadecimal digits');
    expect(() => VpnAuthentication.entra({ tenantId: 'example.com' })).toThrow(
      'tenant "example.com". Allowed: a GUID.',
    );
  });
});
