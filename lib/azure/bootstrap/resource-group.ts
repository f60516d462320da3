import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type Part, type PartContext } from './part';

const API_VERSION = '2021-04-01';

/** Resource group: https://learn.microsoft.com/rest/api/resources/resource-groups/get */
export const RESOURCE_GROUP = new JsonFormat('resource group', z.object({ id: z.string(), location: z.string() }));

/** Resource group of the states. */
export async function resourceGroupPart({ arm, place }: PartContext): Promise<Part> {
  const { groupId: id, resourceGroup: name, location } = place;
  const found = await arm.find(id, API_VERSION, RESOURCE_GROUP);
  return {
    kind: 'resource group',
    name,
    id,
    status: found === undefined ? 'missing' : 'present',
    changes: found === undefined ? [`in ${location}`] : [],
    apply: () => arm.perform(id, API_VERSION, { method: 'PUT', body: { location, tags: tagsOf(place) } }),
  };
}

/** Tags of what is made. */
export function tagsOf({ app, environment }: PartContext['place']): Readonly<Record<string, string>> {
  return { system: app, environment, purpose: 'terraform-state' };
}
