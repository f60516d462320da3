import { VpnGatewaySku } from '../../../lib/values/vpn-gateway-sku';

test('a SKU without zones retires, and knows the one that takes its place', () => {
  const old = VpnGatewaySku.of('vpngw2');
  expect(old.retirementDate).toBe('2026-09-30');
  expect(old.zoneRedundantEquivalent.name).toBe('VpnGw2AZ');
  expect(VpnGatewaySku.VPN_GW1_AZ.retirementDate).toBeUndefined();
  expect(`${VpnGatewaySku.VPN_GW1_AZ.zoneRedundantEquivalent}`).toBe('VpnGw1AZ');
});

test('the generations are those that azurerm takes', () => {
  expect(VpnGatewaySku.VPN_GW1_AZ.generations).toEqual([1]);
  expect(VpnGatewaySku.VPN_GW2_AZ.generations).toEqual([1, 2]);
  expect(VpnGatewaySku.of('VpnGw5AZ').generations).toEqual([2]);
});

test.each(['Basic', 'HighPerformance', 'ErGw1AZ'])('%s takes no OpenVPN clients', (name) => {
  expect(() => VpnGatewaySku.of(name)).toThrow(`"${name}" is not a VPN gateway SKU that takes OpenVPN clients`);
});
