import { dependable, Lazy, type TerraformResource, TerraformStack } from 'cdktf';
import { type Construct, type IConstruct } from 'constructs';

/** What kind of directory object a principal is. */
export enum PrincipalType {
  SERVICE_PRINCIPAL = 'ServicePrincipal',
  USER = 'User',
  GROUP = 'Group',
}

/** Who can be granted access: a managed identity, whatever runs as one, a user or a group. */
export interface IGrantee extends IConstruct {
  /** Object id of the principal in Entra ID. */
  readonly principalId: string;
  readonly principalType: PrincipalType;
  /** Told of every grant, so that what runs as this principal can wait until it is there. */
  waitForGrant(grant: TerraformResource): void;
}

/**
 * The construct under which a grant is made: the grantee, or the resource when its stage comes after the grantee's.
 *
 * A grant refers to both, so it must be in the stage that is applied later; in the other one it would turn the dependency round.
 */
export function grantOwner(resource: Construct, grantee: IGrantee): Construct {
  const ofResource = TerraformStack.of(resource);
  const ofGrantee = TerraformStack.of(grantee);
  return ofResource === ofGrantee || ofResource.dependsOn(ofGrantee) ? resource : (grantee as IConstruct as Construct);
}

/**
 * Makes a resource wait for the grants of an identity, those made after this call included.
 *
 * Only grants of the same stage count: those of an earlier one are there already.
 *
 * @param grants the identity's own list, which grows as grants are made
 */
export function waitForGrants(resource: TerraformResource, grants: readonly TerraformResource[]): void {
  const own = resource.dependsOn ?? [];
  resource.dependsOn = Lazy.listValue(
    {
      produce: () => [
        ...own,
        ...grants
          .filter((grant) => TerraformStack.of(grant) === TerraformStack.of(resource))
          .map((grant) => dependable(grant)),
      ],
    },
    { omitEmpty: true },
  );
}
