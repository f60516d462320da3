import { type ApiManagementSku } from '../../values/api-management-sku';
import {
  type BaselineAlerts,
  MetricAggregation,
  MetricOperator,
  type MetricThreshold,
} from '../observability/metric-alert';

/**
 * Source: Azure Monitor Baseline Alerts, services/ApiManagement/service. Those that fire on a single failed or unauthorized request
 * (`FailedRequests`, `UnauthorizedRequests`) are left out, because every gateway on the Internet has them all day, and so are those
 * that fire on any request at all (`Requests`, `TotalRequests`).
 *
 * The v2 tiers and Consumption have no metric `Capacity`.
 */
export function apiManagementAlerts(sku: ApiManagementSku): BaselineAlerts {
  return {
    ...(sku.isClassic && {
      Capacity: above('Capacity', 80, 'The units of the API Management service are more than 80 % busy.'),
    }),
    Duration: above('Duration', 3000, 'Calls through the gateway take more than 3 seconds on average.'),
    BackendDuration: above('BackendDuration', 10_000, 'The back ends take more than 10 seconds on average.'),
  };
}

function above(metricName: string, threshold: number, description: string): MetricThreshold {
  return {
    metricNamespace: 'Microsoft.ApiManagement/service',
    metricName,
    aggregation: MetricAggregation.AVERAGE,
    operator: MetricOperator.GREATER_THAN,
    threshold,
    severity: 3,
    description,
  };
}
