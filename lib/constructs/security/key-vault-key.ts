import { type IConstruct } from 'constructs';
import { type IGrantee } from '../identity/grantee';
import { type RoleAssignment } from '../identity/role-assignment';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';

/** A key in a key vault, made here or elsewhere. */
export interface IKeyVaultKey extends IConstruct {
  /** Id without version: what uses it follows rotation. */
  readonly keyId: string;
  /** Id with version, for the services that take no other (Managed Redis). */
  readonly versionedKeyId: string;
  /** Lets a principal wrap and unwrap with the key, as encryption at rest needs. */
  grantEncryption(grantee: IGrantee): RoleAssignment;
}

/** Encryption at rest with a key of yours instead of Microsoft's. */
export interface CustomerManagedKeyOptions {
  readonly key: IKeyVaultKey;
  /** The identity that the service uses the key as. It is granted the use of the key before the service is made. */
  readonly identity: IUserAssignedIdentity;
}
