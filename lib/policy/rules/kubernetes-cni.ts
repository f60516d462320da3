import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesCni: PolicyRule = {
  id: 'AZS018',
  severity: 'warning',
  title: 'Clusters of AKS use Azure CNI',
  why: 'kubenet is retired in March 2028, and has no network policies of Azure.',
  help: 'Leave the network of KubernetesCluster to the construct; in azurerm, network_profile.network_plugin = "azure".',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/concepts-network-cni-overview',
    azurePolicy: ['46238e2f-3f6f-4589-9f3f-77bed4116e67'],
    waf: 'SE:04',
    aprl: ['c22db132-399b-4e7c-995d-577a60881be8'],
    checkov: ['CKV2_AZURE_29'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('network_profile.network_plugin', is('azure', 'Azure')),
};
