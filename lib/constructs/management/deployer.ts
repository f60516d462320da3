import { type TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { type FederatedSubject } from '../../values/federated-subject';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { currentClient } from '../identity/current-client';
import { FederatedCredential } from '../identity/federated-credential';
import { type IGrantee, PrincipalType } from '../identity/grantee';
import { RoleAssignment } from '../identity/role-assignment';
import { type IUserAssignedIdentity, UserAssignedIdentity } from '../identity/user-assigned-identity';
import { type PlacementProps } from '../placement';
import { type IResourceGroup } from './resource-group';

export interface DeployerProps extends PlacementProps {
  /**
   * Tokens that sign in as it. A GitHub environment is best: its rules say who approves, and from which branch.
   *
   * @default nobody yet: see {@link Deployer.trust}
   */
  readonly subjects?: readonly FederatedSubject[];
  /** The groups that it deploys to. @default its own, which is the stage's unless `resourceGroup` is given */
  readonly targets?: readonly IResourceGroup[];
  /** Roles on those groups. `Contributor` gives no roles to others: a pipeline that does needs a second role. @default Contributor */
  readonly roles?: readonly Role[];
}

/**
 * An identity that a deployment pipeline signs in as without a secret, with a role on resource groups and on nothing above them.
 *
 * `Contributor` on a group is required for deploying to it and raises no warning; every other privileged role does.
 * Access to data comes on top, like that of any other identity: `registry.grantPush(deployer)`.
 */
export class Deployer extends Construct implements IGrantee {
  public readonly identity: IUserAssignedIdentity;
  public readonly principalId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;
  public readonly clientId: string;
  public readonly runsAs: IGrantee;

  constructor(scope: Construct, id: string, props: DeployerProps = {}) {
    super(scope, id);
    check(this, props);
    const { name, resourceGroup, location, tags, subjects = [] } = props;
    this.identity = new UserAssignedIdentity(this, 'Identity', { name, resourceGroup, location, tags });
    this.principalId = this.identity.principalId;
    this.clientId = this.identity.clientId;
    this.runsAs = this.identity;
    subjects.forEach((subject) => this.trust(subject));
    const roles = props.roles ?? [Role.of('Contributor')];
    const targets = props.targets ?? [resourceGroup ?? AzureContext.of(this).resourceGroup];
    targets.forEach((target) => roles.forEach((role) => this.assign(target, role)));
  }

  /** Variables of the pipeline, none of them secret, by the names that `azure/login` and azurerm read. */
  public get variables(): Readonly<Record<string, string>> {
    const client = currentClient(this);
    return {
      AZURE_CLIENT_ID: this.clientId,
      AZURE_TENANT_ID: client.tenantId,
      AZURE_SUBSCRIPTION_ID: client.subscriptionId,
    };
  }

  /** Lets one more deploy as it. */
  public trust(subject: FederatedSubject): FederatedCredential {
    const id = `Trust-${subject.subject.replace(/[^A-Za-z0-9]+/g, '-')}`;
    return new FederatedCredential(this, id, { identity: this.identity, subject });
  }

  public waitForGrant(grant: TerraformResource): void {
    this.identity.waitForGrant(grant);
  }

  private assign(target: IResourceGroup, role: Role): void {
    new RoleAssignment(this, `Role-${role.name.replace(/\s+/g, '')}-${pathOf(target)}`, {
      scope: target.resourceGroupId,
      role,
      grantee: this.identity,
      privilegeIntended: role.name === 'Contributor',
    });
  }
}

function check(construct: Deployer, props: DeployerProps): void {
  const { subjects = [], targets, roles } = props;
  const texts = subjects.map(({ subject }) => subject);
  new Checks(construct)
    .that(
      'subjects',
      texts,
      new Set(texts).size === texts.length && texts.length <= 20,
      'each subject once, 20 at most',
    )
    .that('targets', targets?.length, targets === undefined || targets.length > 0, 'at least one resource group')
    .that('roles', roles?.length, roles === undefined || roles.length > 0, 'at least one role')
    .done();
}

function pathOf(construct: IConstruct): string {
  return construct.node.path.replace(/\//g, '-');
}
