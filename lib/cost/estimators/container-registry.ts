import { type CostComponent, daysOf, type Estimator, unknown } from '../estimator';
import { above, range, times } from '../range';
import { blocks, text } from '../../synthesized/values';

/** Storage that is included, in GB. */
const INCLUDED: Readonly<Record<string, number>> = { Basic: 10, Standard: 100, Premium: 500 };

/** A registry: its tier by the day in each region, images above what is included, and the builds of ACR Tasks. */
export const containerRegistry: Estimator<'gbStored' | 'buildHours'> = {
  types: ['azurerm_container_registry'],
  usage: {
    gbStored: { description: 'Images', unit: 'GB', default: range(1, 20) },
    buildHours: {
      description: 'Time that ACR Tasks builds, times its vCPU',
      unit: 'vCPU-hours/month',
      default: range(0, 2),
    },
  },
  estimate({ values }, usage, { hours }) {
    const sku = text(values, 'sku');
    if (sku === undefined) {
      return unknown('sku');
    }
    const regions = 1 + blocks(values, 'georeplications').length;
    const more = above(usage.gbStored, INCLUDED[sku] ?? 0);
    const builds = times(usage.buildHours, 3600);
    const where = regions === 1 ? '' : ` in ${regions} regions`;
    const components: CostComponent[] = [
      { name: `Registry ${sku}${where}`, quantity: times(daysOf(hours), regions), price: `acr.${sku}` },
      { name: 'Images above what is included', quantity: times(more, regions), price: 'acr.storageOverage' },
      { name: 'Builds of ACR Tasks', quantity: builds, price: 'acr.taskVcpu' },
    ];
    return { components: components.filter(({ quantity }) => quantity.high > 0) };
  },
};
