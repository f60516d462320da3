import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const secretContentType: PolicyRule = {
  id: 'AZS207',
  severity: 'note',
  title: 'Secrets of key vaults say what they are',
  why: 'Whoever rotates a secret needs to know its kind, such as a password or a certificate.',
  help: 'Give the secret contentType; in azurerm, content_type.',
  sources: {
    url: 'https://learn.microsoft.com/azure/key-vault/secrets/about-secrets',
    azurePolicy: ['75262d3e-ba4a-4f43-85f8-9f72c090e5e3'],
    waf: 'SE:09',
    checkov: ['CKV_AZURE_114'],
  },
  resourceTypes: ['azurerm_key_vault_secret'],
  check: requires('content_type', present),
};
