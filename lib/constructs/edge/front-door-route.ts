import { CdnFrontdoorRoute } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-route';
import { Lazy, Token } from 'cdktf';
import { Construct } from 'constructs';
import facts from '../../facts/front-door.json';
import { Checks } from '../checks';
import { type FrontDoor } from './front-door';
import { checkCache, type FrontDoorCacheOptions, renderCache } from './front-door-cache';
import { partName } from './front-door-names';
import { type FrontDoorCustomDomain } from './front-door-custom-domain';
import { type IFrontDoorOriginGroup } from './front-door-origin-group';
import { originsBeside } from './front-door-origins';
import { FrontDoorForwarding, FrontDoorProtocol } from './front-door-protocol';
import { type IFrontDoorRuleSet } from './front-door-rule-set';

/** Properties of a route. */
export interface FrontDoorRouteOptions {
  /** @default the construct's id in kebab case */
  readonly name?: string;
  /** Group with one enabled origin at least. */
  readonly originGroup: IFrontDoorOriginGroup;
  /** Paths of the requests, with `*` at the end alone. @default /*: every path that no other route has */
  readonly patterns?: readonly string[];
  /** Path at the origin in place of the pattern. @default the path of the request */
  readonly originPath?: string;
  /** Domains of yours that it serves. @default none */
  readonly customDomains?: readonly FrontDoorCustomDomain[];
  /** Whether it serves the host name of Front Door's. @default true only without custom domains */
  readonly linkToDefaultDomain?: boolean;
  /** Protocols of clients. @default both, of which HTTP is redirected */
  readonly protocols?: readonly FrontDoorProtocol[];
  /** Whether clients that come over HTTP are sent to HTTPS. @default true */
  readonly httpsRedirect?: boolean;
  /** Protocol to the origins. @default HTTPS_ONLY */
  readonly forwarding?: FrontDoorForwarding;
  /** @default none: every request goes to an origin */
  readonly cache?: FrontDoorCacheOptions;
  /** Rule sets that it applies. @default none */
  readonly ruleSets?: readonly IFrontDoorRuleSet[];
  /** @default true */
  readonly enabled?: boolean;
}

export interface FrontDoorRouteProps extends FrontDoorRouteOptions {
  readonly frontDoor: FrontDoor;
}

/** The way from domains and paths to an origin group. Made by `frontDoor.addRoute`. */
export class FrontDoorRoute extends Construct {
  public readonly routeId: string;
  /** Domain and path of each request that it takes: two routes take no one twice. */
  private readonly claims: readonly string[];

  constructor(scope: Construct, id: string, props: FrontDoorRouteProps) {
    super(scope, id);
    const { frontDoor, originGroup, customDomains = [], patterns = ['/*'], ruleSets = [] } = props;
    const earlier = routesOf(frontDoor);
    const linked = props.linkToDefaultDomain ?? customDomains.length === 0;
    this.claims = [...(linked ? ['the default domain'] : []), ...customDomains.map(({ hostName }) => hostName)].flatMap(
      (host) => patterns.map((pattern) => `${host} ${pattern.toLowerCase()}`),
    );
    const claimed = earlier.find(({ claims }) => claims.some((claim) => this.claims.includes(claim)));
    const name = check(this, props, claimed);
    const resource = new CdnFrontdoorRoute(this, 'Resource', {
      name,
      cdnFrontdoorEndpointId: frontDoor.endpointId,
      cdnFrontdoorOriginGroupId: originGroup.originGroupId,
      cdnFrontdoorOriginIds: Lazy.listValue(
        { produce: () => originsBeside(this, [originGroup]).map(({ originId }) => originId) },
        { omitEmpty: true },
      ),
      cdnFrontdoorCustomDomainIds:
        customDomains.length === 0 ? undefined : customDomains.map((one) => one.customDomainId),
      cdnFrontdoorRuleSetIds: ruleSets.length === 0 ? undefined : ruleSets.map(({ ruleSetId }) => ruleSetId),
      cdnFrontdoorOriginPath: props.originPath,
      linkToDefaultDomain: linked,
      patternsToMatch: [...patterns],
      supportedProtocols: [...(props.protocols ?? BOTH)],
      httpsRedirectEnabled: props.httpsRedirect ?? true,
      forwardingProtocol: props.forwarding ?? FrontDoorForwarding.HTTPS_ONLY,
      cache: props.cache && renderCache(props.cache),
      enabled: props.enabled ?? true,
    });
    this.routeId = resource.id;
    customDomains.forEach((domain) => domain.waitFor(resource));
    routes.set(frontDoor, [...earlier, this]);
  }
}

