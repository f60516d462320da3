import { NetworkPeer } from '../../../../lib/constructs/network/network-peer';
import { NetworkSecurityGroup } from '../../../../lib/constructs/network/network-security-group';
import { NetworkProtocol } from '../../../../lib/constructs/network/network-security-rule';
import { type Subnet } from '../../../../lib/constructs/network/subnet';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { type RenderedResource, RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { type Stage } from '../../../../lib/stage/stage';

describe('rules', () => {
  test('are resources of their own, numbered in order from 1000', () => {
    const stage = testStage();
    const group = new NetworkSecurityGroup(stage, 'Web');
    group.allowInbound({ name: 'AllowWeb', from: NetworkPeer.INTERNET, ports: ['80', '443'] });
    group.denyInbound({ name: 'DenyRest' });
    group.allowOutbound({ name: 'AllowMonitor', to: NetworkPeer.serviceTag('AzureMonitor'), ports: ['443'] });
    group.denyOutbound({ name: 'DenyInternet', to: NetworkPeer.INTERNET, protocol: NetworkProtocol.ANY });
    expect(RenderedStage.of(stage).resource('azurerm_network_security_group')).not.toHaveProperty('security_rule');
    const byName = (a: RenderedResource, b: RenderedResource) => (String(a['name']) < String(b['name']) ? -1 : 1);
    expect(RenderedStage.of(stage).resources('azurerm_network_security_rule').sort(byName)).toMatchObject([
      { name: 'AllowMonitor', priority: 1000, direction: 'Outbound', destination_address_prefix: 'AzureMonitor' },
      {
        name: 'AllowWeb',
        priority: 1000,
        direction: 'Inbound',
        access: 'Allow',
        protocol: 'Tcp',
        source_address_prefix: 'Internet',
        source_port_range: '*',
        destination_address_prefix: '*',
        destination_port_ranges: ['80', '443'],
      },
      { name: 'DenyInternet', priority: 1010, direction: 'Outbound', access: 'Deny', protocol: '*' },
      { name: 'DenyRest', priority: 1010, access: 'Deny', protocol: '*', destination_port_range: '*' },
    ]);
  });

  test('several ranges are one rule', () => {
    const stage = testStage();
    const from = NetworkPeer.cidr('10.0.0.0/24', '10.1.0.0/24');
    new NetworkSecurityGroup(stage, 'Web').allowInbound({ name: 'AllowOffices', from, ports: ['443'] });
    const rule = RenderedStage.of(stage).resource('azurerm_network_security_rule');
    expect(rule).toMatchObject({ source_address_prefixes: ['10.0.0.0/24', '10.1.0.0/24'] });
    expect(rule).not.toHaveProperty('source_address_prefix');
  });

  test('a priority of yours is kept, and the next is found beside it', () => {
    const group = new NetworkSecurityGroup(testStage(), 'Web');
    group.allowInbound({ name: 'First', priority: 1000 });
    expect(group.allowInbound({ name: 'Second' }).priority).toBe(1010);
    expect(group.rules.map((rule) => rule.ruleName)).toEqual(['First', 'Second']);
  });
});

describe('bad rules', () => {
  test('every problem of a rule is reported at once', () => {
    const group = new NetworkSecurityGroup(testStage(), 'Web');
    expect(() =>
      group.allowInbound({
        name: '-web',
        ports: ['70000', '20-10', 'https'],
        priority: 99,
        description: 'x'.repeat(141),
      }),
    ).toThrow(
      [
        'stage-test/Web/-web: name: got "-web". Allowed: 1 to 80 letters, digits, "_", "." and "-", the first a letter or digit, the last no "." or "-".',
        'stage-test/Web/-web: priority: got 99. Allowed: a whole number from 100 to 4096.',
        `stage-test/Web/-web: description: got "${'x'.repeat(141)}". Allowed: up to 140 characters.`,
        'stage-test/Web/-web: ports[0]: got "70000". Allowed: a port (443) or a range (8500-8599) within 0 to 65535.',
        'stage-test/Web/-web: ports[1]: got "20-10". Allowed: a port (443) or a range (8500-8599) within 0 to 65535.',
        'stage-test/Web/-web: ports[2]: got "https". Allowed: a port (443) or a range (8500-8599) within 0 to 65535.',
      ].join('\n'),
    );
  });

  test('a priority is taken once for each direction', () => {
    const group = new NetworkSecurityGroup(testStage(), 'Web');
    group.allowInbound({ name: 'First', priority: 200 });
    group.allowOutbound({ name: 'Out', priority: 200 });
    expect(() => group.denyInbound({ name: 'Second', priority: 200 })).toThrow(
      'stage-test/Web: rules "First" and "Second" are both inbound with priority 200. Leave the priority out to get a free one.',
    );
  });

  test('a name is taken once, whatever its case', () => {
    const group = new NetworkSecurityGroup(testStage(), 'Web');
    group.allowInbound({ name: 'Web' });
    expect(() => group.allowOutbound({ name: 'web' })).toThrow('two rules are called "web"');
  });

  test.each([
    [() => NetworkPeer.serviceTag('10.0.0.0/8'), '"10.0.0.0/8" is not a service tag.'],
    [() => NetworkPeer.cidr('10.0.0.1/8'), '"10.0.0.1/8" has host bits set.'],
    [() => NetworkPeer.cidr(), 'a network peer without ranges.'],
  ])('a peer that is none is refused', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('a connection that must get through', () => {
  function networkIn(stage: Stage): { apps: Subnet; endpoints: Subnet } {
    const network = new VirtualNetwork(stage, 'VirtualNetwork', {
      subnets: [
        { name: 'apps', role: SubnetRole.CONTAINER_APPS, prefix: 24 },
        { name: 'endpoints', role: SubnetRole.PRIVATE_ENDPOINTS, prefix: 26 },
      ],
    });
    return { apps: network.subnet('apps'), endpoints: network.subnet('endpoints') };
  }

  test('needs no rule where one lets it through', () => {
    const stage = testStage();
    const { apps, endpoints } = networkIn(stage);
    expect(endpoints.networkSecurityGroup?.ensureInbound(stage, { port: 8555, from: apps })).toBeUndefined();
  });

  test('needs no rule where no rule denies it: the network is let in by Azure', () => {
    const stage = testStage();
    const { apps } = networkIn(stage);
    const group = new NetworkSecurityGroup(stage, 'General');
    group.denyInbound({ name: 'DenyUdp', protocol: NetworkProtocol.UDP });
    expect(group.ensureInbound(stage, { port: 6379, from: apps })).toBeUndefined();
  });

  test('gets a rule for its subnet and port alone, before the one that denies the rest', () => {
    const stage = testStage();
    const { apps, endpoints } = networkIn(stage);
    const rule = endpoints.networkSecurityGroup?.ensureInbound(stage, { port: 27017, from: apps });
    expect(rule?.priority).toBeGreaterThanOrEqual(2000);
    expect(rule?.priority).toBeLessThan(4000);
    expect(stage).toHaveResource('azurerm_network_security_rule', {
      name: 'stage-test-27017-from-stage-test-virtual-network-apps',
      access: 'Allow',
      source_address_prefix: '10.0.0.0/24',
      destination_port_range: '27017',
    });
  });

  test('gets its rule once', () => {
    const stage = testStage();
    const { apps, endpoints } = networkIn(stage);
    endpoints.networkSecurityGroup?.ensureInbound(stage, { port: 27017, from: apps });
    expect(endpoints.networkSecurityGroup?.ensureInbound(stage, { port: 27017, from: apps })).toBeUndefined();
  });

  test('gets its rule in the stage that needs it, and another stage gets its own', () => {
    const app = testApp();
    const foundation = testStage({ app, id: 'stage-foundation' });
    const { apps, endpoints } = networkIn(foundation);
    const [one, two] = ['stage-one', 'stage-two'].map((id) => testStage({ app, id, upstream: [foundation] }));
    const rules = [one, two].map((stage) =>
      endpoints.networkSecurityGroup?.ensureInbound(stage as Stage, { port: 27017, from: apps }),
    );
    expect(new Set(rules.map((rule) => rule?.priority)).size).toBe(2);
    const rendered = RenderedStage.of(one as Stage).resource('azurerm_network_security_rule');
    expect(rendered['network_security_group_name']).toMatch(/terraform_remote_state.*stage-foundation/);
  });

  test('relies on the rule of an earlier stage', () => {
    const app = testApp();
    const foundation = testStage({ app, id: 'stage-foundation' });
    const { apps, endpoints } = networkIn(foundation);
    const data = testStage({ app, id: 'stage-data', upstream: [foundation] });
    endpoints.networkSecurityGroup?.ensureInbound(data, { port: 27017, from: apps });
    const agents = testStage({ app, id: 'stage-agents', upstream: [data] });
    expect(endpoints.networkSecurityGroup?.ensureInbound(agents, { port: 27017, from: apps })).toBeUndefined();
  });

  test('is refused where a rule of yours denies it first', () => {
    const stage = testStage();
    const { apps, endpoints } = networkIn(stage);
    endpoints.networkSecurityGroup?.denyInbound({ name: 'DenyMongo', ports: ['27017'] });
    expect(() => endpoints.networkSecurityGroup?.ensureInbound(stage, { port: 27017, from: apps })).toThrow(
      'rule "DenyMongo" (1000) keeps stage-test/VirtualNetwork/apps from port 27017, which stage-test needs. Allow it with allowInbound and a priority below 1000, or give the rule one above 3999.',
    );
  });
});

describe('a group that exists', () => {
  test('is read, takes rules when told, and is opened by no connection', () => {
    const stage = testStage();
    const group = NetworkSecurityGroup.fromName(stage, 'Existing', { name: 'nsg', resourceGroupName: 'rg' });
    const apps = new VirtualNetwork(stage, 'VirtualNetwork').addSubnet({ name: 'apps', prefix: 24 });
    group.denyInbound({ name: 'DenyAll', priority: 4000 });
    expect(group.ensureInbound(stage, { port: 443, from: apps })).toBeUndefined();
    expect(stage).toHaveResourceCount('azurerm_network_security_rule', 1);
    expect(RenderedStage.of(stage).dataSources('azurerm_network_security_group')).toEqual([
      { name: 'nsg', resource_group_name: 'rg' },
    ]);
  });
});
