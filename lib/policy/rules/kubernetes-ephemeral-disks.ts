import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesEphemeralDisks: PolicyRule = {
  id: 'AZS419',
  severity: 'note',
  title: 'Nodes of AKS have ephemeral OS disks',
  why: 'They are faster, and nothing of a node is left when it is gone.',
  help: 'Give the pool osDiskType EPHEMERAL where its vmSize has a cache or a temporary disk of that size; in azurerm, os_disk_type = "Ephemeral".',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/concepts-storage#ephemeral-os-disk',
    waf: 'PE:03',
    checkov: ['CKV_AZURE_226'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('default_node_pool.os_disk_type', is('Ephemeral'), { absentMeans: 'Managed' }),
};
