import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesLogs: PolicyRule = {
  id: 'AZS501',
  severity: 'warning',
  title: 'Clusters of AKS send the logs of their containers to a workspace',
  why: 'The log of a pod is gone with the pod.',
  help: 'Leave containerLogs of KubernetesCluster at its default; in azurerm, oms_agent.',
  sources: {
    url: 'https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-enable',
    waf: 'OE:07',
    aprl: ['dcaf8128-94bd-4d53-9235-3a0371df6b74'],
    checkov: ['CKV_AZURE_4'],
    avm: ['AVM_SEC_4'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('oms_agent.log_analytics_workspace_id', present),
};
