import { uuidOf } from '../arm/arm-request';

/** Kind of a principal, as role assignments have it. */
export type PrincipalType = 'ServicePrincipal' | 'User' | 'Group';

/** Security principal. */
export interface Principal {
  readonly objectId: string;
  readonly type: PrincipalType;
  readonly displayName: string;
  /** Application that a service principal is of. @default none */
  readonly appId?: string;
}

/** Client id of the identity that deploys in a rehearsal. */
export const DEPLOYER_CLIENT_ID = uuidOf('deployer', 'client');

/** Microsoft Entra tenant of a rehearsal: the identity that deploys, managed identities, and principals that the app names. */
export class Directory {
  /** Identity that deploys. */
  public readonly deployer: Principal = {
    objectId: uuidOf('deployer', 'object'),
    type: 'ServicePrincipal',
    displayName: 'rehearsal',
    appId: DEPLOYER_CLIENT_ID,
  };
  private readonly principals = new Map<string, Principal>();

  constructor() {
    this.add(this.deployer);
  }

  public add(principal: Principal): void {
    this.principals.set(principal.objectId.toLowerCase(), principal);
  }

  public remove(objectId: string): void {
    this.principals.delete(objectId.toLowerCase());
  }

  public find(objectId: string): Principal | undefined {
    return this.principals.get(objectId.toLowerCase());
  }

  public get all(): readonly Principal[] {
    return [...this.principals.values()];
  }
}
