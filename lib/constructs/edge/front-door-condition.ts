import { type CdnFrontdoorRuleConditions } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-rule';
import { Token } from 'cdktf';
import { IPv4, IPv6 } from 'ipaddr.js';
import facts from '../../facts/front-door.json';
import { type Checks } from '../checks';

/** Comparison of a part of a request with the values of a condition. */
export enum FrontDoorOperator {
  /** Whether it is there at all; takes no values. */
  ANY = 'Any',
  BEGINS_WITH = 'BeginsWith',
  CONTAINS = 'Contains',
  ENDS_WITH = 'EndsWith',
  EQUAL = 'Equal',
  GREATER_THAN = 'GreaterThan',
  GREATER_THAN_OR_EQUAL = 'GreaterThanOrEqual',
  LESS_THAN = 'LessThan',
  LESS_THAN_OR_EQUAL = 'LessThanOrEqual',
  REG_EX = 'RegEx',
  /** Paths alone. */
  WILDCARD = 'Wildcard',
}

/** Change of a part of a request before it is compared. */
export enum FrontDoorTransform {
  LOWERCASE = 'Lowercase',
  REMOVE_NULLS = 'RemoveNulls',
  TRIM = 'Trim',
  UPPERCASE = 'Uppercase',
  URL_DECODE = 'UrlDecode',
  URL_ENCODE = 'UrlEncode',
}

/** Comparison of a text in a request. */
export interface FrontDoorMatch {
  readonly operator: FrontDoorOperator;
  /** Values of which one must match. None with ANY. @default none */
  readonly values?: readonly string[];
  /** Whether none of the values may match instead. @default false */
  readonly negate?: boolean;
  /** Up to four. @default none */
  readonly transforms?: readonly FrontDoorTransform[];
}

interface ConditionBlock extends Omit<FrontDoorMatch, 'operator'> {
  readonly block: keyof CdnFrontdoorRuleConditions;
  readonly operator: string;
  /** Name of the header or the cookie, under azurerm's own key. */
  readonly selector?: Readonly<Record<string, string>>;
  /** Values that the part can have at all. */
  readonly allowed?: readonly string[];
}

/**
 * A condition of a rule: a part of the request, and what it must be.
 */
export class FrontDoorCondition {
  /** By the path, without the slash that it starts with: `images/*`. */
  public static path(match: FrontDoorMatch): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'urlPathCondition', ...match });
  }

  /** By the extension of the file in the path, without its dot: `pdf`. */
  public static fileExtension(match: FrontDoorMatch): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'urlFileExtensionCondition', ...match });
  }

  public static queryString(match: FrontDoorMatch): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'queryStringCondition', ...match });
  }

  /** By the host name that the client asked for. */
  public static hostName(match: FrontDoorMatch): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'hostNameCondition', ...match });
  }

  public static header(headerName: string, match: FrontDoorMatch): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'requestHeaderCondition', ...match, selector: { headerName } });
  }

  public static cookie(cookieName: string, match: FrontDoorMatch): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'cookiesCondition', ...match, selector: { cookieName } });
  }

  /** By the method of HTTP: `POST`. */
  public static methods(...values: string[]): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'requestMethodCondition', operator: 'Equal', values, allowed: METHODS });
  }

  /** By the scheme: HTTPS, or HTTP. */
  public static https(isHttps = true): FrontDoorCondition {
    const values = [isHttps ? 'HTTPS' : 'HTTP'];
    return new FrontDoorCondition({ block: 'requestSchemeCondition', operator: 'Equal', values });
  }

  /** By the country of the client: `DE`. */
  public static countries(...values: string[]): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'remoteAddressCondition', operator: 'GeoMatch', values });
  }

  /** By the address of the connection to Front Door, which no header can forge. */
  public static addresses(...values: string[]): FrontDoorCondition {
    return new FrontDoorCondition({ block: 'socketAddressCondition', operator: 'IPMatch', values });
  }

  private constructor(private readonly content: ConditionBlock) {}

  /** The argument of azurerm that it is written to. */
  public get block(): keyof CdnFrontdoorRuleConditions {
    return this.content.block;
  }

  /** The condition with its opposite outcome. */
  public not(): FrontDoorCondition {
    return new FrontDoorCondition({ ...this.content, negate: this.content.negate !== true });
  }

  /** The block of azurerm. */
  public render(): Record<string, unknown> {
    const { operator, values, negate, transforms, selector } = this.content;
    return {
      ...selector,
      operator,
      matchValues: values,
      negateCondition: negate ?? false,
      ...(transforms !== undefined && { transforms }),
    };
  }

  /**
   * Notes what azurerm would refuse.
   *
   * Source: azurerm internal/services/cdn/frontdoorruleconditions/cdn_frontdoor_rule_conditions.go and cdn_frontdoor_shared_schema.go.
   */
  public check(checks: Checks, property: string): void {
    const { block, operator, values = [], transforms = [], selector = {}, allowed } = this.content;
    const any = operator === 'Any';
    checks
      .together(
        !any || values.length === 0,
        `${property}.values: the operator Any allows none`,
        'Leave them out, or use another operator.',
      )
      .together(any || values.length > 0, `${property}.values: ${operator} needs one at least`)
      .that(
        `${property}.values`,
        values.length,
        values.length <= facts.limits.valuesPerCondition,
        `up to ${facts.limits.valuesPerCondition} values`,
      )
      .that(`${property}.transforms`, transforms, transforms.length <= 4, 'up to 4')
      .that(
        `${property}.operator`,
        operator,
        operator !== 'Wildcard' || block === 'urlPathCondition',
        'another operator: only paths take Wildcard',
      );
    Object.entries(selector).forEach(([key, value]) =>
      checks.that(`${property}.${key}`, value, value !== '', 'a name that is not empty'),
    );
    checks.distinct(`${property}.values`, values);
    values.forEach((value, index) => checkValue(checks, `${property}.values[${index}]`, value, operator, allowed));
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'];

function checkValue(checks: Checks, path: string, value: string, operator: string, allowed?: readonly string[]): void {
  if (allowed !== undefined) {
    checks.oneOf(path, value, allowed);
  } else if (operator === 'GeoMatch') {
    checkCountry(checks, path, value);
  } else if (operator === 'IPMatch') {
    checkAddress(checks, path, value);
  }
}

/** Notes a problem when a known text is no country code. */
export function checkCountry(checks: Checks, path: string, value: string): void {
  checks.that(path, value, /^[A-Z]{2}$/.test(value), 'a country code of two capital letters, such as DE');
}

/** Notes a problem when a known text is neither an address nor a range. */
export function checkAddress(checks: Checks, path: string, value: string): void {
  const isRange = value.includes('/');
  const fits = isRange
    ? IPv4.isValidCIDRFourPartDecimal(value) || IPv6.isValidCIDR(value)
    : IPv4.isValidFourPartDecimal(value) || IPv6.isValid(value);
  const holds = Token.isUnresolved(value) || fits;
  checks.that(path, value, holds, 'an address or a range of IPv4 or IPv6, such as 20.10.0.0/24');
}
