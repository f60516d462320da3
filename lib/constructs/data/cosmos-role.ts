import { CosmosdbSqlRoleAssignment } from '@cdktf/provider-azurerm/lib/cosmosdb-sql-role-assignment';
import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import facts from '../../facts/roles.json';
import { grantOnce, type IGrantee } from '../identity/grantee';
import { type ICosmosAccount } from './cosmos-account-base';

/** The built-in roles of the data plane, by the GUIDs in lib/facts/roles.json. */
export enum CosmosRole {
  /** Reads items, runs queries, reads the change feed. */
  DATA_READER = 'Cosmos DB Built-in Data Reader',
  /** Does everything with items, and nothing to containers. */
  DATA_CONTRIBUTOR = 'Cosmos DB Built-in Data Contributor',
}

/**
 * Assigns a role of the data plane, once: a second call returns the existing assignment.
 *
 * Azure roles grant no access to items: Cosmos DB has assignments of its own, inside the account.
 *
 * @param resource the construct of the account, database or container
 * @param dataScope its id in the data plane: the account's, then `/dbs/<database>`, then `/colls/<container>`
 */
export function grantCosmosRole(
  resource: Construct,
  account: ICosmosAccount,
  dataScope: string,
  grantee: IGrantee,
  role: CosmosRole,
): CosmosdbSqlRoleAssignment {
  const guid = facts.cosmosDataPlane.find((each) => each.name === (role as string))?.id ?? '';
  return grantOnce(resource, grantee, role.replace(/\W+/g, ''), ({ owner, id, principal }) => {
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
  });
}
