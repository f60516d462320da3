import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Checks } from '../checks';
import { type IGrantee, PrincipalType } from './grantee';

/**
 * A user, a group or a service principal of Entra ID that Terraform does not manage.
 *
 * Grants to people are best made to a group: its members change without a deployment.
 */
export class Principal extends Construct implements IGrantee {
  /**
   * A group.
   *
   * @param objectId the GUID that Entra ID shows as object id
   * @throws ValidationError when that is not a GUID
   */
  public static group(scope: Construct, id: string, objectId: string): Principal {
    return new Principal(scope, id, objectId, PrincipalType.GROUP);
  }

  /**
   * A person.
   *
   * @param objectId the GUID that Entra ID shows as object id
   * @throws ValidationError when that is not a GUID
   */
  public static user(scope: Construct, id: string, objectId: string): Principal {
    return new Principal(scope, id, objectId, PrincipalType.USER);
  }

  /**
   * A service principal, such as that of a deployment pipeline.
   *
   * @param objectId the object id of the enterprise application, not of the app registration and not the client id
   * @throws ValidationError when that is not a GUID
   */
  public static servicePrincipal(scope: Construct, id: string, objectId: string): Principal {
    return new Principal(scope, id, objectId, PrincipalType.SERVICE_PRINCIPAL);
  }

  private constructor(
    scope: Construct,
    id: string,
    public readonly principalId: string,
    public readonly principalType: PrincipalType,
  ) {
    super(scope, id);
    new Checks(this)
      .that(
        'objectId',
        principalId,
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(principalId),
        'the object id of the principal in Entra ID, a GUID',
      )
      .done();
  }

  /** Does nothing: no resource of the stage runs as this principal. */
  public waitForGrant(_grant: TerraformResource): void {}
}
