import { type ContainerResources } from '../../values/container-resources';
import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const GIB = 2 ** 30;

/**
 * The alerts of an app.
 *
 * Source: Azure Monitor Baseline Alerts, services/App/containerApps. Their threshold for memory, `WorkingSetBytes`, is a
 * fixed number of bytes; here it is 90 % of what a replica has. Those for processor use and replicas, `UsageNanoCores` and
 * `Replicas`, indicate nothing for an app that scales, down to zero, and are left out.
 */
export function containerAppAlerts(replica: ContainerResources): BaselineAlerts {
  const metricNamespace = 'Microsoft.App/containerApps';
  return {
    Restarts: {
      metricNamespace,
      metricName: 'RestartCount',
      aggregation: MetricAggregation.MAXIMUM,
      operator: MetricOperator.GREATER_THAN,
      threshold: 3,
      description: 'A replica of the container app was restarted more than three times.',
    },
    Memory: {
      metricNamespace,
      metricName: 'WorkingSetBytes',
      aggregation: MetricAggregation.AVERAGE,
      operator: MetricOperator.GREATER_THAN,
      threshold: Math.floor(replica.memoryGib * GIB * 0.9),
      description: 'Replicas of the container app use more than 90 % of their memory.',
    },
  };
}
