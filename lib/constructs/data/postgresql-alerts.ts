import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const ABOVE = {
  metricNamespace: 'Microsoft.DBforPostgreSQL/flexibleServers',
  aggregation: MetricAggregation.AVERAGE,
  operator: MetricOperator.GREATER_THAN,
};

/** Source: Azure Monitor Baseline Alerts, services/DBforPostgreSQL/flexibleServers, those that fit every size of server. */
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
