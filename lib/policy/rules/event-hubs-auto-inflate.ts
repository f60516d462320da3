import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const BY_ITSELF = requires('auto_inflate_enabled', is(true), { absentMeans: false });

export const eventHubsAutoInflate: PolicyRule = {
  id: 'AZS412',
  severity: 'note',
  title: 'Event Hubs of the Standard tier add throughput by themselves',
  why: 'Beyond its throughput units, a namespace refuses events.',
  help: 'Give EventHubNamespace maximumThroughputUnits above capacity; in azurerm, auto_inflate_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/event-hubs/event-hubs-auto-inflate',
    waf: 'RE:06',
    aprl: ['fbfef3df-04a5-41b2-a8fd-b8541eb04956'],
    avm: ['eventhub_namespace_enable_auto_inflate'],
  },
  resourceTypes: ['azurerm_eventhub_namespace'],
  // The other tiers have no units that it could add.
  check: (namespace, tree) => (namespace.get('sku') === 'Standard' ? BY_ITSELF(namespace, tree) : undefined),
};
