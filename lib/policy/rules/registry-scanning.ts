import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const registryScanning: PolicyRule = {
  id: 'AZS307',
  severity: 'note',
  title: 'Container registries have a tier that Defender for Containers scans',
  why: 'Known vulnerabilities of images are reported before they run.',
  help: 'Give ContainerRegistry the Standard or Premium sku; in azurerm, sku.',
  sources: {
    url: 'https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction',
    waf: 'SE:10',
    checkov: ['CKV_AZURE_163'],
  },
  resourceTypes: ['azurerm_container_registry'],
  check: requires('sku', is('Standard', 'Premium')),
};
