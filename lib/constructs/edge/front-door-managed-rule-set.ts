import {
  type CdnFrontdoorFirewallPolicyManagedRule,
  type CdnFrontdoorFirewallPolicyManagedRuleOverride,
} from '@cdktf/provider-azurerm/lib/cdn-frontdoor-firewall-policy';
import facts from '../../facts/front-door.json';
import { type Checks } from '../checks';

/** Action of one managed rule. */
export enum FrontDoorManagedRuleAction {
  ALLOW = 'Allow',
  /** Adds to the score of the request, which is blocked from 5 on: the default rules from 2.0 on alone. */
  ANOMALY_SCORING = 'AnomalyScoring',
  BLOCK = 'Block',
  /** Bots alone. */
  JS_CHALLENGE = 'JSChallenge',
  LOG = 'Log',
  REDIRECT = 'Redirect',
}

/** Change of one managed rule. */
export interface FrontDoorManagedRuleOverride {
  /** Group of the rule, such as `SQLI`. */
  readonly ruleGroup: string;
  /** Such as `942100`. */
  readonly ruleId: string;
  /** @default the rule's usual one: ANOMALY_SCORING, or BLOCK where there is no score */
  readonly action?: FrontDoorManagedRuleAction;
  /** @default true */
  readonly enabled?: boolean;
}

/** Part of requests that managed rules pass over. */
export enum FrontDoorExclusionVariable {
  QUERY_STRING_ARG_NAMES = 'QueryStringArgNames',
  /** From version 2.0 on. */
  REQUEST_BODY_JSON_ARG_NAMES = 'RequestBodyJsonArgNames',
  REQUEST_BODY_POST_ARG_NAMES = 'RequestBodyPostArgNames',
  REQUEST_COOKIE_NAMES = 'RequestCookieNames',
  REQUEST_HEADER_NAMES = 'RequestHeaderNames',
}

/** Comparison of a name with that of an exclusion. */
export enum FrontDoorExclusionOperator {
  CONTAINS = 'Contains',
  ENDS_WITH = 'EndsWith',
  EQUALS = 'Equals',
  /** Every name; the selector is `*`. */
  EQUALS_ANY = 'EqualsAny',
  STARTS_WITH = 'StartsWith',
}

/** Names of arguments, cookies or headers whose values managed rules pass over. */
export interface FrontDoorExclusion {
  readonly variable: FrontDoorExclusionVariable;
  readonly operator: FrontDoorExclusionOperator;
  readonly selector: string;
}

/** Changes of a managed rule set. */
export interface FrontDoorManagedRuleSetOptions {
  /** @default the newest */
  readonly version?: string;
  /** @default none */
  readonly overrides?: readonly FrontDoorManagedRuleOverride[];
}

/** Changes of the default rules. */
export interface FrontDoorDefaultRulesOptions extends FrontDoorManagedRuleSetOptions {
  /** @default none */
  readonly exclusions?: readonly FrontDoorExclusion[];
}

const DEFAULT_RULES = 'Microsoft_DefaultRuleSet';
const BOT_MANAGER = 'Microsoft_BotManagerRuleSet';
const VERSIONS: Readonly<Record<string, readonly string[]>> = facts.managedRuleSets;

/**
 * A rule set that Microsoft maintains.
 */
export class FrontDoorManagedRuleSet {
  /** Rules against the attacks of the OWASP top ten, by the score of a request. */
  public static defaultRules(options: FrontDoorDefaultRulesOptions = {}): FrontDoorManagedRuleSet {
    const { version = '2.1', overrides, exclusions } = options;
    return new FrontDoorManagedRuleSet(DEFAULT_RULES, version, overrides, exclusions);
  }

  /** Rules that tell good bots from bad ones. */
  public static botManager(options: FrontDoorManagedRuleSetOptions = {}): FrontDoorManagedRuleSet {
    return new FrontDoorManagedRuleSet(BOT_MANAGER, options.version ?? '1.1', options.overrides);
  }

  private constructor(
    public readonly type: string,
    public readonly version: string,
    private readonly overrides: readonly FrontDoorManagedRuleOverride[] = [],
    private readonly exclusions: readonly FrontDoorExclusion[] = [],
  ) {}

  /** Whether one of its rules redirects. */
  public get redirects(): boolean {
    return this.overrides.some(({ action }) => action === FrontDoorManagedRuleAction.REDIRECT);
  }

  private get scores(): boolean {
    return this.type === DEFAULT_RULES && Number(this.version) >= 2;
  }

  /** The block of azurerm. */
  public render(): CdnFrontdoorFirewallPolicyManagedRule {
    const exclusion = this.exclusions.map(({ variable, operator, selector }) => ({
      matchVariable: variable,
      operator,
      selector,
    }));
    const groups = [...new Set(this.overrides.map(({ ruleGroup }) => ruleGroup))];
    return {
      type: this.type,
      version: this.version,
      action: 'Block',
      override: groups.length === 0 ? undefined : groups.map((group) => this.renderGroup(group)),
      exclusion: exclusion.length === 0 ? undefined : exclusion,
    };
  }

  /**
   * Notes what azurerm would refuse.
   *
   * Source: azurerm internal/services/cdn/cdn_frontdoor_firewall_policy_resource.go, expandCdnFrontDoorFirewallManagedRules and
   * expandCdnFrontDoorFirewallRuleOverride, and its docs page.
   */
  public check(checks: Checks, property: string): void {
    checks.oneOf(`${property}.version`, this.version, VERSIONS[this.type] ?? []);
    checks.distinct(
      `${property}.overrides.ruleId`,
      this.overrides.map(({ ruleId }) => ruleId),
    );
    const allowed = this.allowedActions();
    this.overrides.forEach(({ action }, index) =>
      checks.oneOf(`${property}.overrides[${index}].action`, action, allowed),
    );
    this.exclusions.forEach((exclusion, index) => {
      const { variable, operator, selector } = exclusion;
      const any = operator === FrontDoorExclusionOperator.EQUALS_ANY;
      checks
        .that(
          `${property}.exclusions[${index}].selector`,
          selector,
          any === (selector === '*') && selector !== '',
          any ? '* with EqualsAny' : 'a name; * with EqualsAny alone',
        )
        .that(
          `${property}.exclusions[${index}].variable`,
          variable,
          this.scores || variable !== FrontDoorExclusionVariable.REQUEST_BODY_JSON_ARG_NAMES,
          `another with ${this.type} ${this.version}`,
          'Use version 2.0 or newer.',
        );
    });
  }

  private renderGroup(ruleGroupName: string): CdnFrontdoorFirewallPolicyManagedRuleOverride {
    const { ANOMALY_SCORING, BLOCK } = FrontDoorManagedRuleAction;
    return {
      ruleGroupName,
      rule: this.overrides
        .filter(({ ruleGroup }) => ruleGroup === ruleGroupName)
        .map(({ ruleId, action, enabled }) => ({
          ruleId,
          action: action ?? (this.scores ? ANOMALY_SCORING : BLOCK),
          // azurerm turns off a rule that is named without it.
          enabled: enabled ?? true,
        })),
    };
  }

  private allowedActions(): FrontDoorManagedRuleAction[] {
    const { ALLOW, ANOMALY_SCORING, BLOCK, JS_CHALLENGE, LOG, REDIRECT } = FrontDoorManagedRuleAction;
    if (this.scores) {
      return [ANOMALY_SCORING, LOG];
    }
    return this.type === BOT_MANAGER ? [ALLOW, BLOCK, LOG, REDIRECT, JS_CHALLENGE] : [ALLOW, BLOCK, LOG, REDIRECT];
  }
}
