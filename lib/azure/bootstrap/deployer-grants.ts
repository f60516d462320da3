import { type Assembly } from '../../toolkit/assembly/assembly';
import { Role } from '../../values/role';
import { type Grant } from './role-grant';
import { type StatePlace } from './state-place';

/** Roles that the deployer may give to nobody, as they would make it, or anybody, an owner. */
const WITHHELD = ['Owner', 'User Access Administrator', 'Role Based Access Control Administrator'];

/** Role of a principal that reads and writes states. */
export function stateGrant({ containerId: scope, container }: StatePlace): Grant {
  return {
    role: 'Storage Blob Data Contributor',
    scope,
    on: `container ${container}`,
    orRoles: ['Storage Blob Data Owner'],
  };
}

/** Roles that an identity needs to deploy the stages of an app: those in the subscription only as far as the stages need them. */
export function deployerGrants({ stages }: Assembly, place: StatePlace): readonly Grant[] {
  const types = new Set(stages.flatMap(({ template }) => Object.keys(template.resource ?? {})));
  const on = { scope: `/subscriptions/${place.subscriptionId}`, on: 'the subscription' };
  const roles: Grant[] = [{ role: 'Contributor', ...on, orRoles: ['Owner'] }];
  if (types.has('azurerm_role_assignment')) {
    const role = 'Role Based Access Control Administrator';
    roles.push({ role, ...on, orRoles: ['Owner', 'User Access Administrator'], condition: allBut(WITHHELD) });
  }
  if (types.has('azurerm_management_lock')) {
    roles.push({ role: 'Locks Contributor', ...on, orRoles: ['Owner', 'User Access Administrator'] });
  }
  return [...roles, stateGrant(place)];
}

/**
 * Condition under which all roles but some can be given and taken away.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
 */
function allBut(names: readonly string[]): string {
  const guids = names.map((name) => Role.of(name).guid).join(', ');
  const rule = (action: string, source: string) =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR (@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {${guids}}))`;
  return `${rule('write', 'Request')} AND ${rule('delete', 'Resource')}`;
}
