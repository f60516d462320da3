import { quote } from '../../errors';
import { type PolicyResource } from '../policy-resource';
import { type PolicyRule } from '../rule';
import { isValid, isValidCIDR, parse, parseCIDR } from 'ipaddr.js';

export const localDns: PolicyRule = {
  id: 'AZS021',
  severity: 'note',
  title: 'DNS servers of a virtual network have an address in it',
  why: 'Names are resolved while the way out of the network is down, as over a VPN.',
  help: 'Give dnsServers of VirtualNetwork addresses in its own range, such as that of DnsResolver; in azurerm, dns_servers.',
  sources: {
    url: 'https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances',
    waf: 'RE:05',
    checkov: ['CKV_AZURE_183'],
  },
  resourceTypes: ['azurerm_virtual_network'],
  check: (network) => {
    const [servers, ranges] = [listOf(network, 'dns_servers'), listOf(network, 'address_space')];
    const isLocal = servers?.some((server) => ranges?.some((range) => has(range, server)));
    return servers === undefined || ranges === undefined || servers.length === 0 || isLocal === true
      ? undefined
      : `dns_servers is ${quote(servers)}; required: an address in ${ranges.join(' or ')}`;
  },
};

/** A list of which all is known. */
function listOf(network: PolicyResource, argument: string): readonly string[] | undefined {
  const value = network.get(argument);
  return Array.isArray(value) ? value.map(String) : undefined;
}

function has(range: string, address: string): boolean {
  return (
    isValidCIDR(range) &&
    isValid(address) &&
    parse(address).kind() === parseCIDR(range)[0].kind() &&
    parse(address).match(parseCIDR(range))
  );
}
