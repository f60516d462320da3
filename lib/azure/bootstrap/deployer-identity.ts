import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type FederatedSubject } from '../../values/federated-subject';
import { uniqueSuffix } from '../../values/resource-name';
import { noneWithout, type Part, type PartContext, unlessAbsent } from './part';
import { tagsOf } from './resource-group';
import { type Grantee } from './role-grant';

const API_VERSION = '2023-01-31';

/** Audience of tokens that Microsoft Entra exchanges: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
const AUDIENCE = 'api://AzureADTokenExchange';

/** User-assigned identity: https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/get */
export const DEPLOYER_IDENTITY = new JsonFormat(
  'user-assigned identity',
  z.object({ properties: z.object({ principalId: z.string(), clientId: z.string(), tenantId: z.string() }) }),
);

/** Federated credential of an identity: https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials/list */
export const DEPLOYER_CREDENTIAL = new JsonFormat(
  'federated credential',
  z.object({ properties: z.object({ issuer: z.string(), subject: z.string(), audiences: z.array(z.string()) }) }),
);

/** User-assigned identity that the pipelines of an environment deploy as: one for all systems, as the variables of an environment of GitHub name one. */
export class DeployerIdentity implements Grantee {
  /**
   * Looks for the identity.
   *
   * @throws AzureError
   */
  public static async find(context: PartContext): Promise<DeployerIdentity> {
    const { arm, place } = context;
    const name = `id-${place.environment}-deployer`;
    const id = `${place.groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    return new DeployerIdentity(context, name, id, await unlessAbsent(arm.find(id, API_VERSION, DEPLOYER_IDENTITY)));
  }

  public readonly type = 'ServicePrincipal';
  private readonly isThere: boolean;

  private constructor(
    private readonly context: PartContext,
    public readonly name: string,
    private readonly id: string,
    private known: ReturnType<typeof DEPLOYER_IDENTITY.parse> | undefined,
  ) {
    this.isThere = known !== undefined;
  }

  public readonly principalId = (): string | undefined => this.known?.properties.principalId;

  /** Client id; undefined before the identity is made. */
  public get clientId(): string | undefined {
    return this.known?.properties.clientId;
  }

  /** The identity itself. */
  public get part(): Part {
    const { arm, place } = this.context;
    const body = { location: place.location, tags: tagsOf(place) };
    return {
      kind: 'identity',
      name: this.name,
      id: this.id,
      status: this.isThere ? 'present' : 'missing',
      changes: this.isThere ? [] : [`in ${place.location}`],
      apply: async () => {
        this.known = await arm.request(this.id, API_VERSION, DEPLOYER_IDENTITY, { method: 'PUT', body });
      },
    };
  }

  /** Credentials by which tokens of those subjects sign in as the identity. Azure takes one change of them at a time. */
  public async credentials(subjects: readonly FederatedSubject[]): Promise<readonly Part[]> {
    const { arm } = this.context;
    const all = `${this.id}/federatedIdentityCredentials`;
    const found = await noneWithout(arm.list(all, API_VERSION, DEPLOYER_CREDENTIAL));
    return subjects.map(({ issuer, subject }) => {
      const isThere = found.some(
        ({ properties }) =>
          properties.issuer === issuer && properties.subject === subject && properties.audiences.includes(AUDIENCE),
      );
      const name = credentialName(subject);
      const body = { properties: { issuer, subject, audiences: [AUDIENCE] } };
      return {
        kind: 'credential',
        name,
        id: `${all}/${name}`,
        status: isThere ? 'present' : 'missing',
        changes: [subject],
        apply: () => arm.perform(`${all}/${name}`, API_VERSION, { method: 'PUT', body }),
      };
    });
  }
}

/** Name that tells apart the subjects of one identity: up to 120 letters, digits, hyphens and underscores. */
function credentialName(subject: string): string {
  const readable = subject.replace(/^repo:/, '').replace(/[^A-Za-z0-9]+/g, '-');
  return `github-${readable.slice(0, 100)}-${uniqueSuffix(subject)}`;
}
