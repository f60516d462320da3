import { UserAssignedIdentity as UserAssignedIdentityResource } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { DataAzurermUserAssignedIdentity } from '@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { place, type PlacementProps } from '../placement';
import { type IGrantee, PrincipalType } from './grantee';

/** A user-assigned managed identity, defined in this app or imported. */
export interface IUserAssignedIdentity extends IGrantee {
  /** Resource id. */
  readonly identityId: string;
  /** Client id (application id), which programs pass to pick this identity. */
  readonly clientId: string;
  /** The grants made to it; the list grows as they are made. See `waitForGrants`. */
  readonly grants: TerraformResource[];
}

export interface UserAssignedIdentityProps extends PlacementProps {}

/** Identifies an existing identity. */
export interface UserAssignedIdentityReference {
  readonly name: string;
  readonly resourceGroupName: string;
}

/**
 * A user-assigned managed identity.
 *
 * Made before what runs as it, so that its grants can be there first.
 */
export class UserAssignedIdentity extends Construct implements IUserAssignedIdentity {
  /** Imports an existing identity. Terraform reads it. */
  public static fromName(
    scope: Construct,
    id: string,
    reference: UserAssignedIdentityReference,
  ): IUserAssignedIdentity {
    return new ImportedIdentity(scope, id, reference);
  }

  public readonly identityId: string;
  public readonly principalId: string;
  public readonly clientId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;
  public readonly grants: TerraformResource[] = [];

  constructor(scope: Construct, id: string, props: UserAssignedIdentityProps = {}) {
    super(scope, id);
    const resource = new UserAssignedIdentityResource(
      this,
      'Resource',
      place(this, 'azurerm_user_assigned_identity', props),
    );
    this.identityId = resource.id;
    this.principalId = resource.principalId;
    this.clientId = resource.clientId;
  }

  public waitForGrant(grant: TerraformResource): void {
    this.grants.push(grant);
  }
}

class ImportedIdentity extends Construct implements IUserAssignedIdentity {
  public readonly identityId: string;
  public readonly principalId: string;
  public readonly clientId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;
  public readonly grants: TerraformResource[] = [];

  constructor(scope: Construct, id: string, reference: UserAssignedIdentityReference) {
    super(scope, id);
    const data = new DataAzurermUserAssignedIdentity(this, 'Resource', {
      name: reference.name,
      resourceGroupName: reference.resourceGroupName,
    });
    this.identityId = data.id;
    this.principalId = data.principalId;
    this.clientId = data.clientId;
  }

  public waitForGrant(grant: TerraformResource): void {
    this.grants.push(grant);
  }
}
