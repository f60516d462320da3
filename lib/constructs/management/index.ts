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
  Budget,
  type BudgetFilter,
  BudgetPeriod,
  type BudgetProps,
  BudgetScope,
  type BudgetThreshold,
  BudgetThresholdType,
} from './budget';
export { Deployer, type DeployerProps } from './deployer';
export { type IResourceGroup, ResourceGroup, type ResourceGroupProps } from './resource-group';
