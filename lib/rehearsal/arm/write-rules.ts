import regions from '../../facts/regions.json';
import { ArmError, badRequest, conflict } from './arm-error';
import { type ArmRequest } from './arm-request';
import { isObject, type JsonObject, stringAt } from './json';
import { namespaceOf, parseResourceId } from './resource-id';
import { referencesIn, type Resource, type ResourceStore } from './resource-store';
import { type ResourceType } from './resource-type';

const REGIONS = new Set(regions.regions.map(({ name }) => name));

/** Locations that are no regions, which global services have. */
const GLOBAL = new Set(['global', 'unitedstates', 'europe', 'asiapacific']);

/** Types by name in lower case. */
export type TypesByName = ReadonlyMap<string, ResourceType>;

/** `westeurope` for `West Europe`. */
export function normalizeLocation(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

/** Refuses a resource whose resource provider is not registered: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider */
export function checkRegistered({ id, azure }: ArmRequest): void {
  const namespace = namespaceOf(id.type);
  if (!azure.registered.has(namespace.toLowerCase())) {
    throw conflict(
      'MissingSubscriptionRegistration',
      `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    );
  }
}

/** Refuses a name that the type does not allow or that is taken: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export function checkName({ id, azure }: ArmRequest, { name: rule, type }: ResourceType): void {
  if (rule === undefined) {
    return;
  }
  if (!rule.pattern.test(id.name)) {
    throw badRequest(
      'InvalidResourceName',
      `Resource name '${id.name}' is invalid for ${type}: it must match ${rule.pattern}.`,
    );
  }
  if (rule.unique === 'global') {
    const taken = azure.store.ofType(type).find(({ name, id: other }) => equal(name, id.name) && !equal(other, id.id));
    if (taken !== undefined) {
      throw conflict(rule.takenCode ?? 'NameNotAvailable', `The name '${id.name}' is already taken by ${taken.id}.`);
    }
  }
}

/** Refuses a resource whose resource group, parent or scope does not exist. */
export function checkContainer({ id, azure: { store } }: ArmRequest, type: ResourceType, types: TypesByName): void {
  const { subscriptionId = '', resourceGroup } = id;
  if (resourceGroup !== undefined && id.type !== 'Microsoft.Resources/resourceGroups') {
    if (!store.has(`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`)) {
      throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${resourceGroup}' could not be found.`);
    }
  }
  if (id.parent !== undefined && !exists(id.parent, store, types)) {
    throw new ArmError(
      404,
      'ParentResourceNotFound',
      `Failed to perform '${id.type}' on ${id.id}: its parent ${id.parent} was not found.`,
    );
  }
  if (type.placement === 'extension' && parseResourceId(id.scope)?.parent === undefined) {
    const isThere = exists(id.scope, store, types) || /^(\/subscriptions\/[^/]+)?$/i.test(id.scope);
    if (!isThere) {
      throw new ArmError(404, 'ResourceNotFound', `The scope '${id.scope}' was not found.`);
    }
  }
}

/** Refuses a body whose location or tags are not allowed. */
export function checkTracked({ body }: ArmRequest, type: ResourceType, existing?: Resource): void {
  const location = stringAt(body, 'location');
  const isTracked = type.isTracked ?? (type.placement !== 'extension' && type.type.split('/').length === 2);
  if (isTracked && (location === undefined || location === '')) {
    throw badRequest('LocationRequired', `The location property is required for ${type.type}.`);
  }
  if (location !== undefined && location !== '') {
    const normal = normalizeLocation(location);
    if (!REGIONS.has(normal) && !GLOBAL.has(normal)) {
      throw badRequest(
        'LocationNotAvailableForResourceType',
        `The provided location '${location}' is not a region for ${type.type}.`,
      );
    }
    if (existing?.location !== undefined && normalizeLocation(existing.location) !== normal) {
      const text = `The resource '${existing.name}' already exists in location '${existing.location}'; '${location}' is not the same.`;
      throw conflict('InvalidResourceLocation', text);
    }
  }
  checkTags(body['tags']);
}

/** Limits of tags: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations */
function checkTags(tags: unknown): void {
  const entries = isObject(tags) ? Object.entries(tags) : [];
  const wrong = entries.find(
    ([name, value]) => name.length > 512 || String(value).length > 256 || /[<>%&\\?/]/.test(name),
  );
  if (entries.length > 50 || wrong !== undefined) {
    throw badRequest(
      'InvalidTag',
      wrong === undefined
        ? `There are ${entries.length} tags, at most 50 are allowed.`
        : `The tag '${wrong[0]}' is not allowed.`,
    );
  }
}

/** Refuses a body that refers to a resource which does not exist. */
export function checkReferences(
  { id, body, azure: { store } }: ArmRequest,
  type: ResourceType,
  types: TypesByName,
): void {
  const missing = referencesIn(body as JsonObject).find(
    (reference) =>
      !reference.key.startsWith(id.key) &&
      type.mayDangle?.test(reference.id) !== true &&
      !exists(reference.id, store, types),
  );
  if (missing !== undefined) {
    throw badRequest(
      'InvalidResourceReference',
      `Resource ${missing.id} referenced by resource ${id.id} was not found.`,
    );
  }
}

/** Whether a resource exists: by itself, implied by its type, or as a part of another one that is none of the types. */
function exists(id: string, store: ResourceStore, types: TypesByName): boolean {
  const parsed = parseResourceId(id);
  if (store.has(id) || parsed === undefined || parsed.type === 'Microsoft.Resources/subscriptions') {
    return true;
  }
  const type = types.get(parsed.type.toLowerCase());
  if (type?.implied !== undefined) {
    return parsed.parent === undefined || exists(parsed.parent, store, types);
  }
  return type === undefined && parsed.parent !== undefined && exists(parsed.parent, store, types);
}

function equal(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
