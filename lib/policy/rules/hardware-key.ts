import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const hardwareKey: PolicyRule = {
  id: 'AZS205',
  severity: 'note',
  title: 'Keys of key vaults are made in a hardware security module',
  why: 'Some regulations ask for it; a key of a vault of the standard tier is protected by software.',
  help: 'Give KeyVault the Premium sku and the key an -HSM type; in azurerm, key_type.',
  sources: {
    url: 'https://learn.microsoft.com/azure/key-vault/keys/about-keys',
    azurePolicy: ['587c79fe-dd04-4a5e-9d0b-f89598c7261b'],
    waf: 'SE:07',
    checkov: ['CKV_AZURE_112'],
  },
  resourceTypes: ['azurerm_key_vault_key'],
  check: requires('key_type', is('RSA-HSM', 'EC-HSM')),
};
