import facts from '../../../lib/facts/roles.json';
import { Role } from '../../../lib/values/role';

test('a built-in role is known by its GUID', () => {
  expect(Role.of('Key Vault Secrets User').guid).toBe('4633458b-17de-408a-b874-0445c86b69e6');
});

test('every role of the facts has a GUID that no other has', () => {
  const guids = facts.azureRbac.map(({ name }) => Role.of(name).guid);
  expect(guids.filter((guid) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid))).toEqual([]);
  expect(new Set(guids).size).toBe(guids.length);
});

test('a name that is not known is refused, with the nearest', () => {
  expect(() => Role.of('Key Vault Secret User')).toThrow(
    '"Key Vault Secret User" is not a built-in role that azstage knows. Allowed: the roles in lib/facts/roles.json, or Role.custom(name, guid). Did you mean "Key Vault Secrets User"?',
  );
});

test('a role of your own has your GUID, in lower case', () => {
  expect(Role.custom('Auditor', 'ABCDEF01-2222-3333-4444-555555555555').guid).toBe(
    'abcdef01-2222-3333-4444-555555555555',
  );
});

test('a role of your own without a GUID is refused', () => {
  expect(() => Role.custom('Auditor', 'auditor')).toThrow('role id "auditor". Allowed: a GUID.');
});

test('the roles that can change or give away everything are privileged', () => {
  const privileged = facts.azureRbac.map(({ name }) => Role.of(name)).filter((role) => role.isPrivileged);
  expect(privileged.map((role) => role.name).sort()).toEqual([
    'Contributor',
    'Owner',
    'Role Based Access Control Administrator',
    'User Access Administrator',
  ]);
});
