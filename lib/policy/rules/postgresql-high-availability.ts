import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const WITH_STANDBY = requires('high_availability.mode', is('ZoneRedundant'));

export const postgresqlHighAvailability: PolicyRule = {
  id: 'AZS403',
  severity: 'note',
  title: 'PostgreSQL servers have a standby in another zone',
  why: 'Without one, the database is down while its machine or its zone is.',
  help: 'Deploy with the profile prod, or give PostgresqlServer highAvailability; in azurerm, high_availability.mode = "ZoneRedundant".',
  sources: {
    url: 'https://learn.microsoft.com/azure/reliability/reliability-postgresql-flexible-server',
    azurePolicy: ['493c215d-2553-4976-bc81-57d2c04fc8c1'],
    waf: 'RE:05',
    aprl: ['ca87914f-aac4-4783-ab67-82a6f936f194'],
    avm: ['postgresql_flexible_server_high_availability_mode_zone_redundant'],
  },
  resourceTypes: ['azurerm_postgresql_flexible_server'],
  // A replica is what another server fails over to.
  check: (server, tree) => (server.get('create_mode') === 'Replica' ? undefined : WITH_STANDBY(server, tree)),
};
