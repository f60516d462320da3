import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { noneWithout, type Part, type PartContext } from './part';

const API_VERSION = '2020-05-01';

/** Management lock: https://learn.microsoft.com/rest/api/resources/management-locks/list-at-resource-level */
export const DELETION_LOCK = new JsonFormat(
  'management lock',
  z.object({ id: z.string(), properties: z.object({ level: z.string() }) }),
);

/** Lock against the deletion of the storage account; any lock on it, or above it, serves. */
export async function deletionLockPart({ arm, place }: PartContext): Promise<Part> {
  const locks = `${place.accountId}/providers/Microsoft.Authorization/locks`;
  const isThere = (await noneWithout(arm.list(locks, API_VERSION, DELETION_LOCK))).length > 0;
  const id = `${locks}/terraform-state`;
  const notes = 'Terraform states are in this account.';
  return {
    kind: 'lock',
    name: 'CanNotDelete',
    id,
    status: isThere ? 'present' : 'missing',
    changes: isThere ? [] : [`on storage account ${place.account}`],
    apply: () =>
      arm.perform(id, API_VERSION, { method: 'PUT', body: { properties: { level: 'CanNotDelete', notes } } }),
  };
}
