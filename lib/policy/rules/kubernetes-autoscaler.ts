import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesAutoscaler: PolicyRule = {
  id: 'AZS413',
  severity: 'note',
  title: 'The system pool of AKS scales by itself',
  why: 'A pool of fixed size leaves pods pending when it is full.',
  help: 'Give the pool minCount and maxCount in place of nodeCount; in azurerm, default_node_pool.auto_scaling_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/cluster-autoscaler-overview',
    waf: 'RE:06',
    aprl: ['902c82ff-4910-4b61-942d-0d6ef7f39b67'],
    avm: ['aks_enable_cluster_autoscaler'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('default_node_pool.auto_scaling_enabled', is(true), { absentMeans: false }),
};
