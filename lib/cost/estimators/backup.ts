import { type Estimate, type Estimator, type Surroundings, monthsOf, type UsageQuantity } from '../estimator';
import { type Range, range, times } from '../range';
import { block, countOf, text, type Values } from '../../synthesized/values';

const gbStored: UsageQuantity = {
  description: 'Recovery points in the vault',
  unit: 'GB',
  default: range(10, 100),
};

/** Backups of a cluster: a fee for each namespace. Snapshots and the vault are paid for besides. */
export const clusterBackup: Estimator<'namespaces'> = {
  types: ['azurerm_data_protection_backup_instance_kubernetes_cluster'],
  usage: {
    namespaces: {
      description: 'Namespaces that are backed up, where included_namespaces does not say',
      unit: 'count',
      default: range(3, 10),
    },
  },
  estimate({ values }, { namespaces }, { hours }) {
    const named = countOf(block(values, 'backup_datasource_parameters') ?? {}, 'included_namespaces');
    return {
      components: [
        {
          name: 'Namespaces backed up',
          quantity: times(monthsOf(hours), named === 0 ? namespaces : named),
          price: 'backup.aksNamespace',
        },
      ],
      notPriced: ['snapshots of its disks'],
    };
  },
};

/** Backups of a server or an account in a vault: what they take there. The fee of the instance is in no public source. */
export const vaultedBackup: Estimator<'gbStored'> = {
  types: [
    'azurerm_data_protection_backup_instance_postgresql_flexible_server',
    'azurerm_data_protection_backup_instance_blob_storage',
  ],
  usage: { gbStored },
  estimate: ({ values }, usage, surroundings) => inVault(values, usage.gbStored, surroundings),
};

function inVault(values: Values, gb: Range, { tryFind }: Surroundings): Estimate {
  const vault = tryFind('azurerm_data_protection_backup_vault', values['vault_id']);
  const redundancy = text(vault?.values ?? {}, 'redundancy');
  const fee = 'the fee of a protected instance';
  return redundancy === undefined
    ? { components: [], notPriced: ['backups: the redundancy of the vault is not known', fee] }
    : {
        components: [{ name: `Backups, ${redundancy}`, quantity: gb, price: `backup.storage.${redundancy}` }],
        notPriced: [fee],
      };
}
