import { type Checks } from '../checks';
import { checkIpRanges } from './ip-ranges';
import { type ISubnet } from './subnet';

/** Access to the public address of a platform service that is private by default. */
export interface NetworkAccessOptions {
  /** Public addresses and ranges that reach it over the Internet. @default none */
  readonly allowedIpRanges?: readonly string[];
  /** Subnets that reach it through their service endpoint, such as `Microsoft.KeyVault` for a key vault. @default none */
  readonly allowedSubnets?: readonly ISubnet[];
  /** Whether it answers on its public address to those allowed there. @default true only when ranges or subnets are allowed */
  readonly publicNetworkAccess?: boolean;
}

/** Whether ranges or subnets are allowed. */
export function allowsSome({ allowedIpRanges = [], allowedSubnets = [] }: NetworkAccessOptions): boolean {
  return allowedIpRanges.length + allowedSubnets.length > 0;
}

/** Whether the service answers on its public address. */
export function answersPublicly(options: NetworkAccessOptions): boolean {
  return options.publicNetworkAccess ?? allowsSome(options);
}

/**
 * Checks the ranges of a service's firewall, and that it answers on its public address where there are any.
 *
 * Source: azurerm website/docs/r/search_service.html.markdown (allowed_ips), and the like of the other services.
 *
 * @param longestMask 30 for the services that take one or two addresses only without a mask
 */
export function checkNetworkAccess(checks: Checks, options: NetworkAccessOptions, longestMask: number): void {
  checkIpRanges(checks, 'allowedIpRanges', options.allowedIpRanges, longestMask);
  checks.together(
    options.publicNetworkAccess !== false || (options.allowedIpRanges?.length ?? 0) === 0,
    'allowedIpRanges: it does not answer on its public address, because publicNetworkAccess is false',
    'Leave one of them out.',
  );
}
