import { CosmosdbSqlRoleAssignment } from '@cdktf/provider-azurerm/lib/cosmosdb-sql-role-assignment';
import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import facts from '../../facts/roles.json';
import { type IGrantee, grantOwner } from '../identity/grantee';
import { type ICosmosAccount } from './cosmos-account';

/** The built-in roles of the data plane, by the GUIDs in lib/facts/roles.json. */
export enum CosmosRole {
  /** Reads items, runs queries, reads the change feed. */
  DATA_READER = 'Cosmos DB Built-in Data Reader',
  /** Does everything with items, and nothing to containers. */
  DATA_CONTRIBUTOR = 'Cosmos DB Built-in Data Contributor',
}

/**
 * Gives a role of the data plane, once: asking again returns the assignment that is there.
 *
 * Azure roles give no access to items: Cosmos DB keeps assignments of its own, inside the account.
 *
 * @param resource the construct of the account, database or container
 * @param dataScope its id as the data plane writes it: the account's, then `/dbs/<database>`, then `/colls/<container>`
 */
export function grantCosmosRole(
  resource: Construct,
  account: ICosmosAccount,
  dataScope: string,
  grantee: IGrantee,
  role: CosmosRole,
): CosmosdbSqlRoleAssignment {
  const principal = grantee.runsAs ?? grantee;
  const owner = grantOwner(resource, principal);
  const other = owner === resource ? principal : resource;
  const id = `Grant-${role.replace(/\W+/g, '')}-${other.node.path.replace(/\//g, '-')}`;
  const existing = owner.node.tryFindChild(id);
  if (existing instanceof CosmosdbSqlRoleAssignment) {
    return existing;
  }
  const guid = facts.cosmosDataPlane.find((each) => each.name === (role as string))?.id ?? '';
  const assignment = new CosmosdbSqlRoleAssignment(owner, id, {
    name: Fn.uuidv5('url', `${dataScope}|${principal.principalId}|${guid}`),
    resourceGroupName: account.resourceGroupName,
    accountName: account.accountName,
    scope: dataScope,
    roleDefinitionId: `${account.accountId}/sqlRoleDefinitions/${guid}`,
    principalId: principal.principalId,
  });
  principal.waitForGrant(assignment);
  return assignment;
}
