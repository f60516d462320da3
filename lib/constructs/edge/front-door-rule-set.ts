import { CdnFrontdoorRuleSet } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-rule-set';
import { Construct, type IConstruct } from 'constructs';
import { Checks } from '../checks';
import { type IFrontDoor } from './front-door-base';
import { lettersAndDigits, partName } from './front-door-names';
import { FrontDoorRule, type FrontDoorRuleOptions } from './front-door-rule';

/** A set of rules that routes apply. */
export interface IFrontDoorRuleSet extends IConstruct {
  readonly ruleSetId: string;
  /** Adds a rule. */
  addRule(id: string, props: FrontDoorRuleOptions): FrontDoorRule;
}

/** Properties of a rule set. */
export interface FrontDoorRuleSetOptions {
  /** Letters and digits alone. @default those of the construct's id */
  readonly name?: string;
}

export interface FrontDoorRuleSetProps extends FrontDoorRuleSetOptions {
  readonly frontDoor: IFrontDoor;
}

/** A set of rules, evaluated in their order by the routes that name it. Made by `frontDoor.addRuleSet`. */
export class FrontDoorRuleSet extends Construct implements IFrontDoorRuleSet {
  public readonly ruleSetId: string;

  constructor(scope: Construct, id: string, props: FrontDoorRuleSetProps) {
    super(scope, id);
    const checks = new Checks(this);
    const name = partName(checks, this, 'azurerm_cdn_frontdoor_rule_set', props.name, lettersAndDigits(id));
    checks.done();
    this.ruleSetId = new CdnFrontdoorRuleSet(this, 'Resource', {
      name,
      cdnFrontdoorProfileId: props.frontDoor.frontDoorId,
    }).id;
  }

  public addRule(id: string, props: FrontDoorRuleOptions): FrontDoorRule {
    return new FrontDoorRule(this, id, { ...props, ruleSet: this });
  }
}
