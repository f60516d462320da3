import { atLeast, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const searchReplicas: PolicyRule = {
  id: 'AZS408',
  severity: 'note',
  title: 'AI Search has three replicas',
  why: 'The SLA takes two for queries, and three for queries and writes.',
  help: 'Give SearchService replicas; in azurerm, replica_count.',
  sources: {
    url: 'https://learn.microsoft.com/azure/search/search-reliability',
    azurePolicy: ['90bc8109-d21a-4692-88fc-51419391da3d'],
    waf: 'RE:05',
    aprl: ['b376281d-bfec-4695-8f90-9a44544fdfa4'],
    checkov: ['CKV_AZURE_208', 'CKV_AZURE_209'],
  },
  resourceTypes: ['azurerm_search_service'],
  check: requires('replica_count', atLeast(3), { absentMeans: 1 }),
};
