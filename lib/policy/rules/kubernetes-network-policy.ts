import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesNetworkPolicy: PolicyRule = {
  id: 'AZS017',
  severity: 'warning',
  title: 'Clusters of AKS enforce network policies',
  why: 'Without an engine, NetworkPolicy objects are accepted and do nothing: every pod reaches every other one.',
  help: 'Leave the network of KubernetesCluster to the construct; in azurerm, network_profile.network_policy.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/use-network-policies',
    waf: 'SE:04',
    checkov: ['CKV_AZURE_7'],
    avm: ['AVM_SEC_7'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('network_profile.network_policy', present),
};
