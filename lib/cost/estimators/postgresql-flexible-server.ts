import { type CostComponent, type Estimator, monthsOf, unknown } from '../estimator';
import { range, times } from '../range';
import { block, flag, number, text } from '../../synthesized/values';

/** Storage of a server whose size is not given, in MiB. */
const DEFAULT_STORAGE_MB = 32_768;

/** Azure Database for PostgreSQL: a standby server doubles compute and storage. */
export const postgresqlFlexibleServer: Estimator<'gbAdditionalBackup'> = {
  types: ['azurerm_postgresql_flexible_server'],
  usage: {
    gbAdditionalBackup: {
      description: 'Backups above the size of the storage, which is included; geo-redundant ones count twice',
      unit: 'GB',
      default: range(0),
    },
  },
  estimate({ values }, { gbAdditionalBackup }, { hours }) {
    const sku = text(values, 'sku_name');
    if (sku === undefined) {
      return unknown('sku_name');
    }
    const servers = block(values, 'high_availability') === undefined ? 1 : 2;
    const gb = (number(values, 'storage_mb') ?? DEFAULT_STORAGE_MB) / 1024;
    const copies = flag(values, 'geo_redundant_backup_enabled') === true ? 2 : 1;
    const standby = servers === 2 ? ', with a standby' : '';
    const components: CostComponent[] = [
      { name: `Compute ${sku}${standby}`, quantity: times(hours, servers), price: `postgres.${sku}` },
      {
        name: `Storage ${gb} GB${standby}`,
        quantity: times(monthsOf(hours), gb * servers),
        price: 'postgres.storage',
      },
    ];
    return gbAdditionalBackup.high === 0
      ? { components }
      : {
          components: [
            ...components,
            { name: 'Additional backups', quantity: times(gbAdditionalBackup, copies), price: 'postgres.backup' },
          ],
        };
  },
};
