import { quote } from '../../errors';
import { type PolicyRule } from '../rule';

export const trustedServices: PolicyRule = {
  id: 'AZS004',
  severity: 'note',
  title: 'Firewalls of storage accounts let trusted services of Azure through',
  why: 'Backup, Monitor and others reach an account whose firewall denies only by this exception.',
  help: 'Leave the firewall to StorageAccount, which lets them through; in azurerm, add "AzureServices" to bypass.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services',
    checkov: ['CKV_AZURE_36'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: (account) => {
    const bypass = account.get('network_rules.bypass');
    return account.get('network_rules.default_action') === 'Deny' &&
      Array.isArray(bypass) &&
      !bypass.includes('AzureServices')
      ? `network_rules.bypass is ${quote(bypass)}; required: "AzureServices" among them`
      : undefined;
  },
};
