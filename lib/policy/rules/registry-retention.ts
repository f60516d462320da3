import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const registryRetention: PolicyRule = {
  id: 'AZS305',
  severity: 'note',
  title: 'Container registries delete untagged manifests',
  why: 'They cost storage, and keep images that were replaced for a reason.',
  help: 'Give ContainerRegistry a Premium sku, and leave retentionDays at its default there; in azurerm, retention_policy_in_days.',
  sources: {
    url: 'https://learn.microsoft.com/azure/container-registry/container-registry-retention-policy',
    waf: 'CO:10',
    checkov: ['CKV_AZURE_167'],
  },
  resourceTypes: ['azurerm_container_registry'],
  check: requires('retention_policy_in_days', present),
};
