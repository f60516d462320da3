import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { type ContainerLimits, type MeshOptions, type NamespaceQuota } from '../cluster-options';
import { namespaceLabels } from './labels';
import { customObject } from './manifest-writer';
import { denyAll, allowDns, allowMesh } from './network-policy';

/** Properties of a namespace. */
export interface NamespaceProps {
  readonly name: string;
  readonly quota: NamespaceQuota;
  readonly limits?: ContainerLimits;
  readonly mesh?: MeshOptions;
  /** Labels beside those of Pod Security. @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Adds a namespace that enforces Pod Security "restricted", with its quota, limits, and policies that close all but DNS. */
export function addNamespace(chart: Chart, props: NamespaceProps): void {
  const { name, mesh } = props;
  new k8s.KubeNamespace(chart, `Namespace-${name}`, {
    metadata: { name, labels: { ...props.labels, ...namespaceLabels('restricted', mesh?.revision) } },
  });
  new k8s.KubeResourceQuota(chart, `ResourceQuota-${name}`, {
    metadata: { name: 'quota', namespace: name },
    spec: { hard: hardLimits(props.quota) },
  });
  addLimits(chart, name, props.limits ?? {});
  denyAll(chart, name);
  allowDns(chart, name);
  if (mesh !== undefined) {
    allowMesh(chart, name);
    addStrictMutualTls(chart, name);
  }
}

function hardLimits({ cpu, memory, pods, storage }: NamespaceQuota): Record<string, k8s.Quantity> {
  return {
    'requests.cpu': k8s.Quantity.fromString(cpu),
    'requests.memory': k8s.Quantity.fromString(memory),
    'limits.memory': k8s.Quantity.fromString(memory),
    pods: k8s.Quantity.fromString(`${pods}`),
    ...(storage === undefined ? {} : { 'requests.storage': k8s.Quantity.fromString(storage) }),
    // An internal load balancer is for the ingress alone; a service of a tenant has none.
    'services.loadbalancers': k8s.Quantity.fromString('0'),
    'services.nodeports': k8s.Quantity.fromString('0'),
  };
}

function addLimits(chart: Chart, namespace: string, limits: ContainerLimits): void {
  const { cpu = '100m', memory = '128Mi', memoryLimit = '512Mi', maxCpu = '4', maxMemory = '16Gi' } = limits;
  new k8s.KubeLimitRange(chart, `LimitRange-${namespace}`, {
    metadata: { name: 'limits', namespace },
    spec: {
      limits: [
        {
          type: 'Container',
          defaultRequest: amounts(cpu, memory),
          default: amounts(maxCpu, memoryLimit),
          max: amounts(maxCpu, maxMemory),
        },
      ],
    },
  });
}

/** Requires mutual TLS of everything that connects to pods of the namespace. Source: istio.io/latest/docs/reference/config/security/peer_authentication. */
function addStrictMutualTls(chart: Chart, namespace: string): void {
  customObject(chart, PEER_AUTHENTICATION, { name: 'default', namespace }, { mtls: { mode: 'STRICT' } });
}

/** Policy of Istio for connections to pods. */
export const PEER_AUTHENTICATION = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' };

function amounts(cpu: string, memory: string): Record<string, k8s.Quantity> {
  return { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) };
}
