import { type PolicyRule } from '../rule';
import { openToInternet, SECURITY_RULE_TYPES } from '../security-rules';

export const managementPorts: PolicyRule = {
  id: 'AZS005',
  severity: 'error',
  title: 'No security rule opens SSH or RDP to the Internet',
  why: 'Ports 22 and 3389 are tried by bots minutes after they open.',
  help: 'Allow these ports from a subnet, a VPN or Azure Bastion with a narrower from; in azurerm, source_address_prefix.',
  sources: {
    url: 'https://learn.microsoft.com/azure/defender-for-cloud/just-in-time-access-overview',
    azurePolicy: ['22730e10-96f6-4aac-ad84-9383d35b5917'],
    waf: 'SE:06',
    checkov: ['CKV_AZURE_9', 'CKV_AZURE_10'],
  },
  resourceTypes: SECURITY_RULE_TYPES,
  check: (resource) => openToInternet(resource, { protocol: 'Tcp', ports: [22, 3389] }),
};
