import { byType } from '../by-type';
import { atLeast, requires } from '../expectation';
import { type PolicyResource } from '../policy-resource';
import { type PolicyRule } from '../rule';

export const kubernetesMaxPods: PolicyRule = {
  id: 'AZS417',
  severity: 'note',
  title: 'Nodes of AKS take at least 50 pods',
  why: 'The default of the older networks of AKS is 30, which leaves machines half empty.',
  help: 'Leave maxPods of the pool at its default, which is 250 in the network of KubernetesCluster; in azurerm, max_pods.',
  sources: { url: 'https://learn.microsoft.com/azure/aks/azure-cni-overlay', waf: 'PE:03', checkov: ['CKV_AZURE_168'] },
  ...byType({
    azurerm_kubernetes_cluster: (cluster, tree) => enough(cluster, 'default_node_pool.max_pods')(cluster, tree),
    azurerm_kubernetes_cluster_node_pool: (pool, tree) =>
      enough(tree.target(pool, 'kubernetes_cluster_id'), 'max_pods')(pool, tree),
  }),
};

/** By the default of the network of a cluster. */
function enough(cluster: PolicyResource | undefined, path: string): PolicyRule['check'] {
  const isOverlay = cluster?.get('network_profile.network_plugin_mode') === 'overlay';
  return requires(path, atLeast(50), { absentMeans: isOverlay ? 250 : 30 });
}
