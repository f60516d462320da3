import { type PolicyRule } from '../rule';
import { openToInternet, SECURITY_RULE_TYPES } from '../security-rules';

export const httpPort: PolicyRule = {
  id: 'AZS006',
  severity: 'warning',
  title: 'No security rule opens HTTP to the Internet',
  why: 'What goes over port 80 is read and changed on its way.',
  help: 'Allow 443 in place of 80, or narrow from; in azurerm, destination_port_range or source_address_prefix.',
  sources: {
    url: 'https://learn.microsoft.com/azure/security/fundamentals/network-best-practices',
    waf: 'SE:07',
    checkov: ['CKV_AZURE_160'],
  },
  resourceTypes: SECURITY_RULE_TYPES,
  check: (resource) => openToInternet(resource, { protocol: 'Tcp', ports: [80] }),
};
