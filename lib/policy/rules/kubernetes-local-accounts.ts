import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesLocalAccounts: PolicyRule = {
  id: 'AZS103',
  severity: 'error',
  title: 'Clusters of AKS have no local accounts',
  why: 'Their certificate is that of a cluster administrator, and cannot be revoked.',
  help: 'Leave localAccounts of KubernetesCluster at its default; in azurerm, local_account_disabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad',
    azurePolicy: ['993c2fcd-2b29-49d2-9eb0-df2c3a730c32'],
    waf: 'SE:05',
    checkov: ['CKV_AZURE_141'],
    avm: ['AVM_SEC_141'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('local_account_disabled', is(true), { absentMeans: false }),
};
