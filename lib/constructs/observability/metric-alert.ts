import { MonitorMetricAlert } from '@cdktf/provider-azurerm/lib/monitor-metric-alert';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { place, type PlacementProps } from '../placement';
import { type IActionGroup } from './action-group';

/** Aggregation of the values in a window. */
export enum MetricAggregation {
  AVERAGE = 'Average',
  COUNT = 'Count',
  MAXIMUM = 'Maximum',
  MINIMUM = 'Minimum',
  TOTAL = 'Total',
}

/** Comparison of the value with the threshold. */
export enum MetricOperator {
  EQUALS = 'Equals',
  GREATER_THAN = 'GreaterThan',
  GREATER_THAN_OR_EQUAL = 'GreaterThanOrEqual',
  LESS_THAN = 'LessThan',
  LESS_THAN_OR_EQUAL = 'LessThanOrEqual',
}

/** Values of a metric that alone are looked at, such as those of the pods in one phase. */
export interface MetricDimension {
  readonly name: string;
  readonly values: readonly string[];
}

/** A threshold on one metric. */
export interface MetricThreshold {
  /** Such as `Microsoft.Cache/redisEnterprise`. */
  readonly metricNamespace: string;
  readonly metricName: string;
  readonly aggregation: MetricAggregation;
  readonly operator: MetricOperator;
  readonly threshold: number;
  /** Each combination of their values is judged for itself. @default none: all values together */
  readonly dimensions?: readonly MetricDimension[];
  /** Description of the alert, for its receivers. */
  readonly description: string;
  /** 0 (critical) to 4 (verbose). @default 2 */
  readonly severity?: number;
  /** Frequency of evaluation, ISO 8601: PT1M, PT5M, PT15M, PT30M, PT1H. @default PT1M */
  readonly frequency?: string;
  /**
   * Over what time, ISO 8601: PT1M, PT5M, PT15M, PT30M, PT1H, PT6H, PT12H, P1D; no shorter than the frequency.
   *
   * @default PT5M, or the frequency when that is longer
   */
  readonly window?: string;
  /** Whether azurerm skips the check that the metric exists, which fails for a resource that has emitted none. @default true */
  readonly skipMetricValidation?: boolean;
}

export interface MetricAlertProps extends MetricThreshold, Pick<PlacementProps, 'name' | 'resourceGroup' | 'tags'> {
  /** Id of the resource that is watched. */
  readonly targetResourceId: string;
  /** Action group to notify. @default that of the stage, or none */
  readonly actionGroup?: IActionGroup;
}

/** An alert on a metric of one resource. */
export class MetricAlert extends Construct {
  public readonly metricAlertId: string;

  constructor(scope: Construct, id: string, props: MetricAlertProps) {
    super(scope, id);
    check(this, props);
    const frequency = props.frequency ?? 'PT1M';
    const { name, resourceGroupName, tags } = place(this, 'azurerm_monitor_metric_alert', props);
    const actionGroup = props.actionGroup ?? AzureContext.of(this).defaults.actionGroup;
    this.metricAlertId = new MonitorMetricAlert(this, 'Resource', {
      name,
      resourceGroupName,
      tags,
      scopes: [props.targetResourceId],
      description: props.description,
      severity: props.severity ?? 2,
      frequency,
      windowSize: props.window ?? (WINDOWS.indexOf(frequency) > WINDOWS.indexOf('PT5M') ? frequency : 'PT5M'),
      criteria: [
        {
          metricNamespace: props.metricNamespace,
          metricName: props.metricName,
          aggregation: props.aggregation,
          operator: props.operator,
          threshold: props.threshold,
          dimension: props.dimensions?.map(({ name: dimension, values }) => ({
            name: dimension,
            operator: 'Include',
            values: [...values],
          })),
          skipMetricValidation: props.skipMetricValidation ?? true,
        },
      ],
      action: actionGroup === undefined ? undefined : [{ actionGroupId: actionGroup.actionGroupId }],
    }).id;
  }
}

/** Whether a construct makes the alerts that its resource usually has. */
export interface BaselineAlertsOptions {
  /** @default true where the stage has an action group (a system creates one when it has an e-mail address) */
  readonly enabled?: boolean;
  /** Action group to notify. @default that of the stage */
  readonly actionGroup?: IActionGroup;
}

/** The thresholds of a resource, by the id of their alert. */
export type BaselineAlerts = Readonly<Record<string, MetricThreshold>>;

/** Whether a resource gets its alerts: by default, where there is an action group. */
export function hasBaselineAlerts(resource: Construct, options: BaselineAlertsOptions = {}): boolean {
  const actionGroup = options.actionGroup ?? AzureContext.of(resource).defaults.actionGroup;
  return options.enabled ?? actionGroup !== undefined;
}

/** Adds the baseline alerts of a resource, where there is an action group. */
export function addBaselineAlerts(
  resource: Construct,
  targetResourceId: string,
  alerts: BaselineAlerts,
  options: BaselineAlertsOptions = {},
): void {
  if (!hasBaselineAlerts(resource, options)) {
    return;
  }
  const actionGroup = options.actionGroup ?? AzureContext.of(resource).defaults.actionGroup;
  for (const [id, threshold] of Object.entries(alerts)) {
    new MetricAlert(resource, `Alert-${id}`, { ...threshold, targetResourceId, actionGroup });
  }
}

/** Windows that azurerm accepts, in ascending order; the first five are frequencies too. */
const WINDOWS = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'];
const FREQUENCIES = WINDOWS.slice(0, 5);

/**
 * Source: azurerm internal/services/monitor/monitor_metric_alert_resource.go; that the window is no shorter than the frequency is
 * Azure's own rule, which only an apply would meet.
 */
function check(construct: MetricAlert, props: MetricAlertProps): void {
  const { frequency = 'PT1M', window } = props;
  const known = FREQUENCIES.includes(frequency) && window !== undefined && WINDOWS.includes(window);
  new Checks(construct)
    .wholeNumber('severity', props.severity, 0, 4)
    .oneOf('frequency', props.frequency, FREQUENCIES)
    .oneOf('window', window, WINDOWS)
    .together(
      !known || WINDOWS.indexOf(window) >= WINDOWS.indexOf(frequency),
      `window: ${window} is shorter than the frequency ${frequency}, so some values would never be evaluated`,
      'Widen the window, or evaluate more often.',
    )
    .done();
}
