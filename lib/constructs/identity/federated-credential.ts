import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { type FederatedSubject } from '../../values/federated-subject';
import { Checks } from '../checks';
import { pathName } from '../network/path-name';
import { FederatedCredentialResource } from './federated-credential-resource';
import { type IUserAssignedIdentity } from './user-assigned-identity';

export interface FederatedCredentialProps {
  /** The identity that is signed in as. Azure takes up to 20 credentials for one. */
  readonly identity: IUserAssignedIdentity;
  /** Issuer and subject of the tokens. */
  readonly subject: FederatedSubject;
  /**
   * Audience of the tokens (`aud`).
   *
   * @default api://AzureADTokenExchange, the audience of every standard client
   */
  readonly audience?: string;
  /** 3 to 120 letters, digits, hyphens and underscores. @default derived from the construct's path */
  readonly name?: string;
}

/**
 * Federates a user-assigned identity with a workload outside Azure, which signs in with a token of its own and without a secret: a job of
 * GitHub Actions, or a pod of a Kubernetes cluster.
 *
 * Credentials of one identity are made one after another: Azure refuses concurrent writes to them, and azurerm locks them.
 */
export class FederatedCredential extends Construct {
  public readonly federatedCredentialId: string;

  constructor(scope: Construct, id: string, props: FederatedCredentialProps) {
    super(scope, id);
    check(this, props);
    const { identity, subject } = props;
    const resource = new FederatedCredentialResource(this, 'Resource', {
      name: props.name ?? pathName(this),
      userAssignedIdentityId: identity.identityId,
      issuer: subject.issuer,
      subject: subject.subject,
      audience: [props.audience ?? 'api://AzureADTokenExchange'],
    });
    credentials(identity).push(resource);
    this.federatedCredentialId = resource.id;
  }
}

/** The most credentials of one identity. */
const MOST = 20;
const credentialsByIdentity = new WeakMap<IUserAssignedIdentity, TerraformResource[]>();

/** The credentials of an identity. The list grows as they are made, see {@link waitForGrants}. */
export function credentials(identity: IUserAssignedIdentity): TerraformResource[] {
  const made = credentialsByIdentity.get(identity) ?? [];
  credentialsByIdentity.set(identity, made);
  return made;
}

/**
 * Sources: resource-name-rules (Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials),
 * learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations.
 */
function check(construct: FederatedCredential, props: FederatedCredentialProps): void {
  const { name, audience, identity } = props;
  const { issuer } = props.subject;
  new Checks(construct)
    .that(
      'name',
      name,
      name !== undefined && /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/.test(name),
      '3 to 120 letters, digits, hyphens and underscores, a letter or digit first',
    )
    .together(
      credentials(identity).length < MOST,
      `identity: ${identity.node.path} has ${MOST} credentials already, the most that Azure allows`,
      'Give another identity.',
    )
    .that('audience', audience, audience !== undefined && audience.length <= 600, 'up to 600 characters')
    .that('subject.issuer', issuer, issuer.startsWith('https://'), 'an address that begins with https://')
    .done();
}
