import { trouble } from '../../azure/azure-answer';
import { claimsOf } from '../../azure/token-claims';
import { type DataPlaneContext } from '../check';
import { failed, within } from './finding';

/** Identity that the checks act as. */
export interface SignedIn {
  readonly token: string;
  /** Object id in Microsoft Entra. */
  readonly objectId?: string;
  /** User principal name, or name of the managed identity. */
  readonly name?: string;
}

/**
 * Signs in for a service.
 *
 * @param scope such as `https://redis.azure.com/.default`
 * @throws AzureError when that fails
 */
export async function signIn(scope: string, { credential, signal }: DataPlaneContext): Promise<SignedIn> {
  const late = () => failed('Signing in to Azure took longer than the check may take.', 'Run it again.');
  try {
    const access = await within(signal, credential.getToken(scope, { abortSignal: signal }), late);
    if (access === null) {
      throw failed(`Microsoft Entra issued no token for ${scope}.`, 'Sign in with az login, and run it again.');
    }
    return { token: access.token, ...identityOf(access.token) };
  } catch (error) {
    throw trouble(`a token for ${scope}`, 'login.microsoftonline.com', error);
  }
}

function identityOf(token: string): Omit<SignedIn, 'token'> {
  const claims = claimsOf(token);
  return { objectId: claims?.oid, name: claims?.upn ?? claims?.unique_name ?? claims?.xms_mirid?.split('/').at(-1) };
}
