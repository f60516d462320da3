import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { NatGateway } from '../../../../lib/constructs/network/nat-gateway';
import { NetworkPeer } from '../../../../lib/constructs/network/network-peer';
import { NetworkSecurityGroup } from '../../../../lib/constructs/network/network-security-group';
import { PrivateEndpointNetworkPolicies, Subnet, type SubnetProps } from '../../../../lib/constructs/network/subnet';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { type Stage } from '../../../../lib/stage/stage';

function subnetIn(stage: Stage, props: Partial<SubnetProps> = {}): Subnet {
  const virtualNetwork = VirtualNetwork.fromName(stage, 'Hub', { name: 'vnet-hub', resourceGroupName: 'rg-hub' });
  return new Subnet(stage, 'Apps', { virtualNetwork, addressPrefix: '10.0.1.0/24', ...props });
}

function allowedSubnet(stage: Stage): unknown {
  const rules = RenderedStage.of(stage).resource('azurerm_storage_account')['network_rules'];
  return (rules as { virtual_network_subnet_ids: unknown[] }).virtual_network_subnet_ids[0];
}

/** Rules as `priority direction access protocol source ports`, in the order in which Azure judges them. */
function rulesOf(stage: Stage): string[] {
  return RenderedStage.of(stage)
    .resources('azurerm_network_security_rule')
    .map((rule) => ({ ...rule, ports: rule['destination_port_ranges'] ?? [rule['destination_port_range']] }))
    .map((rule: Record<string, unknown>) =>
      [
        rule['priority'],
        rule['direction'],
        rule['access'],
        rule['protocol'],
        rule['source_address_prefix'],
        (rule['ports'] as string[]).join(','),
      ].join(' '),
    )
    .sort((a, b) => Number.parseInt(a) - Number.parseInt(b));
}

describe('by default', () => {
  test('a subnet is private: no default way out, policies for endpoints, a group of its own', () => {
    const stage = testStage();
    subnetIn(stage);
    const subnet = RenderedStage.of(stage).resource('azurerm_subnet');
    expect(subnet).toMatchObject({
      address_prefixes: ['10.0.1.0/24'],
      default_outbound_access_enabled: false,
      private_endpoint_network_policies: 'Enabled',
    });
    expect(subnet).not.toHaveProperty('delegation');
    expect(subnet).not.toHaveProperty('service_endpoints');
    expect(stage).toHaveResource('azurerm_network_security_group', { name: 'nsg-demo-dev-apps' });
    expect(rulesOf(stage)).toEqual([]);
  });

  test('what uses its id waits for its group', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents', { allowedSubnets: [subnetIn(stage)] });
    expect(allowedSubnet(stage)).toMatch(/^\$\{azurerm_subnet_network_security_group_association\..*subnet_id\}$/);
  });

  test('what uses its id waits for its NAT gateway too', () => {
    const stage = testStage();
    const subnet = subnetIn(stage, { natGateway: new NatGateway(stage, 'NatGateway') });
    new StorageAccount(stage, 'Documents', { allowedSubnets: [subnet] });
    expect(allowedSubnet(stage)).toMatch(/^\$\{azurerm_subnet_nat_gateway_association\..*subnet_id\}$/);
    expect(stage).toHaveResource('azurerm_subnet_nat_gateway_association', {
      subnet_id: expect.stringContaining('azurerm_subnet_network_security_group_association') as string,
    });
  });

  test('its group is associated once it has its rules', () => {
    const stage = testStage();
    subnetIn(stage, { role: SubnetRole.API_MANAGEMENT });
    const association = RenderedStage.of(stage).resource('azurerm_subnet_network_security_group_association');
    expect(association['depends_on']).toHaveLength(3);
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const stage = testStage();
    subnetIn(stage, {
      name: 'snet-mine',
      defaultOutboundAccess: true,
      privateEndpointNetworkPolicies: PrivateEndpointNetworkPolicies.DISABLED,
      serviceEndpoints: ['Microsoft.Storage'],
    });
    expect(stage).toHaveResource('azurerm_subnet', {
      name: 'snet-mine',
      default_outbound_access_enabled: true,
      private_endpoint_network_policies: 'Disabled',
      service_endpoints: ['Microsoft.Storage'],
    });
  });

  test('a group of yours takes the place of its own', () => {
    const stage = testStage();
    const networkSecurityGroup = new NetworkSecurityGroup(stage, 'Shared');
    const subnet = subnetIn(stage, { networkSecurityGroup });
    expect(subnet.networkSecurityGroup).toBe(networkSecurityGroup);
    expect(stage).toHaveResourceCount('azurerm_network_security_group', 1);
  });

  test('the Internet gets in only when told, on the ports of the role', () => {
    const stage = testStage();
    subnetIn(stage, { role: SubnetRole.AKS, internetIngress: true });
    expect(rulesOf(stage)).toEqual(['100 Inbound Allow Tcp Internet 443']);
  });
});

