import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const registryQuarantine: PolicyRule = {
  id: 'AZS306',
  severity: 'note',
  title: 'Container registries hold images back until they are scanned',
  why: 'Images are pulled only once a scanner has released them.',
  help: 'Give ContainerRegistry quarantine where a scanner releases images, which nothing can pull before; in azurerm, quarantine_policy_enabled = true.',
  sources: {
    url: 'https://github.com/Azure/acr/tree/main/docs/preview/quarantine',
    waf: 'SE:08',
    checkov: ['CKV_AZURE_166'],
  },
  resourceTypes: ['azurerm_container_registry'],
  check: requires('quarantine_policy_enabled', is(true), { absentMeans: false }),
};
