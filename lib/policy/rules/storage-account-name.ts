import { matches, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const storageAccountName: PolicyRule = {
  id: 'AZS507',
  severity: 'error',
  title: 'Names of storage accounts have 3 to 24 lower-case letters and digits',
  why: 'Azure refuses any other one, once everything before it is deployed.',
  help: 'Leave the name to StorageAccount; in azurerm, name.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name',
    checkov: ['CKV_AZURE_43'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: requires('name', matches(/^[a-z0-9]{3,24}$/, '3 to 24 lower-case letters and digits')),
};
