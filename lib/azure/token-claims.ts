import { z } from 'zod';
import { JsonFormat } from '../json/json-format';

/** Claims of an access token that name who is signed in: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export const TOKEN_CLAIMS = new JsonFormat(
  'claims of an access token',
  z.object({
    oid: z.string().optional(),
    tid: z.string().optional(),
    idtyp: z.string().optional(),
    upn: z.string().optional(),
    unique_name: z.string().optional(),
    scp: z.string().optional(),
    /** Resource id of a managed identity. */
    xms_mirid: z.string().optional(),
  }),
);

/** What a token says of who is signed in; the service that it is for verifies it. Undefined where it has no claims that can be read. */
export function claimsOf(token: string): ReturnType<typeof TOKEN_CLAIMS.tryParse> {
  return TOKEN_CLAIMS.tryParse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
