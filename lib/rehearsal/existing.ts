import { type Assembly } from '../toolkit/assembly/assembly';
import { type LoopbackAzure } from './loopback-azure';

/** GUIDs of principals that Terraform JSON names. */
const PRINCIPALS =
  /"(?:principal_id|object_id|administrator_object_id|admin_group_object_ids)":\s*(?:"([^"]+)"|\[([^\]]*)\])/g;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Makes known to a loopback Azure what an app refers to and does not define.
 *
 * @returns ids of what was assumed, sorted
 */
export function assumeExisting({ stages }: Assembly, { azure }: LoopbackAzure): readonly string[] {
  const texts = stages.map(({ template }) => JSON.stringify(template));
  const principals = texts
    .flatMap((text) => [...text.matchAll(PRINCIPALS)])
    .flatMap(([, one = '', many = '']) => [one, ...many.split(',').map((each) => each.trim().replaceAll('"', ''))])
    .filter((id) => GUID.test(id) && azure.directory.find(id) === undefined);
  const assumed = [...new Set(principals)].sort();
  assumed.forEach((objectId) => azure.directory.add({ objectId, type: 'Group', displayName: objectId }));
  return assumed;
}
