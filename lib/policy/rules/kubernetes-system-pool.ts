import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesSystemPool: PolicyRule = {
  id: 'AZS420',
  severity: 'note',
  title: 'The system pool of AKS takes no other pods',
  why: 'A pod of yours that takes all memory takes CoreDNS and the rest of the system with it.',
  help: 'Leave criticalAddonsOnly of the system pool at its default, and add a pool for your pods; in azurerm, default_node_pool.only_critical_addons_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/use-system-pools',
    waf: 'RE:07',
    aprl: ['5ee083cd-6ac3-4a83-8913-9549dd36cf56'],
    checkov: ['CKV_AZURE_232'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('default_node_pool.only_critical_addons_enabled', is(true), { absentMeans: false }),
};
