import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const IN_TWO_REGIONS = requires('geo_redundant_backup_enabled', is(true), { absentMeans: false });

export const postgresqlGeoBackup: PolicyRule = {
  id: 'AZS304',
  severity: 'note',
  title: 'PostgreSQL servers keep their backups in a second region too',
  why: 'Backups in the region of the server are lost with the region.',
  help: 'Give PostgresqlServer geoRedundantBackup, which Azure takes only when the server is created; in azurerm, geo_redundant_backup_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore',
    azurePolicy: ['cee2f9fd-3968-44be-a863-bd62c9884423'],
    waf: 'RE:09',
    aprl: ['31f4ac4b-29cb-4588-8de2-d8fe6f13ceb3'],
    checkov: ['CKV_AZURE_136'],
    avm: ['postgresql_flexible_server_geo_redundant_backup_enabled'],
  },
  resourceTypes: ['azurerm_postgresql_flexible_server'],
  // A replica has no backups of its own that could be.
  check: (server, tree) => (server.get('create_mode') === 'Replica' ? undefined : IN_TWO_REGIONS(server, tree)),
};
