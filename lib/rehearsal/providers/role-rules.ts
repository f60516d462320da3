import { type Azure } from '../arm/arm-request';
import { stringAt } from '../arm/json';

/**
 * Whether a principal has one of the roles at a resource or anywhere above it.
 *
 * @param roles ids of role definitions
 */
export function hasRole({ store }: Azure, principalId: string, id: string, roles: readonly string[]): boolean {
  const key = `${id.toLowerCase()}/`;
  return store.ofType('Microsoft.Authorization/roleAssignments').some(({ properties }) => {
    const scope = (stringAt(properties, 'scope') ?? '').toLowerCase().replace(/\/$/, '');
    const role = stringAt(properties, 'roleDefinitionId') ?? '';
    return (
      properties['principalId'] === principalId &&
      key.startsWith(`${scope}/`) &&
      roles.includes(role.slice(role.lastIndexOf('/') + 1).toLowerCase())
    );
  });
}

/** Key Vault Administrator, Key Vault Secrets Officer and Key Vault Secrets User: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security */
const SECRET_ROLES = [
  '00482a5a-887f-4fb3-b363-3b7fe8e74483',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  '4633458b-17de-408a-b874-0445c86b69e6',
];

/** Whether a principal may read a secret, `https://<vault>/secrets/<name>`, of a vault that exists. Vaults with access policies are taken to allow it. */
export function mayReadSecret(azure: Azure, principalId: string, url: string): boolean {
  const [, host, secret] = /^https:\/\/([^/]+)\/secrets\/([^/]+)(\/[^/]*)?$/.exec(url) ?? [];
  const vault = azure.store
    .ofType('Microsoft.KeyVault/vaults')
    .find(({ properties }) => host !== undefined && (stringAt(properties, 'vaultUri') ?? '').includes(`//${host}`));
  return (
    vault !== undefined &&
    (vault.properties['enableRbacAuthorization'] !== true ||
      hasRole(azure, principalId, `${vault.id}/secrets/${secret ?? ''}`, SECRET_ROLES))
  );
}
