import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { Principal } from '../../../../lib/constructs/identity/principal';
import { grantRole, RoleAssignment } from '../../../../lib/constructs/identity/role-assignment';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { Role } from '../../../../lib/values/role';

const SUBSCRIPTION = '00000000-1111-2222-3333-444444444444';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared`;
const TEAM = '11111111-2222-3333-4444-555555555555';

test('the role is a GUID with the subscription of the scope, as Azure returns it', () => {
  const stage = testStage();
  new RoleAssignment(stage, 'Reader', {
    scope: GROUP,
    role: Role.of('Monitoring Reader'),
    grantee: new UserAssignedIdentity(stage, 'App'),
  });
  const assignment = RenderedStage.of(stage).resource('azurerm_role_assignment');
  expect(assignment['role_definition_id']).toBe(
    `/subscriptions/\${element(split("/", "${GROUP}"), 2)}/providers/Microsoft.Authorization/roleDefinitions/43d0d8ad-25c7-4714-9337-8ba259a9fe05`,
  );
  expect(assignment).not.toHaveProperty('role_definition_name');
});

test('its name follows from scope, principal and role, so a second run finds the first one', () => {
  const stage = testStage();
  new RoleAssignment(stage, 'Reader', {
    scope: GROUP,
    role: Role.of('Monitoring Reader'),
    grantee: Principal.group(stage, 'Team', TEAM),
  });
  expect(RenderedStage.of(stage).resource('azurerm_role_assignment')['name']).toBe(
    `\${uuidv5("url", "${GROUP}|${TEAM}|43d0d8ad-25c7-4714-9337-8ba259a9fe05")}`,
  );
});

test('the construct path says why it is there, by default', () => {
  const stage = testStage();
  const grantee = Principal.group(stage, 'Team', TEAM);
  const role = Role.of('Monitoring Reader');
  new RoleAssignment(stage, 'Derived', { scope: GROUP, role, grantee });
  new RoleAssignment(stage, 'Given', { scope: `${GROUP}2`, role, grantee, description: 'Ticket 42.' });
  expect(stage).toHaveResource('azurerm_role_assignment', { description: 'stage-test/Derived' });
  expect(stage).toHaveResource('azurerm_role_assignment', { description: 'Ticket 42.' });
});

test('a fresh identity is not looked up first, because it may not be everywhere yet', () => {
  const stage = testStage();
  new StorageAccount(stage, 'Documents').grantRead(new UserAssignedIdentity(stage, 'App'));
  expect(stage).toHaveResource('azurerm_role_assignment', {
    principal_type: 'ServicePrincipal',
  });
});

test.each([
  ['group', 'Group'],
  ['user', 'User'],
] as const)('a %s is granted as what it is', (kind, principalType) => {
  const stage = testStage();
  new StorageAccount(stage, 'Documents').grantRead(Principal[kind](stage, 'Someone', TEAM));
  const assignment = RenderedStage.of(stage).resource('azurerm_role_assignment');
  expect(assignment).toMatchObject({ principal_id: TEAM, principal_type: principalType });
  expect(assignment).not.toHaveProperty('skip_service_principal_aad_check');
});

test('a pipeline is a service principal', () => {
  const stage = testStage();
  new StorageAccount(stage, 'Documents').grantRead(Principal.servicePrincipal(stage, 'Pipeline', TEAM));
  expect(stage).toHaveResource('azurerm_role_assignment', { principal_type: 'ServicePrincipal' });
});

test('the same role on the same resource for the same grantee is one assignment', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  const grantee = new UserAssignedIdentity(stage, 'App');
  const first = grantRole(account, account.storageAccountId, grantee, Role.of('Reader'));
  expect(grantRole(account, account.storageAccountId, grantee, Role.of('Reader'))).toBe(first);
  expect(grantRole(account, account.storageAccountId, grantee, Role.of('Monitoring Reader'))).not.toBe(first);
});

test.each(['Owner', 'Contributor', 'User Access Administrator', 'Role Based Access Control Administrator'])(
  '%s is warned of',
  (name) => {
    const stage = testStage();
    new RoleAssignment(stage, 'Wide', {
      scope: GROUP,
      role: Role.of(name),
      grantee: Principal.group(stage, 'Team', TEAM),
    });
    expect(stage).toWarn(`stage-test/Wide: assigns the privileged role ${name}; a narrower role is safer`);
  },
);

test('a narrow role is not warned of', () => {
  const stage = testStage();
  new StorageAccount(stage, 'Documents').grantRead(new UserAssignedIdentity(stage, 'App'));
  expect(stage).not.toWarn('privileged');
});

test('an object id that is no GUID is refused', () => {
  expect(() => Principal.group(testStage(), 'Team', 'platform-team')).toThrow(
    'stage-test/Team: objectId: got "platform-team". Allowed: the object id of the principal in Entra ID, a GUID.',
  );
});
