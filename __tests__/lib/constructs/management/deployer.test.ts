import { ContainerRegistry } from '../../../../lib/constructs/compute/container-registry';
import { Deployer } from '../../../../lib/constructs/management/deployer';
import { ResourceGroup } from '../../../../lib/constructs/management/resource-group';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { FederatedSubject } from '../../../../lib/values/federated-subject';
import { Role } from '../../../../lib/values/role';

const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const prod = FederatedSubject.gitHubEnvironment('acme/shop', 'prod');

test('a deployer is Contributor on the resource group of the stage, and nothing is said of that', () => {
  const stage = testStage();
  new Deployer(stage, 'Deployer', { subjects: [prod] });
  const assignment = RenderedStage.of(stage).resource('azurerm_role_assignment');
  expect(assignment['role_definition_id']).toContain(CONTRIBUTOR);
  expect(assignment['scope']).toContain('azurerm_resource_group.');
  expect(stage).not.toWarn('privileged role');
  expect(stage).toHaveResource('azurerm_federated_identity_credential', { subject: prod.subject });
});

test('it deploys to the groups that it is told, with the roles that it is told', () => {
  const stage = testStage();
  const targets = ['One', 'Two'].map((id) => ResourceGroup.fromName(stage, id, `rg-${id}`));
  new Deployer(stage, 'Deployer', { targets, roles: [Role.of('Reader')] });
  expect(stage).toHaveResourceCount('azurerm_role_assignment', 2);
  expect(JSON.stringify(RenderedStage.of(stage).resources('azurerm_role_assignment'))).not.toContain(CONTRIBUTOR);
});

test('another privileged role is warned of', () => {
  const stage = testStage();
  new Deployer(stage, 'Deployer', { roles: [Role.of('Contributor'), Role.of('Owner')] });
  expect(stage).toWarn('assigns the privileged role Owner');
  expect(stage).not.toWarn('assigns the privileged role Contributor');
});

test('it is a grantee, and trusts whom it is told later', () => {
  const stage = testStage();
  const deployer = new Deployer(stage, 'Deployer', { name: 'trade-nexus-github' });
  deployer.trust(FederatedSubject.gitHubBranch('acme/shop', 'main'));
  new ContainerRegistry(stage, 'Images').grantPush(deployer);
  expect(stage).toHaveResource('azurerm_user_assigned_identity', { name: 'trade-nexus-github' });
  expect(stage).toHaveResourceCount('azurerm_federated_identity_credential', 1);
  expect(stage).toHaveResourceCount('azurerm_role_assignment', 2);
});

test('the pipeline is told three names, none of them a secret', () => {
  const stage = testStage();
  expect(Object.keys(new Deployer(stage, 'Deployer').variables)).toEqual([
    'AZURE_CLIENT_ID',
    'AZURE_TENANT_ID',
    'AZURE_SUBSCRIPTION_ID',
  ]);
});

test('every problem is reported at once', () => {
  expect(() => new Deployer(testStage(), 'Deployer', { subjects: [prod, prod], targets: [], roles: [] })).toThrow(
    [
      'stage-test/Deployer: subjects: got ["repo:acme/shop:environment:prod","repo:acme/shop:environment:prod"]. Allowed: each subject once, 20 at most.',
      'stage-test/Deployer: targets: got 0. Allowed: at least one resource group.',
      'stage-test/Deployer: roles: got 0. Allowed: at least one role.',
    ].join('\n'),
  );
});
