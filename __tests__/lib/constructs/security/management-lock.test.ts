import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { LockLevel, ManagementLock } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared';

test('it forbids deletion, and says who put it there', () => {
  const stage = testStage();
  new ManagementLock(stage, 'Lock', { scope: GROUP });
  expect(RenderedStage.of(stage).resource('azurerm_management_lock')).toEqual({
    lock_level: 'CanNotDelete',
    name: 'lock-azstage',
    notes: 'Holds data or is shared. Managed by azstage: stage-test/Lock',
    scope: GROUP,
  });
});

test('level, name and notes can be given', () => {
  const stage = testStage();
  new ManagementLock(stage, 'Lock', { scope: GROUP, level: LockLevel.READ_ONLY, name: 'frozen', notes: 'Audit.' });
  expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'ReadOnly', name: 'frozen', notes: 'Audit.' });
});

test('it is made after everything that it protects, so that a destroy lifts it before role assignments are deleted', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  const account = new StorageAccount(stage, 'Documents');
  account.grantRead(new UserAssignedIdentity(stage, 'Reader'));
  account.addContainer('Late');
  expect(RenderedStage.of(stage).resource('azurerm_management_lock')['depends_on']).toEqual([
    expect.stringMatching(/^azurerm_storage_account\.Documents_/),
    expect.stringMatching(/^azurerm_role_assignment\.Documents_Grant-/),
    expect.stringMatching(/^azurerm_storage_container\.Documents_Late_/),
  ]);
});

test('a grant of a later stage is not its to wait for', () => {
  const app = testApp({ environment: 'prod' });
  const data = testStage({ app, id: 'stage-data' });
  const workload = testStage({ app, id: 'stage-workload', upstream: [data] });
  const account = new StorageAccount(data, 'Documents');
  account.grantRead(new UserAssignedIdentity(workload, 'App'));
  expect(RenderedStage.of(data).resource('azurerm_management_lock')['depends_on']).toHaveLength(1);
  expect(workload).toHaveResourceCount('azurerm_role_assignment', 1);
});

test('a resource whose grants come and go can do without', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new StorageAccount(stage, 'Documents', { lock: LockLevel.NONE });
  expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
});

test('a name or notes that Azure does not take are refused', () => {
  expect(
    () => new ManagementLock(testStage(), 'Lock', { scope: GROUP, name: 'no go', notes: 'x'.repeat(513) }),
  ).toThrow(
    /stage-test\/Lock: name: got "no go". Allowed: 1 to 259 letters.*\n.*notes: .* Allowed: up to 512 characters\./,
  );
});
