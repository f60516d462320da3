import { type PolicyRule } from '../rule';

export const searchAllowedIps: PolicyRule = {
  id: 'AZS010',
  severity: 'error',
  title: 'Search services do not allow all addresses',
  why: 'The range 0.0.0.0/0 is the same as no firewall.',
  help: 'Give allowedIpRanges of SearchService the ranges that are yours; in azurerm, allowed_ips.',
  sources: {
    url: 'https://learn.microsoft.com/azure/search/service-configure-firewall',
    waf: 'SE:06',
    checkov: ['CKV_AZURE_210'],
  },
  resourceTypes: ['azurerm_search_service'],
  check: (service) => {
    const ranges = service.get('allowed_ips');
    return Array.isArray(ranges) && ranges.includes('0.0.0.0/0')
      ? 'allowed_ips has "0.0.0.0/0"; required: ranges that are yours'
      : undefined;
  },
};
