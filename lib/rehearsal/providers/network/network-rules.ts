import { Cidr } from '../../../values/cidr';
import regions from '../../../facts/regions.json';
import { badRequest } from '../../arm/arm-error';
import { type ArmRequest, uuidOf } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type NameRule } from '../../arm/resource-type';

/** Names of network resources: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork */
export const NETWORK_NAME: NameRule = { pattern: /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/ };

const ZONAL = new Set(regions.regions.filter(({ availabilityZones }) => availabilityZones).map(({ name }) => name));

/** Address ranges of a subnet or a virtual network: one, or a list. */
export function prefixesOf(properties: JsonObject): readonly string[] {
  const one = stringAt(properties, 'addressPrefix');
  const several = stringsAt(properties, 'addressPrefixes');
  return several.length === 0 && one !== undefined ? [one] : several;
}

/** Address ranges for comparisons; those of IPv6 are left out. */
export function rangesOf(prefixes: readonly string[]): readonly Cidr[] {
  return prefixes.filter((prefix) => !prefix.includes(':')).map((prefix) => rangeOf(prefix));
}

function rangeOf(prefix: string): Cidr {
  try {
    return Cidr.parse(prefix);
  } catch {
    throw badRequest('InvalidCIDRNotation', `The address prefix ${prefix} has an invalid CIDR notation.`);
  }
}

/** Id of the resource that a member refers to. */
export function referenceAt(properties: JsonObject, key: string): string | undefined {
  return stringAt(objectAt(properties, key), 'id');
}

/** References of a list, without what else their resources were read with. */
export function referencesAt(properties: JsonObject, key: string): JsonObject[] {
  return objectsAt(properties, key).map(({ id }) => ({ id }));
}

/** Properties without some of them. */
export function without(properties: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}

/** State and identifier that every network resource is read with. */
export function provisioned(id: string): JsonObject {
  return { provisioningState: 'Succeeded', resourceGuid: uuidOf(id, 'resourceGuid') };
}

/**
 * Refuses a reference to a resource of another region:
 * https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
 */
export function checkSameRegion({ azure }: ArmRequest, from: Resource, id: string | undefined): void {
  const other = id === undefined ? undefined : azure.store.get(id);
  if (from.location !== undefined && other?.location !== undefined && other.location !== from.location) {
    throw badRequest(
      'InvalidResourceReference',
      `Resource ${other.id} referenced by resource ${from.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  }
}

/** Refuses zones where the region has none, or that it has not: https://learn.microsoft.com/azure/reliability/availability-zones-region-support */
export function checkZones(body: Resource, most: number): void {
  const zones = stringsAt(body, 'zones');
  if (zones.length > 0 && !ZONAL.has(body.location ?? '')) {
    throw badRequest(
      'LocationNotSupportAvailabilityZones',
      `The resource '${body.type}/${body.name}' does not support availability zones at location '${body.location ?? ''}'.`,
    );
  }
  if (zones.length > most || new Set(zones).size !== zones.length || zones.some((zone) => !/^[123]$/.test(zone))) {
    throw badRequest(
      'InvalidAvailabilityZones',
      `The zones '${zones.join(', ')}' of ${body.id} are not ${most === 1 ? 'one' : `up to ${most}`} of 1, 2 and 3.`,
    );
  }
}
