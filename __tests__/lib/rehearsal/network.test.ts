import { NetworkManagementClient, type SecurityRule, type Subnet } from '@azure/arm-network';
import { namesOf, refused, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';

describe('virtual networks', () => {
  let test: TestAzure;
  let client: NetworkManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    client = new NetworkManagementClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const idOf = (path: string) => test.idOf(path);
  const network = (name: string, range: string, subnets?: Subnet[], more: object = {}) =>
    client.virtualNetworks.beginCreateOrUpdateAndWait('rg', name, {
      location: LOCATION,
      addressSpace: { addressPrefixes: [range] },
      subnets,
      ...more,
    });
  const subnet = (name: string, addressPrefix: string, more: Subnet = {}, of = 'vnet') =>
    client.subnets.beginCreateOrUpdateAndWait('rg', of, name, { addressPrefix, ...more });
  const group = (name: string, securityRules?: SecurityRule[], location = LOCATION) =>
    client.networkSecurityGroups.beginCreateOrUpdateAndWait('rg', name, { location, securityRules });
  const delegated = (serviceName: string): Subnet => ({ delegations: [{ name: 'd', serviceName }] });

  describe('networks and subnets', () => {
    beforeAll(() => network('vnet', '10.0.0.0/16', [{ name: 'apps', addressPrefix: '10.0.0.0/24' }]));

    it('reads a network with its subnets, and keeps those that a body leaves out', async () => {
      await subnet('data', '10.0.1.0/24', delegated('Microsoft.DBforPostgreSQL/flexibleServers'));
      await network('vnet', '10.0.0.0/16', undefined, { tags: { team: 'shop' } });
      const read = await client.virtualNetworks.get('rg', 'vnet');
      expect(read).toMatchObject({
        tags: { team: 'shop' },
        provisioningState: 'Succeeded',
        enableDdosProtection: false,
      });
      expect(read.subnets?.map(({ name }) => name)).toEqual(['apps', 'data']);
      expect(read.subnets?.[1]?.delegations?.[0]).toMatchObject({
        serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers',
        actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
      });
      expect(await namesOf(client.subnets.list('rg', 'vnet'))).toEqual(['apps', 'data']);
      expect(await namesOf(client.virtualNetworks.list('rg'))).toEqual(['vnet']);
      await client.virtualNetworks.updateTags('rg', 'vnet', { tags: { team: 'pay' } });
      await expect(client.virtualNetworks.get('rg', 'vnet')).resolves.toMatchObject({
        tags: { team: 'pay' },
        subnets: [{ name: 'apps' }, { name: 'data' }],
      });
      await client.subnets.beginDeleteAndWait('rg', 'vnet', 'data');
      await expect(client.subnets.get('rg', 'vnet', 'data')).rejects.toEqual(refused('ResourceNotFound'));
    });

    it.each<readonly [string, string, string, Subnet, string]>([
      ['outside the network', 'a', '10.1.0.0/24', {}, 'NetcfgSubnetRangeOutsideVnet'],
      ['over another one', 'a', '10.0.0.128/25', {}, 'NetcfgSubnetRangesOverlap'],
      ['of two addresses', 'a', '10.0.9.0/31', {}, 'NetcfgInvalidSubnet'],
      ['too small for a firewall', 'AzureFirewallSubnet', '10.0.9.0/27', {}, 'NetcfgInvalidSubnet'],
      ['in no notation', 'a', '10.0.9.0', {}, 'InvalidCIDRNotation'],
      ['delegated to nothing', 'a', '10.0.9.0/24', delegated('Contoso.App/a'), 'InvalidServiceNameOnDelegation'],
      [
        'delegated twice',
        'a',
        '10.0.9.0/24',
        {
          delegations: ['Microsoft.App/environments', 'Microsoft.Web/serverFarms'].map((serviceName) => ({
            name: serviceName.slice(10, 13),
            serviceName,
          })),
        },
        'SubnetCannotHaveMultipleDelegations',
      ],
    ])('refuses a subnet that is %s', async (_what, name, range, more, code) => {
      await expect(subnet(name, range, more)).rejects.toEqual(refused(code));
      await expect(client.subnets.get('rg', 'vnet', name)).rejects.toEqual(refused('ResourceNotFound'));
    });

    it('refuses address spaces that overlap, and one that no longer has its subnets', async () => {
      const addressPrefixes = ['10.8.0.0/16', '10.8.1.0/24'];
      await expect(network('new', '', [], { addressSpace: { addressPrefixes } })).rejects.toEqual(
        refused('AddressSpacesOverlap'),
      );
      await expect(network('new', '', [], { addressSpace: { addressPrefixes: [] } })).rejects.toEqual(
        refused('InvalidAddressSpace'),
      );
      await expect(network('vnet', '10.9.0.0/16')).rejects.toEqual(refused('NetcfgSubnetRangeOutsideVnet', /'apps'/));
    });

    it('leaves nothing of a network that it refuses', async () => {
      const dnsServers = Array.from({ length: 21 }, (_, index) => `10.0.0.${index + 4}`);
      const subnets = [{ name: 'a', addressPrefix: '10.8.0.0/24' }];
      await expect(network('new', '10.8.0.0/16', subnets, { dhcpOptions: { dnsServers } })).rejects.toEqual(
        refused('DnsServersLimitReached'),
      );
      expect(test.azure.azure.store.has(idOf('Microsoft.Network/virtualNetworks/new/subnets/a'))).toBe(false);
    });

    it('refuses a security group of another region, also of a subnet in the body of a network', async () => {
      const networkSecurityGroup = await group('nsg-north', [], 'northeurope');
      const code = 'InvalidResourceReference';
      await expect(subnet('a', '10.0.9.0/24', { networkSecurityGroup })).rejects.toEqual(refused(code, /same region/));
      const subnets = [{ name: 'a', addressPrefix: '10.8.0.0/24', networkSecurityGroup }];
      await expect(network('new', '10.8.0.0/16', subnets)).rejects.toEqual(refused(code, /same region/));
    });
  });

  describe('peerings', () => {
    const peering = (from: string, to: string, more: object = {}, name = `to-${to}`) =>
      client.virtualNetworkPeerings.beginCreateOrUpdateAndWait('rg', from, name, {
        remoteVirtualNetwork: { id: idOf(`Microsoft.Network/virtualNetworks/${to}`) },
        ...more,
      });
    const state = async (from: string, to: string) =>
      (await client.virtualNetworkPeerings.get('rg', from, `to-${to}`)).peeringState;
    beforeAll(async () => {
      await network('hub', '10.10.0.0/16');
      await network('spoke', '10.11.0.0/16');
      await network('clash', '10.10.128.0/17');
    });

    it('connects two networks once each has its peering, and disconnects them with one', async () => {
      await expect(peering('hub', 'spoke')).resolves.toMatchObject({ peeringState: 'Initiated' });
      await expect(peering('spoke', 'hub')).resolves.toMatchObject({ peeringState: 'Connected' });
      expect(await state('hub', 'spoke')).toBe('Connected');
      await client.virtualNetworkPeerings.beginDeleteAndWait('rg', 'spoke', 'to-hub');
      expect(await state('hub', 'spoke')).toBe('Disconnected');
      await expect(peering('spoke', 'hub')).rejects.toEqual(refused('RemotePeeringIsDisconnected', /hub\/.*to-spoke/));
      await expect(peering('hub', 'spoke')).resolves.toMatchObject({ peeringState: 'Initiated' });
      await expect(peering('spoke', 'hub')).resolves.toMatchObject({ peeringState: 'Connected' });
      await client.virtualNetworkPeerings.beginDeleteAndWait('rg', 'spoke', 'to-hub');
    });

    it('refuses what Azure refuses of a peering', async () => {
      await peering('hub', 'spoke');
      await expect(peering('hub', 'clash')).rejects.toEqual(refused('VnetAddressSpacesOverlap'));
      await expect(peering('hub', 'hub')).rejects.toEqual(refused('InvalidRemoteVirtualNetwork'));
      await expect(peering('hub', 'spoke', {}, 'again')).rejects.toEqual(
        refused('AnotherPeeringAlreadyReferencesRemoteVnet'),
      );
      await expect(peering('spoke', 'hub', { useRemoteGateways: true })).rejects.toEqual(
        refused('RemotePeeringHasNoGateways'),
      );
    });
  });

  describe('network security groups', () => {
    const rule = (name: string, priority: number, more: object = {}) => ({
      name,
      priority,
      access: 'Allow',
      direction: 'Inbound',
      protocol: 'Tcp',
      sourceAddressPrefix: '*',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '443',
      ...more,
    });
    const putRule = (name: string, priority: number, more: object = {}) =>
      client.securityRules.beginCreateOrUpdateAndWait('rg', 'nsg', name, rule(name, priority, more));

    it('has the default rules besides its own, and is kept while a subnet has it', async () => {
      const made = await group('nsg', [rule('https', 100)]);
      expect(made.securityRules).toMatchObject([{ name: 'https', destinationPortRange: '443' }]);
      expect(made.defaultSecurityRules).toHaveLength(6);
      await putRule('http', 110, { destinationPortRange: '80' });
      expect(await namesOf(client.securityRules.list('rg', 'nsg'))).toEqual(['https', 'http']);
      await network('guarded', '10.20.0.0/16', [
        { name: 'a', addressPrefix: '10.20.0.0/24', networkSecurityGroup: made },
      ]);
      const remove = () => client.networkSecurityGroups.beginDeleteAndWait('rg', 'nsg');
      await expect(remove()).rejects.toEqual(
        refused('InUseNetworkSecurityGroupCannotBeDeleted', /guarded\/subnets\/a/),
      );
      await client.virtualNetworks.beginDeleteAndWait('rg', 'guarded');
      await remove();
    });

    it.each<readonly [string, object, string]>([
      ['a priority that is taken', { priority: 100 }, 'SecurityRuleConflict'],
      ['a priority below 100', { priority: 99 }, 'SecurityRuleInvalidPriority'],
      ['a protocol', { protocol: 'Http' }, 'SecurityRuleParameterContainsUnsupportedValue'],
      ['a port', { destinationPortRange: '80-70' }, 'SecurityRuleInvalidPortRange'],
      ['no source', { sourceAddressPrefix: undefined }, 'SecurityRuleMissingParameter'],
    ])('refuses a rule for %s', async (_what, more, code) => {
      await group('nsg', [rule('https', 100)]);
      await expect(putRule('other', 200, more)).rejects.toEqual(refused(code));
      await expect(group('nsg', [rule('https', 100), rule('other', 200, more)])).rejects.toEqual(refused(code));
      expect(await namesOf(client.securityRules.list('rg', 'nsg'))).toEqual(['https']);
    });

    it('takes one priority in both directions', async () => {
      await group('nsg', [rule('https', 100), rule('out', 100, { direction: 'Outbound' })]);
      expect(await namesOf(client.securityRules.list('rg', 'nsg'))).toEqual(['https', 'out']);
    });
  });
});
