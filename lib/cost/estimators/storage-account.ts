import { type CostComponent, type Estimator, unknown } from '../estimator';
import { range, times } from '../range';
import { text } from '../../synthesized/values';

/** Writes of a redundancy, of those of LRS: each copy in another region is written too. Those with zones are estimates. */
const WRITES: Readonly<Record<string, { readonly factor: number; readonly isEstimate?: boolean }>> = {
  LRS: { factor: 1 },
  ZRS: { factor: 1.25, isEstimate: true },
  GRS: { factor: 2 },
  RAGRS: { factor: 2 },
  GZRS: { factor: 2.25, isEstimate: true },
  RAGZRS: { factor: 2.25, isEstimate: true },
};

/** A storage account: its blobs, operations on them, and their replication to the paired region. */
export const storageAccount: Estimator<'gbStored' | 'millionWrites' | 'millionReads' | 'gbReplicated'> = {
  types: ['azurerm_storage_account'],
  usage: {
    gbStored: { description: 'Blobs with their versions and snapshots', unit: 'GB', default: range(10, 100) },
    millionWrites: { description: 'Write operations', unit: 'million/month', default: range(0.01, 0.5) },
    millionReads: { description: 'Read operations', unit: 'million/month', default: range(0.1, 5) },
    gbReplicated: {
      description: 'Data that is written, where it is replicated to another region',
      unit: 'GB/month',
      default: range(1, 50),
    },
  },
  estimate({ values }, usage) {
    const [tier, redundancy] = [text(values, 'account_tier'), text(values, 'account_replication_type')];
    if (tier === undefined || redundancy === undefined) {
      return unknown('account_tier or account_replication_type');
    }
    const kind = text(values, 'account_kind') ?? 'StorageV2';
    const access = text(values, 'access_tier') ?? 'Hot';
    const writes = WRITES[redundancy];
    if (tier !== 'Standard' || kind !== 'StorageV2' || writes === undefined) {
      return { components: [], notPriced: [`${kind} of ${tier} ${redundancy}`] };
    }
    const components: CostComponent[] = [
      {
        name: `Blobs, ${access} ${redundancy}`,
        quantity: usage.gbStored,
        price: `storage.blob.StorageV2.${redundancy}.${access}`,
      },
      {
        name: 'Write operations',
        quantity: times(usage.millionWrites, 100),
        price: `storage.write.LRS.${access}`,
        ...writes,
      },
      { name: 'Read operations', quantity: times(usage.millionReads, 100), price: `storage.read.${access}` },
    ];
    return {
      components: redundancy.includes('G')
        ? [
            ...components,
            {
              name: 'Replication to the paired region',
              quantity: usage.gbReplicated,
              price: 'bandwidth.geoReplication',
            },
          ]
        : components,
    };
  },
};

/** Object replication between accounts, which is paid for as what is sent to the other region. */
export const objectReplication: Estimator<'gbReplicated'> = {
  types: ['azurerm_storage_object_replication'],
  usage: {
    gbReplicated: { description: 'Data that is replicated', unit: 'GB/month', default: range(1, 50) },
  },
  estimate: (_, { gbReplicated }) => ({
    components: [{ name: 'Replication of objects', quantity: gbReplicated, price: 'bandwidth.geoReplication' }],
  }),
};
