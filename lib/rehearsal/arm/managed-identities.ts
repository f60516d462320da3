import { badRequest } from './arm-error';
import { type ArmRequest, uuidOf } from './arm-request';
import { isObject, type JsonObject, objectAt, stringAt } from './json';
import { type Resource } from './resource-store';

/**
 * Completes the managed identities of a resource, and makes their principals known to the directory:
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */
export function withIdentities({ azure }: ArmRequest, resource: Resource): Resource {
  const { identity } = resource;
  if (!isObject(identity)) {
    return resource;
  }
  const kinds = String(identity['type'] ?? '').toLowerCase();
  const completed: JsonObject = { type: identity['type'] };
  if (kinds.includes('systemassigned')) {
    const objectId = uuidOf(resource.id, 'identity');
    azure.directory.add({
      objectId,
      type: 'ServicePrincipal',
      displayName: resource.name,
      appId: uuidOf(resource.id, 'app'),
    });
    Object.assign(completed, { principalId: objectId, tenantId: azure.tenantId });
  }
  if (kinds.includes('userassigned')) {
    const ids = Object.keys(objectAt(identity, 'userAssignedIdentities')).filter(
      (id) => identity['userAssignedIdentities'] !== null && objectAt(identity, 'userAssignedIdentities')[id] !== null,
    );
    completed['userAssignedIdentities'] = Object.fromEntries(ids.map((id) => [id, userAssigned(azure, id)]));
  }
  return { ...resource, identity: completed };
}

function userAssigned({ store }: ArmRequest['azure'], id: string): JsonObject {
  const found = store.get(id);
  if (found === undefined) {
    throw badRequest('FailedIdentityOperation', `Identity operation failed: resource '${id}' was not found.`);
  }
  const { properties } = found;
  return { principalId: stringAt(properties, 'principalId'), clientId: stringAt(properties, 'clientId') };
}

/** Removes the principal of a deleted resource. */
export function forgetIdentity({ azure }: ArmRequest, { identity }: Resource): void {
  const objectId = stringAt(identity, 'principalId');
  if (objectId !== undefined) {
    azure.directory.remove(objectId);
  }
}
