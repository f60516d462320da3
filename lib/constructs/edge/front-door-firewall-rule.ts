import { type CdnFrontdoorFirewallPolicyCustomRule } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-firewall-policy';
import facts from '../../facts/front-door.json';
import { type Checks } from '../checks';
import { checkAddress, checkCountry, type FrontDoorTransform } from './front-door-condition';

/** Action of a firewall rule on a request that it matches. */
export enum FrontDoorFirewallAction {
  ALLOW = 'Allow',
  BLOCK = 'Block',
  /** Preview. */
  CAPTCHA = 'CAPTCHA',
  /** A script that browsers run and most bots do not. */
  JS_CHALLENGE = 'JSChallenge',
  LOG = 'Log',
  /** To the policy's `redirectUrl`. */
  REDIRECT = 'Redirect',
}

/** Part of a request that a firewall rule looks at. */
export enum FrontDoorFirewallVariable {
  COOKIES = 'Cookies',
  POST_ARGS = 'PostArgs',
  QUERY_STRING = 'QueryString',
  /** Address of the client by the header `X-Forwarded-For`, which clients can forge. */
  REMOTE_ADDR = 'RemoteAddr',
  REQUEST_BODY = 'RequestBody',
  REQUEST_HEADER = 'RequestHeader',
  REQUEST_METHOD = 'RequestMethod',
  REQUEST_URI = 'RequestUri',
  /** Address of the connection to Front Door. */
  SOCKET_ADDR = 'SocketAddr',
}

/** Comparison of a part of a request in a firewall rule. */
export enum FrontDoorFirewallOperator {
  ANY = 'Any',
  BEGINS_WITH = 'BeginsWith',
  CONTAINS = 'Contains',
  ENDS_WITH = 'EndsWith',
  EQUAL = 'Equal',
  GEO_MATCH = 'GeoMatch',
  GREATER_THAN = 'GreaterThan',
  GREATER_THAN_OR_EQUAL = 'GreaterThanOrEqual',
  IP_MATCH = 'IPMatch',
  LESS_THAN = 'LessThan',
  LESS_THAN_OR_EQUAL = 'LessThanOrEqual',
  REG_EX = 'RegEx',
}

/** A condition of a firewall rule. */
export interface FrontDoorFirewallMatch {
  readonly variable: FrontDoorFirewallVariable;
  /** Name of the header, cookie or argument. @default none */
  readonly selector?: string;
  readonly operator: FrontDoorFirewallOperator;
  readonly values: readonly string[];
  /** Whether none of the values may match instead. @default false */
  readonly negate?: boolean;
  /** @default none */
  readonly transforms?: readonly FrontDoorTransform[];
}

/** Limit on the requests of each client address. */
export interface FrontDoorRateLimitOptions {
  /** Requests of one address within the time. */
  readonly requests: number;
  /** 1 or 5. @default 1 */
  readonly minutes?: number;
  /** @default every request */
  readonly conditions?: readonly FrontDoorFirewallMatch[];
  /** @default BLOCK */
  readonly action?: FrontDoorFirewallAction;
}

/** A firewall rule of your own. */
export interface FrontDoorMatchRuleOptions {
  /** Conditions that must all hold, one to ten. */
  readonly conditions: readonly FrontDoorFirewallMatch[];
  /** @default BLOCK */
  readonly action?: FrontDoorFirewallAction;
}

const { SOCKET_ADDR, REMOTE_ADDR, COOKIES, POST_ARGS, QUERY_STRING, REQUEST_HEADER } = FrontDoorFirewallVariable;
const { IP_MATCH, GEO_MATCH } = FrontDoorFirewallOperator;

/** Every address: Front Door takes no rate limit without a condition. */
const EVERYBODY: FrontDoorFirewallMatch = {
  variable: SOCKET_ADDR,
  operator: IP_MATCH,
  values: ['0.0.0.0/0', '::/0'],
};

/**
 * A rule of a firewall policy, evaluated before the managed rule sets and in the order of the policy.
 */
export class FrontDoorFirewallRule {
  /** Limits the requests of each client address. */
  public static rateLimit(name: string, options: FrontDoorRateLimitOptions): FrontDoorFirewallRule {
    const { action, conditions = [EVERYBODY], requests, minutes = 1 } = options;
    return new FrontDoorFirewallRule(name, action ?? FrontDoorFirewallAction.BLOCK, conditions, { requests, minutes });
  }

  /** Acts on requests that meet conditions. */
  public static match(name: string, options: FrontDoorMatchRuleOptions): FrontDoorFirewallRule {
    return new FrontDoorFirewallRule(name, options.action ?? FrontDoorFirewallAction.BLOCK, options.conditions);
  }

  /** Blocks addresses and ranges. */
  public static blockAddresses(name: string, ...values: string[]): FrontDoorFirewallRule {
    return addresses(name, IP_MATCH, values, false);
  }

