import { atLeast, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const postgresqlMaintenance: PolicyRule = {
  id: 'AZS415',
  severity: 'note',
  title: 'PostgreSQL servers have a maintenance window',
  why: 'Azure patches and restarts a server at a time of yours, or at any.',
  help: 'Leave maintenanceWindow of PostgresqlServer at its default; in azurerm, maintenance_window.',
  sources: {
    url: 'https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-maintenance',
    waf: 'RE:09',
    aprl: ['b2bad57d-7e03-4c0f-9024-597c9eb295bb'],
    avm: ['postgresql_flexible_server_custom_maintenance_window_enabled'],
  },
  resourceTypes: ['azurerm_postgresql_flexible_server'],
  check: requires('maintenance_window.day_of_week', atLeast(0)),
};
