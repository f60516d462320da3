export { FederatedCredential, type FederatedCredentialProps } from './federated-credential';
export { grantOnce, grantOwner, type GrantPlace, type IGrantee, PrincipalType, waitForGrants } from './grantee';
export { Principal } from './principal';
export { grantRole, type GrantRoleOptions, RoleAssignment, type RoleAssignmentProps } from './role-assignment';
export {
  type IUserAssignedIdentity,
  UserAssignedIdentity,
  type UserAssignedIdentityProps,
  type UserAssignedIdentityReference,
} from './user-assigned-identity';
