import { type MonitorAlertPrometheusRuleGroupRule } from '@cdktf/provider-azurerm/lib/monitor-alert-prometheus-rule-group';
import { type Checks } from '../checks';
import { type IActionGroup } from './action-group';

/** A rule that raises an alert while its expression has results. */
export interface PrometheusAlertOptions {
  /** Name of the alert: `PodsNotReady`. */
  readonly name: string;
  /** PromQL whose every resulting time series is an alert of its own. */
  readonly expression: string;
  /** Time that the expression must have results before the alert fires, ISO 8601: PT10M. @default at once */
  readonly for?: string;
  /** 0 (critical) to 4 (verbose). @default 2 */
  readonly severity?: number;
  /** Labels added to the alert. @default those of the time series alone */
  readonly labels?: Readonly<Record<string, string>>;
  /** Texts for its receivers, such as `summary` and `description`. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Action groups to notify, five at most. @default that of the stage, or none */
  readonly actionGroups?: readonly IActionGroup[];
  /** Whether Azure resolves it once the expression has had no result for `timeToResolve`. @default true */
  readonly autoResolve?: boolean;
  /** ISO 8601. @default PT5M */
  readonly timeToResolve?: string;
  /** @default true */
  readonly enabled?: boolean;
}

/** A rule that stores the result of its expression as a time series. */
export interface PrometheusRecordOptions {
  /** Name of the time series: `cluster:cpu:rate5m`. */
  readonly name: string;
  /** PromQL. */
  readonly expression: string;
  /** Labels added to the time series, or replaced. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default true */
  readonly enabled?: boolean;
}

const DURATION = /^P(?=.)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;

/** A rule of a {@link PrometheusRuleGroup}: one that raises an alert, or one that records a time series. */
export class PrometheusRule {
  /** A rule that raises an alert. */
  public static alert(options: PrometheusAlertOptions): PrometheusRule {
    return new PrometheusRule(options, options);
  }

  /** A rule that records a time series. It has neither severity nor receivers, which azurerm refuses for it. */
  public static record(options: PrometheusRecordOptions): PrometheusRule {
    return new PrometheusRule(options);
  }

  private constructor(
    private readonly options: PrometheusRecordOptions,
    private readonly alertOptions?: PrometheusAlertOptions,
  ) {}

  /**
   * Checks the rule at its place in a group.
   *
   * Sources: azurerm internal/services/monitor/monitor_alert_prometheus_rule_group_resource.go (severity, five actions, nothing empty);
   * prometheus.io/docs/concepts/data_model for names of time series and labels.
   *
   * @internal
   */
  public check(checks: Checks, path: string): void {
    const { name, expression, labels = {} } = this.options;
    const alert = this.alertOptions;
    const isNamed = alert === undefined ? /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) : name.trim() !== '';
    checks
      .that(
        `${path}.name`,
        name,
        isNamed,
        alert === undefined ? 'letters, digits, _ and :, a digit not first' : 'a name that is not blank',
      )
      .that(`${path}.expression`, expression, expression.trim() !== '', 'a PromQL expression');
    Object.keys(labels).forEach((label) =>
      checks.that(
        `${path}.labels`,
        label,
        /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label),
        'names of letters, digits and _, a digit not first',
      ),
    );
    if (alert !== undefined) {
      checkAlert(checks, path, alert);
    }
  }

  /**
   * The rule as azurerm has it.
   *
   * @internal
   */
  public render(actionGroup: IActionGroup | undefined): MonitorAlertPrometheusRuleGroupRule {
    const { name, expression, labels, enabled = true } = this.options;
    const alert = this.alertOptions;
    if (alert === undefined) {
      return { record: name, expression, labels, enabled };
    }
    const receivers = alert.actionGroups ?? (actionGroup === undefined ? [] : [actionGroup]);
    return {
      alert: name,
      expression,
      labels,
      enabled,
      for: alert.for,
      severity: alert.severity ?? 2,
      annotations: alert.annotations,
      alertResolution: { autoResolved: alert.autoResolve ?? true, timeToResolve: alert.timeToResolve ?? 'PT5M' },
      action: receivers.length === 0 ? undefined : receivers.map(({ actionGroupId }) => ({ actionGroupId })),
    };
  }
}

function checkAlert(checks: Checks, path: string, alert: PrometheusAlertOptions): void {
  const { actionGroups = [] } = alert;
  const duration = 'an ISO 8601 duration such as PT10M';
  checks
    .wholeNumber(`${path}.severity`, alert.severity, 0, 4)
    .that(`${path}.for`, alert.for, DURATION.test(alert.for ?? ''), duration)
    .that(`${path}.timeToResolve`, alert.timeToResolve, DURATION.test(alert.timeToResolve ?? ''), duration)
    .that(
      `${path}.actionGroups`,
      actionGroups.length,
      actionGroups.length <= 5,
      'five action groups at most',
      'Put the receivers into fewer groups.',
    );
}
