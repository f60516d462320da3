import { byType } from '../by-type';
import { present, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const customerManagedKey: PolicyRule = {
  id: 'AZS203',
  severity: 'note',
  title: 'Data at rest is encrypted with a key of your own',
  why: 'Azure encrypts everything with keys of its own; some regulations ask for one that you can revoke.',
  help: 'Give the construct a customerManagedKey where a regulation asks for it, and acknowledge the finding elsewhere; in azurerm, the key of the finding.',
  sources: {
    url: 'https://learn.microsoft.com/azure/security/fundamentals/encryption-models',
    azurePolicy: [
      '967a4b4b-2da9-43c1-b7d0-f98d0d74d0b1',
      '67121cc7-ff39-4ab8-b7e3-95b84dab487d',
      '1f905d99-2ab7-462c-a6b0-f709acca6c8f',
      '7d7be79c-23ba-4033-84dd-45e2a5ccdd67',
      '6fac406b-40ca-413b-bf8e-0bf964659c25',
    ],
    waf: 'SE:07',
    checkov: ['CKV_AZURE_100', 'CKV_AZURE_117', 'CKV_AZURE_186', 'CKV2_AZURE_1', 'CKV2_AZURE_22'],
    avm: ['AVM_SEC_2_1'],
  },
  ...byType({
    azurerm_app_configuration: requires('encryption.key_vault_key_identifier', present),
    azurerm_cognitive_account: hasKey('azurerm_cognitive_account_customer_managed_key', 'cognitive_account_id'),
    azurerm_cosmosdb_account: requires('key_vault_key_id', present),
    azurerm_kubernetes_cluster: requires('disk_encryption_set_id', present),
    azurerm_storage_account: hasKey('azurerm_storage_account_customer_managed_key', 'storage_account_id'),
  }),
};

/** A block of the resource, or a resource of its own that names it. */
function hasKey(type: string, argument: string): PolicyRule['check'] {
  const block = requires('customer_managed_key.key_vault_key_id', present);
  return (resource, tree) =>
    tree.referring(resource, { type, argument }).length > 0 ? undefined : block(resource, tree);
}
