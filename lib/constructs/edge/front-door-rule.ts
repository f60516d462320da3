import {
  CdnFrontdoorRule,
  type CdnFrontdoorRuleActions,
  type CdnFrontdoorRuleConditions,
} from '@cdktf/provider-azurerm/lib/cdn-frontdoor-rule';
import { Construct } from 'constructs';
import facts from '../../facts/front-door.json';
import { Checks } from '../checks';
import { type FrontDoorAction } from './front-door-action';
import { lettersAndDigits, partName } from './front-door-names';
import { type FrontDoorCondition } from './front-door-condition';
import { waitForOrigins } from './front-door-origins';
import { type IFrontDoorRuleSet } from './front-door-rule-set';

/** Properties of a rule. */
export interface FrontDoorRuleOptions {
  /** Letters and digits alone. @default those of the construct's id */
  readonly name?: string;
  /** Up to five, at most one redirect or rewrite and one override of the route. */
  readonly actions: readonly FrontDoorAction[];
  /** Conditions that must all hold, up to ten. @default none: every request */
  readonly conditions?: readonly FrontDoorCondition[];
  /** Place among the rules of the set, 0 or more. @default that after the rules before it */
  readonly order?: number;
  /** Whether the rules after it are passed over where it matches. @default false */
  readonly stopsProcessing?: boolean;
}

export interface FrontDoorRuleProps extends FrontDoorRuleOptions {
  readonly ruleSet: IFrontDoorRuleSet;
}

/** A rule of a rule set. Made by `ruleSet.addRule`. */
export class FrontDoorRule extends Construct {
  public readonly ruleId: string;
  public readonly order: number;

  constructor(scope: Construct, id: string, props: FrontDoorRuleProps) {
    super(scope, id);
    const { ruleSet, actions } = props;
    const earlier = rulesOf(ruleSet);
    this.order = props.order ?? Math.max(0, ...earlier.map(({ order }) => order)) + 1;
    const name = check(this, props, earlier);
    const resource = new CdnFrontdoorRule(this, 'Resource', {
      name,
      cdnFrontdoorRuleSetId: ruleSet.ruleSetId,
      order: this.order,
      behaviorOnMatch: props.stopsProcessing === true ? 'Stop' : 'Continue',
      actions: renderActions(actions),
      conditions: renderConditions(props.conditions),
    });
    waitForOrigins(
      resource,
      actions.flatMap(({ originGroup }) => (originGroup === undefined ? [] : [originGroup])),
    );
    this.ruleId = resource.id;
    rules.set(ruleSet, [...earlier, this]);
  }
}

const rules = new WeakMap<IFrontDoorRuleSet, FrontDoorRule[]>();

function rulesOf(ruleSet: IFrontDoorRuleSet): FrontDoorRule[] {
  return rules.get(ruleSet) ?? [];
}

function renderActions(actions: readonly FrontDoorAction[]): CdnFrontdoorRuleActions {
  const headers = (block: string) => actions.filter((each) => each.block === block).map((each) => each.render());
  const single = (block: string) => actions.find((each) => each.block === block)?.render();
  const listed = (block: string) => (headers(block).length > 0 ? headers(block) : undefined);
  return {
    requestHeaderAction: listed('requestHeaderAction'),
    responseHeaderAction: listed('responseHeaderAction'),
    routeConfigurationOverrideAction: single('routeConfigurationOverrideAction'),
    urlRedirectAction: single('urlRedirectAction'),
    urlRewriteAction: single('urlRewriteAction'),
  } as CdnFrontdoorRuleActions;
}

function renderConditions(conditions: readonly FrontDoorCondition[] = []): CdnFrontdoorRuleConditions | undefined {
  if (conditions.length === 0) {
    return undefined;
  }
  const blocks: Record<string, object[]> = {};
  for (const condition of conditions) {
    (blocks[condition.block] ??= []).push(condition.render());
  }
  return blocks as CdnFrontdoorRuleConditions;
}

/** Sources: azurerm internal/services/cdn/cdn_frontdoor_rule_resource.go and validate/front_door_validation_helpers.go, CdnFrontDoorActionsBlock. */
function check(rule: FrontDoorRule, props: FrontDoorRuleProps, earlier: readonly FrontDoorRule[]): string {
  const { actions, conditions = [], order } = props;
  const { limits } = facts;
  const taken = earlier.find((each) => each.order === rule.order);
  const count = (...blocks: string[]) => actions.filter(({ block }) => blocks.includes(block)).length;
  const checks = new Checks(rule)
    .that(
      'actions',
      actions.length,
      actions.length >= 1 && actions.length <= limits.actionsPerRule,
      `1 to ${limits.actionsPerRule} actions`,
    )
    .that(
      'conditions',
      conditions.length,
      conditions.length <= limits.conditionsPerRule,
      `up to ${limits.conditionsPerRule} conditions`,
    )
    .together(
      count('urlRedirectAction', 'urlRewriteAction') <= 1,
      'actions: a rule redirects or rewrites, and once',
      'Create two rules.',
    )
    .together(count('routeConfigurationOverrideAction') <= 1, 'actions: a rule overrides the route once')
    .wholeNumber('order', order, 0, Number.MAX_SAFE_INTEGER)
    .that('order', rule.order, taken === undefined, `a number other than that of ${taken?.node.path}`)
    .together(
      earlier.length < limits.rulesPerRuleSet,
      `ruleSet: it has ${earlier.length} rules, the most that Front Door takes in a set`,
    );
  actions.forEach((action, index) => action.check(checks, `actions[${index}]`));
  conditions.forEach((condition, index) => condition.check(checks, `conditions[${index}]`));
  const name = partName(checks, rule, 'azurerm_cdn_frontdoor_rule', props.name, lettersAndDigits(rule.node.id));
  checks.done();
  return name;
}
