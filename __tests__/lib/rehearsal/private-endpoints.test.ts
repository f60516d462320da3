import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { type Resource } from '../../../lib/rehearsal/arm/resource-store';
import { refused, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';
const BLOB = 'privatelink.blob.core.windows.net';

describe('private endpoints and public addresses', () => {
  let test: TestAzure;
  let client: NetworkManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    client = new NetworkManagementClient(test.credential, test.subscriptionId, test.options);
    await client.virtualNetworks.beginCreateOrUpdateAndWait('rg', 'vnet', {
      location: LOCATION,
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        { name: 'endpoints', addressPrefix: '10.0.0.0/24' },
        { name: 'tiny', addressPrefix: '10.0.1.0/29' },
        {
          name: 'apps',
          addressPrefix: '10.0.2.0/24',
          delegations: [{ name: 'd', serviceName: 'Microsoft.App/environments' }],
        },
        { name: 'GatewaySubnet', addressPrefix: '10.0.3.0/27' },
      ],
    });
    put('Microsoft.Storage/storageAccounts/st', 'Microsoft.Storage/storageAccounts', {
      primaryEndpoints: { blob: 'https://st.blob.core.windows.net/', file: 'https://st.file.core.windows.net/' },
    });
    put(`Microsoft.Network/privateDnsZones/${BLOB}`, 'Microsoft.Network/privateDnsZones', {});
  });
  afterAll(() => test.stop());

  const idOf = (path: string) => test.idOf(path);
  const put = (path: string, type: string, properties: Resource['properties'], more: object = {}) => {
    const [id, name] = [idOf(path), path.split('/').at(-1) ?? ''];
    test.azure.azure.store.set({ id, name, type, location: LOCATION, properties, ...more });
    return id;
  };
  const subnet = (name: string) => ({ id: idOf(`Microsoft.Network/virtualNetworks/vnet/subnets/${name}`) });

  describe('private endpoints', () => {
    const connection = (groupId: string, target = 'Microsoft.Storage/storageAccounts/st') => ({
      privateLinkServiceConnections: [{ name: 'c', privateLinkServiceId: idOf(target), groupIds: [groupId] }],
    });
    const endpoint = (name: string, more: object = {}) =>
      client.privateEndpoints.beginCreateOrUpdateAndWait('rg', name, {
        location: LOCATION,
        subnet: subnet('endpoints'),
        ...connection('blob'),
        ...more,
      });
    const remove = (name: string) => client.privateEndpoints.beginDeleteAndWait('rg', name);
    const zoneGroup = (of: string, name: string, zones: readonly string[]) =>
      client.privateDnsZoneGroups.beginCreateOrUpdateAndWait('rg', of, name, {
        privateDnsZoneConfigs: zones.map((zone, index) => ({
          name: `zone${index}`,
          privateDnsZoneId: idOf(`Microsoft.Network/privateDnsZones/${zone}`),
        })),
      });
    const record = () => test.azure.azure.store.get(idOf(`Microsoft.Network/privateDnsZones/${BLOB}/A/st`));

    it('has an address, a network interface and a connection, which go with it', async () => {
      const made = await endpoint('pe');
      expect(made).toMatchObject({
        customDnsConfigs: [{ fqdn: 'st.blob.core.windows.net', ipAddresses: ['10.0.0.4'] }],
        privateLinkServiceConnections: [{ privateLinkServiceConnectionState: { status: 'Approved' } }],
      });
      const nic = made.networkInterfaces?.[0]?.id?.split('/').at(-1) ?? '';
      await expect(client.networkInterfaces.get('rg', nic)).resolves.toMatchObject({
        ipConfigurations: [{ privateIPAddress: '10.0.0.4', privateLinkConnectionProperties: { groupId: 'blob' } }],
      });
      await expect(client.networkInterfaces.beginDeleteAndWait('rg', nic)).rejects.toEqual(
        refused('NetworkInterfaceInUseWithPrivateEndpoint'),
      );
      await expect(client.subnets.beginDeleteAndWait('rg', 'vnet', 'endpoints')).rejects.toEqual(
        refused('InUseSubnetCannotBeDeleted', /networkInterfaces/),
      );
      await remove('pe');
      await expect(client.networkInterfaces.get('rg', nic)).rejects.toEqual(refused('ResourceNotFound'));
    });

    it('has a record in the zones of its one group', async () => {
      await endpoint('pe');
      const made = await zoneGroup('pe', 'default', [BLOB]);
      expect(made.privateDnsZoneConfigs?.[0]?.recordSets).toMatchObject([
        { recordSetName: 'st', recordType: 'A', ipAddresses: ['10.0.0.4'], ttl: 10 },
      ]);
      expect(record()?.properties['aRecords']).toEqual([{ ipv4Address: '10.0.0.4' }]);
      await expect(zoneGroup('pe', 'other', [BLOB])).rejects.toEqual(
        refused('PrivateEndpointCannotHaveMoreThanOneDnsZoneGroup'),
      );
      await expect(zoneGroup('pe', 'default', [BLOB, BLOB])).rejects.toEqual(refused('InvalidPrivateDnsZoneConfigs'));
      await expect(zoneGroup('pe', 'default', ['none.internal'])).rejects.toEqual(refused('InvalidResourceReference'));
      await client.privateDnsZoneGroups.beginDeleteAndWait('rg', 'pe', 'default');
      expect(record()).toBeUndefined();
      await zoneGroup('pe', 'default', [BLOB]);
      await remove('pe');
      expect(record()).toBeUndefined();
    });

    it('waits for the owner of the target where it asks for a manual connection', async () => {
      const { privateLinkServiceConnections: manual } = connection('file');
      const made = await endpoint('pe-manual', {
        privateLinkServiceConnections: [],
        manualPrivateLinkServiceConnections: manual.map((each) => ({ ...each, requestMessage: 'for the shop' })),
      });
      const pending = { status: 'Pending', description: 'for the shop' };
      expect(made.manualPrivateLinkServiceConnections).toMatchObject([{ privateLinkServiceConnectionState: pending }]);
      const generic = new ResourceManagementClient(test.credential, test.subscriptionId, test.options).resources;
      const [asked] = test.azure.azure.store
        .below(idOf('Microsoft.Storage/storageAccounts/st'))
        .filter(({ properties }) => JSON.stringify(properties).includes('/pe-manual'));
      const answer = (status: string) =>
        generic.beginCreateOrUpdateByIdAndWait(asked?.id ?? '', '2023-01-01', {
          properties: { privateLinkServiceConnectionState: { status, description: 'ok' } },
        });
      await expect(answer('Perhaps')).rejects.toEqual(refused('InvalidPrivateEndpointConnection'));
      await answer('Approved');
      const read = await client.privateEndpoints.get('rg', 'pe-manual');
      expect(read.manualPrivateLinkServiceConnections).toMatchObject([
        { privateLinkServiceConnectionState: { status: 'Approved', description: 'ok' } },
      ]);
      await generic.beginDeleteByIdAndWait(asked?.id ?? '', '2023-01-01');
      const left = await client.privateEndpoints.get('rg', 'pe-manual');
      expect(left.manualPrivateLinkServiceConnections).toMatchObject([
        { privateLinkServiceConnectionState: { status: 'Disconnected' } },
      ]);
      await remove('pe-manual');
    });

    it.each<readonly [string, () => object, string]>([
      ['a group that the target does not have', () => connection('vault'), 'PrivateEndpointGroupIdNotValid'],
      [
        'a delegated subnet',
        () => ({ subnet: subnet('apps') }),
        'PrivateEndpointCreationNotAllowedAsSubnetIsDelegated',
      ],
      ['the subnet of gateways', () => ({ subnet: subnet('GatewaySubnet') }), 'InvalidPrivateEndpointSubnet'],
      ['another region', () => ({ location: 'northeurope' }), 'InvalidResourceReference'],
      ['no connection', () => ({ privateLinkServiceConnections: [] }), 'PrivateEndpointMustHaveOneConnection'],
      [
        'an address outside the subnet',
        () => ({
          ipConfigurations: [{ name: 'a', groupId: 'blob', memberName: 'blob', privateIPAddress: '10.9.0.4' }],
        }),
        'PrivateIPAddressNotInSubnet',
      ],
      [
        'a registry that is not Premium',
        () => {
          const type = 'Microsoft.ContainerRegistry/registries';
          put(`${type}/cr`, type, {}, { sku: { name: 'Basic' } });
          return connection('registry', `${type}/cr`);
        },
        'BadRequest',
      ],
    ])('refuses an endpoint with %s', async (_what, more, code) => {
      await expect(endpoint('refused', more())).rejects.toEqual(refused(code));
      await expect(client.privateEndpoints.get('rg', 'refused')).rejects.toEqual(refused('ResourceNotFound'));
    });

    it('refuses another subnet later, and a subnet that is full', async () => {
      await endpoint('pe');
      await expect(endpoint('pe', { subnet: subnet('tiny') })).rejects.toEqual(
        refused('PrivateEndpointSubnetCannotBeChanged'),
      );
      for (const name of ['t1', 't2', 't3']) {
        await endpoint(name, { subnet: subnet('tiny') });
      }
      await expect(endpoint('t4', { subnet: subnet('tiny') })).rejects.toEqual(refused('SubnetIsFull'));
    });
  });

  describe('public addresses', () => {
    const address = (name: string, more: object = {}) =>
      client.publicIPAddresses.beginCreateOrUpdateAndWait('rg', name, {
        location: LOCATION,
        sku: { name: 'Standard' },
        publicIPAllocationMethod: 'Static',
        ...more,
      });
    const gateway = (name: string, publicIpAddresses: { id?: string }[], more: object = {}) =>
      client.natGateways.beginCreateOrUpdateAndWait('rg', name, { location: LOCATION, publicIpAddresses, ...more });

    it('belongs to one NAT gateway, which is kept while a subnet has it', async () => {
      const { id } = await address('pip');
      const { id: nat } = await gateway('nat', [{ id }]);
      await expect(client.publicIPAddresses.get('rg', 'pip')).resolves.toMatchObject({ natGateway: { id: nat } });
      await expect(gateway('other', [{ id }])).rejects.toEqual(refused('PublicIPAddressInUse'));
      await expect(client.publicIPAddresses.beginDeleteAndWait('rg', 'pip')).rejects.toEqual(
        refused('PublicIPAddressCannotBeDeleted'),
      );
      const out = { addressPrefix: '10.0.4.0/24' };
      await client.subnets.beginCreateOrUpdateAndWait('rg', 'vnet', 'out', { ...out, natGateway: { id: nat } });
      const remove = () => client.natGateways.beginDeleteAndWait('rg', 'nat');
      await expect(remove()).rejects.toEqual(refused('InUseNatGatewayCannotBeDeleted'));
      await client.subnets.beginCreateOrUpdateAndWait('rg', 'vnet', 'out', out);
      await remove();
      await client.publicIPAddresses.beginDeleteAndWait('rg', 'pip');
    });

    it.each<readonly [string, object, string]>([
      ['of the SKU Basic', { sku: { name: 'Basic' } }, 'IPv4BasicSkuPublicIpCountLimitReached'],
      ['that changes', { publicIPAllocationMethod: 'Dynamic' }, 'PublicIPAddressesOfStandardSkuMustBeStatic'],
      ['in a zone that is none', { zones: ['4'] }, 'InvalidAvailabilityZones'],
      ['in a zone of a region without', { location: 'westus', zones: ['1'] }, 'LocationNotSupportAvailabilityZones'],
      ['idle for an hour', { idleTimeoutInMinutes: 60 }, 'InvalidIdleTimeout'],
      ['with a label in capitals', { dnsSettings: { domainNameLabel: 'Shop' } }, 'InvalidDomainNameLabel'],
    ])('refuses an address %s', async (_what, more, code) => {
      await expect(address('refused', more)).rejects.toEqual(refused(code));
    });

    it('takes a VPN gateway of zones in the subnet of gateways', async () => {
      const { id } = await address('pip-vpn', { zones: ['1', '2', '3'] });
      const vpn = (more: object = {}, sku = 'VpnGw1AZ', at = 'GatewaySubnet') =>
        client.virtualNetworkGateways.beginCreateOrUpdateAndWait('rg', 'vpn', {
          location: LOCATION,
          gatewayType: 'Vpn',
          sku: { name: sku },
          ipConfigurations: [{ name: 'default', subnet: subnet(at), publicIPAddress: { id } }],
          ...more,
        });
      await expect(vpn({}, 'VpnGw1')).rejects.toEqual(refused('NonAzSkusNotAllowedForVPNGateway'));
      await expect(vpn({}, 'VpnGw1AZ', 'endpoints')).rejects.toEqual(refused('InvalidGatewaySubnet'));
      await expect(vpn({ vpnGatewayGeneration: 'Generation2' })).rejects.toEqual(
        refused('VpnGatewaySkuNotSupportedByGeneration'),
      );
      const vpnClientAddressPool = { addressPrefixes: ['10.0.128.0/24'] };
      await expect(vpn({ vpnClientConfiguration: { vpnClientAddressPool } })).rejects.toEqual(
        refused('VpnClientAddressPoolOverlapsWithVirtualNetwork'),
      );
      await expect(vpn()).resolves.toMatchObject({ vpnType: 'RouteBased', bgpSettings: { asn: 65515 } });
      await client.virtualNetworkGateways.beginDeleteAndWait('rg', 'vpn');
    });
  });
});
