import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const TWO_ACTIVE = requires('active_active', is(true), { absentMeans: false });

export const vpnActiveActive: PolicyRule = {
  id: 'AZS416',
  severity: 'note',
  title: 'VPN gateways have two active instances',
  why: 'With one, connections drop while Azure fails over to the standby.',
  help: 'Leave activeActive of VpnGateway at its default; in azurerm, active_active = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-highlyavailable',
    waf: 'RE:05',
    aprl: ['281a2713-c0e0-3c48-b596-19f590c46671'],
    avm: ['virtual_network_gateway_vpn_active_active'],
  },
  resourceTypes: ['azurerm_virtual_network_gateway'],
  check: (gateway, tree) => (gateway.get('type') === 'ExpressRoute' ? undefined : TWO_ACTIVE(gateway, tree)),
};
