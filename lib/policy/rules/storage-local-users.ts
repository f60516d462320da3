import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const NONE = requires('local_user_enabled', is(false), { absentMeans: true });

export const storageLocalUsers: PolicyRule = {
  id: 'AZS104',
  severity: 'warning',
  title: 'Storage accounts have no local users',
  why: 'Local users of SFTP sign in with a password or an SSH key, past Entra ID.',
  help: 'StorageAccount has none; in azurerm, local_user_enabled = false.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support',
    waf: 'SE:05',
    checkov: ['CKV_AZURE_244'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: (account, tree) =>
    // Without the hierarchical namespace there is no SFTP that they could sign in to.
    account.get('local_user_enabled') === undefined && account.get('is_hns_enabled') !== true
      ? undefined
      : NONE(account, tree),
};
