import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const cosmosContinuousBackup: PolicyRule = {
  id: 'AZS303',
  severity: 'warning',
  title: 'Cosmos DB accounts have continuous backup',
  why: 'Periodic backups are restored by a support request; continuous ones by you, to any second.',
  help: 'Leave backup of CosmosAccount at its default; in azurerm, backup.type = "Continuous".',
  sources: {
    url: 'https://learn.microsoft.com/azure/cosmos-db/continuous-backup-restore-introduction',
    waf: 'RE:09',
    aprl: ['e544520b-8505-7841-9e77-1f1974ee86ec'],
    avm: ['configure_cosmosdb_account_continuous_backup_mode'],
  },
  resourceTypes: ['azurerm_cosmosdb_account'],
  check: requires('backup.type', is('Continuous')),
};