const BOTH = [FrontDoorProtocol.HTTP, FrontDoorProtocol.HTTPS];
const routes = new WeakMap<FrontDoor, FrontDoorRoute[]>();

function routesOf(frontDoor: FrontDoor): FrontDoorRoute[] {
  return routes.get(frontDoor) ?? [];
}

/**
 * Sources: azurerm internal/services/cdn/cdn_frontdoor_route_resource.go, cdn_frontdoor_helpers.go (validateRoutesCustomDomainProfile,
 * sliceHasDuplicates) and validate/front_door_route_https_redirect.go; learn.microsoft.com/azure/frontdoor/front-door-route-matching
 * (patterns; no two routes with one domain and path).
 */
function check(route: FrontDoorRoute, props: FrontDoorRouteProps, claimed?: FrontDoorRoute): string {
  const { frontDoor, originGroup, customDomains = [], patterns = ['/*'], protocols = BOTH, ruleSets = [] } = props;
  const stranger = customDomains.find((domain) => domain.frontDoor !== frontDoor);
  const most = facts.limits.pathPatterns;
  const checks = new Checks(route)
    .together(
      originGroup.origins.some(({ enabled }) => enabled),
      `originGroup: ${originGroup.node.path} has no enabled origin`,
      'Add one before the route: addOrigin.',
    )
    .that('protocols', protocols, protocols.length > 0, 'one at least')
    .together(
      props.httpsRedirect === false || BOTH.every((each) => protocols.includes(each)),
      `httpsRedirect: clients can only be redirected where protocols has both Http and Https, and it has ${protocols.join(', ')}`,
      'Leave protocols out, or set httpsRedirect to false.',
    )
    .together(
      props.linkToDefaultDomain !== false || customDomains.length > 0,
      'linkToDefaultDomain: without a custom domain no request reaches the route',
      'Name customDomains, or leave it out.',
    )
    .together(
      stranger === undefined,
      `customDomains: ${stranger?.node.path} is of another Front Door`,
      `Add the domain to ${frontDoor.node.path}.`,
    )
    .that(
      'originPath',
      props.originPath,
      props.originPath?.startsWith('/') === true && !props.originPath.includes('*'),
      'a path that starts with /, without *',
    )
    .that('patterns', patterns.length, patterns.length > 0 && patterns.length <= most, `1 to ${most} patterns`)
    .together(
      claimed === undefined,
      `patterns: ${claimed?.node.path} serves one of them on the same domain`,
      'Give each route paths or domains of its own.',
    );
  patterns.forEach((pattern, index) => checkPattern(checks, `patterns[${index}]`, pattern));
  checks.distinct('patterns', patterns);
  checks.distinct('protocols', protocols);
  checks.distinct(
    'customDomains',
    customDomains.map(({ hostName }) => hostName),
  );
  checks.distinct(
    'ruleSets',
    ruleSets.map(({ node }) => node.path),
  );
  if (props.cache !== undefined) {
    checkCache(checks, 'cache', props.cache);
  }
  const name = partName(checks, route, 'azurerm_cdn_frontdoor_route', props.name);
  checks.done();
  return name;
}

function checkPattern(checks: Checks, path: string, pattern: string): void {
  const holds = Token.isUnresolved(pattern) || /^\/[^*]*$/.test(pattern) || /^\/([^*]*\/)?\*$/.test(pattern);
  checks.that(path, pattern, holds, 'a path that starts with /, such as /api or /api/*, with * at its end alone');
}
