import { present, requires } from '../expectation';
import { UNKNOWN } from '../policy-values';
import { type PolicyRule } from '../rule';

const EXPIRES = requires('sas_policy.expiration_period', present);

export const sasExpiration: PolicyRule = {
  id: 'AZS108',
  severity: 'warning',
  title: 'Storage accounts with shared keys have an expiration policy for SAS',
  why: 'A shared access signature is valid until it expires, whatever happens to whoever made it.',
  help: 'Leave sharedKeyAccess of StorageAccount at its default; in azurerm, shared_access_key_enabled = false, or a sas_policy.',
  sources: {
    url: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
    azurePolicy: ['bc1b984e-ddae-40cc-801a-050a030e4fbe'],
    waf: 'SE:05',
    checkov: ['CKV2_AZURE_41'],
  },
  resourceTypes: ['azurerm_storage_account'],
  check: (account, tree) =>
    [false, UNKNOWN].includes(account.get('shared_access_key_enabled') as false) ? undefined : EXPIRES(account, tree),
};
