import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesAzurePolicy: PolicyRule = {
  id: 'AZS502',
  severity: 'note',
  title: 'Clusters of AKS enforce Azure Policy',
  why: 'What the organization demands of pods is checked where they are admitted.',
  help: 'Leave azurePolicy of KubernetesCluster at its default; in azurerm, azure_policy_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes',
    azurePolicy: ['0a15ec92-a229-4763-bb14-0ea34a568f8d'],
    waf: 'SE:08',
    checkov: ['CKV_AZURE_116'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('azure_policy_enabled', is(true), { absentMeans: false }),
};