describe('roles', () => {
  test('Container Apps: delegated, with the rules of its docs', () => {
    const stage = testStage();
    expect(subnetIn(stage, { role: SubnetRole.CONTAINER_APPS }).delegation).toBe('Microsoft.App/environments');
    expect(stage).toHaveResource('azurerm_subnet', {
      delegation: [
        {
          service_delegation: {
            name: 'Microsoft.App/environments',
            actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
          },
        },
      ],
    });
    expect(rulesOf(stage)).toEqual([
      '100 Inbound Allow Tcp VirtualNetwork 80,443,31080,31443',
      '110 Inbound Allow Tcp AzureLoadBalancer 30000-32767',
      '120 Inbound Allow * 10.0.1.0/24 *',
    ]);
  });

  test('private endpoints: the ports of the services from the network, then nothing', () => {
    const stage = testStage();
    subnetIn(stage, { role: SubnetRole.PRIVATE_ENDPOINTS });
    expect(rulesOf(stage)).toEqual([
      '100 Inbound Allow Tcp VirtualNetwork 443,1433,5432,5671-5672,6380,8500-8599,9093,10000',
      '4000 Inbound Deny * * *',
    ]);
  });

  test('PostgreSQL: delegated, with the storage endpoint that Azure adds', () => {
    const stage = testStage();
    subnetIn(stage, { role: SubnetRole.POSTGRESQL });
    expect(stage).toHaveResource('azurerm_subnet', {
      service_endpoints: ['Microsoft.Storage'],
      delegation: [{ service_delegation: { name: 'Microsoft.DBforPostgreSQL/flexibleServers' } }],
    });
    expect(rulesOf(stage)).toEqual([
      '100 Inbound Allow Tcp VirtualNetwork 5432,6432',
      '110 Inbound Allow * 10.0.1.0/24 *',
      '4000 Inbound Deny * VirtualNetwork *',
    ]);
  });

  test('API Management: its management, its load balancer and its clients get in', () => {
    const stage = testStage();
    subnetIn(stage, { role: SubnetRole.API_MANAGEMENT });
    expect(RenderedStage.of(stage).resource('azurerm_subnet')).not.toHaveProperty('delegation');
    expect(rulesOf(stage)).toEqual([
      '100 Inbound Allow Tcp ApiManagement 3443',
      '110 Inbound Allow Tcp AzureLoadBalancer 6390',
      '120 Inbound Allow Tcp VirtualNetwork 443',
    ]);
  });

  test('gateway: the name that Azure wants, and no group', () => {
    const stage = testStage();
    expect(subnetIn(stage, { role: SubnetRole.GATEWAY }).networkSecurityGroup).toBeUndefined();
    expect(stage).toHaveResource('azurerm_subnet', { name: 'GatewaySubnet' });
    expect(stage).toHaveResourceCount('azurerm_network_security_group', 0);
  });

  test.each([SubnetRole.DNS_RESOLVER_INBOUND, SubnetRole.DNS_RESOLVER_OUTBOUND])('$name: delegated', (role) => {
    const stage = testStage();
    expect(subnetIn(stage, { role }).delegation).toBe('Microsoft.Network/dnsResolvers');
  });

  test('reserved: nothing gets in or out', () => {
    const stage = testStage();
    subnetIn(stage, { role: SubnetRole.RESERVED });
    expect(rulesOf(stage)).toEqual(['4000 Inbound Deny * * *', '4000 Outbound Deny * * *']);
  });

  test('a service that is none of these names its delegation', () => {
    const stage = testStage();
    const action = 'Microsoft.Network/virtualNetworks/subnets/action';
    subnetIn(stage, { role: SubnetRole.delegatedTo('Microsoft.Web/serverFarms', [action]) });
    expect(stage).toHaveResource('azurerm_subnet', {
      delegation: [{ service_delegation: { name: 'Microsoft.Web/serverFarms', actions: [action] } }],
    });
  });

  test('no role lets the Internet in by default', () => {
    const { GENERAL, CONTAINER_APPS, PRIVATE_ENDPOINTS, AKS, POSTGRESQL, API_MANAGEMENT, RESERVED } = SubnetRole;
    for (const role of [GENERAL, CONTAINER_APPS, PRIVATE_ENDPOINTS, AKS, POSTGRESQL, API_MANAGEMENT, RESERVED]) {
      const stage = testStage();
      subnetIn(stage, { role });
      expect(rulesOf(stage).filter((rule) => /Inbound Allow \S+ (Internet|\*)/.test(rule))).toEqual([]);
    }
  });
});

