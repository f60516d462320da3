import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const storageAccountPublicAccess: PolicyRule = {
  id: 'AZS001',
  severity: 'error',
  title: 'Storage accounts accept no requests from public networks',
  why: 'An account that answers on the Internet is one leaked token away from its data.',
  help: 'Leave publicNetworkAccess of StorageAccount at its default and give the account private endpoints; in azurerm, public_network_access_enabled = false.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
    azurePolicy: 'Storage accounts should disable public network access',
    waf: 'SE:06',
    checkov: ['CKV_AZURE_59'],
    avm: ['AVM_SEC_STORAGE_PE_PUBLIC_ACCESS'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: requires('public_network_access_enabled', is(false)),
};
