import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { ActionGroup } from '../../../../lib/constructs/observability/action-group';
import {
  MetricAggregation,
  MetricAlert,
  type MetricAlertProps,
  MetricOperator,
} from '../../../../lib/constructs/observability/metric-alert';
import { RenderedStage, testStage } from '../../../../lib/testing';

const CPU: MetricAlertProps = {
  targetResourceId: '/subscriptions/x/resourceGroups/rg/providers/Microsoft.Cache/redisEnterprise/redis',
  metricNamespace: 'Microsoft.Cache/redisEnterprise',
  metricName: 'percentProcessorTime',
  aggregation: MetricAggregation.MAXIMUM,
  operator: MetricOperator.GREATER_THAN,
  threshold: 80,
  description: 'The cache is busy.',
};

function stageWithActionGroup() {
  const stage = testStage();
  stage.context.setDefaults({ actionGroup: new ActionGroup(stage, 'OnCall', { emails: ['ops@example.com'] }) });
  return stage;
}

test('a threshold is judged every minute over five, as an error, and tells the group of the stage', () => {
  const stage = stageWithActionGroup();
  new MetricAlert(stage, 'Busy', CPU);
  const alert = RenderedStage.of(stage).resource('azurerm_monitor_metric_alert');
  expect(alert).toMatchObject({
    name: 'ma-demo-dev-busy',
    severity: 2,
    frequency: 'PT1M',
    window_size: 'PT5M',
    action: [{ action_group_id: expect.stringMatching(/^\$\{azurerm_monitor_action_group\./) }],
    criteria: [{ metric_name: 'percentProcessorTime', threshold: 80, skip_metric_validation: true }],
  });
  expect(alert).not.toHaveProperty('location');
});

test('without a group it is there to be seen, and tells nobody', () => {
  const stage = testStage();
  new MetricAlert(stage, 'Busy', CPU);
  expect(RenderedStage.of(stage).resource('azurerm_monitor_metric_alert')).not.toHaveProperty('action');
});

test('a window that is not given is never shorter than the frequency', () => {
  const stage = testStage();
  new MetricAlert(stage, 'Busy', { ...CPU, frequency: 'PT30M' });
  expect(stage).toHaveResource('azurerm_monitor_metric_alert', { frequency: 'PT30M', window_size: 'PT30M' });
});

test('severity, frequency, window and validation can be given', () => {
  const stage = testStage();
  new MetricAlert(stage, 'Busy', {
    ...CPU,
    severity: 0,
    frequency: 'PT1M',
    window: 'PT1M',
    skipMetricValidation: false,
  });
  expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
    severity: 0,
    window_size: 'PT1M',
    criteria: [{ skip_metric_validation: false }],
  });
});

test('every problem is reported at once, with the path and what is allowed', () => {
  expect(
    () => new MetricAlert(testStage(), 'Busy', { ...CPU, severity: 5, frequency: 'PT2M', window: 'PT2H' }),
  ).toThrow(
    [
      'stage-test/Busy: severity: got 5. Allowed: a whole number from 0 to 4.',
      'stage-test/Busy: frequency: got "PT2M". Allowed: PT1M, PT5M, PT15M, PT30M, PT1H.',
      'stage-test/Busy: window: got "PT2H". Allowed: PT1M, PT5M, PT15M, PT30M, PT1H, PT6H, PT12H, P1D.',
    ].join('\n'),
  );
});

test('a window shorter than the frequency is refused', () => {
  expect(() => new MetricAlert(testStage(), 'Busy', { ...CPU, frequency: 'PT15M', window: 'PT5M' })).toThrow(
    'stage-test/Busy: window: PT5M is shorter than the frequency PT15M, so some values would never be evaluated. Widen the window, or evaluate more often.',
  );
});

describe('baseline alerts', () => {
  test('are made where somebody would hear of them', () => {
    const silent = testStage();
    new StorageAccount(silent, 'Documents');
    const heard = stageWithActionGroup();
    new StorageAccount(heard, 'Documents');
    expect(silent).toHaveResourceCount('azurerm_monitor_metric_alert', 0);
    expect(heard).toHaveResourceCount('azurerm_monitor_metric_alert', 1);
  });

  test('are made for nobody when asked for, and not where they are not wanted', () => {
    const silent = testStage();
    new StorageAccount(silent, 'Documents', { alerts: { enabled: true } });
    const heard = stageWithActionGroup();
    new StorageAccount(heard, 'Documents', { alerts: { enabled: false } });
    expect(silent).toHaveResourceCount('azurerm_monitor_metric_alert', 1);
    expect(heard).toHaveResourceCount('azurerm_monitor_metric_alert', 0);
  });

  test('can tell another group', () => {
    const stage = stageWithActionGroup();
    const actionGroup = ActionGroup.fromName(stage, 'Storage', 'ag-storage', 'rg-shared');
    new StorageAccount(stage, 'Documents', { alerts: { actionGroup } });
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      action: [{ action_group_id: expect.stringMatching(/^\$\{data\.azurerm_monitor_action_group\./) }],
    });
  });
});
