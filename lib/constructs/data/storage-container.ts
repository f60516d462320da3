import { StorageContainer as StorageContainerResource } from '@cdktf/provider-azurerm/lib/storage-container';
import { Construct, type IConstruct } from 'constructs';
import { ResourceName } from '../../values/resource-name';
import { AzureContext, kebab } from '../azure-context';
import { checkedValue } from '../checks';

/** A blob container. */
export interface IStorageContainer extends IConstruct {
  readonly containerName: string;
  readonly containerId: string;
}

export interface StorageContainerProps {
  /** Id of the storage account. */
  readonly storageAccountId: string;
  /** 3 to 63 lower-case letters, digits and single hyphens. @default the construct's id in kebab case */
  readonly name?: string;
  /** Metadata of the container. @default none */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A private blob container.
 *
 * There is no prop for anonymous access: the account that azstage makes refuses it.
 */
export class StorageContainer extends Construct implements IStorageContainer {
  public readonly containerName: string;
  public readonly containerId: string;

  constructor(scope: Construct, id: string, props: StorageContainerProps) {
    super(scope, id);
    const name = props.name ?? kebab(id);
    const resource = new StorageContainerResource(this, 'Resource', {
      name: checkedValue(this, 'name', () => ResourceName.check('azurerm_storage_container', name)),
      storageAccountId: props.storageAccountId,
      containerAccessType: 'private',
      metadata: props.metadata,
    });
    AzureContext.of(this).markStateful(resource);
    this.containerName = resource.name;
    this.containerId = resource.id;
  }
}
