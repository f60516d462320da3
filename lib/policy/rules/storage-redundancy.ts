import { isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const storageRedundancy: PolicyRule = {
  id: 'AZS404',
  severity: 'note',
  title: 'Storage accounts keep copies in more than one zone',
  why: 'Locally redundant data is lost with its data centre.',
  help: 'Deploy with the profile prod, or give redundancy of StorageAccount; in azurerm, account_replication_type other than "LRS".',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/common/storage-redundancy',
    azurePolicy: ['85b005b2-95fc-4953-b9cb-f9ee6427c754'],
    waf: 'RE:05',
    aprl: ['e6c7e1cc-2f47-264d-aa50-1da421314472'],
    avm: ['storage_accounts_are_zone_or_region_redundant'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: requires('account_replication_type', isNot('LRS')),
};
