import { z } from 'zod';
import { trouble } from '../../azure/azure-answer';
import { JsonFormat } from '../../json/json-format';
import { type DataPlaneContext } from '../check';
import { failed, within } from './finding';

/** Claims of a token that name its identity: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export const CLAIMS = new JsonFormat(
  'claims of an access token',
  z.object({
    oid: z.string().optional(),
    upn: z.string().optional(),
    unique_name: z.string().optional(),
    /** Resource id of a managed identity. */
    xms_mirid: z.string().optional(),
  }),
);

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
  const claims = CLAIMS.tryParse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return { objectId: claims?.oid, name: claims?.upn ?? claims?.unique_name ?? claims?.xms_mirid?.split('/').at(-1) };
}
