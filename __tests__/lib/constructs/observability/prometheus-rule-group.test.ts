import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import { ActionGroup } from '../../../../lib/constructs/observability/action-group';
import { type IMonitorWorkspace, MonitorWorkspace } from '../../../../lib/constructs/observability/monitor-workspace';
import { PrometheusRule } from '../../../../lib/constructs/observability/prometheus-rule';
import { PrometheusRuleGroup } from '../../../../lib/constructs/observability/prometheus-rule-group';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { existingActionGroup } from '../../../helpers/neighbours';

const TYPE = 'azurerm_monitor_alert_prometheus_rule_group';
const COUNT = PrometheusRule.record({ name: 'up:count', expression: 'count(up)' });

function existing(stage: Stage): IMonitorWorkspace {
  return MonitorWorkspace.fromName(stage, 'Metrics', 'amw-existing', 'rg-existing');
}

test('an alert has a severity, resolves itself and goes to the action group of the stage', () => {
  const stage = testStage();
  stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
  new PrometheusRuleGroup(stage, 'Pods', {
    workspace: existing(stage),
    rules: [PrometheusRule.alert({ name: 'NoPods', expression: 'absent(up)' }), COUNT],
  });
  const group = RenderedStage.of(stage).resource(TYPE);
  expect(group).toMatchObject({
    name: 'prg-demo-dev-pods',
    location: expect.stringMatching(/^\$\{data\.azurerm_monitor_workspace\.\w+\.location\}$/),
    scopes: [expect.stringMatching(/^\$\{data\.azurerm_monitor_workspace\.\w+\.id\}$/)],
    description: 'stage-test/Pods',
    interval: 'PT1M',
    rule_group_enabled: true,
    rule: [
      {
        alert: 'NoPods',
        expression: 'absent(up)',
        enabled: true,
        severity: 2,
        alert_resolution: { auto_resolved: true, time_to_resolve: 'PT5M' },
        action: [{ action_group_id: expect.stringContaining('azurerm_monitor_action_group') }],
      },
      { record: 'up:count', expression: 'count(up)', enabled: true },
    ],
  });
  expect(group).not.toHaveProperty('cluster_name');
  const [alert, record] = group['rule'] as [object, object];
  expect(alert).not.toHaveProperty('for');
  expect(alert).not.toHaveProperty('record');
  for (const argument of ['alert', 'severity', 'action', 'annotations', 'for', 'alert_resolution']) {
    expect(record).not.toHaveProperty(argument);
  }
});

test('everything about an alert and its group can be chosen', () => {
  const stage = testStage();
  new PrometheusRuleGroup(stage, 'Pods', {
    workspace: existing(stage),
    cluster: KubernetesCluster.fromName(stage, 'Cluster', 'aks-existing', 'rg-existing'),
    interval: 'PT15M',
    description: 'Pods of the platform.',
    enabled: false,
    rules: [
      PrometheusRule.alert({
        name: 'Pods not ready',
        expression: 'kube_pod_status_ready{condition="false"} == 1',
        for: 'PT1H30M',
        severity: 0,
        labels: { team: 'platform' },
        annotations: { summary: 'A pod is not ready.' },
        autoResolve: false,
        timeToResolve: 'PT15M',
        enabled: false,
        actionGroups: [ActionGroup.fromName(stage, 'Pager', 'ag-pager', 'rg-existing')],
      }),
    ],
  });
  expect(stage).toHaveResource(TYPE, {
    scopes: [expect.anything(), expect.stringMatching(/^\$\{data\.azurerm_kubernetes_cluster\.\w+\.id\}$/)],
    cluster_name: expect.stringContaining('azurerm_kubernetes_cluster'),
    interval: 'PT15M',
    description: 'Pods of the platform.',
    rule_group_enabled: false,
    rule: [
      {
        for: 'PT1H30M',
        severity: 0,
        labels: { team: 'platform' },
        annotations: { summary: 'A pod is not ready.' },
        enabled: false,
        alert_resolution: { auto_resolved: false, time_to_resolve: 'PT15M' },
        action: [{ action_group_id: expect.stringContaining('azurerm_monitor_action_group') }],
      },
    ],
  });
});

test('an alert without any action group is shown by Azure alone', () => {
  const stage = testStage();
  new PrometheusRuleGroup(stage, 'Pods', {
    workspace: existing(stage),
    rules: [PrometheusRule.alert({ name: 'NoPods', expression: 'absent(up)' })],
  });
  const [alert] = RenderedStage.of(stage).resource(TYPE)['rule'] as [object];
  expect(alert).not.toHaveProperty('action');
});

test('every problem is reported at once, with the path and what is allowed', () => {
  const stage = testStage();
  const groups = Array.from({ length: 6 }, (_, index) =>
    ActionGroup.fromName(stage, `Group${index}`, 'ag-existing', 'rg-existing'),
  );
  expect(
    () =>
      new PrometheusRuleGroup(stage, 'Pods', {
        workspace: existing(stage),
        interval: 'PT30S',
        rules: [
          PrometheusRule.alert({
            name: ' ',
            expression: '',
            severity: 5,
            for: '10m',
            timeToResolve: 'P',
            labels: { 'a-b': 'x' },
            actionGroups: groups,
          }),
          PrometheusRule.record({ name: 'up count', expression: 'count(up)' }),
        ],
      }),
  ).toThrow(
    [
      'stage-test/Pods: interval: got "PT30S". Allowed: whole minutes from PT1M to PT15M. Azure evaluates Prometheus rules every 1 to 15 minutes.',
      'stage-test/Pods: rules[0].name: got " ". Allowed: a name that is not blank.',
      'stage-test/Pods: rules[0].expression: got "". Allowed: a PromQL expression.',
      'stage-test/Pods: rules[0].labels: got "a-b". Allowed: names of letters, digits and _, a digit not first.',
      'stage-test/Pods: rules[0].severity: got 5. Allowed: a whole number from 0 to 4.',
      'stage-test/Pods: rules[0].for: got "10m". Allowed: an ISO 8601 duration such as PT10M.',
      'stage-test/Pods: rules[0].timeToResolve: got "P". Allowed: an ISO 8601 duration such as PT10M.',
      'stage-test/Pods: rules[0].actionGroups: got 6. Allowed: five action groups at most. Put the receivers into fewer groups.',
      'stage-test/Pods: rules[1].name: got "up count". Allowed: letters, digits, _ and :, a digit not first.',
    ].join('\n'),
  );
});

test.each([0, 21])('a group of %d rules is refused', (count) => {
  const stage = testStage();
  const rules = Array.from({ length: count }, () => COUNT);
  expect(() => new PrometheusRuleGroup(stage, 'Pods', { workspace: existing(stage), rules })).toThrow(
    `stage-test/Pods: rules: got ${count}. Allowed: 1 to 20 rules. Create another group.`,
  );
});
