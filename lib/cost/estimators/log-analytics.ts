import { type CostComponent, type Estimator } from '../estimator';
import { range, times } from '../range';
import { blocks, number, text } from '../../synthesized/values';

/** Days for which logs are kept at no charge, and for which Application Insights keeps its own. */
const FREE_DAYS = 31;
const FREE_DAYS_OF_INSIGHTS = 90;
const DAYS = 30;

/** A workspace: what is ingested into it, other than by Application Insights, and what is kept for longer than a month. */
export const logAnalyticsWorkspace: Estimator<'gbIngested'> = {
  types: ['azurerm_log_analytics_workspace'],
  usage: {
    gbIngested: {
      description: 'Logs of platform and containers; daily_quota_gb limits it',
      unit: 'GB/month',
      default: range(1, 20),
    },
  },
  estimate({ values }, usage) {
    const sku = text(values, 'sku') ?? 'PerGB2018';
    if (sku !== 'PerGB2018') {
      return { components: [], notPriced: [`logs of the sku ${sku}`] };
    }
    const quota = number(values, 'daily_quota_gb') ?? -1;
    const most = quota > 0 ? quota * DAYS : Infinity;
    const gb = { low: Math.min(usage.gbIngested.low, most), high: Math.min(usage.gbIngested.high, most) };
    const further = Math.max(0, (number(values, 'retention_in_days') ?? DAYS) - FREE_DAYS);
    const components: CostComponent[] = [{ name: 'Logs ingested', quantity: gb, price: 'logAnalytics.PerGB2018' }];
    return {
      components:
        further === 0
          ? components
          : [
              ...components,
              {
                name: `Logs kept for ${further} days more`,
                quantity: times(gb, further / DAYS),
                price: 'logAnalytics.retention',
              },
            ],
    };
  },
};

/** A table whose logs are kept beyond the time of analytics. */
export const logAnalyticsTable: Estimator<'gbIngested'> = {
  types: ['azurerm_log_analytics_workspace_table'],
  usage: {
    gbIngested: {
      description: 'Logs of the table that are kept for long; their ingestion is counted at the workspace',
      unit: 'GB/month',
      default: range(0.1, 1),
    },
  },
  estimate({ values }, { gbIngested }) {
    const [retention, total] = [number(values, 'retention_in_days'), number(values, 'total_retention_in_days')];
    const further = Math.max(0, (total ?? 0) - (retention ?? DAYS));
    return further === 0
      ? { components: [] }
      : {
          components: [
            {
              name: `Long-term retention, ${further} days`,
              quantity: times(gbIngested, further / DAYS),
              price: 'logAnalytics.archive',
            },
          ],
        };
  },
};

/** Application Insights: the telemetry of the apps; daily_data_cap_in_gb limits it. */
export const applicationInsights: Estimator<'gbIngested'> = {
  types: ['azurerm_application_insights'],
  usage: {
    gbIngested: { description: 'Telemetry of the apps', unit: 'GB/month', default: range(0.5, 10) },
  },
  estimate({ values }, usage) {
    const most = (number(values, 'daily_data_cap_in_gb') ?? Infinity) * DAYS;
    const gb = { low: Math.min(usage.gbIngested.low, most), high: Math.min(usage.gbIngested.high, most) };
    const further = Math.max(0, (number(values, 'retention_in_days') ?? FREE_DAYS_OF_INSIGHTS) - FREE_DAYS_OF_INSIGHTS);
    const components: CostComponent[] = [{ name: 'Telemetry ingested', quantity: gb, price: 'appInsights.ingestion' }];
    return {
      components:
        further === 0
          ? components
          : [
              ...components,
              {
                name: `Telemetry kept for ${further} days more`,
                quantity: times(gb, further / DAYS),
                price: 'logAnalytics.retention',
              },
            ],
    };
  },
};

/** A diagnostic setting: what goes to Log Analytics is paid for there, and what is exported to a storage account or an event hub here. */
export const diagnosticSetting: Estimator<'gbExported'> = {
  types: ['azurerm_monitor_diagnostic_setting'],
  usage: {
    gbExported: {
      description: 'Platform logs that go to a storage account or an event hub',
      unit: 'GB/month',
      default: range(0.1, 5),
    },
  },
  estimate: ({ values }, { gbExported }) => ({
    components: ['storage_account_id', 'eventhub_authorization_rule_id', 'partner_solution_id'].some(
      (target) => values[target] !== undefined && values[target] !== null,
    )
      ? [{ name: 'Platform logs exported', quantity: gbExported, price: 'monitor.platformLogs' }]
      : [],
  }),
};

/** A data collection rule: the samples of Prometheus that it forwards; logs are paid for at the workspace. */
export const dataCollectionRule: Estimator<'millionSamples'> = {
  types: ['azurerm_monitor_data_collection_rule'],
  usage: {
    millionSamples: {
      description: 'Prometheus samples of a cluster',
      unit: 'million/month',
      default: range(200, 2000),
    },
  },
  estimate({ values }, { millionSamples }) {
    const isPrometheus = blocks(values, 'data_flow').some(
      ({ streams }) => Array.isArray(streams) && streams.includes('Microsoft-PrometheusMetrics'),
    );
    return {
      components: isPrometheus
        ? [{ name: 'Prometheus samples ingested', quantity: times(millionSamples, 0.1), price: 'prometheus.samples' }]
        : [],
    };
  },
};
