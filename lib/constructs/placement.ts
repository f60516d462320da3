import { type Construct } from 'constructs';
import facts from '../facts/resource-providers.json';
import { Region } from '../values/region';
import { AzureContext } from './azure-context';
import { checkedValue, type Checks } from './checks';
import { type IResourceGroup } from './management/resource-group';
import { ResourceTags } from './resource-tags';

/** Properties common to all constructs of a resource in a resource group. */
export interface PlacementProps {
  /** Name of the resource. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
  /** @default the stage's own */
  readonly resourceGroup?: IResourceGroup;
  /** Region, as `westeurope` or `West Europe`. @default the stage's */
  readonly location?: string;
  /** @default those of the stage */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The arguments that nearly every azurerm resource has. */
export interface Placement {
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly tags: Record<string, string>;
}

/**
 * Fills in the arguments that nearly every azurerm resource has, from the props or from the stage.
 *
 * @throws ValidationError when the name or the location is refused
 */
export function place(
  construct: Construct,
  resourceType: string,
  props: PlacementProps,
  abbreviation?: string,
): Placement {
  const context = AzureContext.of(construct);
  context.registerResourceProvider((facts.namespaces as Readonly<Record<string, string>>)[resourceType]);
  const region = regionOf(construct, props.location);
  return {
    name: context.nameOf(construct, resourceType, { given: props.name, abbreviation, location: region.name }),
    resourceGroupName: (props.resourceGroup ?? context.resourceGroup).resourceGroupName,
    location: region.name,
    tags: ResourceTags.render(construct, props.tags),
  };
}

/**
 * Region of a construct, given or the stage's.
 *
 * @throws ValidationError when the given one is no region of Azure
 */
export function regionOf(construct: Construct, location: string | undefined): Region {
  return location === undefined
    ? AzureContext.of(construct).location
    : checkedValue(construct, 'location', () => Region.of(location));
}

/** Region of a construct, given or the stage's, for checks of other properties; undefined if the given one is invalid, which is noted. */
export function checkedRegion(construct: Construct, checks: Checks, location: string | undefined): Region | undefined {
  return location === undefined
    ? AzureContext.of(construct).location
    : checks.value('location', () => Region.of(location));
}
