import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const BY_ITSELF = requires('automatic_failover_enabled', is(true), { absentMeans: false });

export const cosmosFailover: PolicyRule = {
  id: 'AZS406',
  severity: 'warning',
  title: 'Cosmos DB accounts in several regions fail over by themselves',
  why: 'Otherwise writes stop with the write region until somebody fails over by hand.',
  help: 'Leave automaticFailover of CosmosAccount at its default; in azurerm, automatic_failover_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/cosmos-db/how-to-manage-database-account#enable-service-managed-failover-for-your-azure-cosmos-db-account',
    waf: 'RE:05',
    aprl: ['9cabded7-a1fc-6e4a-944b-d7dd98ea31a2'],
    avm: ['configure_cosmosdb_account_enable_automatic_failover'],
  },
  resourceTypes: ['azurerm_cosmosdb_account'],
  check: (account, tree) =>
    account.blocks('geo_location').length <= 1 || account.get('multiple_write_locations_enabled') === true
      ? undefined
      : BY_ITSELF(account, tree),
};
