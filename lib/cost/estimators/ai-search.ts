import { type Estimator, unknown } from '../estimator';
import { times } from '../range';
import { counted, number, text } from '../../synthesized/values';

/** Azure AI Search: search units, replicas times partitions. */
export const aiSearch: Estimator = {
  types: ['azurerm_search_service'],
  usage: {},
  estimate({ values }, _, { hours }) {
    const sku = text(values, 'sku');
    if (sku === undefined) {
      return unknown('sku');
    }
    const units = (number(values, 'replica_count') ?? 1) * (number(values, 'partition_count') ?? 1);
    return sku === 'free'
      ? { components: [] }
      : {
          components: [
            { name: `${counted(units, 'search unit')} ${sku}`, quantity: times(hours, units), price: `search.${sku}` },
          ],
        };
  },
};
