import { type PolicyRule } from '../rule';

export const blobSoftDelete: PolicyRule = {
  id: 'AZS302',
  severity: 'warning',
  title: 'Storage accounts keep deleted blobs',
  why: 'A deletion by mistake, or by an attacker, can be undone for some days.',
  help: 'Leave softDeleteDays of StorageAccount at its default; in azurerm, blob_properties.delete_retention_policy.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview',
    waf: 'RE:09',
    aprl: ['03263c57-c869-3841-9e0a-3dbb9ef3e28d'],
    checkov: ['CKV2_AZURE_38'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: (account) => {
    const hasPolicy = account.each('blob_properties.delete_retention_policy').length > 0;
    // It has files alone.
    return hasPolicy || account.get('account_kind') === 'FileStorage'
      ? undefined
      : 'blob_properties.delete_retention_policy is absent; required: a number of days';
  },
};
