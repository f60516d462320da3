import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { ResourceTags } from '../../../lib/constructs/resource-tags';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';

function tagsOf(stage: ReturnType<typeof testStage>): unknown {
  return RenderedStage.of(stage).resource('azurerm_user_assigned_identity')['tags'];
}

test('every resource says whose it is, and what manages it', () => {
  const stage = testStage({ app: testApp({ tags: { 'cost-centre': '42' } }) });
  new UserAssignedIdentity(stage, 'App');
  expect(tagsOf(stage)).toEqual({
    'cost-centre': '42',
    project: 'demo',
    environment: 'dev',
    stage: 'stage-test',
    'managed-by': 'azstage',
  });
});

test('a tag added after the resource was made reaches it', () => {
  const stage = testStage();
  const identity = new UserAssignedIdentity(stage, 'App');
  ResourceTags.of(stage).add('late-on-stage', 'yes');
  ResourceTags.of(identity).add('late-on-construct', 'yes');
  expect(tagsOf(stage)).toMatchObject({ 'late-on-stage': 'yes', 'late-on-construct': 'yes' });
});

test('the nearest scope wins, and its own tags do not leak to others', () => {
  const stage = testStage();
  new UserAssignedIdentity(stage, 'App', { tags: { project: 'mine' } });
  expect(tagsOf(stage)).toMatchObject({ project: 'mine' });
  expect(stage).toHaveResource('azurerm_resource_group', { tags: { project: 'demo' } });
});

test('what is rendered for a scope itself has its tags and the new ones', () => {
  const stage = testStage();
  const rendered = ResourceTags.render(stage, { added: 'once' });
  stage.addOutput('tags', rendered as unknown as string, { description: 'Tags.' });
  expect(RenderedStage.of(stage).outputs['tags']).toMatchObject({ value: { added: 'once', project: 'demo' } });
});

test.each([
  [{ 'a/b': 'x' }, 'stage-test/App: tags: tag name "a/b". Allowed: 1 to 512 characters other than <>%&\\?/.'],
  [{ '': 'x' }, 'stage-test/App: tags: tag name "". Allowed: 1 to 512 characters other than <>%&\\?/.'],
  [{ long: 'x'.repeat(257) }, 'stage-test/App: tags: tag "long" has a value of 257 characters. Allowed: up to 256.'],
  [
    Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, 'x'])),
    'stage-test/App: tags: 51 tags. Allowed: at most 50 on one resource.',
  ],
])('tags that Azure refuses are refused with the path: case %#', (tags, message) => {
  expect(() => new UserAssignedIdentity(testStage(), 'App', { tags })).toThrow(message);
});

test('a late tag that Azure refuses is refused where it is added', () => {
  const stage = testStage();
  expect(() => ResourceTags.of(stage).add('a?b', 'x')).toThrow('stage-test: tags: tag name "a?b".');
});
