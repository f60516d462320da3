import { byType } from '../by-type';
import { is, requires } from '../expectation';
import { type PolicyResource } from '../policy-resource';
import { type PolicyRule } from '../rule';

export const geoReplication: PolicyRule = {
  id: 'AZS405',
  severity: 'note',
  title: 'Container registries and storage accounts keep copies in a second region',
  why: 'What is in one region is gone with it.',
  help: 'Give georeplications of ContainerRegistry or a geo-redundant redundancy of StorageAccount where another region would run on; in azurerm, georeplications or account_replication_type.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/common/storage-redundancy',
    azurePolicy: ['bf045164-79ba-4215-8f95-f8048dc1780b'],
    waf: 'RE:05',
    aprl: ['36ea6c09-ef6e-d743-9cfb-bd0c928a430b'],
    checkov: ['CKV_AZURE_165', 'CKV_AZURE_206'],
  },
  ...byType({
    azurerm_container_registry: replicated,
    azurerm_storage_account: requires('account_replication_type', is('GRS', 'RAGRS', 'GZRS', 'RAGZRS')),
  }),
};

function replicated(registry: PolicyResource): string | undefined {
  return registry.blocks('georeplications').length > 0 || registry.isUnknown('georeplications')
    ? undefined
    : 'georeplications is absent; required: another region';
}
