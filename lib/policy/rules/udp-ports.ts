import { type PolicyRule } from '../rule';
import { openToInternet, SECURITY_RULE_TYPES } from '../security-rules';

export const udpPorts: PolicyRule = {
  id: 'AZS007',
  severity: 'warning',
  title: 'No security rule opens UDP to the Internet',
  why: 'Services over UDP are used to amplify attacks on others.',
  help: 'Narrow from, or allow TCP alone; in azurerm, source_address_prefix or protocol.',
  sources: {
    url: 'https://learn.microsoft.com/azure/security/fundamentals/network-best-practices',
    waf: 'SE:06',
    checkov: ['CKV_AZURE_77'],
  },
  resourceTypes: SECURITY_RULE_TYPES,
  check: (resource) => openToInternet(resource, { protocol: 'Udp' }),
};
