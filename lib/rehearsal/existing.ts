import { isObject, type Json, type JsonObject } from './arm/json';
import { parseResourceId } from './arm/resource-id';
import { type Assembly } from '../toolkit/assembly/assembly';
import { type StageArtifact } from '../toolkit/assembly/stage-artifact';
import { EXISTING_TYPES, type ExistingType } from './existing-types';
import { type LoopbackAzure } from './loopback-azure';

/** GUIDs of principals that Terraform JSON names. */
const PRINCIPALS = /"(?:principal_id|object_id|admin_group_object_ids)":\s*(?:"([^"]+)"|\[([^\]]*)\])/g;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids that Terraform JSON names as they are, without an expression. */
const IDS = /"(\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^"$]+)"/gi;

/** Resource that is assumed to exist. */
interface Existing {
  readonly id: string;
  readonly type?: ExistingType;
}

/**
 * Makes known to a loopback Azure what an app refers to and does not define: resources of data sources and of ids, and principals.
 *
 * What a data source finds only by an expression, or of a type that is not known here, is not assumed: the stage fails with the answer of Azure.
 *
 * @returns ids of what was assumed, sorted
 */
export function assumeExisting({ stages, metadata }: Assembly, azure: LoopbackAzure): readonly string[] {
  const location = metadata?.location ?? 'westeurope';
  const assumed = new Set<string>();
  for (const { id, type } of stages.flatMap((stage) => existingIn(stage, azure.azure.subscriptionId))) {
    azure.assumeGroup(id, location);
    assumed.add(groupOf(id));
    if (type !== undefined) {
      azure.assume(id, bodyOf(id, type, { location, tenant: azure.azure.tenantId }));
      assumed.add(id);
    }
  }
  for (const objectId of stages.flatMap(principalsIn)) {
    if (azure.azure.directory.find(objectId) === undefined) {
      azure.azure.directory.add({ objectId, type: 'Group', displayName: objectId });
      assumed.add(objectId);
    }
  }
  return [...assumed].sort();
}

function existingIn(stage: StageArtifact, subscriptionId: string): readonly Existing[] {
  const group = (name: string) => `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
  const read = Object.entries(stage.template.data ?? {}).flatMap(([dataType, blocks]) =>
    Object.values(blocks).flatMap((block): Existing[] => {
      const type = EXISTING_TYPES[dataType];
      const names = [...(type?.within ?? []), 'name'].map((argument) => block[argument]);
      const resourceGroup = dataType === 'azurerm_resource_group' ? block['name'] : block['resource_group_name'];
      if (!isLiteral(resourceGroup)) {
        return [];
      }
      return type !== undefined && names.every(isLiteral)
        ? [{ id: idOf(group(resourceGroup), type, names), type }]
        : [{ id: group(resourceGroup) }];
    }),
  );
  const text = JSON.stringify(stage.template);
  const named = [...text.matchAll(IDS)].map(([, id = '']): Existing => {
    const type = parseResourceId(id)?.type.toLowerCase();
    return { id, type: Object.values(EXISTING_TYPES).find((each) => each.type.toLowerCase() === type) };
  });
  return [...named, ...read].flatMap(withParents);
}

/** The resource after those that contain it, or that it needs. */
function withParents(existing: Existing): readonly Existing[] {
  const beside = besideOf(existing);
  if (beside !== undefined) {
    return [beside, existing];
  }
  const { parent } = parseResourceId(existing.id) ?? {};
  const parentType = parseResourceId(parent ?? '')?.type;
  return parent === undefined
    ? [existing]
    : [{ id: parent, type: Object.values(EXISTING_TYPES).find(({ type }) => type === parentType) }, existing];
}

function besideOf({ id, type }: Existing): Existing | undefined {
  const needed = EXISTING_TYPES[type?.beside ?? ''];
  return needed === undefined
    ? undefined
    : { id: idOf(groupOf(id), needed, [id.slice(id.lastIndexOf('/') + 1)]), type: needed };
}

function idOf(group: string, { type }: ExistingType, names: readonly string[]): string {
  const [namespace = '', ...types] = type.split('/');
  return `${group}/providers/${namespace}${types.map((each, index) => `/${each}/${names[index] ?? ''}`).join('')}`;
}

function groupOf(id: string): string {
  return id.split('/').slice(0, 5).join('/');
}

function bodyOf(
  id: string,
  type: ExistingType,
  values: { readonly location: string; readonly tenant: string },
): object {
  const { body = {}, location } = type;
  const beside = besideOf({ id, type })?.id ?? '';
  const filled = withValues(body, { ...values, beside, name: id.slice(id.lastIndexOf('/') + 1) });
  return { ...(filled as JsonObject), ...(location === 'none' ? {} : { location: location ?? values.location }) };
}

/** Body with the values in place of `{tenant}`, `{location}`, `{name}` and `{beside}`. */
function withValues(value: Json | undefined, values: Readonly<Record<string, string>>): Json | undefined {
  if (typeof value === 'string') {
    return value.replace(/\{(\w+)\}/g, (text, name: string) => values[name] ?? text);
  }
  if (Array.isArray(value)) {
    return value.map((each) => withValues(each, values) ?? null);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withValues(each, values)]))
    : value;
}

function principalsIn({ template }: StageArtifact): readonly string[] {
  return [...JSON.stringify(template).matchAll(PRINCIPALS)]
    .flatMap(([, one = '', many = '']) => [one, ...many.split(',').map((each) => each.trim().replaceAll('"', ''))])
    .filter((id) => GUID.test(id));
}

function isLiteral(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('${');
}
