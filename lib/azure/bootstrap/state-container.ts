import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { becomes, type Part, type PartContext, statusOf, unlessAbsent } from './part';
import { STORAGE_VERSION } from './storage-account';

/** Blob container: https://learn.microsoft.com/rest/api/storagerp/blob-containers/get */
export const STATE_CONTAINER = new JsonFormat(
  'blob container',
  z.object({ properties: z.object({ publicAccess: z.string().nullish() }) }),
);

/** Container of the states, which nobody reads without a sign-in. */
export async function containerPart({ arm, place }: PartContext): Promise<Part> {
  const { containerId: id, container: name } = place;
  const found = await unlessAbsent(arm.find(id, STORAGE_VERSION, STATE_CONTAINER));
  const access = found?.properties.publicAccess ?? 'None';
  const changes = access === 'None' ? [] : [becomes('public access', access, 'None')];
  const method = found === undefined ? 'PUT' : 'PATCH';
  return {
    kind: 'container',
    name,
    id,
    status: found === undefined ? 'missing' : statusOf(changes),
    changes,
    apply: () => arm.perform(id, STORAGE_VERSION, { method, body: { properties: { publicAccess: 'None' } } }),
  };
}
