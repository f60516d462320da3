import { byType } from '../by-type';
import { atLeast, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesNodeCount: PolicyRule = {
  id: 'AZS414',
  severity: 'note',
  title: 'Pools of AKS have at least two nodes',
  why: 'With one node, its upgrade or failure stops everything in the pool.',
  help: 'Deploy with the profile prod, or give minCount of the pool; in azurerm, min_count.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/use-system-pools',
    waf: 'RE:05',
    aprl: ['7f7ae535-a5ba-4665-b7e0-c451dbdda01f', '005ccbbd-aeab-46ef-80bd-9bd4479412ec'],
    avm: ['aks_system_pool_min_node_count', 'aks_user_pool_min_node_count'],
  },
  ...byType({
    azurerm_kubernetes_cluster: requires('default_node_pool.min_count', atLeast(2)),
    azurerm_kubernetes_cluster_node_pool: requires('min_count', atLeast(2)),
  }),
};
