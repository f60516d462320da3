import { isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesRbac: PolicyRule = {
  id: 'AZS110',
  severity: 'error',
  title: 'Clusters of AKS use role-based access control',
  why: 'Without it, every user of the cluster is its administrator.',
  help: 'KubernetesCluster has it; in azurerm, leave role_based_access_control_enabled out.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/concepts-identity',
    azurePolicy: ['ac4a19c2-fa67-49b4-8ae5-0b2e78c49457'],
    waf: 'SE:05',
    checkov: ['CKV_AZURE_5'],
    avm: ['AVM_SEC_5'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('role_based_access_control_enabled', isNot(false)),
};
