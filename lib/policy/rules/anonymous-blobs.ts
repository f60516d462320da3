import { byType } from '../by-type';
import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const anonymousBlobs: PolicyRule = {
  id: 'AZS106',
  severity: 'error',
  title: 'Blobs are read by nobody without signing in',
  why: 'A public container is found and listed by scanners.',
  help: 'StorageAccount and its containers are private; in azurerm, allow_nested_items_to_be_public = false and container_access_type = "private".',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent',
    azurePolicy: ['4fa4b6c0-31ca-4c0d-b10d-24b96f62a751'],
    waf: 'SE:05',
    checkov: ['CKV_AZURE_34', 'CKV_AZURE_190', 'CKV2_AZURE_47'],
  },
  ...byType({
    azurerm_storage_account: requires('allow_nested_items_to_be_public', is(false), { absentMeans: true }),
    azurerm_storage_container: requires('container_access_type', is('private'), { absentMeans: 'private' }),
  }),
};
