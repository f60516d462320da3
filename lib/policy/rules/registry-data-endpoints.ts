import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const registryDataEndpoints: PolicyRule = {
  id: 'AZS016',
  severity: 'note',
  title: 'Container registries have dedicated data endpoints',
  why: 'Firewalls of clients can then allow the registry by its name, and need not allow all of Blob Storage.',
  help: 'Give ContainerRegistry a Premium sku, and leave dataEndpoint at its default there; in azurerm, data_endpoint_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/container-registry/container-registry-dedicated-data-endpoints',
    waf: 'SE:06',
    checkov: ['CKV_AZURE_237'],
  },
  resourceTypes: ['azurerm_container_registry'],
  check: requires('data_endpoint_enabled', is(true), { absentMeans: false }),
};
