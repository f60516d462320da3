import { DnsForwardingRuleset } from '../../../../lib/constructs/network/dns-forwarding-ruleset';
import { DnsResolver, type DnsResolverProps } from '../../../../lib/constructs/network/dns-resolver';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../../lib/testing';

function networkIn(stage: Stage, addressSpace = '10.20.0.0/16'): VirtualNetwork {
  return new VirtualNetwork(stage, 'Network', {
    addressSpace: [addressSpace],
    subnets: [
      { name: 'inbound', role: SubnetRole.DNS_RESOLVER_INBOUND, prefix: 28 },
      { name: 'outbound', role: SubnetRole.DNS_RESOLVER_OUTBOUND, prefix: 28 },
      { name: 'apps', prefix: 24 },
    ],
  });
}

function resolverIn(network: VirtualNetwork, stage: Stage, props: Partial<DnsResolverProps> = {}): DnsResolver {
  return new DnsResolver(stage, 'Resolver', {
    virtualNetwork: network,
    inboundSubnet: network.subnet('inbound'),
    outboundSubnet: network.subnet('outbound'),
    ...props,
  });
}

test('has an endpoint in each subnet, with names of their own', () => {
  const stage = testStage();
  resolverIn(networkIn(stage), stage);
  expect(stage).toHaveResource('azurerm_private_dns_resolver', { name: 'dnspr-demo-dev-resolver' });
  const inbound = RenderedStage.of(stage).resource('azurerm_private_dns_resolver_inbound_endpoint');
  expect(inbound).toMatchObject({
    name: 'in-demo-dev-resolver',
    ip_configurations: { private_ip_allocation_method: 'Dynamic' },
  });
  expect(inbound['ip_configurations']).not.toHaveProperty('private_ip_address');
  expect(stage).toHaveResource('azurerm_private_dns_resolver_outbound_endpoint', { name: 'out-demo-dev-resolver' });
});

test('a given name is that of the resolver alone, and its address can be fixed', () => {
  const stage = testStage();
  resolverIn(networkIn(stage), stage, { name: 'dnspr-hub', inboundIpAddress: '10.20.0.4', lock: LockLevel.READ_ONLY });
  expect(stage).toHaveResource('azurerm_private_dns_resolver', { name: 'dnspr-hub' });
  expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'ReadOnly' });
  expect(stage).toHaveResource('azurerm_private_dns_resolver_inbound_endpoint', {
    name: 'in-demo-dev-resolver',
    ip_configurations: { private_ip_allocation_method: 'Static', private_ip_address: '10.20.0.4' },
  });
});

test('a network that it serves asks it', () => {
  const stage = testStage();
  const network = networkIn(stage);
  resolverIn(network, stage).serveNetwork(network);
  expect(stage).toHaveResource('azurerm_virtual_network_dns_servers', {
    virtual_network_id: expect.stringContaining('azurerm_virtual_network.'),
    dns_servers: [expect.stringContaining('ip_configurations[0].private_ip_address')],
  });
});

test('rules pass questions of linked networks on', () => {
  const stage = testStage();
  const network = networkIn(stage);
  const ruleset = resolverIn(network, stage).addForwardingRuleset('Office', {
    rules: [{ domainName: 'Corp.example.com', dnsServers: ['10.1.0.4', '10.1.0.5:5353'] }],
    virtualNetworks: [network],
  });
  ruleset.addRule({ domainName: '.', dnsServers: ['10.1.0.4'], enabled: false });
  ruleset.addRule({ domainName: '10.in-addr.arpa.', dnsServers: ['10.1.0.4'] });
  expect(stage).toHaveResource('azurerm_private_dns_resolver_dns_forwarding_ruleset', {
    private_dns_resolver_outbound_endpoint_ids: [expect.stringContaining('outbound_endpoint')],
  });
  expect(stage).toHaveResource('azurerm_private_dns_resolver_forwarding_rule', {
    name: 'corp-example-com',
    domain_name: 'corp.example.com.',
    enabled: true,
    target_dns_servers: [
      { ip_address: '10.1.0.4', port: 53 },
      { ip_address: '10.1.0.5', port: 5353 },
    ],
  });
  expect(stage).toHaveResource('azurerm_private_dns_resolver_forwarding_rule', {
    name: 'everything',
    domain_name: '.',
    enabled: false,
  });
  expect(stage).toHaveResource('azurerm_private_dns_resolver_forwarding_rule', {
    name: 'rule-10-in-addr-arpa',
    domain_name: '10.in-addr.arpa.',
  });
  expect(stage).toHaveResource('azurerm_private_dns_resolver_virtual_network_link', {
    name: 'link-demo-dev-stage-test-network',
  });
});

