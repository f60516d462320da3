import { type PolicyRule } from '../rule';

/** The endpoint of a resolver is no single machine: Azure spreads it over the zones of the region. */
const RESOLVER = /^\$\{azurerm_private_dns_resolver_inbound_endpoint\./;

export const dnsServers: PolicyRule = {
  id: 'AZS020',
  severity: 'warning',
  title: 'Virtual networks with DNS servers of their own have two',
  why: 'While the only one is down, nothing in the network resolves a name.',
  help: 'Give dnsServers of VirtualNetwork a second address, or that of a DnsResolver; in azurerm, dns_servers.',
  sources: {
    url: 'https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances',
    waf: 'RE:05',
    checkov: ['CKV_AZURE_182'],
  },
  resourceTypes: ['azurerm_virtual_network', 'azurerm_virtual_network_dns_servers'],
  check: (network) => {
    // How many there are is known also where an address is not.
    const servers = network.values['dns_servers'];
    return Array.isArray(servers) && servers.length === 1 && !RESOLVER.test(String(servers[0]))
      ? 'dns_servers has one address; required: two, none, or that of a DNS resolver'
      : undefined;
  },
};
