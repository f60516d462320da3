import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesPrivateCluster: PolicyRule = {
  id: 'AZS012',
  severity: 'warning',
  title: 'Clusters of AKS are private',
  why: 'The API server of a private cluster has an address in the network, and none on the Internet.',
  help: 'Leave publicNetworkAccess of KubernetesCluster at its default; in azurerm, private_cluster_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/private-clusters',
    azurePolicy: ['040732e8-d947-40b8-95d6-854c95024bf8'],
    waf: 'SE:06',
    checkov: ['CKV_AZURE_115'],
    avm: ['AVM_SEC_115'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('private_cluster_enabled', is(true), { absentMeans: false }),
};
