import { Fn } from 'cdktf';
import { PrivateDnsZone } from '../../../../lib/constructs/network/private-dns-zone';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

test('a zone is linked to each network, and registers no machines', () => {
  const stage = testStage();
  new PrivateDnsZone(stage, 'Zone', {
    zoneName: 'corp.example.com',
    virtualNetworks: [new VirtualNetwork(stage, 'Hub'), new VirtualNetwork(stage, 'Spoke')],
  });
  expect(stage).toHaveResource('azurerm_private_dns_zone', { name: 'corp.example.com', tags: { project: 'demo' } });
  const links = RenderedStage.of(stage).resources('azurerm_private_dns_zone_virtual_network_link');
  expect(links.map((link) => [link['name'], link['registration_enabled']])).toEqual([
    ['link-demo-dev-stage-test-hub', false],
    ['link-demo-dev-stage-test-spoke', false],
  ]);
  expect(links[0]).not.toHaveProperty('resolution_policy');
});

test('a link name that would be too long is cut, and stays unique', () => {
  const stage = testStage();
  const long = 'x'.repeat(70);
  const zone = new PrivateDnsZone(stage, 'Zone', { zoneName: 'corp.example.com' });
  zone.linkTo(new VirtualNetwork(stage, `${long}1`, { name: 'vnet-1' }));
  zone.linkTo(new VirtualNetwork(stage, `${long}2`, { name: 'vnet-2' }));
  const names = RenderedStage.of(stage)
    .resources('azurerm_private_dns_zone_virtual_network_link')
    .map((link) => String(link['name']));
  expect(new Set(names).size).toBe(2);
  names.forEach((name) => expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,78}[a-z0-9]$/));
});

test('a network of another stage can be linked', () => {
  const app = testApp();
  const foundation = testStage({ app, id: 'stage-foundation' });
  const network = new VirtualNetwork(foundation, 'VirtualNetwork');
  const stage = testStage({ app, id: 'stage-apps' });
  new PrivateDnsZone(stage, 'Zone', { zoneName: 'corp.example.com', virtualNetworks: [network] });
  expect(stage).toHaveResource('azurerm_private_dns_zone_virtual_network_link', {
    name: 'link-demo-dev-stage-foundation-virtual-network',
  });
});

test('records: one name, several addresses, five minutes', () => {
  const stage = testStage();
  const zone = new PrivateDnsZone(stage, 'Zone', { zoneName: 'corp.example.com' });
  zone.addARecord('*', ['10.0.0.4']);
  zone.addARecord('@', ['10.0.0.4', '10.0.0.5'], 60);
  expect(stage).toHaveResource('azurerm_private_dns_a_record', { name: '*', records: ['10.0.0.4'], ttl: 300 });
  expect(stage).toHaveResource('azurerm_private_dns_a_record', {
    name: '@',
    records: ['10.0.0.4', '10.0.0.5'],
    ttl: 60,
  });
});

test('a domain that only Terraform knows is taken as it is', () => {
  const stage = testStage();
  new PrivateDnsZone(stage, 'Zone', { zoneName: Fn.lower('Example.COM') });
  expect(stage).toHaveResource('azurerm_private_dns_zone', { name: '${lower("Example.COM")}' });
});

test('a domain of one label is refused', () => {
  expect(() => new PrivateDnsZone(testStage(), 'Zone', { zoneName: 'corp' })).toThrow(
    'stage-test/Zone: zoneName: name "corp" is not one that azurerm_private_dns_zone takes.',
  );
});

test('bad records are refused, every problem at once', () => {
  const zone = new PrivateDnsZone(testStage(), 'Zone', { zoneName: 'corp.example.com' });
  expect(() => zone.addARecord('WWW', [], 0)).toThrow(
    [
      'stage-test/Zone: addresses: got []. Allowed: at least one IPv4 address.',
      'stage-test/Zone: name: got "WWW". Allowed: labels in lower case joined by dots, "*" or "@".',
      'stage-test/Zone: ttlSeconds: got 0. Allowed: a whole number from 1 to 2147483647.',
    ].join('\n'),
  );
});
