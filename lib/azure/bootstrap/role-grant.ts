import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { Role } from '../../values/role';
import { uuidOf } from '../../values/uuid-of';
import { AzureError } from '../azure-error';
import { noneWithout, type Part, type PartContext } from './part';

const API_VERSION = '2022-04-01';

/** Seconds between attempts, and their number, to give a role to a principal that other parts of Microsoft Entra do not know yet. */
const INTERVAL = 5;
const ATTEMPTS = 36;

/** Principal that gets a role. */
export interface Grantee {
  /** Name for people. */
  readonly name: string;
  /** Object id in Microsoft Entra; undefined before it is made. */
  readonly principalId: () => string | undefined;
  /** @default Azure finds out */
  readonly type?: 'User' | 'ServicePrincipal';
}

/** Role on a scope. */
export interface Grant {
  readonly role: string;
  readonly scope: string;
  /** Scope for people: `container tfstate`. */
  readonly on: string;
  /** Roles that contain it. @default none */
  readonly orRoles?: readonly string[];
  /** Condition of the assignment: https://learn.microsoft.com/azure/role-based-access-control/conditions-format */
  readonly condition?: string;
}

/** Role assignment: https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope */
export const ROLE_ASSIGNMENT = new JsonFormat(
  'role assignment',
  z.object({
    properties: z.object({ roleDefinitionId: z.string(), scope: z.string(), condition: z.string().nullish() }),
  }),
);

/** Role of a principal, at a scope or above it. */
export async function rolePart(context: PartContext, grantee: Grantee, grant: Grant): Promise<Part> {
  const { arm, place } = context;
  const role = Role.of(grant.role);
  const id = (principalId: string) =>
    `${grant.scope}/providers/Microsoft.Authorization/roleAssignments/${uuidOf(grant.scope, principalId, role.guid)}`;
  const principalId = grantee.principalId();
  const isThere = principalId !== undefined && (await hasRole(context, principalId, grant));
  return {
    kind: 'role',
    name: grant.role,
    id: id(principalId ?? ''),
    status: isThere ? 'present' : 'missing',
    changes: isThere ? [] : [`for ${grantee.name}, on ${grant.on}`],
    apply: async () => {
      const to = grantee.principalId() ?? '';
      const properties = {
        roleDefinitionId: `/subscriptions/${place.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`,
        principalId: to,
        ...(grantee.type === undefined ? {} : { principalType: grantee.type }),
        ...(grant.condition === undefined ? {} : { condition: grant.condition, conditionVersion: '2.0' }),
        description: `azstage bootstrap of ${place.app}, environment ${place.environment}`,
      };
      await whenKnown(context, () => arm.perform(id(to), API_VERSION, { method: 'PUT', body: { properties } }));
    },
  };
}

/** Whether a principal has the role, or one that contains it, itself or by a group, at the scope or above it. */
async function hasRole({ arm }: PartContext, principalId: string, grant: Grant): Promise<boolean> {
  const path = `${grant.scope}/providers/Microsoft.Authorization/roleAssignments`;
  const query = { $filter: `assignedTo('${principalId}')` };
  const guids = [grant.role, ...(grant.orRoles ?? [])].map((name) => Role.of(name).guid);
  const assignments = await noneWithout(arm.list(path, API_VERSION, ROLE_ASSIGNMENT, { query }));
  return assignments.some(
    ({ properties: { roleDefinitionId, scope, condition } }) =>
      guids.includes(roleDefinitionId.slice(roleDefinitionId.lastIndexOf('/') + 1).toLowerCase()) &&
      `${grant.scope}/`.toLowerCase().startsWith(`${scope.toLowerCase().replace(/\/$/, '')}/`) &&
      (grant.condition !== undefined || condition === undefined || condition === null || condition === ''),
  );
}

/** Gives a role again while Azure does not know a principal that was just made, and takes one that is there as given. */
async function whenKnown({ sleep, waitingFor }: PartContext, give: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await give();
      return;
    } catch (error) {
      if (!(error instanceof AzureError)) {
        throw error;
      }
      if (error.reason === 'RoleAssignmentExists') {
        return;
      }
      if (error.reason !== 'PrincipalNotFound' || attempt === ATTEMPTS) {
        throw error;
      }
      if (attempt === 1) {
        waitingFor('the principal to be known to Azure, which takes up to three minutes');
      }
      await sleep(INTERVAL);
    }
  }
}
