import { byType } from '../by-type';
import { isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesNodeAddresses: PolicyRule = {
  id: 'AZS013',
  severity: 'error',
  title: 'Nodes of AKS have no public addresses',
  why: 'Nodes are reached through load balancers; an address of their own opens kubelet and SSH to the Internet.',
  help: 'Leave nodePublicIp of the pool at its default; in azurerm, node_public_ip_enabled = false.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/use-node-public-ips',
    waf: 'SE:06',
    checkov: ['CKV_AZURE_143'],
    avm: ['AVM_SEC_143'],
  },
  ...byType({
    azurerm_kubernetes_cluster: requires('default_node_pool.node_public_ip_enabled', isNot(true)),
    azurerm_kubernetes_cluster_node_pool: requires('node_public_ip_enabled', isNot(true)),
  }),
};
