import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

/**
 * Source: Azure Monitor Baseline Alerts, services/Storage/storageAccounts. Left out are
 *
 * - those of file shares: `Transactions`, on shares that are throttled or read without a name, since the one names values that no
 *   dimension has and the other what an account of ours refuses; and `Availability`, which that of the account contains;
 * - `UsedCapacity`, `BlobCapacity`, `QueueCapacity`, `FileCapacity`, `FileShareCapacityQuota`, `FileShareCount`, `QueueCount`,
 *   `FileShareSnapshotCount`, `Egress`, `Ingress` and `QueueMessageCount`, which measure use;
 * - `SuccessE2ELatency` and `SuccessServerLatency`, which grow with what is read and written.
 */
export const STORAGE_ALERTS: BaselineAlerts = {
  Availability: {
    metricNamespace: 'Microsoft.Storage/storageAccounts',
    metricName: 'Availability',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.LESS_THAN,
    threshold: 100,
    severity: 1,
    window: 'PT1M',
    description: 'Requests to the storage account fail by its own fault.',
  },
};
