import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const METRIC_NAMESPACE = 'Microsoft.DocumentDB/databaseAccounts';

/**
 * Source: Azure Monitor Baseline Alerts, services/DocumentDB/databaseAccounts. Left out are
 *
 * - `TotalRequests`, `DataUsage` and `MongoRequests`, whose thresholds Azure learns: this construct has fixed ones;
 * - `TotalRequestUnits`, `ProvisionedThroughput` and `ServerSideLatency`, which depend on what is stored and asked;
 * - `RemoveRegion`, `SqlContainerDelete` and `SqlDatabaseDelete`, which as they are written (0 or more) fire at all times;
 * - `ReplicationLatency`, which accounts in one region do not have: {@link COSMOS_MULTI_REGION_ALERTS}.
 */
export const COSMOS_ALERTS: BaselineAlerts = {
  Availability: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'ServiceAvailability',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.LESS_THAN,
    threshold: 99.9,
    severity: 2,
    // The metric has a value every hour.
    window: 'PT1H',
    description: 'Fewer than 99.9 % of the requests to Cosmos DB succeeded in the last hour.',
  },
  Throughput: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'NormalizedRUConsumption',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 70,
    severity: 3,
    description: 'A partition of Cosmos DB uses more than 70 % of its throughput: soon requests are throttled.',
  },
  RegionFailover: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'RegionFailover',
    aggregation: MetricAggregation.COUNT,
    operator: MetricOperator.GREATER_THAN,
    threshold: 0,
    severity: 2,
    description: 'Cosmos DB failed over to another region.',
  },
  OfflineRegion: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'OfflineRegion',
    aggregation: MetricAggregation.COUNT,
    operator: MetricOperator.GREATER_THAN,
    threshold: 0,
    severity: 3,
    description: 'A region of Cosmos DB was taken offline.',
  },
  AccountKeys: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'UpdateAccountKeys',
    aggregation: MetricAggregation.COUNT,
    operator: MetricOperator.GREATER_THAN,
    threshold: 0,
    dimensions: [{ name: 'KeyType', values: ['*'] }],
    severity: 2,
    frequency: 'PT5M',
    description: 'A key of the Cosmos DB account was changed.',
  },
};

/** The alert of an account in several regions. Source: the same. */
export const COSMOS_MULTI_REGION_ALERTS: BaselineAlerts = {
  ReplicationLatency: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'ReplicationLatency',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 5000,
    severity: 3,
    frequency: 'PT5M',
    window: 'PT15M',
    description: 'What is written to Cosmos DB takes more than 5 seconds to reach its other regions.',
  },
};
