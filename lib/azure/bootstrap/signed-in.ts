import { type TokenCredential } from '@azure/core-auth';
import { MANAGEMENT_HOST } from '../arm-id';
import { trouble } from '../azure-answer';
import { claimsOf } from '../token-claims';

/** Principal that is signed in. */
export interface SignedInPrincipal {
  readonly objectId: string;
  readonly type: 'User' | 'ServicePrincipal';
  /** Name for people. */
  readonly name: string;
}

/** What a token says of who is signed in; the token itself stays with Azure, which verifies it. */
export interface SignedIn {
  readonly tenantId?: string;
  /** Undefined where the token does not say. */
  readonly principal?: SignedInPrincipal;
}

/**
 * Signs in to Azure Resource Manager.
 *
 * @throws AzureError when that fails
 */
export async function signedIn(credential: TokenCredential, signal?: AbortSignal): Promise<SignedIn> {
  let token: string;
  try {
    const scope = `https://${MANAGEMENT_HOST}/.default`;
    token = (await credential.getToken(scope, { abortSignal: signal }))?.token ?? '';
  } catch (error) {
    throw trouble('a token', 'login.microsoftonline.com', error);
  }
  const claims = claimsOf(token);
  if (claims?.oid === undefined) {
    return { tenantId: claims?.tid };
  }
  const name = claims.upn ?? claims.unique_name;
  // A token of a user has scopes; that of a service principal has none.
  const isUser = claims.idtyp === 'user' || (claims.idtyp === undefined && (claims.scp ?? name) !== undefined);
  const type = isUser ? 'User' : 'ServicePrincipal';
  return { tenantId: claims.tid, principal: { objectId: claims.oid, type, name: name ?? `principal ${claims.oid}` } };
}
