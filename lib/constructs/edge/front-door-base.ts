import { DataAzurermCdnFrontdoorProfile } from '@cdktf/provider-azurerm/lib/data-azurerm-cdn-frontdoor-profile';
import { Construct, type IConstruct } from 'constructs';
import { lettersAndDigits } from './front-door-names';
import { FrontDoorOriginGroup, type FrontDoorOriginGroupOptions } from './front-door-origin-group';
import { FrontDoorRuleSet, type FrontDoorRuleSetOptions } from './front-door-rule-set';
import { FrontDoorSku } from './front-door-sku';

/** A Front Door profile, defined in this app or imported. */
export interface IFrontDoor extends IConstruct {
  readonly frontDoorId: string;
  readonly frontDoorName: string;
  /** Value of the header `X-Azure-FDID`, by which a public origin tells this Front Door from those of others. */
  readonly resourceGuid: string;
  readonly sku: FrontDoorSku;
  /** Adds a group of origins. */
  addOriginGroup(id: string, props?: FrontDoorOriginGroupOptions): FrontDoorOriginGroup;
  /** Adds a set of rules, for routes. */
  addRuleSet(id: string, props?: FrontDoorRuleSetOptions): FrontDoorRuleSet;
}

/** Properties of an existing profile. */
export interface ImportedFrontDoorOptions {
  /** @default PREMIUM */
  readonly sku?: FrontDoorSku;
}

/** Base of a profile, defined in this app or imported. */
export abstract class FrontDoorBase extends Construct implements IFrontDoor {
  public abstract readonly frontDoorId: string;
  public abstract readonly frontDoorName: string;
  public abstract readonly resourceGuid: string;
  public abstract readonly sku: FrontDoorSku;

  public addOriginGroup(id: string, props: FrontDoorOriginGroupOptions = {}): FrontDoorOriginGroup {
    return new FrontDoorOriginGroup(this, id, { ...props, frontDoor: this });
  }

  public addRuleSet(id: string, props: FrontDoorRuleSetOptions = {}): FrontDoorRuleSet {
    const name = props.name ?? lettersAndDigits(id);
    return new FrontDoorRuleSet(this, `RuleSet-${id}`, { ...props, name, frontDoor: this });
  }
}

/** An existing profile. Made by `FrontDoor.fromName`. */
export class ImportedFrontDoor extends FrontDoorBase {
  public readonly frontDoorId: string;
  public readonly frontDoorName: string;
  public readonly resourceGuid: string;
  public readonly sku: FrontDoorSku;

  constructor(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedFrontDoorOptions = {},
  ) {
    super(scope, id);
    const data = new DataAzurermCdnFrontdoorProfile(this, 'Resource', { name, resourceGroupName });
    this.frontDoorId = data.id;
    this.frontDoorName = data.name;
    this.resourceGuid = data.resourceGuid;
    this.sku = options.sku ?? FrontDoorSku.PREMIUM;
  }
}
