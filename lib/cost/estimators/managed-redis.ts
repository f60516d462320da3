import { type Estimator, unknown } from '../estimator';
import { range, times } from '../range';
import { counted, flag, text } from '../../synthesized/values';

/** Azure Managed Redis: two nodes with high availability, otherwise one. */
export const managedRedis: Estimator = {
  types: ['azurerm_managed_redis'],
  usage: {},
  estimate({ values }, _, { hours }) {
    const sku = text(values, 'sku_name');
    if (sku === undefined) {
      return unknown('sku_name');
    }
    const nodes = flag(values, 'high_availability_enabled') === false ? 1 : 2;
    const name = `Cache ${sku}, ${counted(nodes, 'node')}`;
    return { components: [{ name, quantity: times(hours, nodes), price: `managedRedis.${sku}` }] };
  },
};

/** Active geo-replication: what the caches send each other between regions. */
export const managedRedisGeoReplication: Estimator<'gbReplicated'> = {
  types: ['azurerm_managed_redis_geo_replication'],
  usage: {
    gbReplicated: {
      description: 'Data that is replicated between the regions',
      unit: 'GB/month',
      default: range(1, 50),
    },
  },
  estimate: (_, { gbReplicated }) => ({
    components: [{ name: 'Replication between regions', quantity: gbReplicated, price: 'bandwidth.geoReplication' }],
  }),
};
