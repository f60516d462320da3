import { dependable, Lazy, type TerraformResource, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type IFrontDoorOrigin } from './front-door-origin';
import { type IFrontDoorOriginGroup } from './front-door-origin-group';

/** Origins of groups, those added after this call included, that are in the stage of a construct. */
export function originsBeside(construct: IConstruct, groups: readonly IFrontDoorOriginGroup[]): IFrontDoorOrigin[] {
  const stack = TerraformStack.of(construct);
  return groups.flatMap(({ origins }) => origins).filter((origin) => TerraformStack.of(origin) === stack);
}

/**
 * Makes a resource wait for the origins of groups, and go before them when all is destroyed.
 *
 * Front Door refuses a rule with an empty group, and to delete the last origin of a group in use (azurerm
 * website/docs/r/cdn_frontdoor_rule.html.markdown).
 */
export function waitForOrigins(resource: TerraformResource, groups: readonly IFrontDoorOriginGroup[]): void {
  if (groups.length > 0) {
    resource.dependsOn = Lazy.listValue(
      {
        produce: () =>
          originsBeside(resource, groups).map(({ node }) => dependable(node.defaultChild as TerraformResource)),
      },
      { omitEmpty: true },
    );
  }
}
