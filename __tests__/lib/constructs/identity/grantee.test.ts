import { dependable, type TerraformResource } from 'cdktf';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { grantOwner, waitForGrants } from '../../../../lib/constructs/identity/grantee';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

/** Two stages in the order in which they are made, the second with the given dependencies. */
function twoStages(second: 'upstream named' | 'nothing named' = 'upstream named') {
  const app = testApp();
  const first = testStage({ app, id: 'stage-first' });
  const later = testStage({ app, id: 'stage-later', upstream: second === 'upstream named' ? [first] : [] });
  return { first, later };
}

describe('a grant is made in the later of two stages', () => {
  test.each(['upstream named', 'nothing named'] as const)('resource first, identity later, %s', (upstream) => {
    const { first, later } = twoStages(upstream);
    const account = new StorageAccount(first, 'Documents');
    account.grantRead(new UserAssignedIdentity(later, 'App'));
    expect(later).toHaveResourceCount('azurerm_role_assignment', 1);
    expect(first).toHaveResourceCount('azurerm_role_assignment', 0);
    expect(later.dependsOn(first)).toBe(true);
    expect(first.dependsOn(later)).toBe(false);
  });

  test.each(['upstream named', 'nothing named'] as const)('identity first, resource later, %s', (upstream) => {
    const { first, later } = twoStages(upstream);
    const identity = new UserAssignedIdentity(first, 'App');
    new StorageAccount(later, 'Documents').grantRead(identity);
    expect(later).toHaveResourceCount('azurerm_role_assignment', 1);
    expect(first).toHaveResourceCount('azurerm_role_assignment', 0);
    expect(later.dependsOn(first)).toBe(true);
    expect(first.dependsOn(later)).toBe(false);
  });

  test('a dependency that is known wins over the order in which the stages were made', () => {
    const { first, later } = twoStages('nothing named');
    first.addDependency(later);
    const account = new StorageAccount(later, 'Documents');
    account.grantRead(new UserAssignedIdentity(first, 'App'));
    expect(first).toHaveResourceCount('azurerm_role_assignment', 1);
    expect(later).toHaveResourceCount('azurerm_role_assignment', 0);
  });

  test('resource and identity may each use the other stage, as long as one comes first', () => {
    const { first, later } = twoStages('nothing named');
    const identity = new UserAssignedIdentity(first, 'Shared');
    const shared = new StorageAccount(first, 'Shared2');
    const own = new StorageAccount(later, 'Own');
    own.grantRead(identity);
    shared.grantRead(new UserAssignedIdentity(later, 'App'));
    expect(later).toHaveResourceCount('azurerm_role_assignment', 2);
    expect(first.dependsOn(later)).toBe(false);
  });
});

test('in one stage the resource owns its grants, so that its lock covers them', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  expect(grantOwner(account, new UserAssignedIdentity(stage, 'App'))).toBe(account);
});

describe('what runs as an identity', () => {
  test('waits for its grants, those made later included', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'App');
    const runner = new StorageAccount(stage, 'Runner').node.defaultChild as TerraformResource;
    waitForGrants(runner, identity.grants);
    new StorageAccount(stage, 'Documents').grantRead(identity);
    expect(stage).toHaveResource('azurerm_storage_account', {
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\.Documents_Grant-StorageBlobDataReader/)],
    });
  });

  test('waits for those of each of its identities, and for each grant once', () => {
    const stage = testStage();
    const documents = new StorageAccount(stage, 'Documents');
    const runner = new StorageAccount(stage, 'Runner').node.defaultChild as TerraformResource;
    const identities = ['Pull', 'App'].map((id) => new UserAssignedIdentity(stage, id));
    for (const identity of [...identities, ...identities]) {
      waitForGrants(runner, identity.grants);
      documents.grantRead(identity);
    }
    expect(stage).toHaveResource('azurerm_storage_account', {
      depends_on: [expect.stringContaining('-stage-test-Pull'), expect.stringContaining('-stage-test-App')],
    });
  });

  test('keeps what it waited for before', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'App');
    const runner = new UserAssignedIdentity(stage, 'Runner').node.defaultChild as TerraformResource;
    runner.dependsOn = [dependable(identity.node.defaultChild as TerraformResource)];
    waitForGrants(runner, identity.grants);
    expect(stage).toHaveResource('azurerm_user_assigned_identity', {
      depends_on: [expect.stringMatching(/^azurerm_user_assigned_identity\.App/)],
    });
  });

  test('does not wait for grants of another stage, which it could not name', () => {
    const { first, later } = twoStages();
    const identity = new UserAssignedIdentity(first, 'App');
    const runner = new StorageAccount(first, 'Runner').node.defaultChild as TerraformResource;
    waitForGrants(runner, identity.grants);
    new StorageAccount(later, 'Documents').grantRead(identity);
    expect(identity.grants).toHaveLength(1);
    expect(RenderedStage.of(first).resource('azurerm_storage_account')).not.toHaveProperty('depends_on');
  });
});
