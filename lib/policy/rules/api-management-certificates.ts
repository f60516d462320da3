import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const ASKED = requires('client_certificate_enabled', is(true), { absentMeans: false });

export const apiManagementCertificates: PolicyRule = {
  id: 'AZS111',
  severity: 'note',
  title: 'API Management of the Consumption tier asks for client certificates',
  why: 'The tier takes no network: a certificate is how it tells callers apart before a policy runs.',
  help: 'Give ApiManagement clientCertificates; in azurerm, client_certificate_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/api-management/api-management-howto-mutual-certificates-for-clients',
    waf: 'SE:05',
    checkov: ['CKV_AZURE_152'],
  },
  resourceTypes: ['azurerm_api_management'],
  check: (service, tree) =>
    service.text('sku_name')?.startsWith('Consumption') === true ? ASKED(service, tree) : undefined,
};
