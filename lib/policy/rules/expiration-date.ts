import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const expirationDate: PolicyRule = {
  id: 'AZS206',
  severity: 'warning',
  title: 'Keys and secrets of key vaults have an expiration date',
  why: 'What never expires is never rotated.',
  help: 'Give the key expirationDate or the secret expires; in azurerm, expiration_date.',
  sources: {
    url: 'https://learn.microsoft.com/azure/key-vault/general/secure-key-vault',
    azurePolicy: ['152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0', '98728c90-32c7-4049-8429-847dc0f4fe37'],
    waf: 'SE:09',
    checkov: ['CKV_AZURE_40', 'CKV_AZURE_41'],
    avm: ['AVM_SEC_40'],
  },
  resourceTypes: ['azurerm_key_vault_key', 'azurerm_key_vault_secret'],
  check: requires('expiration_date', present),
};
