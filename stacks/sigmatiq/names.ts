import { type AzureContext } from '../../lib/constructs/azure-context';
import { type SigmatiqParameters } from './parameters';

/** The resource group of what beta and production share. */
export const SHARED_GROUP = 'rg-trading-shared';

/** The name of the shared key vault, `kv-trading-shared`. */
export function sharedVaultName({ nameSuffix }: SigmatiqParameters): string {
  return withSuffix('kv-trading-shared', nameSuffix);
}

/** The name of the shared registry, `acrtradingshared`. */
export function sharedRegistryName({ nameSuffix = '' }: SigmatiqParameters): string {
  return `acrtradingshared${nameSuffix}`;
}

/** A name by the pattern of the reference design: `psql-trading-beta`. */
export function nameOf(abbreviation: string, context: AzureContext): string {
  return `${abbreviation}-${context.project}-${context.environment}`;
}

/** The same for what has its name alone in all of Azure: `redis-trading-beta-1023`. */
export function globalNameOf(abbreviation: string, context: AzureContext, { nameSuffix }: SigmatiqParameters): string {
  return withSuffix(nameOf(abbreviation, context), nameSuffix);
}

function withSuffix(name: string, suffix?: string): string {
  return suffix === undefined ? name : `${name}-${suffix}`;
}
