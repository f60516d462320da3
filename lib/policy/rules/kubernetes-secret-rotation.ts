import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesSecretRotation: PolicyRule = {
  id: 'AZS504',
  severity: 'note',
  title: 'Clusters of AKS follow secrets that change',
  why: 'Pods keep the value of a secret with which they started otherwise.',
  help: 'Leave keyVaultSecretsProvider and secretRotation of KubernetesCluster at their defaults; in azurerm, key_vault_secrets_provider.secret_rotation_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/csi-secrets-store-configuration-options',
    waf: 'SE:09',
    checkov: ['CKV_AZURE_172'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('key_vault_secrets_provider.secret_rotation_enabled', is(true)),
};
