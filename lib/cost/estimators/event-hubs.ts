import { type CostComponent, type Estimator } from '../estimator';
import { between, range, times } from '../range';
import { block, countedRange, flag, number, text } from '../../synthesized/values';

/** A namespace: its throughput or processing units, and the events that it takes in. */
export const eventHubsNamespace: Estimator<'scaleOut' | 'millionEvents'> = {
  types: ['azurerm_eventhub_namespace'],
  usage: {
    scaleOut: {
      description: 'How far auto-inflate has scaled out on average: 0 for capacity, 1 for maximum_throughput_units',
      unit: 'share',
      default: range(0, 0.25),
    },
    millionEvents: { description: 'Ingress events of 64 KB', unit: 'million/month', default: range(1, 50) },
  },
  estimate({ values }, { scaleOut, millionEvents }, { hours }) {
    const sku = text(values, 'sku') ?? 'Standard';
    const capacity = number(values, 'capacity') ?? 1;
    const isInflated = flag(values, 'auto_inflate_enabled') === true;
    const most = isInflated ? (number(values, 'maximum_throughput_units') ?? capacity) : capacity;
    const kind = sku === 'Premium' ? 'processing' : 'throughput';
    const units: CostComponent = {
      name: `${sku}, ${countedRange(capacity, most, `${kind} unit`)}`,
      quantity: times(hours, between(capacity, most, scaleOut)),
      price: `eventHubs.${sku}`,
    };
    return {
      components:
        sku === 'Premium'
          ? [units]
          : [units, { name: 'Ingress events', quantity: millionEvents, price: 'eventHubs.ingress' }],
    };
  },
};

/** An event hub: Capture, which is paid for by the throughput unit of its namespace. */
export const eventHub: Estimator = {
  types: ['azurerm_eventhub'],
  usage: {},
  estimate({ values }, _, { hours, tryFind }) {
    if (flag(block(values, 'capture_description') ?? {}, 'enabled') !== true) {
      return { components: [] };
    }
    const namespace = tryFind('azurerm_eventhub_namespace', values['namespace_id'] ?? values['namespace_name']);
    if (namespace === undefined) {
      return { components: [], notPriced: ['Capture: the namespace and its units are not known'] };
    }
    if (text(namespace.values, 'sku') === 'Premium') {
      return { components: [] };
    }
    const units = number(namespace.values, 'capacity') ?? 1;
    return { components: [{ name: 'Capture', quantity: times(hours, units), price: 'eventHubs.capture' }] };
  },
};
