import { isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const SIGNED_IN = requires('anonymous_pull_enabled', isNot(true));

export const registryAnonymousPull: PolicyRule = {
  id: 'AZS105',
  severity: 'error',
  title: 'Container registries let nobody pull without signing in',
  why: 'With anonymous pull, every image in the registry is public.',
  help: 'Leave anonymousPull of ContainerRegistry at its default; in azurerm, anonymous_pull_enabled = false.',
  sources: {
    url: 'https://learn.microsoft.com/azure/container-registry/anonymous-pull-access',
    azurePolicy: ['9f2dea28-e834-476c-99c5-3507b4728395'],
    waf: 'SE:05',
    aprl: ['03f4a7d8-c5b4-7842-8e6e-14997a34842b'],
    checkov: ['CKV_AZURE_138'],
    avm: ['AVM_SEC_138'],
  },
  resourceTypes: ['azurerm_container_registry'],
  check: (registry, tree) => (registry.text('sku') === 'Basic' ? undefined : SIGNED_IN(registry, tree)),
};
