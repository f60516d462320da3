import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { sha256 } from '../../values/sha256';
import { type ClusterOptions } from '../cluster-options';
import { type Service } from '../service';
import { type Rollout } from '../service-options';
import { selectorOf } from './labels';
import { customObject } from './manifest-writer';
import { PEER_AUTHENTICATION } from './namespace';
import { podOf } from './pod';
import { addAutoscaling } from './scaling';
import { addVerticalScaling } from './vertical-scaling';

/** Adds what runs a service all the time: Deployment, Service, scaling, disruption budget, metrics. */
export function addDeployment(chart: Chart, namespace: string, service: Service, cluster: ClusterOptions): void {
  const { name, port, rollout } = service;
  new k8s.KubeDeployment(chart, 'Deployment', {
    metadata: { name, namespace, labels: selectorOf(service) },
    spec: {
      // Flux would set a number back that the autoscaler has changed.
      replicas: service.scaling === undefined ? service.replicas : undefined,
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorOf(service) },
      strategy: { type: 'RollingUpdate', rollingUpdate: paceOf(rollout) },
      template: spread(podOf(service, cluster), service),
    },
  });
  if (port !== undefined) {
    new k8s.KubeService(chart, 'Service', {
      metadata: { name, namespace, labels: selectorOf(service) },
      spec: {
        type: 'ClusterIP',
        selector: selectorOf(service),
        ports: [{ name: 'http', port, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }],
      },
    });
  }
  // A share rounds up, so that nodes can be drained whatever the number of replicas is.
  new k8s.KubePodDisruptionBudget(chart, 'PodDisruptionBudget', {
    metadata: { name, namespace },
    spec: { selector: { matchLabels: selectorOf(service) }, maxUnavailable: k8s.IntOrString.fromString('25%') },
  });
  addAutoscaling(chart, namespace, service, cluster);
  addVerticalScaling(chart, namespace, service);
  addPodMonitor(chart, namespace, service, cluster);
}

/** Adds the job of a service that runs once for each version. */
export function addJob(chart: Chart, namespace: string, service: Service, cluster: ClusterOptions): void {
  const template = podOf(service, cluster, { restartPolicy: 'Never', withoutMesh: true });
  const digest = sha256(JSON.stringify(template)).toString('hex').slice(0, 8);
  // The template of a job cannot change, so another version is another job. It is not removed after its end: Flux would make it again, and so run it again.
  new k8s.KubeJob(chart, 'Job', {
    metadata: {
      name: `${service.name}-${digest}`,
      namespace,
      labels: selectorOf(service),
      annotations: { 'kustomize.toolkit.fluxcd.io/force': 'Enabled' },
    },
    spec: { backoffLimit: 3, activeDeadlineSeconds: 1800, template },
  });
}

/** Adds the job of a service that runs on a schedule. */
export function addCronJob(chart: Chart, namespace: string, service: Service, cluster: ClusterOptions): void {
  new k8s.KubeCronJob(chart, 'CronJob', {
    metadata: { name: service.name, namespace, labels: selectorOf(service) },
    spec: {
      schedule: service.runs.schedule ?? '',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 3,
          template: podOf(service, cluster, { restartPolicy: 'Never', withoutMesh: true }),
        },
      },
    },
  });
}

/** Spreads replicas over zones and nodes where it can: a zone that is down must not keep them from starting elsewhere. */
function spread(template: k8s.PodTemplateSpec, service: Service): k8s.PodTemplateSpec {
  const constraints = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorOf(service) },
  }));
  const { containers = [], ...spec } = template.spec ?? { containers: [] };
  return { ...template, spec: { ...spec, containers, topologySpreadConstraints: constraints } };
}

function paceOf({ maxUnavailable, maxSurge }: Required<Rollout>): k8s.RollingUpdateDeployment {
  const pace = (text: string) =>
    text.endsWith('%') ? k8s.IntOrString.fromString(text) : k8s.IntOrString.fromNumber(Number(text));
  return { maxUnavailable: pace(maxUnavailable), maxSurge: pace(maxSurge) };
}

/**
 * Metrics for Managed Prometheus.
 *
 * Its collector is not in the mesh, so the port of the metrics takes connections without mutual TLS there.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd, with the limits that its template sets.
 */
function addPodMonitor(chart: Chart, namespace: string, service: Service, cluster: ClusterOptions): void {
  const { name, metrics, port } = service;
  if (metrics === undefined) {
    return;
  }
  const { path = '/metrics', intervalSeconds = 30 } = metrics;
  const isOwnPort = metrics.port !== undefined && metrics.port !== port;
  customObject(
    chart,
    { apiVersion: 'azmonitoring.coreos.com/v1', kind: 'PodMonitor' },
    { name, namespace },
    {
      labelLimit: 63,
      labelNameLengthLimit: 511,
      labelValueLengthLimit: 1023,
      selector: { matchLabels: selectorOf(service) },
      podMetricsEndpoints: [{ port: isOwnPort ? 'metrics' : 'http', path, interval: `${intervalSeconds}s` }],
    },
  );
  if (cluster.mesh !== undefined && metrics.port !== undefined) {
    customObject(
      chart,
      PEER_AUTHENTICATION,
      { name, namespace },
      {
        selector: { matchLabels: selectorOf(service) },
        mtls: { mode: 'STRICT' },
        portLevelMtls: { [metrics.port]: { mode: 'PERMISSIVE' } },
      },
    );
  }
}
