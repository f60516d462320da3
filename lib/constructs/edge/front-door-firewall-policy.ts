import { CdnFrontdoorFirewallPolicy } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-firewall-policy';
import { DataAzurermCdnFrontdoorFirewallPolicy } from '@cdktf/provider-azurerm/lib/data-azurerm-cdn-frontdoor-firewall-policy';
import { Construct, type IConstruct } from 'constructs';
import facts from '../../facts/front-door.json';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { place, type PlacementProps } from '../placement';
import { FrontDoorFirewallAction, FrontDoorFirewallRule } from './front-door-firewall-rule';
import { FrontDoorManagedRuleSet } from './front-door-managed-rule-set';
import { FrontDoorSku } from './front-door-sku';

/** Mode of a firewall. */
export enum FrontDoorFirewallMode {
  /** Writes down what it would block, and lets it pass. */
  DETECTION = 'Detection',
  PREVENTION = 'Prevention',
}

/** A web application firewall policy of Front Door, defined in this app or imported. */
export interface IFrontDoorFirewallPolicy extends IConstruct {
  readonly firewallPolicyId: string;
  readonly firewallPolicyName: string;
  /** The same as that of every Front Door that uses it. */
  readonly sku: FrontDoorSku;
}

/** Properties of a firewall. */
export interface FrontDoorFirewallOptions {
  /** @default PREVENTION */
  readonly mode?: FrontDoorFirewallMode;
  /** Rules of your own, evaluated in this order and before the managed ones. @default at most 1,000 requests a minute from each address */
  readonly rules?: readonly FrontDoorFirewallRule[];
  /** @default the default rules 2.1 and the bot manager 1.1 */
  readonly managedRuleSets?: readonly FrontDoorManagedRuleSet[];
  /** Whether bodies of requests are inspected. @default true */
  readonly requestBodyCheck?: boolean;
  /** Status of the answer to a request that is blocked: 200, 403, 405, 406, 429, or 990 to 999. @default 403 */
  readonly blockStatusCode?: number;
  /** Body of that answer. @default Front Door's own */
  readonly blockBody?: string;
  /** Destination of requests that a rule redirects. @default none */
  readonly redirectUrl?: string;
}

export interface FrontDoorFirewallPolicyProps extends FrontDoorFirewallOptions, Omit<PlacementProps, 'location'> {}

/** Properties of an existing policy. */
export interface ImportedFrontDoorFirewallPolicyOptions {
  /** @default PREMIUM */
  readonly sku?: FrontDoorSku;
}

/**
 * A web application firewall policy of Front Door Premium, which blocks by Microsoft's rules and your own.
 *
 * A Front Door makes one of its own. Make one yourself to share it between several.
 */
export class FrontDoorFirewallPolicy extends Construct implements IFrontDoorFirewallPolicy {
  /** Imports an existing policy. Terraform reads it. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedFrontDoorFirewallPolicyOptions = {},
  ): IFrontDoorFirewallPolicy {
    return new ImportedFrontDoorFirewallPolicy(scope, id, name, resourceGroupName, options);
  }

  public readonly firewallPolicyId: string;
  public readonly firewallPolicyName: string;
  public readonly sku = FrontDoorSku.PREMIUM;

  constructor(scope: Construct, id: string, props: FrontDoorFirewallPolicyProps = {}) {
    super(scope, id);
    const { rules = DEFAULT_RULES, managedRuleSets = DEFAULT_RULE_SETS, blockBody } = props;
    check(this, props, rules, managedRuleSets);
    const { name, resourceGroupName, tags } = place(this, 'azurerm_cdn_frontdoor_firewall_policy', props);
    const resource = new CdnFrontdoorFirewallPolicy(this, 'Resource', {
      name,
      resourceGroupName,
      tags,
      skuName: this.sku,
      enabled: true,
      mode: props.mode ?? FrontDoorFirewallMode.PREVENTION,
      requestBodyCheckEnabled: props.requestBodyCheck ?? true,
      redirectUrl: props.redirectUrl,
      customBlockResponseStatusCode: props.blockStatusCode ?? 403,
      customBlockResponseBody: blockBody && Buffer.from(blockBody).toString('base64'),
      customRule: rules.length === 0 ? undefined : rules.map((rule, index) => rule.render(index + 1)),
      managedRule: managedRuleSets.length === 0 ? undefined : managedRuleSets.map((ruleSet) => ruleSet.render()),
    });
    this.firewallPolicyId = resource.id;
    this.firewallPolicyName = resource.name;
    if (managedRuleSets.length === 0) {
      AzureContext.of(this).warn(this, 'it has no managed rule sets: only its own rules block requests');
    }
  }
}

class ImportedFrontDoorFirewallPolicy extends Construct implements IFrontDoorFirewallPolicy {
  public readonly firewallPolicyId: string;
  public readonly firewallPolicyName: string;
  public readonly sku: FrontDoorSku;

  constructor(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedFrontDoorFirewallPolicyOptions,
  ) {
    super(scope, id);
    const data = new DataAzurermCdnFrontdoorFirewallPolicy(this, 'Resource', { name, resourceGroupName });
    this.firewallPolicyId = data.id;
    this.firewallPolicyName = data.name;
    this.sku = options.sku ?? FrontDoorSku.PREMIUM;
  }
}

const DEFAULT_RULES = [FrontDoorFirewallRule.rateLimit('RateLimit', { requests: 1000 })];
const DEFAULT_RULE_SETS = [FrontDoorManagedRuleSet.defaultRules(), FrontDoorManagedRuleSet.botManager()];

/** Source: azurerm internal/services/cdn/cdn_frontdoor_firewall_policy_resource.go and its docs page. */
function check(
  policy: FrontDoorFirewallPolicy,
  props: FrontDoorFirewallPolicyProps,
  rules: readonly FrontDoorFirewallRule[],
  ruleSets: readonly FrontDoorManagedRuleSet[],
): void {
  const { blockStatusCode: status, blockBody, redirectUrl } = props;
  const redirects =
    rules.some(({ action }) => action === FrontDoorFirewallAction.REDIRECT) || ruleSets.some((set) => set.redirects);
  const most = facts.limits.firewallRules;
  const checks = new Checks(policy)
    .that(
      'blockStatusCode',
      status,
      status !== undefined && facts.blockStatusCodes.includes(status),
      '200, 403, 405, 406, 429, or 990 to 999',
    )
    .that(
      'blockBody',
      blockBody?.length,
      blockBody !== undefined && blockBody !== '' && Buffer.byteLength(blockBody) <= 2048,
      '1 to 2048 bytes',
    )
    .that(
      'redirectUrl',
      redirectUrl,
      /^https:\/\/[^\s/]+/.test(redirectUrl ?? ''),
      'an address that starts with https://',
    )
    .together(!redirects || redirectUrl !== undefined, 'redirectUrl: a rule redirects, and has nowhere to')
    .that('rules', rules.length, rules.length <= most, `up to ${most} rules`);
  checks.distinct(
    'rules.name',
    rules.map(({ name }) => name),
  );
  checks.distinct(
    'managedRuleSets.type',
    ruleSets.map(({ type }) => type),
  );
  rules.forEach((rule, index) => rule.check(checks, `rules[${index}]`));
  ruleSets.forEach((ruleSet, index) => ruleSet.check(checks, `managedRuleSets[${index}]`));
  checks.done();
}
