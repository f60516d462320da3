import { badRequest, conflict } from '../arm/arm-error';
import { stringAt } from '../arm/json';
import { type ResourceType } from '../arm/resource-type';

const ACCOUNTS = 'Microsoft.DocumentDB/databaseAccounts';

/** Roles that every account has: https://learn.microsoft.com/azure/cosmos-db/how-to-setup-rbac#built-in-role-definitions */
const ROLES: Readonly<Record<string, string>> = {
  '00000000-0000-0000-0000-000000000001': 'Cosmos DB Built-in Data Reader',
  '00000000-0000-0000-0000-000000000002': 'Cosmos DB Built-in Data Contributor',
};

const roleDefinitions: ResourceType = {
  type: `${ACCOUNTS}/sqlRoleDefinitions`,
  longRunning: ['PUT', 'DELETE'],
  status: { created: 200 },
  implied: ({ id, azure }, path) =>
    ROLES[id.name] !== undefined && azure.store.has(id.parent ?? '')
      ? {
          id: path,
          name: id.name,
          type: `${ACCOUNTS}/sqlRoleDefinitions`,
          properties: {
            roleName: ROLES[id.name],
            type: 'BuiltInRole',
            assignableScopes: [id.parent ?? ''],
            permissions: [],
          },
        }
      : undefined,
  put: (_request, body) => body,
};

const roleAssignments: ResourceType = {
  type: `${ACCOUNTS}/sqlRoleAssignments`,
  longRunning: ['PUT', 'DELETE'],
  status: { created: 200 },
  put: ({ azure, id }, body) => {
    const principalId = stringAt(body.properties, 'principalId') ?? '';
    if (azure.directory.find(principalId) === undefined) {
      throw badRequest(
        'BadRequest',
        `The provided principal ID [${principalId}] is not found in the tenant of account ${id.parent ?? ''}.`,
      );
    }
    const twin = azure.store
      .children(body.type, id.parent ?? '')
      .find(
        (each) =>
          each.id !== body.id &&
          ['principalId', 'roleDefinitionId', 'scope'].every((key) => each.properties[key] === body.properties[key]),
      );
    if (twin !== undefined) {
      throw conflict('Conflict', `The role is already assigned: ${twin.id}.`);
    }
    return body;
  },
};

/** Roles for the data of an account: https://learn.microsoft.com/azure/cosmos-db/nosql/security/reference-data-plane-roles */
export const cosmosDbRoles: readonly ResourceType[] = [roleDefinitions, roleAssignments];
