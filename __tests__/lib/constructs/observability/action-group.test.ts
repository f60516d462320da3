import { ActionGroup } from '../../../../lib/constructs/observability/action-group';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { Role } from '../../../../lib/values/role';

test('everyone gets the common alert schema, and the group is global', () => {
  const stage = testStage();
  new ActionGroup(stage, 'OnCall', {
    emails: ['ops@example.com', 'dev@example.com'],
    webhooks: [{ name: 'chat', uri: 'https://hooks.example.com/alerts' }],
    roles: [Role.of('Monitoring Contributor')],
  });
  const group = RenderedStage.of(stage).resource('azurerm_monitor_action_group');
  expect(group).toMatchObject({
    name: 'ag-demo-dev-on-call',
    enabled: true,
    email_receiver: [
      { name: 'email-1', email_address: 'ops@example.com', use_common_alert_schema: true },
      { name: 'email-2', email_address: 'dev@example.com', use_common_alert_schema: true },
    ],
    webhook_receiver: [{ service_uri: 'https://hooks.example.com/alerts', use_common_alert_schema: true }],
    arm_role_receiver: [{ role_id: '749f88d5-cbae-40b8-bcfc-e573ddc772fa', use_common_alert_schema: true }],
  });
  expect(group).not.toHaveProperty('location');
});

test.each([
  ['demo', 'demo-dev'],
  ['earnings-transcripts', 'earnings-dev'],
  ['sec-filing-service', 'sec-fili-dev'],
  ['finance-app', 'finance-dev'],
])('messages of project %s begin with %s', (project, expected) => {
  const stage = testStage({ app: testApp({ project }) });
  new ActionGroup(stage, 'OnCall', { emails: ['ops@example.com'] });
  expect(stage).toHaveResource('azurerm_monitor_action_group', { short_name: expected });
});

test('a short name can be given, and the group can be silent', () => {
  const stage = testStage();
  new ActionGroup(stage, 'OnCall', { emails: ['ops@example.com'], shortName: 'night shift', enabled: false });
  expect(stage).toHaveResource('azurerm_monitor_action_group', { short_name: 'night shift', enabled: false });
});

test('one that exists is read, not made', () => {
  const stage = testStage();
  const group = ActionGroup.fromName(stage, 'Existing', 'ag-shared', 'rg-shared');
  stage.addOutput('group', group.actionGroupId, { description: 'Group.' });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resourceTypes).toEqual([]);
  expect(rendered.dataSources('azurerm_monitor_action_group')).toEqual([
    { name: 'ag-shared', resource_group_name: 'rg-shared' },
  ]);
});

test('a group that nobody is in is warned of', () => {
  const empty = testStage();
  new ActionGroup(empty, 'OnCall');
  const filled = testStage();
  new ActionGroup(filled, 'OnCall', { emails: ['ops@example.com'] });
  expect(empty).toWarn('stage-test/OnCall: there are no receivers: emails, webhooks and roles are all empty');
  expect(filled).not.toWarn('nobody hears');
});

test('every problem is reported at once, with the path and what is allowed', () => {
  expect(
    () =>
      new ActionGroup(testStage(), 'OnCall', {
        shortName: 'far too long a name',
        emails: ['ops'],
        webhooks: [
          { name: 'chat', uri: 'http://hooks.example.com' },
          { name: 'chat', uri: 'https://hooks.example.com' },
        ],
      }),
  ).toThrow(
    [
      'stage-test/OnCall: shortName: got "far too long a name". Allowed: 1 to 12 characters.',
      'stage-test/OnCall: emails[0]: got "ops". Allowed: an e-mail address.',
      'stage-test/OnCall: webhooks[0].uri: got "http://hooks.example.com". Allowed: an address that begins with https://.',
      'stage-test/OnCall: webhooks[1].name: got "chat". Allowed: a name once.',
    ].join('\n'),
  );
});
