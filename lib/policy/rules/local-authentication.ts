import { byType } from '../by-type';
import { is, isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const ENTRA_ALONE = requires('local_authentication_disabled', is(true), { absentMeans: false });

export const localAuthentication: PolicyRule = {
  id: 'AZS101',
  severity: 'warning',
  title: 'Services take Entra ID identities, and no keys of their own',
  why: 'A key has no name, no expiry and no conditions: whoever copies it is everyone.',
  help: 'Leave localAuthentication, localAuth, sharedKeyAccess and accessKeysAuthentication of the construct at their defaults, and grant roles; in azurerm, switch the local authentication off.',
  sources: {
    url: 'https://learn.microsoft.com/azure/well-architected/security/identity-access',
    azurePolicy: [
      'b08ab3ca-1062-4db3-8803-eec9cae605d6',
      '5450f5bd-9c72-4390-a9c4-a7aba4edfdd2',
      '5d4e3c65-4873-47be-94f3-6f8b953a3598',
      '3827af20-8f80-4b15-8300-6db0873ec901',
      '6300012e-e9a4-4649-b41f-a85f5c43be91',
      '8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54',
    ],
    waf: 'SE:05',
    checkov: ['CKV_AZURE_140', 'CKV_AZURE_184', 'CKV_AZURE_236', 'CKV2_AZURE_40'],
  },
  ...byType({
    azurerm_app_configuration: requires('local_auth_enabled', is(false), { absentMeans: true }),
    azurerm_cognitive_account: requires('local_auth_enabled', is(false), { absentMeans: true }),
    azurerm_cosmosdb_account: (account, tree) =>
      // The APIs of MongoDB, Cassandra and Gremlin have keys alone.
      ['GlobalDocumentDB', undefined].includes(account.text('kind')) ? ENTRA_ALONE(account, tree) : undefined,
    azurerm_eventhub_namespace: requires('local_authentication_enabled', is(false), { absentMeans: true }),
    azurerm_managed_redis: requires('default_database.access_keys_authentication_enabled', isNot(true)),
    azurerm_redis_cache: requires('access_keys_authentication_enabled', is(false), { absentMeans: true }),
    azurerm_search_service: requires('local_authentication_enabled', is(false), { absentMeans: true }),
    azurerm_storage_account: requires('shared_access_key_enabled', is(false), { absentMeans: true }),
  }),
};
