import { FederatedCredential } from '../../../../lib/constructs/identity/federated-credential';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { FederatedSubject } from '../../../../lib/values/federated-subject';

const subject = FederatedSubject.gitHubEnvironment('acme/shop', 'prod');

test('a credential says whose tokens are taken, with the arguments that azurerm 5.0 keeps', () => {
  const stage = testStage();
  new FederatedCredential(stage, 'Pipeline', { identity: new UserAssignedIdentity(stage, 'Deploys'), subject });
  const credential = RenderedStage.of(stage).resource('azurerm_federated_identity_credential');
  expect(credential).toMatchObject({
    name: 'stage-test-pipeline',
    user_assigned_identity_id: expect.stringContaining('azurerm_user_assigned_identity.Deploys'),
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:acme/shop:environment:prod',
    audience: ['api://AzureADTokenExchange'],
  });
  expect(credential).not.toHaveProperty('parent_id');
  expect(credential).not.toHaveProperty('resource_group_name');
});

test('its stage, and no other, asks for the azurerm that has the argument', () => {
  const stage = testStage();
  new FederatedCredential(stage, 'Pipeline', { identity: new UserAssignedIdentity(stage, 'Deploys'), subject });
  expect(RenderedStage.of(stage).terraform).toMatchObject({ required_providers: { azurerm: { version: '~> 4.65' } } });
});

test('an identity has twenty at most', () => {
  const stage = testStage();
  const identity = new UserAssignedIdentity(stage, 'Deploys');
  const add = (number: number) =>
    new FederatedCredential(stage, `Pipeline${number}`, {
      identity,
      subject: FederatedSubject.gitHubBranch('acme/shop', `branch-${number}`),
    });
  Array.from({ length: 20 }, (_each, index) => add(index));
  expect(() => add(20)).toThrow(
    'stage-test/Pipeline20: identity: stage-test/Deploys has 20 credentials already, the most that Azure allows. Give another identity.',
  );
});

test('name and audience can be given', () => {
  const stage = testStage();
  const identity = new UserAssignedIdentity(stage, 'Deploys');
  new FederatedCredential(stage, 'Pipeline', { identity, subject, name: 'github-prod', audience: 'api://mine' });
  expect(stage).toHaveResource('azurerm_federated_identity_credential', {
    name: 'github-prod',
    audience: ['api://mine'],
  });
});

test('every problem is reported at once', () => {
  const stage = testStage();
  const identity = new UserAssignedIdentity(stage, 'Deploys');
  const insecure = FederatedSubject.of('http://issuer', 'me');
  expect(() => new FederatedCredential(stage, 'Pipeline', { identity, subject: insecure, name: 'ab' })).toThrow(
    [
      'stage-test/Pipeline: name: got "ab". Allowed: 3 to 120 letters, digits, hyphens and underscores, a letter or digit first.',
      'stage-test/Pipeline: subject.issuer: got "http://issuer". Allowed: an address that begins with https://.',
    ].join('\n'),
  );
});
