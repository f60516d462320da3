import { type ContainerResources } from '../../values/container-resources';
import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const GIB = 2 ** 30;

/**
 * The alerts of an app.
 *
 * Source: Azure Monitor Baseline Alerts, services/App/containerApps. Its threshold for memory is a fixed number of bytes; here it is
 * 90 % of what a replica has. Its thresholds for processor use and replicas say nothing of an app that scales, and are left out.
 */
export function containerAppAlerts(replica: ContainerResources): BaselineAlerts {
  const metricNamespace = 'Microsoft.App/containerApps';
  return {
    Restarts: {
      metricNamespace,
      metricName: 'RestartCount',
      aggregation: MetricAggregation.MAXIMUM,
      operator: MetricOperator.GREATER_THAN,
      threshold: 2,
      description: 'A replica of the container app was restarted more than twice.',
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
