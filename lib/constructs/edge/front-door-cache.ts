import { type CdnFrontdoorRouteCache } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-route';
import facts from '../../facts/front-door.json';
import { type Checks } from '../checks';

/** Part of the query string in the key of a cache. */
export enum FrontDoorQueryStrings {
  /** No parameter: one answer for all query strings. */
  IGNORE = 'IgnoreQueryString',
  /** Every parameter. */
  USE = 'UseQueryString',
  /** Every parameter but the ones named. */
  IGNORE_SPECIFIED = 'IgnoreSpecifiedQueryStrings',
  /** The ones named alone. */
  INCLUDE_SPECIFIED = 'IncludeSpecifiedQueryStrings',
}

/** Key of a cache. */
export interface FrontDoorCacheKey {
  /** @default USE, so that two query strings never share an answer */
  readonly queryStrings?: FrontDoorQueryStrings;
  /** Names of parameters, with the two SPECIFIED alone. @default none */
  readonly parameters?: readonly string[];
}

/** Cache of a route. */
export interface FrontDoorCacheOptions extends FrontDoorCacheKey {
  /** Whether answers of 1 KB to 8 MB are compressed. @default true */
  readonly compression?: boolean;
  /** Types of content that are compressed. @default every type that Front Door compresses */
  readonly contentTypes?: readonly string[];
}

/** The cache block of a route. */
export function renderCache(cache: FrontDoorCacheOptions): CdnFrontdoorRouteCache {
  const compression = cache.compression ?? true;
  return {
    queryStringCachingBehavior: cache.queryStrings ?? FrontDoorQueryStrings.USE,
    queryStrings: cache.parameters && [...cache.parameters],
    compressionEnabled: compression,
    contentTypesToCompress: compression ? [...(cache.contentTypes ?? facts.contentTypes)] : undefined,
  };
}

/** Sources: azurerm internal/services/cdn/cdn_frontdoor_route_resource.go; learn.microsoft.com/azure/frontdoor/front-door-caching. */
export function checkCache(checks: Checks, property: string, cache: FrontDoorCacheOptions): void {
  const { compression, contentTypes = [] } = cache;
  checkCacheKey(checks, property, cache);
  checks.together(
    compression !== false || contentTypes.length === 0,
    `${property}.contentTypes: nothing is compressed`,
    'Leave compression or contentTypes out.',
  );
  checks.distinct(`${property}.contentTypes`, contentTypes);
  contentTypes.forEach((type, index) =>
    checks.oneOf(`${property}.contentTypes[${index}]`, type, [...facts.contentTypes]),
  );
}

/** Notes parameters that the key does not use, or lacks. */
export function checkCacheKey(checks: Checks, property: string, key: FrontDoorCacheKey): void {
  const { queryStrings = FrontDoorQueryStrings.USE, parameters = [] } = key;
  const { IGNORE_SPECIFIED, INCLUDE_SPECIFIED } = FrontDoorQueryStrings;
  const specified = queryStrings === IGNORE_SPECIFIED || queryStrings === INCLUDE_SPECIFIED;
  checks
    .together(
      specified || parameters.length === 0,
      `${property}.parameters: ${queryStrings} names none`,
      `Leave them out, or use ${INCLUDE_SPECIFIED} or ${IGNORE_SPECIFIED} as queryStrings.`,
    )
    .together(!specified || parameters.length > 0, `${property}.parameters: ${queryStrings} needs one at least`);
  checks.distinct(`${property}.parameters`, parameters);
  parameters.forEach((parameter, index) =>
    checks.that(
      `${property}.parameters[${index}]`,
      parameter,
      /^[^,]+$/.test(parameter),
      'the name of one parameter, without a comma',
    ),
  );
}
