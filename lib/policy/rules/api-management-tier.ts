import { matches, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const apiManagementTier: PolicyRule = {
  id: 'AZS410',
  severity: 'note',
  title: 'API Management has the Premium tier',
  why: 'It alone spreads over zones and regions.',
  help: 'Give ApiManagement a Premium sku; in azurerm, sku_name.',
  sources: {
    url: 'https://learn.microsoft.com/azure/reliability/reliability-api-management',
    waf: 'RE:05',
    aprl: ['baf3bfc0-32a2-4c0c-926d-c9bf0b49808e'],
    avm: ['api_management_services_are_premium_sku'],
  },
  resourceTypes: ['azurerm_api_management'],
  check: requires('sku_name', matches(/Premium/, 'a Premium size')),
};
