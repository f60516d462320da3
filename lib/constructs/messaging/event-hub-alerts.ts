import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const METRIC_NAMESPACE = 'Microsoft.EventHub/namespaces';

/** Source: Azure Monitor Baseline Alerts, services/EventHub/namespaces, those with a fixed threshold that fits every system. */
export const EVENT_HUB_ALERTS: BaselineAlerts = {
  UserErrors: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'UserErrors',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold: 0,
    severity: 1,
    description: 'Event Hubs refuses requests of clients: they lack access, or ask for what is not there.',
  },
};

/** The alerts of Premium, which has processors and memory of its own. */
export const EVENT_HUB_PREMIUM_ALERTS: BaselineAlerts = {
  Processor: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'NamespaceCpuUsage',
    aggregation: MetricAggregation.MAXIMUM,
    operator: MetricOperator.GREATER_THAN,
    threshold: 70,
    severity: 2,
    frequency: 'PT15M',
    description: 'The processors of the Event Hubs namespace are busy more than 70 % of the time.',
  },
  Memory: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'NamespaceMemoryUsage',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN_OR_EQUAL,
    threshold: 80,
    severity: 3,
    frequency: 'PT5M',
    window: 'PT15M',
    description: 'More than 80 % of the memory of the Event Hubs namespace is used.',
  },
};
