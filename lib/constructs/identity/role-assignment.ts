import { RoleAssignment as RoleAssignmentResource } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Fn, type TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { type Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { grantOnce, type IGrantee } from './grantee';

export interface RoleAssignmentProps {
  /** Id of the resource, resource group or subscription on which the role is given. */
  readonly scope: string;
  readonly role: Role;
  readonly grantee: IGrantee;
  /** Reason for the assignment. @default the construct path */
  readonly description?: string;
  /** Whether a privileged role is intended here, which suppresses the warning. @default false */
  readonly privilegeIntended?: boolean;
}

/**
 * A role assignment of a principal on a scope.
 *
 * Its name is derived from scope, principal and role, so assigning the same role twice is one assignment. The role definition id
 * carries the scope's subscription, as Azure returns it: without it every plan would show a change.
 */
export class RoleAssignment extends Construct {
  public readonly roleAssignmentId: string;
  /** The assignment itself, for what must wait until the role is given. */
  public readonly dependable: TerraformResource;

  constructor(scope: Construct, id: string, props: RoleAssignmentProps) {
    super(scope, id);
    const { grantee, role } = props;
    if (role.isPrivileged && props.privilegeIntended !== true) {
      AzureContext.of(this).warn(this, `assigns the privileged role ${role.name}; a narrower role is safer`);
    }
    const resource = new RoleAssignmentResource(this, 'Resource', {
      name: Fn.uuidv5('url', `${props.scope}|${grantee.principalId}|${role.guid}`),
      scope: props.scope,
      roleDefinitionId: `/subscriptions/${subscriptionOf(props.scope)}/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`,
      principalId: grantee.principalId,
      // A fresh identity may not have reached every directory replica when the role is assigned to it: with its type, Azure does not look. That is all that
      // `skip_service_principal_aad_check` does, which azurerm cannot read back: an imported assignment would differ in it, and it cannot be updated.
      principalType: grantee.principalType,
      description: props.description ?? this.node.path,
    });
    grantee.waitForGrant(resource);
    this.roleAssignmentId = resource.id;
    this.dependable = resource;
  }
}

/** Options of {@link grantRole}. */
export interface GrantRoleOptions extends Pick<RoleAssignmentProps, 'privilegeIntended'> {
  /** Construct that needs the role to be given, where it is neither the resource nor the grantee. @default none */
  readonly asker?: IConstruct;
}

/**
 * Assigns a role on a resource, once: a second call returns the existing assignment.
 *
 * @param resource the construct of the resource
 * @param resourceId id of the resource
 */
export function grantRole(
  resource: IConstruct,
  resourceId: string,
  grantee: IGrantee,
  role: Role,
  { asker, ...options }: GrantRoleOptions = {},
): RoleAssignment {
  const kind = role.name.replace(/\s+/g, '');
  return grantOnce(
    resource,
    grantee,
    kind,
    ({ owner, id, principal }) =>
      new RoleAssignment(owner, id, { ...options, scope: resourceId, role, grantee: principal }),
    asker,
  );
}

/** The subscription in a resource id: `/subscriptions/<this>/resourceGroups/...`. */
function subscriptionOf(resourceId: string): string {
  return Fn.element(Fn.split('/', resourceId), 2) as string;
}
