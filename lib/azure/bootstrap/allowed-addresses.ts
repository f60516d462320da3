import ipaddr from 'ipaddr.js';
import { ToolkitError } from '../../toolkit/toolkit-error';

/**
 * Addresses and ranges as the firewall of a storage account takes them: public IPv4 addresses, single ones without a prefix, ranges up to /30.
 *
 * @see https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations
 * @throws ToolkitError for any other
 */
export function allowedAddresses(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(normalized))];
}

/** Ranges that no packet of the internet comes from: https://www.iana.org/assignments/iana-ipv4-special-registry */
const NOT_PUBLIC = ['private', 'carrierGradeNat', 'loopback', 'linkLocal', 'multicast', 'broadcast', 'unspecified'];

function normalized(text: string): string {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = prefix === undefined ? 32 : Number(prefix);
  const isRange = rest.length === 0 && /^\d{1,2}$/.test(prefix ?? '32') && bits >= 1 && bits <= 32;
  if (!isRange || !ipaddr.IPv4.isValidFourPartDecimal(address)) {
    throw refused(text, 'is not an IPv4 address or range');
  }
  if (NOT_PUBLIC.includes(ipaddr.IPv4.parse(address).range())) {
    throw refused(text, 'is not a public address, which alone the firewall of a storage account knows');
  }
  if (bits === 31) {
    throw refused(text, 'is a range of two addresses, which the firewall does not take: name both');
  }
  if (bits === 32) {
    return address;
  }
  const network = ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`).toString();
  if (network !== address) {
    throw refused(text, `has bits beyond its prefix: did you mean ${network}/${bits}`);
  }
  return `${address}/${bits}`;
}

function refused(text: string, why: string): ToolkitError {
  return new ToolkitError('USAGE', `--allow-ip: ${text} ${why}.`, 'Allowed: such as 203.0.113.7 or 203.0.113.0/28.');
}
