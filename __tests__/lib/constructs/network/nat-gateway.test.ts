import { NatGateway } from '../../../../lib/constructs/network/nat-gateway';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

test('a gateway has one fixed address, and its id is known once it has it', () => {
  const stage = testStage();
  const natGateway = new NatGateway(stage, 'NatGateway');
  new VirtualNetwork(stage, 'VirtualNetwork', { natGateway, subnets: [{ name: 'apps', prefix: 24 }] });
  expect(stage).toHaveResource('azurerm_public_ip', {
    name: 'pip-demo-dev',
    sku: 'Standard',
    allocation_method: 'Static',
  });
  const nat = RenderedStage.of(stage).resource('azurerm_nat_gateway');
  expect(nat).toMatchObject({ name: 'ng-demo-dev', sku_name: 'Standard' });
  expect(nat).not.toHaveProperty('zones');
  const association = RenderedStage.of(stage).resource('azurerm_subnet_nat_gateway_association');
  expect(association['nat_gateway_id']).toMatch(/^\$\{azurerm_nat_gateway_public_ip_association\..*nat_gateway_id\}$/);
});

test('development keeps its address to no zone', () => {
  const stage = testStage();
  new NatGateway(stage, 'NatGateway');
  expect(RenderedStage.of(stage).resource('azurerm_public_ip')).not.toHaveProperty('zones');
});

test('production spreads the address over the zones of the region', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new NatGateway(stage, 'NatGateway');
  expect(stage).toHaveResource('azurerm_public_ip', { zones: ['1', '2', '3'] });
});

test('production in a region without zones does not', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new NatGateway(stage, 'NatGateway', { location: 'westus' });
  expect(RenderedStage.of(stage).resource('azurerm_public_ip')).not.toHaveProperty('zones');
});

test('zone, idle timeout and names can be chosen', () => {
  const stage = testStage();
  new NatGateway(stage, 'NatGateway', { zone: '2', idleTimeoutMinutes: 10, name: 'ng-out', publicIpName: 'pip-out' });
  expect(stage).toHaveResource('azurerm_nat_gateway', { name: 'ng-out', zones: ['2'], idle_timeout_in_minutes: 10 });
  expect(stage).toHaveResource('azurerm_public_ip', { name: 'pip-out' });
});

test('a gateway that exists is read', () => {
  const stage = testStage();
  NatGateway.fromName(stage, 'Existing', { name: 'ng', resourceGroupName: 'rg' });
  expect(RenderedStage.of(stage).dataSources('azurerm_nat_gateway')).toEqual([
    { name: 'ng', resource_group_name: 'rg' },
  ]);
});

test('bad values are refused together', () => {
  expect(() => new NatGateway(testStage(), 'NatGateway', { idleTimeoutMinutes: 3, zone: '4' })).toThrow(
    [
      'stage-test/NatGateway: idleTimeoutMinutes: got 3. Allowed: a whole number from 4 to 120.',
      'stage-test/NatGateway: zone: got "4". Allowed: 1, 2, 3.',
    ].join('\n'),
  );
});
