import { quote } from '../../errors';
import { type PolicyRule } from '../rule';

export const dnsServers: PolicyRule = {
  id: 'AZS020',
  severity: 'warning',
  title: 'Virtual networks with DNS servers of their own have two',
  why: 'While the only one is down, nothing in the network resolves a name.',
  help: 'Give dnsServers of VirtualNetwork a second address, unless it is that of an Azure DNS Private Resolver, which is redundant by itself; in azurerm, dns_servers.',
  sources: {
    url: 'https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances',
    waf: 'RE:05',
    checkov: ['CKV_AZURE_182'],
  },
  resourceTypes: ['azurerm_virtual_network', 'azurerm_virtual_network_dns_servers'],
  check: (network) => {
    // How many there are is known also where an address is not.
    const servers = network.values['dns_servers'];
    return Array.isArray(servers) && servers.length === 1
      ? `dns_servers is ${quote(servers[0])} alone; required: two addresses, or none`
      : undefined;
  },
};
