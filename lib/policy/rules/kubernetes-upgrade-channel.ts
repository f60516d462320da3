import { all, isNot, present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesUpgradeChannel: PolicyRule = {
  id: 'AZS503',
  severity: 'note',
  title: 'Clusters of AKS upgrade by themselves',
  why: 'A version leaves support a year after its release, with its fixes.',
  help: 'Leave upgradeChannel of KubernetesCluster at its default; in azurerm, automatic_upgrade_channel.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/auto-upgrade-cluster',
    waf: 'SE:08',
    checkov: ['CKV_AZURE_171'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: all(requires('automatic_upgrade_channel', present), requires('automatic_upgrade_channel', isNot('none'))),
};
