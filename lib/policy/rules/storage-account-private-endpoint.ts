import { type PolicyRule } from '../rule';

export const storageAccountPrivateEndpoint: PolicyRule = {
  id: 'AZS002',
  severity: 'warning',
  title: 'Storage accounts have a private endpoint',
  why: 'Without one, clients reach the account by its public address, or not at all.',
  help: 'Give StorageAccount privateEndpoints; in azurerm, add an azurerm_private_endpoint for it.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/common/storage-private-endpoints',
    azurePolicy: 'Storage accounts should use private link',
    waf: 'SE:06',
    checkov: ['CKV2_AZURE_33'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: (account, tree) =>
    tree.privateEndpointsOf(account).length === 0 ? 'No private endpoint leads to the account' : undefined,
};
