import { type BaselineAlerts, MetricAggregation, MetricOperator } from '../observability/metric-alert';
import { type ContainerRegistrySku } from './container-registry';

const GIBIBYTE = 2 ** 30;

/** Source of the sizes: docs container-registry-skus. */
const INCLUDED_STORAGE: Readonly<Record<`${ContainerRegistrySku}`, number>> = {
  Basic: 10 * GIBIBYTE,
  Standard: 100 * GIBIBYTE,
  Premium: 500 * GIBIBYTE,
};

/**
 * Source: Azure Monitor Baseline Alerts, services/ContainerRegistry/registries, whose 400 GiB of `StorageUsed` are 80 % of
 * what Premium includes; here it is 80 % of what the SKU does. `SuccessfulPullCount` and `SuccessfulPushCount` measure use,
 * not failures, and are left out.
 */
export function containerRegistryAlerts(sku: ContainerRegistrySku): BaselineAlerts {
  return {
    StorageUsed: {
      metricNamespace: 'Microsoft.ContainerRegistry/registries',
      metricName: 'StorageUsed',
      aggregation: MetricAggregation.AVERAGE,
      operator: MetricOperator.GREATER_THAN,
      threshold: 0.8 * INCLUDED_STORAGE[sku],
      severity: 3,
      frequency: 'PT5M',
      window: 'PT1H',
      description: `The registry holds more than 80 % of the storage that ${sku} includes.`,
    },
  };
}