describe('a subnet that exists', () => {
  const data = [{ name: 'snet', virtual_network_name: 'vnet', resource_group_name: 'rg' }];

  test('is read by name', () => {
    const stage = testStage();
    const subnet = Subnet.fromName(stage, 'Existing', {
      name: 'snet',
      virtualNetworkName: 'vnet',
      resourceGroupName: 'rg',
      delegation: 'Microsoft.App/environments',
    });
    expect(subnet.delegation).toBe('Microsoft.App/environments');
    new NetworkSecurityGroup(stage, 'Web').allowInbound({ name: 'AllowSubnet', from: NetworkPeer.subnets(subnet) });
    expect(RenderedStage.of(stage).resource('azurerm_network_security_rule')['source_address_prefix']).toMatch(
      /element\(data\.azurerm_subnet\..*address_prefixes, 0\)/,
    );
    expect(RenderedStage.of(stage).dataSources('azurerm_subnet')).toEqual(data);
  });

  test('is read by id', () => {
    const stage = testStage();
    Subnet.fromId(
      stage,
      'Existing',
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet',
    );
    expect(RenderedStage.of(stage).dataSources('azurerm_subnet')).toEqual(data);
  });

  test('an id that only Terraform knows is taken apart by Terraform', () => {
    const stage = testStage();
    const other = subnetIn(stage);
    Subnet.fromId(stage, 'Existing', other.subnetId);
    expect(RenderedStage.of(stage).dataSources('azurerm_subnet')[0]?.['name']).toMatch(
      /element\(split\("\/", .*\), 10\)/,
    );
  });
});

describe('bad input', () => {
  test.each<[string, Partial<SubnetProps>, string]>([
    [
      'a Container Apps subnet that is too small',
      { role: SubnetRole.CONTAINER_APPS, addressPrefix: '10.0.1.0/28' },
      'stage-test/Apps: addressPrefix: got "10.0.1.0/28". Allowed: a mask from /2 to /27 for CONTAINER_APPS.',
    ],
    [
      'a range that Container Apps keeps for itself',
      { role: SubnetRole.CONTAINER_APPS, addressPrefix: '172.30.4.0/24' },
      'stage-test/Apps: addressPrefix: got "172.30.4.0/24". Allowed: a range outside 169.254.0.0/16, 172.30.0.0/16,',
    ],
    [
      'a DNS resolver subnet that is too large',
      { role: SubnetRole.DNS_RESOLVER_INBOUND, addressPrefix: '10.0.0.0/23' },
      'a mask from /24 to /28 for DNS_RESOLVER_INBOUND',
    ],
    ['a range that is none', { addressPrefix: 'ten' }, 'stage-test/Apps: addressPrefix: "ten" is not an IPv4 range.'],
    [
      'another name for a gateway subnet',
      { role: SubnetRole.GATEWAY, name: 'snet-gateway' },
      'stage-test/Apps: name: got "snet-gateway". Allowed: GatewaySubnet, or leave name out.',
    ],
    [
      'private endpoints that face the Internet',
      { role: SubnetRole.PRIVATE_ENDPOINTS, internetIngress: true },
      'stage-test/Apps: internetIngress: a PRIVATE_ENDPOINTS subnet accepts no traffic from the Internet. Leave it out, or choose another role.',
    ],
  ])('%s is refused', (_, props, message) => {
    expect(() => subnetIn(testStage(), props)).toThrow(message);
  });

  test('a gateway subnet takes neither group nor NAT gateway', () => {
    const stage = testStage();
    const networkSecurityGroup = new NetworkSecurityGroup(stage, 'Shared');
    const natGateway = new NatGateway(stage, 'NatGateway');
    expect(() => subnetIn(stage, { role: SubnetRole.GATEWAY, networkSecurityGroup, natGateway })).toThrow(
      [
        'stage-test/Apps: networkSecurityGroup: Azure supports none on a GATEWAY subnet. Leave it out.',
        'stage-test/Apps: natGateway: Azure supports none on a GATEWAY subnet. Leave it out.',
      ].join('\n'),
    );
  });

  test('a group of yours is not opened to the Internet behind your back', () => {
    const stage = testStage();
    const networkSecurityGroup = new NetworkSecurityGroup(stage, 'Shared');
    expect(() => subnetIn(stage, { networkSecurityGroup, internetIngress: true })).toThrow(
      'Call allowInbound on the group that you gave.',
    );
  });
});
