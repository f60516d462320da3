import { DataAzurermContainerRegistry } from '@cdktf/provider-azurerm/lib/data-azurerm-container-registry';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import { quote, ValueError } from '../../errors';
import { Role } from '../../values/role';
import { ResourceName } from '../../values/resource-name';
import { checkedValue } from '../checks';
import { type Connection, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';

/** A container registry, defined in this app or imported. */
export interface IContainerRegistry extends IConnectable {
  readonly registryId: string;
  readonly registryName: string;
  /** Host name that images begin with: `<name>.azurecr.io` */
  readonly loginServer: string;
  /** Lets a principal pull images. */
  grantPull(grantee: IGrantee): RoleAssignment;
  /** Lets a principal push and pull images. */
  grantPush(grantee: IGrantee): RoleAssignment;
}

/** Base of a registry, defined in this app or imported. */
export abstract class ContainerRegistryBase extends Construct implements IContainerRegistry {
  public abstract readonly registryId: string;
  public abstract readonly registryName: string;
  public abstract readonly loginServer: string;

  public grantPull(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.registryId, grantee, Role.of('AcrPull'));
  }

  public grantPush(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.registryId, grantee, Role.of('AcrPush'));
  }

  /** Grants the pull of images. There are no variables: what runs the app pulls them, not the app. */
  public connectionFor(grantee: IGrantee): Connection {
    this.grantPull(grantee);
    return { environment: {}, ports: [443] };
  }
}

/** A registry that Terraform reads. Made by `ContainerRegistry.fromName`. */
export class ImportedContainerRegistry extends ContainerRegistryBase {
  public readonly registryId: string;
  public readonly registryName: string;
  public readonly loginServer: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermContainerRegistry(this, 'Resource', { name, resourceGroupName });
    this.registryId = data.id;
    this.registryName = data.name;
    this.loginServer = data.loginServer;
  }
}

/** A registry that is known by its id alone, in any subscription. Made by `ContainerRegistry.fromId`. */
export class ReferencedContainerRegistry extends ContainerRegistryBase {
  public readonly registryName: string;
  public readonly loginServer: string;

  constructor(
    scope: Construct,
    id: string,
    public readonly registryId: string,
    loginServer?: string,
  ) {
    super(scope, id);
    this.registryName = checkedValue(this, 'registryId', () => nameIn(registryId));
    this.loginServer = loginServer ?? `${lowerCase(this.registryName)}.azurecr.io`;
  }
}

function lowerCase(name: string): string {
  return Token.isUnresolved(name) ? Fn.lower(name) : name.toLowerCase();
}

/** The name in a resource id; taken apart by Terraform when the id is known only to it. */
function nameIn(registryId: string): string {
  if (Token.isUnresolved(registryId)) {
    return Fn.element(Fn.split('/', registryId), 8) as string;
  }
  const name =
    /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.ContainerRegistry\/registries\/([^/]+)$/i.exec(
      registryId,
    )?.[1];
  if (name === undefined) {
    throw new ValueError({
      message: `${quote(registryId)} is not the id of a container registry`,
      allowed: '/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerRegistry/registries/<name>',
      fix: 'It is the id that `az acr show --name <name> --query id` prints.',
    });
  }
  return ResourceName.check('azurerm_container_registry', name);
}
