import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { RenderedStage, testStage } from '../../../../lib/testing';

test('it is in the resource group and the region of the stage, with its tags', () => {
  const stage = testStage();
  new UserAssignedIdentity(stage, 'App', { tags: { team: 'news' } });
  expect(stage).toHaveResource('azurerm_user_assigned_identity', {
    name: 'id-demo-dev-app',
    location: 'eastus2',
    tags: { stage: 'stage-test', team: 'news' },
  });
  expect(stage.metadata.resourceProviders).toContain('Microsoft.ManagedIdentity');
});

test('a grant names its principal, and is in its list', () => {
  const stage = testStage();
  const identity = new UserAssignedIdentity(stage, 'App');
  new StorageAccount(stage, 'Documents').grantRead(identity);
  expect(identity.grants).toHaveLength(1);
  expect(RenderedStage.of(stage).resource('azurerm_role_assignment')['principal_id']).toMatch(
    /^\$\{azurerm_user_assigned_identity\.\w+\.principal_id\}$/,
  );
});

test('one that exists is read, and granted like one of its own', () => {
  const stage = testStage();
  const identity = UserAssignedIdentity.fromName(stage, 'Existing', { name: 'id-app', resourceGroupName: 'rg-app' });
  new StorageAccount(stage, 'Documents').grantRead(identity);
  const rendered = RenderedStage.of(stage);
  expect(rendered.resourceTypes).not.toContain('azurerm_user_assigned_identity');
  expect(rendered.dataSources('azurerm_user_assigned_identity')).toEqual([
    { name: 'id-app', resource_group_name: 'rg-app' },
  ]);
  expect(rendered.resource('azurerm_role_assignment')).toMatchObject({
    principal_id: expect.stringMatching(/^\$\{data\.azurerm_user_assigned_identity\.\w+\.principal_id\}$/),
  });
  expect(identity.grants).toHaveLength(1);
});

test('a name that Azure does not take is refused', () => {
  expect(() => new UserAssignedIdentity(testStage(), 'App', { name: 'a' })).toThrow(
    /stage-test\/App: name: name "a" has 1 characters, and azurerm_user_assigned_identity takes 3 to 128/,
  );
});
