import { byType } from '../by-type';
import { atLeast, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesMaxPods: PolicyRule = {
  id: 'AZS417',
  severity: 'note',
  title: 'Nodes of AKS take at least 50 pods',
  why: 'The default of the older networks of AKS is 30, which leaves machines half empty.',
  help: 'Give the pool maxPods, or acknowledge the finding: with Azure CNI Overlay, as KubernetesCluster has it, the default is 250; in azurerm, max_pods.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/azure-cni-overview',
    waf: 'PE:03',
    checkov: ['CKV_AZURE_168'],
  },
  ...byType({
    azurerm_kubernetes_cluster: requires('default_node_pool.max_pods', atLeast(50), { absentMeans: 30 }),
    azurerm_kubernetes_cluster_node_pool: requires('max_pods', atLeast(50), { absentMeans: 30 }),
  }),
};
