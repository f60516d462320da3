import { DataAzurermResourceGroup } from '@cdktf/provider-azurerm/lib/data-azurerm-resource-group';
import { ResourceGroup as ResourceGroupResource } from '@cdktf/provider-azurerm/lib/resource-group';
import { Construct, type IConstruct } from 'constructs';
import { AzureContext } from '../azure-context';
import { regionOf } from '../placement';
import { ResourceTags } from '../resource-tags';

/** A resource group, defined in this app or imported. */
export interface IResourceGroup extends IConstruct {
  readonly resourceGroupName: string;
  readonly resourceGroupId: string;
}

export interface ResourceGroupProps {
  /** @default `rg-<project>-<environment>-<qualifier>` */
  readonly name?: string;
  /** Distinguishes its name from others. @default the construct's path in the stage */
  readonly qualifier?: string;
  /** Region of the group's own record; resources in it may be elsewhere. @default the stage's */
  readonly location?: string;
  /** @default those of the stage */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A resource group.
 *
 * Every stage makes one of its own on first use, so you rarely make one yourself.
 */
export class ResourceGroup extends Construct implements IResourceGroup {
  /** Imports an existing group. Terraform reads it, and fails when it is not there. */
  public static fromName(scope: Construct, id: string, resourceGroupName: string): IResourceGroup {
    return new ImportedResourceGroup(scope, id, resourceGroupName);
  }

  public readonly resourceGroupName: string;
  public readonly resourceGroupId: string;

  constructor(scope: Construct, id: string, props: ResourceGroupProps = {}) {
    super(scope, id);
    const context = AzureContext.of(this);
    const resource = new ResourceGroupResource(this, 'Resource', {
      name: context.nameOf(this, 'azurerm_resource_group', { given: props.name, qualifier: props.qualifier }),
      location: regionOf(this, props.location).name,
      tags: ResourceTags.render(this, props.tags),
    });
    this.resourceGroupName = resource.name;
    this.resourceGroupId = resource.id;
  }
}

class ImportedResourceGroup extends Construct implements IResourceGroup {
  public readonly resourceGroupName: string;
  public readonly resourceGroupId: string;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    const data = new DataAzurermResourceGroup(this, 'Resource', { name });
    this.resourceGroupName = data.name;
    this.resourceGroupId = data.id;
  }
}
