import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const metricNamespace = 'Microsoft.ContainerService/managedClusters';
const { AVERAGE, TOTAL } = MetricAggregation;
const { GREATER_THAN } = MetricOperator;

/**
 * Source: Azure Monitor Baseline Alerts, services/ContainerService/managedClusters. Those on pods that wait for a node and on how much
 * room there is are left out: both are what a scaler brings about as it works.
 */
export const KUBERNETES_CLUSTER_ALERTS: BaselineAlerts = {
  NodeCpu: {
    metricNamespace,
    metricName: 'node_cpu_usage_percentage',
    aggregation: AVERAGE,
    operator: GREATER_THAN,
    threshold: 95,
    severity: 3,
    frequency: 'PT5M',
    description: 'The nodes of the cluster use more than 95 % of their processors.',
  },
  NodeMemory: {
    metricNamespace,
    metricName: 'node_memory_working_set_percentage',
    aggregation: AVERAGE,
    operator: GREATER_THAN,
    threshold: 100,
    severity: 3,
    frequency: 'PT5M',
    description: 'The nodes of the cluster use more memory than they have for pods.',
  },
  NodeDisk: {
    metricNamespace,
    metricName: 'node_disk_usage_percentage',
    aggregation: AVERAGE,
    operator: GREATER_THAN,
    threshold: 80,
    description: 'The disks of the nodes are more than 80 % full.',
  },
  NodeNotReady: {
    metricNamespace,
    metricName: 'kube_node_status_condition',
    aggregation: TOTAL,
    operator: GREATER_THAN,
    threshold: 0,
    dimensions: [{ name: 'status2', values: ['NotReady', 'Unknown'] }],
    severity: 3,
    description: 'A node of the cluster is not ready.',
  },
  FailedPods: {
    metricNamespace,
    metricName: 'kube_pod_status_phase',
    aggregation: AVERAGE,
    operator: GREATER_THAN,
    threshold: 0,
    dimensions: [{ name: 'phase', values: ['Failed'] }],
    severity: 3,
    description: 'Pods in the cluster have failed.',
  },
};
