import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const apiManagementNetwork: PolicyRule = {
  id: 'AZS014',
  severity: 'warning',
  title: 'API Management is in a virtual network',
  why: 'Only from a network does it reach backends that are private.',
  help: 'Give ApiManagement a sku that takes a network, and a subnet; in azurerm, virtual_network_configuration.',
  sources: {
    url: 'https://learn.microsoft.com/azure/api-management/virtual-network-concepts',
    azurePolicy: ['ef619a2c-cc4d-4d03-b2ba-8c94a834d85b'],
    waf: 'SE:06',
    checkov: ['CKV_AZURE_107'],
  },
  resourceTypes: ['azurerm_api_management'],
  check: requires('virtual_network_configuration.subnet_id', present),
};
