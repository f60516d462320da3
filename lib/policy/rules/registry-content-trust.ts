import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const registryContentTrust: PolicyRule = {
  id: 'AZS307',
  severity: 'note',
  title: 'Container registries take signed images',
  why: 'A signature tells an image of yours from one that was pushed with a stolen credential.',
  help: 'Azure retires Docker Content Trust, and registries made since June 2026 cannot turn it on: sign with Notation, and acknowledge the finding; in azurerm, trust_policy_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/container-registry/container-registry-content-trust-deprecation',
    waf: 'SE:08',
    checkov: ['CKV_AZURE_164'],
  },
  resourceTypes: ['azurerm_container_registry'],
  check: requires('trust_policy_enabled', is(true), { absentMeans: false }),
};
