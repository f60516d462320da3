import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';

/**
 * The alert of an Azure OpenAI account.
 *
 * The Azure Monitor Baseline Alerts (services/CognitiveServices/accounts) watch `SuccessRate`, which the metrics reference says not to
 * use for Azure OpenAI: the threshold is theirs, the metric the one for OpenAI. Left out are
 *
 * - `TotalErrors`, `ServerErrors` and `ClientErrors`, which count what `AzureOpenAIAvailabilityRate` weighs, and fire on one request;
 * - `TotalCalls`, `TokenTransaction` and `BlockedCalls`, which tell of use, or of limits that clients are to meet and wait for;
 * - `Latency` and `AzureOpenAITimeToResponse`: 90 and 200 milliseconds are less than any answer of a large model takes;
 * - `AzureOpenAIContextTokensCacheMatchRate`, which is better the higher it is;
 * - `AzureOpenAIProvisionedManagedUtilizationV2`, a metric of provisioned throughput alone.
 */
export const OPEN_AI_ALERTS: BaselineAlerts = {
  Availability: {
    metricNamespace: 'Microsoft.CognitiveServices/accounts',
    metricName: 'AzureOpenAIAvailabilityRate',
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.LESS_THAN,
    threshold: 99.9,
    severity: 3,
    description: 'More than 1 in 1000 calls of Azure OpenAI fail with a server error.',
  },
};
