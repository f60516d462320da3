import { Principal } from '../../../../lib/constructs/identity/principal';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { ResourceGroup } from '../../../../lib/constructs/management/resource-group';
import { ApplicationInsights } from '../../../../lib/constructs/observability/application-insights';
import { LogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

function stageWithWorkspace(environment = 'dev') {
  const stage = testStage({ app: testApp({ environment }) });
  stage.context.setDefaults({ logAnalyticsWorkspace: new LogAnalyticsWorkspace(stage, 'Logs') });
  return stage;
}

test('telemetry is in the workspace of the stage, sent by known clients, without the addresses of users', () => {
  const stage = stageWithWorkspace();
  new ApplicationInsights(stage, 'Insights');
  expect(stage).toHaveResource('azurerm_application_insights', {
    name: 'appi-demo-dev-insights',
    application_type: 'web',
    workspace_id: expect.stringMatching(/^\$\{azurerm_log_analytics_workspace\.\w+\.id\}$/),
    disable_ip_masking: false,
    local_authentication_disabled: true,
    internet_ingestion_enabled: true,
    internet_query_enabled: true,
  });
});

test.each([
  ['dev', 30, 1],
  ['staging', 30, 5],
])('in %s telemetry stays %d days, up to %d GB a day', (environment, days, cap) => {
  const stage = stageWithWorkspace(environment);
  new ApplicationInsights(stage, 'Insights');
  expect(stage).toHaveResource('azurerm_application_insights', { retention_in_days: days, daily_data_cap_in_gb: cap });
});

test('in prod telemetry stays 90 days, and Azure sets the cap', () => {
  const stage = stageWithWorkspace('prod');
  new ApplicationInsights(stage, 'Insights');
  const component = RenderedStage.of(stage).resource('azurerm_application_insights');
  expect(component['retention_in_days']).toBe(90);
  expect(component).not.toHaveProperty('daily_data_cap_in_gb');
  expect(component).not.toHaveProperty('sampling_percentage');
});

test('the rule that Azure would make is created, disabled, so that nothing is left in the resource group', () => {
  const stage = stageWithWorkspace();
  new ApplicationInsights(stage, 'Insights', { tags: { team: 'web' } });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resource('azurerm_monitor_smart_detector_alert_rule')).toMatchObject({
    name: expect.stringMatching(/^Failure Anomalies - \$\{azurerm_application_insights\.\w+\.name\}$/),
    detector_type: 'FailureAnomaliesDetector',
    scope_resource_ids: [expect.stringMatching(/^\$\{azurerm_application_insights\.\w+\.id\}$/)],
    frequency: 'PT1M',
    enabled: false,
    action_group: {
      ids: [expect.stringMatching(/^\$\{azurerm_monitor_action_group\.SmartDetection-stage-test-ResourceGroup\.id\}$/)],
    },
    tags: expect.objectContaining({ team: 'web' }),
  });
  expect(rendered.resource('azurerm_monitor_action_group')).toMatchObject({
    name: 'Application Insights Smart Detection',
    short_name: 'SmartDetect',
  });
  expect(stage.context.resourceProviders).toContain('Microsoft.AlertsManagement');
});

test('the components of a resource group share the action group that Azure would make there', () => {
  const stage = stageWithWorkspace();
  new ApplicationInsights(stage, 'Web');
  new ApplicationInsights(stage, 'Api');
  new ApplicationInsights(stage, 'Other', { resourceGroup: new ResourceGroup(stage, 'Group') });
  expect(stage).toHaveResourceCount('azurerm_monitor_smart_detector_alert_rule', 3);
  expect(stage).toHaveResourceCount('azurerm_monitor_action_group', 2);
});

test('everything can be overridden by name', () => {
  const stage = testStage();
  new ApplicationInsights(stage, 'Insights', {
    workspace: LogAnalyticsWorkspace.fromName(stage, 'Shared', 'log-shared', 'rg-shared'),
    applicationType: 'other',
    retentionDays: 365,
    dailyCapGb: 0.5,
    samplingPercentage: 25,
    ipMasking: false,
    localAuthentication: true,
    internetIngestion: false,
    internetQuery: false,
  });
  expect(stage).toHaveResource('azurerm_application_insights', {
    workspace_id: expect.stringMatching(/^\$\{data\.azurerm_log_analytics_workspace\./),
    application_type: 'other',
    retention_in_days: 365,
    daily_data_cap_in_gb: 0.5,
    sampling_percentage: 25,
    disable_ip_masking: true,
    local_authentication_disabled: false,
    internet_ingestion_enabled: false,
    internet_query_enabled: false,
  });
});

test('a connection grants publishing, and tells the SDK which identity to use', () => {
  const stage = stageWithWorkspace();
  const insights = new ApplicationInsights(stage, 'Insights');
  const app = new UserAssignedIdentity(stage, 'App');
  expect(insights.connectionFor(app)).toEqual({
    environment: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.connectionString,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${app.clientId}`,
    },
    ports: [443],
  });
  expect(RenderedStage.of(stage).resource('azurerm_role_assignment')['role_definition_id']).toContain(
    '3913510d-42f4-4e42-8a64-420c390055eb',
  );
});

test('a principal without client id authenticates as itself', () => {
  const stage = stageWithWorkspace();
  const insights = new ApplicationInsights(stage, 'Insights');
  const someone = Principal.user(stage, 'Someone', '11111111-2222-3333-4444-555555555555');
  expect(insights.connectionFor(someone, { prefix: 'TELEMETRY' }).environment).toMatchObject({
    TELEMETRY_AUTHENTICATION_STRING: 'Authorization=AAD',
  });
});

test('one that exists is read, not made', () => {
  const stage = testStage();
  const insights = ApplicationInsights.fromName(stage, 'Existing', 'appi-shared', 'rg-shared');
  insights.grantPublish(new UserAssignedIdentity(stage, 'App'));
  const rendered = RenderedStage.of(stage);
  expect(rendered.resourceTypes).not.toContain('azurerm_application_insights');
  expect(rendered.resource('azurerm_role_assignment')['scope']).toMatch(/^\$\{data\.azurerm_application_insights\./);
});

test('every problem is reported at once, with the path and what is allowed', () => {
  expect(
    () =>
      new ApplicationInsights(testStage(), 'Insights', {
        applicationType: 'desktop',
        retentionDays: 45,
        dailyCapGb: 0,
        samplingPercentage: 0,
      }),
  ).toThrow(
    [
      'stage-test/Insights: workspace: none is given, and the stage has none. Give one, or call stage.context.setDefaults({ logAnalyticsWorkspace }) before: Azure has retired components without one.',
      'stage-test/Insights: applicationType: got "desktop". Allowed: web, other, java, Node.JS, ios, phone, store, MobileCenter.',
      'stage-test/Insights: retentionDays: got 45. Allowed: 30, 60, 90, 120, 180, 270, 365, 550, 730.',
      'stage-test/Insights: dailyCapGb: got 0. Allowed: more than 0.',
      'stage-test/Insights: samplingPercentage: got 0. Allowed: above 0, up to 100.',
    ].join('\n'),
  );
});
