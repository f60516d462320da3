import {
  type CdnFrontdoorRuleActions,
  type CdnFrontdoorRuleActionsRouteConfigurationOverrideAction as RouteOverride,
} from '@cdktf/provider-azurerm/lib/cdn-frontdoor-rule';
import facts from '../../facts/front-door.json';
import { type Checks } from '../checks';
import { checkCacheKey, type FrontDoorCacheKey, FrontDoorQueryStrings } from './front-door-cache';
import { type IFrontDoorOriginGroup } from './front-door-origin-group';
import { FrontDoorForwarding } from './front-door-protocol';

/** Status of a redirect. */
export enum FrontDoorRedirect {
  FOUND = 'Found',
  MOVED = 'Moved',
  PERMANENT = 'PermanentRedirect',
  TEMPORARY = 'TemporaryRedirect',
}

/** Destination of a redirect; what is left out stays as the client asked for it. */
export interface FrontDoorRedirectOptions {
  /** @default MOVED */
  readonly type?: FrontDoorRedirect;
  readonly hostName?: string;
  /** Path that starts with `/`. */
  readonly path?: string;
  /** `key=value`, without the question mark. */
  readonly queryString?: string;
  readonly fragment?: string;
}

/** Path that the origin gets in place of another. */
export interface FrontDoorRewriteOptions {
  /** Start of the path that is replaced, such as `/v1/`. */
  readonly sourcePattern: string;
  readonly destination: string;
  /** Whether the rest of the path is appended. @default true */
  readonly preserveUnmatchedPath?: boolean;
}

/** Time that answers stay in the cache. */
export enum FrontDoorCacheBehavior {
  DISABLED = 'Disabled',
  /** As the origin's headers say. */
  HONOR_ORIGIN = 'HonorOrigin',
  OVERRIDE_ALWAYS = 'OverrideAlways',
  OVERRIDE_IF_ORIGIN_MISSING = 'OverrideIfOriginMissing',
}

/** Cache of the requests that a rule matches. */
export interface FrontDoorRuleCache extends FrontDoorCacheKey {
  readonly behavior: FrontDoorCacheBehavior;
  /** `1.12:00:00` (d.hh:mm:ss) or `00:10:00`, for the two that override. @default none */
  readonly duration?: string;
  /** @default true */
  readonly compression?: boolean;
}

/** Settings of the route that a rule replaces. */
export interface FrontDoorRouteOverrideOptions {
  /** @default that of the route */
  readonly originGroup?: IFrontDoorOriginGroup;
  /** With an origin group alone. @default HTTPS_ONLY */
  readonly forwarding?: FrontDoorForwarding;
  /** @default DISABLED */
  readonly cache?: FrontDoorRuleCache;
}

/** Kind of an action, by azurerm's block. */
type ActionBlock = keyof CdnFrontdoorRuleActions;

/**
 * An action of a rule.
 */
export class FrontDoorAction {
  /** Sends the client elsewhere, over HTTPS. */
  public static redirect(options: FrontDoorRedirectOptions): FrontDoorAction {
    const { type, hostName, path, queryString, fragment } = options;
    const content = {
      redirectType: type ?? FrontDoorRedirect.MOVED,
      redirectProtocol: 'Https',
      destinationHostname: hostName ?? '',
      destinationPath: path,
      queryString,
      destinationFragment: fragment,
    };
    return new FrontDoorAction('urlRedirectAction', content, (checks, property) =>
      checks
        .that(`${property}.path`, path, path?.startsWith('/') === true, 'a path that starts with /')
        .that(
          `${property}.queryString`,
          queryString,
          queryString !== undefined && !queryString.startsWith('?') && queryString.length <= 2048,
          'up to 2048 characters, without ? at the start',
        ),
    );
  }

  /** Asks the origin for another path. */
  public static rewrite(options: FrontDoorRewriteOptions): FrontDoorAction {
    const { sourcePattern, destination, preserveUnmatchedPath = true } = options;
    const content = { sourcePattern, destination, preserveUnmatchedPath };
    return new FrontDoorAction('urlRewriteAction', content, (checks, property) => {
      for (const [key, value] of Object.entries({ sourcePattern, destination })) {
        checks.that(`${property}.${key}`, value, value.startsWith('/'), 'a path that starts with /');
      }
    });
  }

  /** Sets a header of the request to the origin. */
  public static setRequestHeader(name: string, value: string): FrontDoorAction {
    return FrontDoorAction.header('requestHeaderAction', 'Overwrite', name, value);
  }

  public static removeRequestHeader(name: string): FrontDoorAction {
    return FrontDoorAction.header('requestHeaderAction', 'Delete', name);
  }

  /** Sets a header of the answer to the client. */
  public static setResponseHeader(name: string, value: string): FrontDoorAction {
    return FrontDoorAction.header('responseHeaderAction', 'Overwrite', name, value);
  }

