import { k8s } from 'cdk8s-plus-34';
import { quote, ValueError } from '../../errors';
import { ContainerImage } from '../../values/container-image';
import { type ClusterOptions } from '../cluster-options';
import { type Service } from '../service';
import { type Probe } from '../service-options';
import { selectorOf } from './labels';
import { configDigest, configName, filesName, secretsName } from './service-objects';

/** Labels that the pods of a service have beside those that select them. */
export interface PodOptions {
  /** Policy for containers that ended. @default those of a Deployment always start again */
  readonly restartPolicy?: string;
  /** Whether the proxy of the mesh stays away, so that a job ends. @default false */
  readonly withoutMesh?: boolean;
}

/**
 * Pods of a service, as Pod Security "restricted" demands.
 *
 * Source: kubernetes.io/docs/concepts/security/pod-security-standards.
 */
export function podOf(service: Service, cluster: ClusterOptions, options: PodOptions = {}): k8s.PodTemplateSpec {
  const identity = cluster.identities?.[service.name];
  return {
    metadata: {
      labels: {
        ...selectorOf(service),
        ...(identity === undefined ? {} : { 'azure.workload.identity/use': 'true' }),
        ...(options.withoutMesh === true && cluster.mesh !== undefined ? { 'sidecar.istio.io/inject': 'false' } : {}),
      },
      // A pod reads its settings once: other settings are another pod.
      annotations: { 'checksum/config': configDigest(service, cluster) },
    },
    spec: {
      serviceAccountName: service.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: options.restartPolicy,
      terminationGracePeriodSeconds: service.terminationSeconds,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: service.user,
        runAsGroup: service.user,
        fsGroup: service.user,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [containerOf(service, cluster)],
      volumes: volumesOf(service),
      nodeSelector: service.placement.labels,
      tolerations: service.placement.taints?.map(({ key, value, effect }) =>
        value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
      ),
    },
  };
}

/**
 * Image with the registry of the cluster.
 *
 * @throws ValueError when its name means another image tomorrow
 */
export function pinnedImage(service: Service, registry?: string): string {
  const image = ContainerImage.parse(service.image);
  if (image.isMoving) {
    throw new ValueError({
      message: `image ${quote(service.image)} has no fixed version`,
      allowed: 'a tag other than latest, or a digest',
    });
  }
  return image.in(registry);
}

function containerOf(service: Service, cluster: ClusterOptions): k8s.Container {
  const { port, metrics, resources } = service;
  const ports = new Map([
    ...(port === undefined ? [] : [['http', port] as const]),
    ...(metrics?.port === undefined || metrics.port === port ? [] : [['metrics', metrics.port] as const]),
  ]);
  return {
    name: service.name,
    image: pinnedImage(service, cluster.registry),
    command: service.command === undefined ? undefined : [...service.command],
    ports: [...ports].map(([name, containerPort]) => ({ name, containerPort })),
    envFrom: [{ configMapRef: { name: configName(service) } }],
    env: Object.entries(service.secrets).map(([name, key]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secretsName(service), key } },
    })),
    startupProbe: probeOf(service.startup, port),
    livenessProbe: probeOf(service.liveness, port),
    readinessProbe: probeOf(service.readiness, port),
    resources: {
      requests: {
        cpu: k8s.Quantity.fromString(resources.cpu),
        memory: k8s.Quantity.fromString(resources.memory),
      },
      limits: {
        ...(resources.cpuLimit === undefined ? {} : { cpu: k8s.Quantity.fromString(resources.cpuLimit) }),
        memory: k8s.Quantity.fromString(resources.memoryLimit ?? resources.memory),
      },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      ...service.writablePaths.map((mountPath, index) => ({ name: `writable-${index}`, mountPath })),
      ...Object.keys(service.configFiles).map((mountPath, index) => ({
        name: `files-${index}`,
        mountPath,
        readOnly: true,
      })),
      ...(hasSecrets(service) ? [{ name: 'secrets', mountPath: '/mnt/secrets', readOnly: true }] : []),
    ],
  };
}

/** Directories that can be written to, files that are read, and the volume of the CSI driver: mounting it makes the secrets that variables refer to. */
function volumesOf(service: Service): k8s.Volume[] {
  const writable = service.writablePaths.map((_path, index) => ({ name: `writable-${index}`, emptyDir: {} }));
  const files = Object.values(service.configFiles).map((set, index) => ({
    name: `files-${index}`,
    configMap: { name: filesName(set) },
  }));
  const secrets = {
    name: 'secrets',
    csi: {
      driver: 'secrets-store.csi.k8s.io',
      readOnly: true,
      volumeAttributes: { secretProviderClass: secretsName(service) },
    },
  };
  return [...writable, ...files, ...(hasSecrets(service) ? [secrets] : [])];
}

function hasSecrets({ secrets }: Service): boolean {
  return Object.keys(secrets).length > 0;
}

function probeOf(probe: Probe | undefined, servicePort: number | undefined): k8s.Probe | undefined {
  if (probe === undefined) {
    return undefined;
  }
  const { path, port = servicePort ?? 0, command, ...figures } = probe;
  return path === undefined
    ? { exec: { command: [...(command ?? [])] }, ...figures }
    : { httpGet: { path, port: k8s.IntOrString.fromNumber(port) }, ...figures };
}
