import { MonitorAlertPrometheusRuleGroup } from '@cdktf/provider-azurerm/lib/monitor-alert-prometheus-rule-group';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IKubernetesCluster } from '../compute/kubernetes-cluster-base';
import { place, type PlacementProps } from '../placement';
import { type IMonitorWorkspace } from './monitor-workspace';
import { type PrometheusRule } from './prometheus-rule';

export interface PrometheusRuleGroupProps extends Omit<PlacementProps, 'location'> {
  /** The workspace whose time series the rules read, and record into. */
  readonly workspace: IMonitorWorkspace;
  /** Evaluated in this order, so that one can read what an earlier one has recorded. One to 20. */
  readonly rules: readonly PrometheusRule[];
  /** The cluster whose time series alone are read. @default all clusters of the workspace */
  readonly cluster?: IKubernetesCluster;
  /** Time between evaluations, ISO 8601: whole minutes from PT1M to PT15M. @default PT1M */
  readonly interval?: string;
  /** @default the construct path */
  readonly description?: string;
  /** Whether the rules are evaluated. @default true */
  readonly enabled?: boolean;
}

/** A group of Prometheus rules that Azure evaluates over an Azure Monitor workspace, in the workspace's region. */
export class PrometheusRuleGroup extends Construct {
  public readonly ruleGroupId: string;

  constructor(scope: Construct, id: string, props: PrometheusRuleGroupProps) {
    super(scope, id);
    check(this, props);
    const { workspace, cluster } = props;
    const { actionGroup } = AzureContext.of(this).defaults;
    this.ruleGroupId = new MonitorAlertPrometheusRuleGroup(this, 'Resource', {
      ...place(this, 'azurerm_monitor_alert_prometheus_rule_group', props),
      location: workspace.location,
      scopes: [workspace.monitorWorkspaceId, ...(cluster === undefined ? [] : [cluster.clusterId])],
      clusterName: cluster?.clusterName,
      description: props.description ?? this.node.path,
      interval: props.interval ?? 'PT1M',
      ruleGroupEnabled: props.enabled ?? true,
      rule: props.rules.map((rule) => rule.render(actionGroup)),
    }).id;
  }
}

/**
 * Sources: learn.microsoft.com/javascript/api/@azure/arm-prometheusrulegroups (interval between 1 and 15 minutes);
 * learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits (20 rules for each group, which cannot be raised).
 */
function check(construct: PrometheusRuleGroup, props: PrometheusRuleGroupProps): void {
  const { rules, interval } = props;
  const checks = new Checks(construct)
    .that('rules', rules.length, rules.length >= 1 && rules.length <= 20, '1 to 20 rules', 'Create another group.')
    .that(
      'interval',
      interval,
      /^PT([1-9]|1[0-5])M$/.test(interval ?? ''),
      'whole minutes from PT1M to PT15M',
      'Azure evaluates Prometheus rules every 1 to 15 minutes.',
    );
  rules.forEach((rule, index) => rule.check(checks, `rules[${index}]`));
  checks.done();
}
