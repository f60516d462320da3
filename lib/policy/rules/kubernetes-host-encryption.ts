import { byType } from '../by-type';
import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesHostEncryption: PolicyRule = {
  id: 'AZS204',
  severity: 'note',
  title: 'Nodes of AKS encrypt temporary disks and caches at the host',
  why: 'Disks are encrypted at rest; the temporary disk and the caches of a machine are so only with this.',
  help: 'Register EncryptionAtHost in the subscription, and give the pool hostEncryption; in azurerm, host_encryption_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/enable-host-encryption',
    azurePolicy: ['41425d9f-d1a5-499a-9932-f8ed8453932c'],
    waf: 'SE:07',
    checkov: ['CKV_AZURE_227'],
  },
  ...byType({
    azurerm_kubernetes_cluster: requires('default_node_pool.host_encryption_enabled', is(true), { absentMeans: false }),
    azurerm_kubernetes_cluster_node_pool: requires('host_encryption_enabled', is(true), { absentMeans: false }),
  }),
};
