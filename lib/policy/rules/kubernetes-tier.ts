import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const kubernetesTier: PolicyRule = {
  id: 'AZS409',
  severity: 'note',
  title: 'Clusters of AKS have a tier with an SLA',
  why: 'In the Free tier, the API server may be down, and scales to few nodes.',
  help: 'Deploy with the profile prod, or give tier of KubernetesCluster; in azurerm, sku_tier.',
  sources: {
    url: 'https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers',
    waf: 'RE:05',
    aprl: ['0611251f-e70f-4243-8ddd-cfe894bec2e7'],
    checkov: ['CKV_AZURE_170'],
    avm: ['aks_sku_standard_or_premium'],
  },
  resourceTypes: ['azurerm_kubernetes_cluster'],
  check: requires('sku_tier', is('Standard', 'Premium'), { absentMeans: 'Free' }),
};
