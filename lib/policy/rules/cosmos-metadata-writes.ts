import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const cosmosMetadataWrites: PolicyRule = {
  id: 'AZS107',
  severity: 'warning',
  title: 'Keys of Cosmos DB accounts change no databases and containers',
  why: 'With a key alone, whoever has it drops a container or changes its throughput.',
  help: 'Leave accessKeyMetadataWrites of CosmosAccount at its default; in azurerm, access_key_metadata_writes_enabled = false.',
  sources: {
    url: 'https://learn.microsoft.com/azure/cosmos-db/role-based-access-control#prevent-sdk-changes',
    azurePolicy: ['4750c32b-89c0-46af-bfcb-2e4541a818d5'],
    waf: 'SE:05',
    checkov: ['CKV_AZURE_132'],
  },
  resourceTypes: ['azurerm_cosmosdb_account'],
  check: requires('access_key_metadata_writes_enabled', is(false), { absentMeans: true }),
};
