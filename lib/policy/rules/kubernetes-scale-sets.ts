import { isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesScaleSets: PolicyRule = {
  id: 'AZS418',
  severity: 'warning',
  title: 'Nodes of AKS are in scale sets',
  why: 'Availability sets cannot scale by themselves, nor have more than one pool.',
  help: 'KubernetesCluster makes scale sets; in azurerm, leave default_node_pool.type out.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/availability-zones',
    waf: 'RE:05',
    checkov: ['CKV_AZURE_169'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('default_node_pool.type', isNot('AvailabilitySet')),
};
