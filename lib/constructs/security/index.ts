export { type CustomerManagedKeyOptions } from './customer-managed-key';
export { type IKeyVault, type ImportedKeyVaultOptions, KeyVault, type KeyVaultProps, KeyVaultSku } from './key-vault';
export {
  type IKeyVaultKey,
  KeyOperation,
  type KeyRotation,
  KeyVaultKey,
  type KeyVaultKeyOptions,
  type KeyVaultKeyProps,
  type KeyVaultKeyReference,
  KeyVaultKeyType,
} from './key-vault-key';
export {
  type ISecretReference,
  KeyVaultSecret,
  type KeyVaultSecretOptions,
  type KeyVaultSecretProps,
  SecretReference,
  type SecretReferenceOptions,
  type SecretReferenceProps,
} from './key-vault-secret';
export { LockLevel, ManagementLock, type ManagementLockProps } from './management-lock';
