import { all, countAtLeast, is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const RESTRICTED = all(
  requires('outbound_network_access_restricted', is(true), { absentMeans: false }),
  requires('fqdns', countAtLeast(1)),
);

export const openaiOutbound: PolicyRule = {
  id: 'AZS015',
  severity: 'note',
  title: 'Azure OpenAI calls given hosts alone',
  why: 'A model that may fetch any address can be told to send data there.',
  help: 'Give OpenAiAccount restrictOutbound and allowedFqdns; in azurerm, outbound_network_access_restricted and fqdns.',
  sources: {
    url: 'https://learn.microsoft.com/azure/ai-services/cognitive-services-data-loss-prevention',
    waf: 'SE:06',
    checkov: ['CKV_AZURE_247'],
  },
  resourceTypes: ['azurerm_cognitive_account'],
  check: (account, tree) => (account.text('kind')?.toLowerCase() === 'openai' ? RESTRICTED(account, tree) : undefined),
};