test('a resolver that exists is read', () => {
  const stage = testStage();
  DnsResolver.fromName(stage, 'Existing', 'dnspr-existing', 'rg-existing');
  expect(RenderedStage.of(stage).dataSources('azurerm_private_dns_resolver')).toEqual([
    { name: 'dnspr-existing', resource_group_name: 'rg-existing' },
  ]);
});

describe('bad input', () => {
  test('every problem is reported at once', () => {
    const stage = testStage();
    const network = networkIn(stage, '10.0.0.0/16');
    const reserved = network.addSubnet({
      name: 'reserved',
      role: SubnetRole.DNS_RESOLVER_OUTBOUND,
      addressPrefix: '10.0.16.0/28',
    });
    expect(() =>
      resolverIn(network, stage, {
        inboundSubnet: network.subnet('apps'),
        outboundSubnet: reserved,
        inboundIpAddress: '10.0.1.3',
      }),
    ).toThrow(
      [
        'stage-test/Resolver: inboundSubnet: is delegated to no service. Delegate it to Microsoft.Network/dnsResolvers.',
        'stage-test/Resolver: inboundSubnet: got "10.0.1.0/24". Allowed: a range outside 10.0.1.0 to 10.0.16.255, which the service uses itself. Give the subnet an addressPrefix.',
        'stage-test/Resolver: outboundSubnet: got "10.0.16.0/28". Allowed: a range outside 10.0.1.0 to 10.0.16.255, which the service uses itself. Give the subnet an addressPrefix.',
        'stage-test/Resolver: inboundIpAddress: got "10.0.1.3". Allowed: an address of 10.0.1.0/24, not the first four nor the last.',
      ].join('\n'),
    );
  });

  test('endpoints need a subnet, each its own', () => {
    const stage = testStage();
    const network = networkIn(stage);
    const inboundSubnet = network.subnet('inbound');
    expect(() => resolverIn(network, stage, { inboundSubnet: undefined, outboundSubnet: undefined })).toThrow(
      'inboundSubnet: it has neither an inbound nor an outbound endpoint',
    );
    const same = { virtualNetwork: network, inboundSubnet, outboundSubnet: inboundSubnet, inboundIpAddress: 'x' };
    expect(() => new DnsResolver(stage, 'Same', same)).toThrow(
      /outboundSubnet: is that of the inbound endpoint.*\n.*inboundIpAddress: got "x"\. Allowed: an IPv4 address/,
    );
    const outboundSubnet = network.subnet('outbound');
    expect(
      () => new DnsResolver(stage, 'Out', { virtualNetwork: network, outboundSubnet, inboundIpAddress: '10.20.0.4' }),
    ).toThrow('inboundIpAddress: there is no inboundSubnet');
  });

  test('a resolver without the endpoint for it neither serves nor asks others', () => {
    const stage = testStage();
    const network = networkIn(stage);
    const outward = resolverIn(network, stage, { inboundSubnet: undefined });
    expect(() => outward.serveNetwork(network)).toThrow(
      'stage-test/Resolver: it has no inbound endpoint. Give it an inboundSubnet.',
    );
    const inboundSubnet = network.subnet('inbound');
    const inward = new DnsResolver(stage, 'Inward', { virtualNetwork: network, inboundSubnet });
    expect(() => inward.addForwardingRuleset('Rules', {})).toThrow('Give it an outboundSubnet.');
  });

  test('rules need a domain once, and servers', () => {
    const stage = testStage();
    const ruleset = resolverIn(networkIn(stage), stage).addForwardingRuleset('Rules', {
      rules: [{ domainName: 'corp.example.com', dnsServers: ['10.1.0.4'] }],
    });
    expect(() => ruleset.addRule({ domainName: 'CORP.example.com.', dnsServers: [] })).toThrow(
      [
        'stage-test/Resolver/Rules: rules.domainName: got "CORP.example.com.". Allowed: a domain without a rule so far.',
        'stage-test/Resolver/Rules: rules.dnsServers: got []. Allowed: one to six servers.',
      ].join('\n'),
    );
    expect(() =>
      ruleset.addRule({ domainName: '*.example.com', dnsServers: ['dns.example.com', '10.1.0.4:x'] }),
    ).toThrow(
      [
        'stage-test/Resolver/Rules: rules.domainName: got "*.example.com". Allowed: a domain such as corp.example.com, or "." for everything.',
        'stage-test/Resolver/Rules: rules.dnsServers: got "dns.example.com". Allowed: an IPv4 address, or one with a port: 10.1.0.4:5353.',
        'stage-test/Resolver/Rules: rules.dnsServers: got "10.1.0.4:x". Allowed: an IPv4 address, or one with a port: 10.1.0.4:5353.',
      ].join('\n'),
    );
    expect(() => new DnsForwardingRuleset(stage, 'None', { resolvers: [] })).toThrow(
      'resolvers: got 0. Allowed: one or two',
    );
  });
});
