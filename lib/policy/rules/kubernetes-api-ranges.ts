import { UNKNOWN } from '../policy-values';
import { type PolicyRule } from '../rule';

export const kubernetesApiRanges: PolicyRule = {
  id: 'AZS011',
  severity: 'error',
  title: 'API servers of AKS answer in the network alone, or to given addresses',
  why: 'Whoever reaches the API server of a cluster can try tokens on it.',
  help: 'Leave publicNetworkAccess of KubernetesCluster at its default, or give allowedIpRanges; in azurerm, private_cluster_enabled or api_server_access_profile.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges',
    azurePolicy: ['0e246bcf-5f6f-4f87-bc6f-775d4712c7ea'],
    waf: 'SE:06',
    checkov: ['CKV_AZURE_6'],
    avm: ['AVM_SEC_6'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: (cluster) => {
    const isPrivate = cluster.get('private_cluster_enabled');
    const ranges = cluster.get('api_server_access_profile.authorized_ip_ranges');
    return isPrivate === true ||
      isPrivate === UNKNOWN ||
      ranges === UNKNOWN ||
      (Array.isArray(ranges) && ranges.length > 0)
      ? undefined
      : 'private_cluster_enabled is not true, and api_server_access_profile.authorized_ip_ranges has no range';
  },
};
