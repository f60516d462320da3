import { readFileSync } from 'fs';
import { join } from 'path';
import { OPEN_AI_ALERTS } from '../../../../lib/constructs/ai/open-ai-account-alerts';
import { SEARCH_ALERTS } from '../../../../lib/constructs/ai/search-service-alerts';
import { containerAppAlerts } from '../../../../lib/constructs/compute/container-app-alerts';
import { ContainerRegistrySku } from '../../../../lib/constructs/compute/container-registry';
import { containerRegistryAlerts } from '../../../../lib/constructs/compute/container-registry-alerts';
import { KUBERNETES_CLUSTER_ALERTS } from '../../../../lib/constructs/compute/kubernetes-cluster-alerts';
import { COSMOS_ALERTS, COSMOS_MULTI_REGION_ALERTS } from '../../../../lib/constructs/data/cosmos-account-alerts';
import { POSTGRESQL_ALERTS } from '../../../../lib/constructs/data/postgresql-server-alerts';
import { REDIS_CACHE_ALERTS } from '../../../../lib/constructs/data/redis-cache-alerts';
import { STORAGE_ALERTS } from '../../../../lib/constructs/data/storage-account-alerts';
import { APP_CONFIGURATION_ALERTS } from '../../../../lib/constructs/management/app-configuration-alerts';
import {
  EVENT_HUB_ALERTS,
  EVENT_HUB_PREMIUM_ALERTS,
} from '../../../../lib/constructs/messaging/event-hub-namespace-alerts';
import { addBaselineAlerts, type BaselineAlerts } from '../../../../lib/constructs/observability/metric-alert';
import { KEY_VAULT_ALERTS } from '../../../../lib/constructs/security/key-vault-alerts';
import { apiManagementAlerts } from '../../../../lib/constructs/web/api-management-alerts';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { ApiManagementSku } from '../../../../lib/values/api-management-sku';
import { ContainerResources } from '../../../../lib/values/container-resources';
import baseline from '../../../fixtures/baseline-alerts.json';

/** The alerts of a construct, the file that says of what they leave out, and the metrics of which they mean to differ. */
const OURS: readonly [file: string, alerts: BaselineAlerts, different?: readonly string[]][] = [
  ['ai/open-ai-account-alerts.ts', OPEN_AI_ALERTS],
  ['ai/search-service-alerts.ts', SEARCH_ALERTS],
  ['compute/container-app-alerts.ts', containerAppAlerts(ContainerResources.of(0.5, '1Gi')), ['WorkingSetBytes']],
  ['compute/container-registry-alerts.ts', containerRegistryAlerts(ContainerRegistrySku.PREMIUM), ['StorageUsed']],
  ['compute/kubernetes-cluster-alerts.ts', KUBERNETES_CLUSTER_ALERTS],
  ['data/cosmos-account-alerts.ts', { ...COSMOS_ALERTS, ...COSMOS_MULTI_REGION_ALERTS }],
  ['data/postgresql-server-alerts.ts', POSTGRESQL_ALERTS],
  ['data/redis-cache-alerts.ts', REDIS_CACHE_ALERTS],
  ['data/storage-account-alerts.ts', STORAGE_ALERTS],
  ['management/app-configuration-alerts.ts', APP_CONFIGURATION_ALERTS],
  ['messaging/event-hub-namespace-alerts.ts', { ...EVENT_HUB_ALERTS, ...EVENT_HUB_PREMIUM_ALERTS }],
  ['security/key-vault-alerts.ts', KEY_VAULT_ALERTS],
  ['web/api-management-alerts.ts', apiManagementAlerts(ApiManagementSku.DEVELOPER)],
];

interface Criterion {
  readonly metric_namespace: string;
  readonly metric_name: string;
  readonly aggregation: string;
  readonly operator: string;
  readonly threshold: number;
  readonly dimension?: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** Each alert as Azure will judge it, in the words of the fixture. */
function rendered(alerts: BaselineAlerts): { namespace: string; metric: string; text: string }[] {
  const stage = testStage();
  addBaselineAlerts(stage, '/subscriptions/x', alerts, { enabled: true });
  return RenderedStage.of(stage)
    .resources('azurerm_monitor_metric_alert')
    .map((alert) => {
      const [criterion] = alert['criteria'] as [Criterion];
      const { metric_name: metric, aggregation, operator, threshold, dimension = [] } = criterion;
      const dimensions = dimension.map(({ name, values }) => ` [${name}=${values.join(',')}]`).join('');
      return {
        namespace: criterion.metric_namespace,
        metric,
        text: `${metric}: ${aggregation} ${operator} ${threshold}, severity ${alert['severity']}, ${alert['frequency']} over ${alert['window_size']}${dimensions}`,
      };
    });
}

function baselineOf(namespace: string): string[] {
  return (baseline.alerts as Readonly<Record<string, string[]>>)[namespace] ?? [];
}

/** What the comments of a file say, on one line. */
function comments(file: string): string {
  const text = readFileSync(join('lib', 'constructs', file), 'utf8');
  return [...text.matchAll(/\/\*\*.*?\*\//gs)].map(([comment]) => comment).join('\n');
}

describe.each(OURS)('%s', (file, alerts, different = []) => {
  const ours = rendered(alerts);
  const namespaces = Object.keys(baseline.alerts).filter((name) =>
    ours.some(({ namespace }) => name === namespace || name.startsWith(`${namespace}/`)),
  );
  const metricOf = (text: string) => text.split(':')[0] as string;

  const known = ours.filter(({ namespace, metric }) => baselineOf(namespace).some((text) => metricOf(text) === metric));
  const same = known.filter(({ metric }) => !different.includes(metric));

  test('an alert on a metric of the baseline is the same as there', () => {
    const others = same.filter(({ namespace, text }) => !baselineOf(namespace).includes(text));
    expect(others.map(({ text }) => text)).toEqual([]);
  });

  test('what is left out, differs or is added has its reason in a comment', () => {
    const made = same.map(({ namespace, metric }) => `${namespace} ${metric}`);
    const missing = namespaces.flatMap((namespace) =>
      baselineOf(namespace)
        .map(metricOf)
        .filter((metric) => !made.includes(`${namespace} ${metric}`)),
    );
    const added = ours.filter((each) => !known.includes(each)).map(({ metric }) => metric);
    const said = comments(file);
    expect([...missing, ...added].filter((metric) => !said.includes(`\`${metric}\``))).toEqual([]);
  });
});

test('no service of the baseline that is kept for comparison is forgotten', () => {
  const compared = OURS.flatMap(([, alerts]) => Object.values(alerts).map(({ metricNamespace }) => metricNamespace));
  const forgotten = Object.keys(baseline.alerts).filter(
    (name) => !compared.some((namespace) => name === namespace || name.startsWith(`${namespace}/`)),
  );
  expect(forgotten).toEqual([]);
});