  /** Blocks everybody but addresses and ranges. */
  public static onlyAddresses(name: string, ...values: string[]): FrontDoorFirewallRule {
    return addresses(name, IP_MATCH, values, true);
  }

  /** Blocks clients in countries: `KP`. */
  public static blockCountries(name: string, ...values: string[]): FrontDoorFirewallRule {
    return addresses(name, GEO_MATCH, values, false);
  }

  /** Blocks clients outside countries. `ZZ` stands for addresses of no known country. */
  public static onlyCountries(name: string, ...values: string[]): FrontDoorFirewallRule {
    return addresses(name, GEO_MATCH, values, true);
  }

  private constructor(
    public readonly name: string,
    public readonly action: FrontDoorFirewallAction,
    private readonly conditions: readonly FrontDoorFirewallMatch[],
    private readonly limit?: { readonly requests: number; readonly minutes: number },
  ) {}

  /** The block of azurerm. */
  public render(priority: number): CdnFrontdoorFirewallPolicyCustomRule {
    return {
      name: this.name,
      enabled: true,
      priority,
      type: this.limit === undefined ? 'MatchRule' : 'RateLimitRule',
      action: this.action,
      rateLimitThreshold: this.limit?.requests,
      rateLimitDurationInMinutes: this.limit?.minutes,
      matchCondition: this.conditions.map(({ variable, selector, operator, values, negate, transforms }) => ({
        matchVariable: variable,
        selector,
        operator,
        matchValues: [...values],
        negationCondition: negate ?? false,
        transforms: transforms && [...transforms],
      })),
    };
  }

  /**
   * Notes what azurerm or the firewall would refuse.
   *
   * Sources: azurerm internal/services/cdn/cdn_frontdoor_firewall_policy_resource.go; lib/facts/front-door.json (limits);
   * Azure/azure-rest-api-specs webapplicationfirewall.json (name, selector, rate limit).
   */
  public check(checks: Checks, property: string): void {
    const { limits } = facts;
    const { length } = this.conditions;
    checks
      .that(
        `${property}.name`,
        this.name,
        /^[a-zA-Z][\da-zA-Z]{0,127}$/.test(this.name),
        'a letter, then letters and digits, up to 128',
      )
      .that(
        `${property}.conditions`,
        length,
        length >= 1 && length <= limits.firewallConditions,
        `1 to ${limits.firewallConditions} conditions`,
      )
      .wholeNumber(`${property}.requests`, this.limit?.requests, 1, 2_147_483_647)
      .that(
        `${property}.minutes`,
        this.limit?.minutes,
        this.limit !== undefined && [1, 5].includes(this.limit.minutes),
        '1 or 5',
      );
    this.conditions.forEach((condition, index) => checkMatch(checks, `${property}.conditions[${index}]`, condition));
  }
}

function addresses(
  name: string,
  operator: FrontDoorFirewallOperator,
  values: readonly string[],
  negate: boolean,
): FrontDoorFirewallRule {
  return FrontDoorFirewallRule.match(name, { conditions: [{ variable: SOCKET_ADDR, operator, values, negate }] });
}

function checkMatch(checks: Checks, property: string, condition: FrontDoorFirewallMatch): void {
  const { variable, selector, operator, values, transforms = [] } = condition;
  const isAddress = variable === SOCKET_ADDR || variable === REMOTE_ADDR;
  const named = variable === COOKIES || variable === POST_ARGS || variable === REQUEST_HEADER;
  checks
    .that(
      `${property}.operator`,
      operator,
      isAddress === (operator === IP_MATCH || operator === GEO_MATCH),
      isAddress ? `${IP_MATCH} or ${GEO_MATCH} with ${variable}` : `one for texts with ${variable}`,
    )
    .that(`${property}.selector`, selector, named || variable === QUERY_STRING, `none with ${variable}`)
    .that(`${property}.selector`, selector, selector !== '', 'a name')
    .together(!named || selector !== undefined, `${property}.selector: ${variable} needs the name of one`)
    .that(`${property}.transforms`, transforms, transforms.length <= 5, 'up to 5');
  checkValues(checks, `${property}.values`, values, operator);
}

function checkValues(
  checks: Checks,
  property: string,
  values: readonly string[],
  operator: FrontDoorFirewallOperator,
): void {
  const { firewallAddressRanges, firewallTexts, firewallTextLength } = facts.limits;
  const isAddress = operator === IP_MATCH || operator === GEO_MATCH;
  const most = isAddress ? firewallAddressRanges : firewallTexts;
  checks.that(property, values.length, values.length >= 1 && values.length <= most, `1 to ${most} values`);
  checks.distinct(property, values);
  values.forEach((value, index) => {
    const path = `${property}[${index}]`;
    if (operator === IP_MATCH) {
      checkAddress(checks, path, value);
    } else if (operator === GEO_MATCH) {
      checkCountry(checks, path, value);
    } else {
      const fits = value.length >= 1 && value.length <= firewallTextLength;
      checks.that(path, value, fits, `1 to ${firewallTextLength} characters`);
    }
  });
}
