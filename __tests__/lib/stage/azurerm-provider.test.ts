import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { LogAnalyticsWorkspace } from '../../../lib/constructs/observability/log-analytics-workspace';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';

const PERSISTS = 'persist_id_on_create_before_polling_for_completion';

function featuresOf(stage: ReturnType<typeof testStage>): Record<string, unknown> {
  const [features] = RenderedStage.of(stage).provider['features'] as Record<string, unknown>[];
  return features ?? {};
}

function versionOf(stage: ReturnType<typeof testStage>): unknown {
  const { required_providers } = RenderedStage.of(stage).terraform as {
    required_providers: { azurerm: { version: unknown } };
  };
  return required_providers.azurerm.version;
}

test('what azurerm waits for is in the state from the start, which takes 4.75 in that stage', () => {
  const stage = testStage();
  new LogAnalyticsWorkspace(stage, 'Logs');
  expect(featuresOf(stage)).toMatchObject({ [PERSISTS]: true, storage: [{ data_plane_available: false }] });
  expect(versionOf(stage)).toBe('~> 4.75');
});

test('a stage without such a resource takes any 4.x since 4.55', () => {
  const stage = testStage();
  new UserAssignedIdentity(stage, 'Agent');
  expect(featuresOf(stage)).not.toHaveProperty(PERSISTS);
  expect(versionOf(stage)).toBe('~> 4.55');
});

test('a version of the user is kept, and the feature is left out where that version does not know it', () => {
  const older = testStage({ app: testApp({ azurermVersion: '~> 4.60' }) });
  const newer = testStage({ app: testApp({ azurermVersion: '= 4.81.0' }) });
  [older, newer].forEach((stage) => new LogAnalyticsWorkspace(stage, 'Logs'));
  expect([versionOf(older), versionOf(newer)]).toEqual(['~> 4.60', '= 4.81.0']);
  expect(featuresOf(older)).not.toHaveProperty(PERSISTS);
  expect(featuresOf(newer)).toHaveProperty(PERSISTS, true);
});
