/**
 * Constructs for Azure, stages and the app that they belong to.
 *
 * @module azstage
 */
import './core';
export {
  AzureContext,
  type AzureContextProps,
  type AzureDefaults,
  type NameOptions,
  type NetworkRequirement,
} from './constructs/azure-context';
export { Checks } from './constructs/checks';
export { type Connection, type ConnectOptions, type IConnectable } from './constructs/connection';
export { place, type Placement, type PlacementProps } from './constructs/placement';
export {
  addPlatformFeatures,
  type PlatformServiceFacts,
  type PlatformServiceProps,
} from './constructs/platform-service';
export { ResourceTags } from './constructs/resource-tags';
export { AzstageError, MissingContextError, type Problem, SettingsError, ValidationError, ValueError } from './errors';
export * from './constructs/ai';
export * from './constructs/compute';
export * from './constructs/data';
export * from './constructs/edge';
export * from './constructs/identity';
export * from './constructs/management';
export * from './constructs/messaging';
export * from './constructs/network';
export * from './constructs/observability';
export * from './constructs/security';
export * from './constructs/web';
export * from './stage';
export * from './tenants';
export * from './values';
