import { type PolicyRule } from '../rule';

export const storageLogs: PolicyRule = {
  id: 'AZS505',
  severity: 'warning',
  title: 'Storage accounts log what is read, written and deleted',
  why: 'Without logs, nobody can tell which data an attacker read.',
  help: 'Leave diagnostics of StorageAccount at its default; in azurerm, an azurerm_monitor_diagnostic_setting for blobServices/default of the account, and the like for its queues, tables and files.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage',
    waf: 'SE:10',
    aprl: ['96cb8331-6b06-8242-8ce8-4e2f665dc679'],
    checkov: ['CKV_AZURE_33', 'CKV2_AZURE_21'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: (account, tree) => {
    const services = tree
      .diagnosticSettingsOf(account)
      .filter((setting) => setting.each('enabled_log').length > 0)
      .map((setting) => String(setting.written['target_resource_id']));
    // What the account itself sends are metrics alone.
    return services.some((target) => /Services\/default$/i.test(target))
      ? undefined
      : 'no diagnostic setting sends the logs of its services';
  },
};
