import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

const METRIC_NAMESPACE = 'Microsoft.EventHub/namespaces';

const TOTAL_ABOVE = {
  metricNamespace: METRIC_NAMESPACE,
  aggregation: MetricAggregation.TOTAL,
  operator: MetricOperator.GREATER_THAN,
  severity: 3,
};

/**
 * Source: Azure Monitor Baseline Alerts, services/EventHub/namespaces. Left out are `IncomingMessages` and
 * `OutgoingMessages`, which concern one particular hub, `IncomingBytes` and `OutgoingBytes`, which measure use, and
 * `CaptureBacklog`, which depends on how often events are captured.
 */
export const EVENT_HUB_ALERTS: BaselineAlerts = {
  UserErrors: {
    ...TOTAL_ABOVE,
    metricName: 'UserErrors',
    threshold: 5,
    frequency: 'PT5M',
    description: 'Event Hubs refuses requests of clients: they lack access, or ask for what is not there.',
  },
  ServerErrors: {
    ...TOTAL_ABOVE,
    metricName: 'ServerErrors',
    threshold: 5,
    frequency: 'PT5M',
    description: 'Event Hubs fails to answer requests.',
  },
  Throttling: {
    ...TOTAL_ABOVE,
    metricName: 'ThrottledRequests',
    threshold: 0,
    frequency: 'PT5M',
    window: 'PT15M',
    description: 'Event Hubs throttles requests: the namespace has too few units.',
  },
  Quota: {
    ...TOTAL_ABOVE,
    metricName: 'QuotaExceededErrors',
    threshold: 0,
    description: 'Event Hubs refuses requests, because a limit of the namespace is reached.',
  },
};

/** The alerts of Premium, which has processors and memory of its own. */
export const EVENT_HUB_PREMIUM_ALERTS: BaselineAlerts = {
  Processor: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'NamespaceCpuUsage',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN_OR_EQUAL,
    threshold: 80,
    severity: 2,
    frequency: 'PT5M',
    window: 'PT15M',
    description: 'The processors of the Event Hubs namespace are busy 80 % of the time or more.',
  },
  Memory: {
    metricNamespace: METRIC_NAMESPACE,
    metricName: 'NamespaceMemoryUsage',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN_OR_EQUAL,
    threshold: 80,
    severity: 2,
    frequency: 'PT5M',
    window: 'PT15M',
    description: '80 % of the memory of the Event Hubs namespace or more is used.',
  },
};
