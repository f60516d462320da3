import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const purgeProtection: PolicyRule = {
  id: 'AZS301',
  severity: 'warning',
  title: 'Key vaults and App Configuration have purge protection',
  why: 'Without it, whoever deletes a vault can also purge it: keys, and all that they encrypted, are gone at once.',
  help: 'Leave purgeProtection of the construct at its default, with a sku that has it; in azurerm, purge_protection_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview',
    azurePolicy: ['0b60c0b2-2dc2-4e1c-b5c9-abbed971de53'],
    waf: 'RE:09',
    aprl: ['70fcfe6d-00e9-5544-a63a-fff42b9f2edb', 'bb4c8db4-f821-475b-b1ea-16e95358665e'],
    checkov: ['CKV_AZURE_42', 'CKV_AZURE_110', 'CKV_AZURE_187'],
  },
  resourceTypes: ['azurerm_app_configuration', 'azurerm_key_vault'],
  check: requires('purge_protection_enabled', is(true), { absentMeans: false }),
};
