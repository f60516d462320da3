import { isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const registryAdmin: PolicyRule = {
  id: 'AZS102',
  severity: 'error',
  title: 'Container registries have no admin user',
  why: 'Its two passwords are shared by all who use it, and pull and push everything.',
  help: 'Leave adminUser of ContainerRegistry at its default, and grant pulls and pushes; in azurerm, admin_enabled = false.',
  sources: {
    url: 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
    azurePolicy: ['dc921057-6b28-4fbe-9b83-f7bec05db6c2'],
    waf: 'SE:05',
    checkov: ['CKV_AZURE_137'],
    avm: ['AVM_SEC_137'],
  },
  resourceTypes: ['azurerm_container_registry'],
  check: requires('admin_enabled', isNot(true)),
};
