import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const ABOVE = {
  metricNamespace: 'Microsoft.DBforPostgreSQL/flexibleServers',
  aggregation: MetricAggregation.AVERAGE,
  operator: MetricOperator.GREATER_THAN,
};

/**
 * The server parameter that enables the metric of the deadlock alert; without it there is none. It takes no restart.
 *
 * Source: learn.microsoft.com/azure/postgresql/flexible-server/concepts-monitoring#enhanced-metrics.
 */
export const DEADLOCK_METRIC = { 'metrics.collector_database_activity': 'on' };

/**
 * Source: Azure Monitor Baseline Alerts, services/DBforPostgreSQL/flexibleServers. Left out are `active_connections`, `iops` and
 * `storage_free`, which depend on the size of the server and of its disk, and `maximum_used_transactionIDs`, whose threshold there is
 * one of bytes.
 */
export const POSTGRESQL_ALERTS: BaselineAlerts = {
  Storage: {
    ...ABOVE,
    metricName: 'storage_percent',
    threshold: 90,
    severity: 2,
    description: 'More than 90 % of the disk of PostgreSQL is used: a full disk makes it read-only.',
  },
  Processor: {
    ...ABOVE,
    metricName: 'cpu_percent',
    threshold: 90,
    severity: 2,
    description: 'The processors of PostgreSQL are busy more than 90 % of the time.',
  },
  Memory: {
    ...ABOVE,
    metricName: 'memory_percent',
    threshold: 90,
    severity: 2,
    description: 'More than 90 % of the memory of PostgreSQL is used.',
  },
  DiskOperations: {
    ...ABOVE,
    metricName: 'disk_iops_consumed_percentage',
    threshold: 90,
    severity: 2,
    frequency: 'PT5M',
    description: 'PostgreSQL uses more than 90 % of the operations that its disk can do.',
  },
  FailedConnections: {
    ...ABOVE,
    metricName: 'connections_failed',
    aggregation: MetricAggregation.TOTAL,
    threshold: 5,
    severity: 3,
    description:
      'PostgreSQL has refused more than five connections: clients lack a role or a token, or somebody is trying.',
  },
  Alive: {
    ...ABOVE,
    metricName: 'is_db_alive',
    aggregation: MetricAggregation.MAXIMUM,
    operator: MetricOperator.LESS_THAN,
    threshold: 1,
    severity: 1,
    frequency: 'PT15M',
    window: 'PT15M',
    description: 'PostgreSQL has not answered for 15 minutes.',
  },
  Deadlocks: {
    ...ABOVE,
    metricName: 'deadlocks',
    aggregation: MetricAggregation.TOTAL,
    threshold: 1,
    severity: 3,
    description: 'Transactions of PostgreSQL wait for one another: it ends one of them with an error.',
  },
};

/**
 * Source: learn.microsoft.com/azure/postgresql/read-replica/concepts-read-replicas#monitor-replication (five minutes), and its table of
 * metrics.
 */
export const POSTGRESQL_REPLICA_ALERTS: BaselineAlerts = {
  ReplicationLag: {
    ...ABOVE,
    metricName: 'physical_replication_delay_in_seconds',
    aggregation: MetricAggregation.MAXIMUM,
    threshold: 300,
    severity: 2,
    description:
      'The replica of PostgreSQL is more than five minutes behind its primary: a forced promotion would lose that.',
  },
};
