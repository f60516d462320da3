import { ContainerRegistry } from '../../../lib/constructs/compute/container-registry';
import { ManagedRedis } from '../../../lib/constructs/data/managed-redis';
import { Principal } from '../../../lib/constructs/identity/principal';
import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { type Stage } from '../../../lib/stage/stage';
import { testApp, testStage } from '../../../lib/testing';

const GROUP = '11111111-1111-1111-1111-111111111111';

function twoStages() {
  const app = testApp();
  const base = testStage({ app, id: 'stage-base' });
  return { app, base, one: testStage({ app, id: 'stage-one' }), two: testStage({ app, id: 'stage-two' }) };
}

const registry = (stage: Stage, id = 'Registry', name = 'crexisting') =>
  ContainerRegistry.fromName(stage, id, name, 'rg-existing');

test('a registry that two stages refer to is granted to one identity once', () => {
  const { app, base, one, two } = twoStages();
  const identity = new UserAssignedIdentity(base, 'Pods');
  registry(one).grantPull(identity);
  registry(two, 'Images').grantPull(identity);
  expect(() => app.synth()).toThrow(
    'stage-two/Images/Grant-AcrPull-stage-base-Pods: grants what stage-one/Registry/Grant-AcrPull-stage-base-Pods grants already, to the same principal: Azure accepts it once. Create one construct for what both refer to, in the earlier stage, and use it in the other: the role is then assigned once.',
  );
});

test('the cure works: one construct in the earlier stage, granted from both', () => {
  const { app, base, one, two } = twoStages();
  const identity = new UserAssignedIdentity(base, 'Pods');
  const shared = registry(base);
  one.addDependency(base);
  two.addDependency(base);
  shared.grantPull(identity);
  shared.grantPull(identity);
  expect(() => app.synth()).not.toThrow();
});

test('an identity that two stages refer to is granted one registry once', () => {
  const { app, base, one, two } = twoStages();
  const shared = new ContainerRegistry(base, 'Registry');
  const existing = { name: 'id-existing', resourceGroupName: 'rg-existing' };
  shared.grantPull(UserAssignedIdentity.fromName(one, 'Pods', existing));
  shared.grantPull(UserAssignedIdentity.fromName(two, 'Pods', existing));
  expect(() => app.synth()).toThrow(/^stage-two\/Pods\/Grant-AcrPull-\S+: grants what stage-one\/Pods\/Grant-AcrPull-/);
});

test('so is a group that two stages name by its object id, whatever the case of the letters', () => {
  const { app, base, one, two } = twoStages();
  const shared = new ContainerRegistry(base, 'Registry');
  shared.grantPull(Principal.group(one, 'Builders', 'aaaaaaaa-1111-1111-1111-111111111111'));
  shared.grantPull(Principal.group(two, 'Builders', 'AAAAAAAA-1111-1111-1111-111111111111'));
  expect(() => app.synth()).toThrow(/^stage-two\/Builders\//);
});

test('so is what is no role: the access policy of a Redis', () => {
  const { app, one, two } = twoStages();
  const redis = (stage: Stage) => ManagedRedis.fromName(stage, 'Redis', 'amr-existing', 'rg-existing');
  [one, two].forEach((stage) => redis(stage).grantAccess(Principal.servicePrincipal(stage, 'Job', GROUP)));
  expect(() => app.synth()).toThrow(/^stage-two\/Redis\/Grant-Access-\S+: grants what stage-one\/Redis\/Grant-Access-/);
});

test('two constructs for one thing in one stage are found as well', () => {
  const { app, one } = twoStages();
  const identity = new UserAssignedIdentity(one, 'Pods');
  registry(one, 'First').grantPull(identity);
  registry(one, 'Second').grantPull(identity);
  expect(() => app.synth()).toThrow(/^stage-one\/Second\/Grant-AcrPull-/);
});

test('other roles, other registries and other identities are other grants', () => {
  const { app, base, one, two } = twoStages();
  const [pods, jobs] = ['Pods', 'Jobs'].map((id) => new UserAssignedIdentity(base, id)) as [
    UserAssignedIdentity,
    UserAssignedIdentity,
  ];
  const images = registry(one);
  images.grantPull(pods);
  images.grantPush(pods);
  registry(two).grantPull(jobs);
  registry(two, 'Other', 'crother').grantPull(pods);
  expect(() => app.synth()).not.toThrow();
});
