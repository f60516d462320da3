export {
  AppConfiguration,
  type AppConfigurationProps,
  AppConfigurationSku,
  type IAppConfiguration,
  type ImportedAppConfigurationOptions,
} from './app-configuration';
export {
  AppConfigurationKey,
  type AppConfigurationKeyOptions,
  type AppConfigurationKeyProps,
} from './app-configuration-key';
export {
  BackupVault,
  BackupVaultImmutability,
  type BackupVaultProps,
  BackupVaultRedundancy,
  BackupVaultSoftDelete,
  type IBackupVault,
} from './backup-vault';
export { BackupDay } from './backup-schedule';
export {
  PostgresqlBackup,
  PostgresqlBackupPolicy,
  type PostgresqlBackupPolicyProps,
  type PostgresqlBackupProps,
} from './postgresql-backup';
export {
  Budget,
  type BudgetFilter,
  BudgetPeriod,
  type BudgetProps,
  BudgetScope,
  type BudgetThreshold,
  BudgetThresholdType,
} from './budget';
export { Deployer, type DeployerProps } from './deployer';
export { KubernetesBackup, type KubernetesBackupProps, type KubernetesBackupSelection } from './kubernetes-backup';
export { KubernetesBackupPolicy, type KubernetesBackupPolicyProps } from './kubernetes-backup-policy';
export {
  StorageBackup,
  StorageBackupPolicy,
  type StorageBackupPolicyProps,
  type StorageBackupProps,
} from './storage-backup';
export { type IResourceGroup, ResourceGroup, type ResourceGroupProps } from './resource-group';
