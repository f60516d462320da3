import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const metricNamespace = 'Microsoft.ContainerService/managedClusters';
const { AVERAGE, TOTAL } = MetricAggregation;
const { GREATER_THAN } = MetricOperator;

/**
 * Source: Azure Monitor Baseline Alerts, services/ContainerService/managedClusters. Left out are
 *
 * - `cluster_autoscaler_unschedulable_pods_count`, `kube_node_status_allocatable_memory_bytes` and
 *   `kube_node_status_allocatable_cpu_cores`: pods that wait for a node and little room are what a scaler brings about as it works;
 * - `node_memory_rss_percentage`, a part of what `node_memory_working_set_percentage` watches;
 * - `kube_pod_status_ready`, whose average is below one as soon as a single job has ended.
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
  Autoscaler: {
    metricNamespace,
    metricName: 'cluster_autoscaler_cluster_safe_to_autoscale',
    aggregation: AVERAGE,
    operator: MetricOperator.LESS_THAN,
    threshold: 1,
    severity: 3,
    description: 'The autoscaler of the cluster has stopped, because too many nodes are not ready.',
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
