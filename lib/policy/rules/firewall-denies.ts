import { byType } from '../by-type';
import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const firewallDenies: PolicyRule = {
  id: 'AZS003',
  severity: 'warning',
  title: 'Firewalls of key vaults and storage accounts deny what no rule allows',
  why: 'A default of Allow makes every rule of the firewall pointless.',
  help: 'Leave the network access of KeyVault and StorageAccount to the constructs, which deny; in azurerm, default_action = "Deny".',
  sources: {
    url: 'https://learn.microsoft.com/azure/key-vault/general/network-security',
    azurePolicy: ['55615ac9-af46-4a59-874e-391cc3dfb490'],
    waf: 'SE:06',
    checkov: ['CKV_AZURE_35', 'CKV_AZURE_109'],
  },
  ...byType({
    azurerm_key_vault: requires('network_acls.default_action', is('Deny')),
    azurerm_storage_account: requires('network_rules.default_action', is('Deny'), { absentMeans: 'Deny' }),
  }),
};
