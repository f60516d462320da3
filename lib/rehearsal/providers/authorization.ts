import roles from '../../facts/roles.json';
import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { stringAt } from '../arm/json';
import { LOCK_TYPE } from '../arm/management-locks';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const BUILT_IN = roles.azureRbac;

const locks: ResourceType = {
  type: LOCK_TYPE,
  placement: 'extension',
  name: { pattern: /^[^<>%&:\\?/]{1,90}$/ },
  put: (_request, body) => {
    if (!/^(CanNotDelete|ReadOnly)$/.test(stringAt(body.properties, 'level') ?? '')) {
      throw badRequest(
        'InvalidLockLevel',
        `The lock level '${String(body.properties['level'])}' is not CanNotDelete or ReadOnly.`,
      );
    }
    return body;
  },
};

/** Role definitions: those built in that the facts have. */
const roleDefinitions: ResourceType = {
  type: 'Microsoft.Authorization/roleDefinitions',
  placement: 'extension',
  implied: ({ id }, path) => definition(id.scope, path.slice(path.lastIndexOf('/') + 1)),
  list: ({ id, query }) => {
    const [, name] = /roleName eq '([^']+)'/i.exec(query.get('$filter') ?? '') ?? [];
    return BUILT_IN.filter((role) => name === undefined || role.name.toLowerCase() === name.toLowerCase())
      .map((role) => definition(id.scope, role.id))
      .filter((each): each is Resource => each !== undefined);
  },
};

function definition(scope: string, id: string): Resource | undefined {
  const role = BUILT_IN.find((each) => each.id === id.toLowerCase());
  const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(scope) ?? [];
  return role === undefined
    ? undefined
    : {
        id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
        name: role.id,
        type: 'Microsoft.Authorization/roleDefinitions',
        properties: {
          roleName: role.name,
          type: 'BuiltInRole',
          description: role.use ?? '',
          assignableScopes: ['/'],
          permissions: [],
        },
      };
}

const roleAssignments: ResourceType = {
  type: 'Microsoft.Authorization/roleAssignments',
  placement: 'extension',
  name: { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i },
  put: (request, body, existing) => {
    const { azure, id } = request;
    if (existing !== undefined) {
      throw conflict(
        'RoleAssignmentExists',
        `The role assignment already exists. The ID of the conflicting role assignment is ${id.name.replaceAll('-', '')}.`,
      );
    }
    const principal = azure.directory.find(stringAt(body.properties, 'principalId') ?? '');
    if (principal === undefined) {
      const text = `Principal ${String(body.properties['principalId'])} does not exist in the directory ${azure.tenantId}.`;
      throw badRequest('PrincipalNotFound', text);
    }
    const role = stringAt(body.properties, 'roleDefinitionId') ?? '';
    const definitionOf = definition(id.scope, role.slice(role.lastIndexOf('/') + 1));
    if (definitionOf === undefined) {
      throw badRequest(
        'RoleDefinitionDoesNotExist',
        `The specified role definition with ID '${role.slice(role.lastIndexOf('/') + 1)}' does not exist.`,
      );
    }
    refuseTwin(request, body, definitionOf.name);
    const type = stringAt(body.properties, 'principalType') ?? principal.type;
    if (type !== principal.type) {
      throw badRequest(
        'UnmatchedPrincipalType',
        `The PrincipalId '${principal.objectId}' has type '${principal.type}', which is different from specified PrincipalType '${type}'.`,
      );
    }
    return {
      ...body,
      properties: {
        ...body.properties,
        scope: id.scope,
        roleDefinitionId: definitionOf.id,
        principalType: principal.type,
      },
    };
  },
  // Those above a scope count in it: https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope
  list: ({ query, azure, id }, found) => {
    const filter = query.get('$filter') ?? '';
    const [, principal] = /(?:principalId eq|assignedTo\() *'([^']+)'/i.exec(filter) ?? [];
    const scope = `${id.scope.toLowerCase()}/`;
    const above = azure.store
      .ofType(roleAssignments.type)
      .filter(({ properties }) => scope.startsWith(`${String(properties['scope']).toLowerCase()}/`));
    return [...new Set([...found, ...above])].filter(
      ({ properties }) => principal === undefined || properties['principalId'] === principal,
    );
  },
};

/** Refuses a second assignment of a role to a principal at a scope. */
function refuseTwin({ azure, id }: ArmRequest, { properties }: Resource, role: string): void {
  const twin = azure.store
    .ofType(roleAssignments.type)
    .find(
      (each) =>
        String(each.properties['scope']).toLowerCase() === id.scope.toLowerCase() &&
        each.properties['principalId'] === properties['principalId'] &&
        String(each.properties['roleDefinitionId']).endsWith(role),
    );
  if (twin !== undefined) {
    throw conflict(
      'RoleAssignmentExists',
      `The role assignment already exists. The ID of the conflicting role assignment is ${twin.name.replaceAll('-', '')}.`,
    );
  }
}

/** Locks and role assignments: https://learn.microsoft.com/rest/api/authorization/ */
export const authorization: ResourceProvider = {
  namespace: 'Microsoft.Authorization',
  types: [locks, roleDefinitions, roleAssignments],
};
