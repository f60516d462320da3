import { type Construct } from 'constructs';
import { type IKubernetesCluster } from '../../lib/constructs/compute/kubernetes-cluster-base';
import { type IMonitorWorkspace } from '../../lib/constructs/observability/monitor-workspace';
import { PrometheusRule } from '../../lib/constructs/observability/prometheus-rule';
import { PrometheusRuleGroup } from '../../lib/constructs/observability/prometheus-rule-group';
import { NAMESPACE } from './service-identities';

const SERVICES = `namespace="${NAMESPACE}"`;

/**
 * Adds the alerts of the reference design on the services of a cluster: high error rates, increased latency, database connection issues,
 * quota exceeded, service down. The services export the metrics, all but those of Kubernetes.
 */
export function addApplicationAlerts(
  scope: Construct,
  { workspace, cluster }: { readonly workspace: IMonitorWorkspace; readonly cluster: IKubernetesCluster },
): PrometheusRuleGroup {
  return new PrometheusRuleGroup(scope, 'ApplicationAlerts', { workspace, cluster, rules: RULES });
}

const RULES: readonly PrometheusRule[] = [
  PrometheusRule.alert({
    name: 'HighErrorRate',
    expression: `sum(rate(http_requests_total{${SERVICES},status=~"5.."}[5m])) / sum(rate(http_requests_total{${SERVICES}}[5m])) > 0.05`,
    for: 'PT5M',
    severity: 1,
    annotations: { summary: 'More than 5% of the requests fail.' },
  }),
  PrometheusRule.alert({
    name: 'IncreasedLatency',
    expression: `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{${SERVICES}}[5m]))) > 2`,
    for: 'PT10M',
    annotations: { summary: 'One request in twenty takes more than 2 seconds.' },
  }),
  PrometheusRule.alert({
    name: 'DatabaseConnections',
    expression: `max by (pod) (database_pool_connections_in_use{${SERVICES}} / database_pool_connections_max{${SERVICES}}) > 0.9`,
    for: 'PT5M',
    severity: 1,
    annotations: { summary: '{{ $labels.pod }} uses more than 90% of its connections to the database.' },
  }),
  PrometheusRule.alert({
    name: 'DatabaseErrors',
    expression: `sum by (pod) (rate(database_connection_errors_total{${SERVICES}}[5m])) > 0`,
    for: 'PT5M',
    severity: 1,
    annotations: { summary: '{{ $labels.pod }} fails to connect to the database.' },
  }),
  PrometheusRule.alert({
    name: 'TenantQuotaExceeded',
    expression: `max by (tenant, quota) (tenant_quota_used_ratio{${SERVICES}}) >= 1`,
    severity: 3,
    annotations: { summary: 'Tenant {{ $labels.tenant }} has used up its quota {{ $labels.quota }}.' },
  }),
  PrometheusRule.alert({
    name: 'NamespaceQuotaExceeded',
    expression:
      'max by (namespace, resource) (kube_resourcequota{type="used"} / ignoring(type) kube_resourcequota{type="hard"}) > 0.95',
    for: 'PT10M',
    severity: 3,
    annotations: { summary: 'Namespace {{ $labels.namespace }} uses more than 95% of {{ $labels.resource }}.' },
  }),
  PrometheusRule.alert({
    name: 'ServiceDown',
    expression: `max by (deployment) (kube_deployment_status_replicas_available{${SERVICES}}) == 0`,
    for: 'PT2M',
    severity: 0,
    annotations: { summary: 'No replica of {{ $labels.deployment }} is available.' },
  }),
];
