import { type TerraformResource } from 'cdktf';
import { waitForGrants } from '../identity/grantee';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type IKeyVaultKey } from './key-vault-key';

/** Encryption at rest with a key of your own instead of Microsoft's. */
export interface CustomerManagedKeyOptions {
  readonly key: IKeyVaultKey;
  /** The identity that the service uses the key as. It is granted the use of the key before the service is made. */
  readonly identity: IUserAssignedIdentity;
}

/**
 * Grants the identity of a customer-managed key the use of it, and makes the encrypted resource wait for the grant.
 *
 * The arguments of the resource are the caller's: azurerm names them differently for each service. Does nothing without a key.
 */
export function encryptWith(resource: TerraformResource, options: CustomerManagedKeyOptions | undefined): void {
  if (options !== undefined) {
    waitForGrants(resource, [options.key.grantEncryption(options.identity).dependable]);
  }
}

/** The `identity` block of a service whose only identity is that of its customer-managed key. */
export function keyIdentity({ identity }: CustomerManagedKeyOptions): { type: string; identityIds: string[] } {
  return { type: 'UserAssigned', identityIds: [identity.identityId] };
}
