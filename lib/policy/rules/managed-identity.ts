import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const managedIdentity: PolicyRule = {
  id: 'AZS109',
  severity: 'note',
  title: 'Azure OpenAI and AI Search have a managed identity',
  why: 'With an identity they reach storage, vaults and models without a key.',
  help: 'OpenAiAccount and SearchService have one; in azurerm, an identity block.',
  sources: {
    url: 'https://learn.microsoft.com/azure/search/search-how-to-managed-identities',
    azurePolicy: ['fe3fd216-4f83-4fc1-8984-2bbec80a3418'],
    waf: 'SE:05',
    checkov: ['CKV_AZURE_207', 'CKV_AZURE_238'],
  },
  resourceTypes: ['azurerm_cognitive_account', 'azurerm_search_service'],
  check: requires('identity.type', present),
};
