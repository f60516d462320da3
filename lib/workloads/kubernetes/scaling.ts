import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { type ClusterOptions } from '../cluster-options';
import { type ScalingTrigger } from '../scaling-trigger';
import { type Service } from '../service';
import { type Scaling } from '../service-options';
import { customObject } from './manifest-writer';

const KEDA = 'keda.sh/v1alpha1';

/** Adds what changes the number of replicas: a HorizontalPodAutoscaler, or a ScaledObject of KEDA where a queue or requests count. */
export function addAutoscaling(chart: Chart, namespace: string, service: Service, cluster: ClusterOptions): void {
  const { scaling } = service;
  if (scaling === undefined) {
    return;
  }
  const triggers = [scaling.queueDepth, scaling.requestRate].filter((each) => each !== undefined);
  if (triggers.length > 0) {
    addScaledObject(chart, namespace, service, { scaling, triggers, cluster });
  } else {
    addAutoscaler(chart, namespace, service, scaling);
  }
}

function addAutoscaler(chart: Chart, namespace: string, { name }: Service, scaling: Scaling): void {
  new k8s.KubeHorizontalPodAutoscalerV2(chart, 'HorizontalPodAutoscaler', {
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: scaling.minReplicas,
      maxReplicas: scaling.maxReplicas,
      metrics: uses(scaling).map(([resource, averageUtilization]) => ({
        type: 'Resource',
        resource: { name: resource, target: { type: 'Utilization', averageUtilization } },
      })),
    },
  });
}

/** Bounds of a service, and the numbers that KEDA reads for it. */
interface ScaledByTriggers {
  readonly scaling: Scaling;
  readonly triggers: readonly ScalingTrigger[];
  readonly cluster: ClusterOptions;
}

/** Sources: keda.sh/docs/latest/reference/scaledobject-spec, keda.sh/docs/latest/authentication-providers/azure-ad-workload-identity. */
function addScaledObject(
  chart: Chart,
  namespace: string,
  { name }: Service,
  { scaling, triggers, cluster }: ScaledByTriggers,
): void {
  customObject(
    chart,
    { apiVersion: KEDA, kind: 'TriggerAuthentication' },
    { name, namespace },
    {
      podIdentity: { provider: 'azure-workload', identityId: cluster.identities?.[name] },
    },
  );
  customObject(
    chart,
    { apiVersion: KEDA, kind: 'ScaledObject' },
    { name, namespace },
    {
      scaleTargetRef: { name },
      minReplicaCount: scaling.minReplicas,
      maxReplicaCount: scaling.maxReplicas,
      triggers: [
        ...triggers.map(({ trigger, metadata }) => ({ type: trigger, metadata, authenticationRef: { name } })),
        ...uses(scaling).map(([type, percent]) => ({
          type,
          metricType: 'Utilization',
          metadata: { value: `${percent}` },
        })),
      ],
    },
  );
}

function uses({ cpuPercent, memoryPercent }: Scaling): (readonly [string, number])[] {
  return [
    ...(cpuPercent === undefined ? [] : [['cpu', cpuPercent] as const]),
    ...(memoryPercent === undefined ? [] : [['memory', memoryPercent] as const]),
  ];
}