  public static removeResponseHeader(name: string): FrontDoorAction {
    return FrontDoorAction.header('responseHeaderAction', 'Delete', name);
  }

  /** Replaces the origin group or the cache of the route. */
  public static overrideRoute(options: FrontDoorRouteOverrideOptions): FrontDoorAction {
    return new FrontDoorAction(
      'routeConfigurationOverrideAction',
      renderOverride(options),
      (checks, property) => checkOverride(checks, property, options),
      options.originGroup,
    );
  }

  private static header(block: ActionBlock, headerAction: string, headerName: string, value?: string): FrontDoorAction {
    return new FrontDoorAction(block, { headerAction, headerName, value }, (checks, property) =>
      checkHeader(checks, property, headerName, value),
    );
  }

  private constructor(
    public readonly block: ActionBlock,
    private readonly content: object,
    private readonly rules: (checks: Checks, property: string) => unknown,
    /** The origin group that it needs. */
    public readonly originGroup?: IFrontDoorOriginGroup,
  ) {}

  /** The block of azurerm. */
  public render(): object {
    return this.content;
  }

  /** Notes what azurerm would refuse. Source: azurerm internal/services/cdn/frontdoorruleactions/cdn_frontdoor_rule_actions.go. */
  public check(checks: Checks, property: string): void {
    this.rules(checks, property);
  }
}

/** Length and characters as in learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions. */
function checkHeader(checks: Checks, property: string, name: string, value?: string): void {
  const max = facts.limits.headerValueLength;
  checks
    .that(`${property}.name`, name, /^[\w!#$%&'*+.^`|~-]+$/.test(name), 'the name of a header')
    .that(
      `${property}.value`,
      value,
      value !== undefined && value !== '' && value.length <= max,
      `1 to ${max} characters`,
    );
}

function renderOverride({ originGroup, forwarding, cache }: FrontDoorRouteOverrideOptions): RouteOverride {
  const cached = cache !== undefined && cache.behavior !== FrontDoorCacheBehavior.DISABLED;
  return {
    cdnFrontdoorOriginGroupId: originGroup?.originGroupId,
    forwardingProtocol: originGroup && (forwarding ?? FrontDoorForwarding.HTTPS_ONLY),
    cacheBehavior: cache?.behavior ?? FrontDoorCacheBehavior.DISABLED,
    ...(cached && {
      cacheDuration: cache.duration,
      compressionEnabled: cache.compression ?? true,
      queryStringCachingBehavior: cache.queryStrings ?? FrontDoorQueryStrings.USE,
      queryStringParameters: cache.parameters && [...cache.parameters],
    }),
  };
}

const DURATION = /^(([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-5])\.)?([01]\d|2[0-3])(:[0-5]\d){2}$/;

function checkOverride(checks: Checks, property: string, options: FrontDoorRouteOverrideOptions): void {
  const { originGroup, forwarding, cache } = options;
  checks
    .together(
      originGroup !== undefined || cache !== undefined,
      `${property}: there is nothing to override`,
      'Give originGroup or cache.',
    )
    .together(
      originGroup !== undefined || forwarding === undefined,
      `${property}.forwarding: it comes with an originGroup alone`,
    )
    .together(
      originGroup === undefined || originGroup.origins.some(({ enabled }) => enabled),
      `${property}.originGroup: ${originGroup?.node.path} has no enabled origin`,
      'Add one first: addOrigin.',
    );
  if (cache !== undefined) {
    checkRuleCache(checks, `${property}.cache`, cache);
  }
}

function checkRuleCache(checks: Checks, property: string, cache: FrontDoorRuleCache): void {
  const { behavior, duration } = cache;
  const { DISABLED, OVERRIDE_ALWAYS, OVERRIDE_IF_ORIGIN_MISSING } = FrontDoorCacheBehavior;
  const overrides = behavior === OVERRIDE_ALWAYS || behavior === OVERRIDE_IF_ORIGIN_MISSING;
  const { queryStrings, parameters, compression } = cache;
  checks
    .that(
      `${property}.duration`,
      duration,
      duration !== undefined && DURATION.test(duration),
      'd.hh:mm:ss or hh:mm:ss, up to 365.23:59:59',
    )
    .together(!overrides || duration !== undefined, `${property}.duration: ${behavior} needs one`)
    .together(
      overrides || duration === undefined,
      `${property}.duration: ${behavior} supports none`,
      `Use ${OVERRIDE_ALWAYS} or ${OVERRIDE_IF_ORIGIN_MISSING}.`,
    )
    .together(
      behavior !== DISABLED || [queryStrings, parameters, compression].every((each) => each === undefined),
      `${property}: ${DISABLED} takes neither queryStrings, nor parameters, nor compression`,
    );
  if (behavior !== DISABLED) {
    checkCacheKey(checks, property, cache);
  }
}
