import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { sha256 } from '../../values/sha256';
import { type ClusterIngress, type ClusterOptions, IngressController } from '../cluster-options';
import { type ConfigFileSets } from '../config-files';
import { type Service } from '../service';
import { namespaceNamed, selectorOf } from './labels';
import { customObject } from './manifest-writer';
import { addPolicy, port, toInternet, toRanges, toSignIn } from './network-policy';

/** Namespace of the gateway. The proxies of Istio lack what "restricted" demands, so they are apart from the services. */
export const GATEWAY_NAMESPACE = 'ingress';

/** Namespace of the services, where the options name none. */
export const PLATFORM_NAMESPACE = 'platform-core';
/** Namespace of NGINX of the app-routing add-on. Source: learn.microsoft.com/azure/aks/app-routing. */
const NGINX_NAMESPACE = 'app-routing-system';

/** Name of the ConfigMap of a service. */
export function configName({ name }: Service): string {
  return `${name}-config`;
}

/** Name of the ConfigMap with a set of files. */
export function filesName(set: string): string {
  return `${set}-files`;
}

/** Name of the SecretProviderClass of a service, and of the Secret that it makes. */
export function secretsName({ name }: Service): string {
  return `${name}-secrets`;
}

/** Digest of the settings, for the pods. */
export function configDigest(service: Service, cluster: ClusterOptions): string {
  const entries = Object.entries(settingsOf(service, cluster)).sort(([one], [other]) => (one < other ? -1 : 1));
  return sha256(JSON.stringify(entries)).toString('hex').slice(0, 16);
}

/** Adds the files that services read. */
export function addConfigFiles(chart: Chart, namespace: string, sets: ConfigFileSets): void {
  for (const [set, data] of Object.entries(sets)) {
    new k8s.KubeConfigMap(chart, `ConfigMap-${set}`, { metadata: { name: filesName(set), namespace }, data });
  }
}

/** Adds what the pods of a service need before they start: account, settings, secrets, and the connections that are open to them. */
export function addServiceObjects(chart: Chart, namespace: string, service: Service, cluster: ClusterOptions): void {
  const { name } = service;
  const identity = cluster.identities?.[name];
  addServiceAccount(chart, namespace, name, identity);
  new k8s.KubeConfigMap(chart, 'ConfigMap', {
    metadata: { name: configName(service), namespace },
    data: settingsOf(service, cluster),
  });
  addSecrets(chart, namespace, service, cluster);
  const ingress = incoming(service, cluster);
  const egress = outgoing(service, cluster);
  addPolicy(chart, namespace, name, selectorOf(service), {
    ...(ingress.length === 0 ? {} : { ingress }),
    ...(egress.length === 0 ? {} : { egress }),
  });
}

/**
 * Adds a service account that pods sign in with as a managed identity.
 *
 * Source: azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html.
 */
export function addServiceAccount(chart: Chart, namespace: string, name: string, identity?: string): void {
  new k8s.KubeServiceAccount(chart, `ServiceAccount-${name}`, {
    metadata: {
      name,
      namespace,
      annotations: identity === undefined ? undefined : { 'azure.workload.identity/client-id': identity },
    },
    automountServiceAccountToken: false,
  });
}

function settingsOf(service: Service, cluster: ClusterOptions): Record<string, string> {
  const addresses = service.backingServices.map(({ name }) => cluster.backings?.[name]?.settings ?? {});
  return Object.assign({}, cluster.settings, ...addresses, service.settings) as Record<string, string>;
}

/** Secrets of a service from the vault. Source: azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations. */
function addSecrets(chart: Chart, namespace: string, service: Service, cluster: ClusterOptions): void {
  const keys = [...new Set(Object.values(service.secrets))].sort();
  const { vault, identities = {} } = cluster;
  if (keys.length === 0 || vault === undefined) {
    return;
  }
  const objects = keys.map((name) => `  - |\n    objectName: ${name}\n    objectType: secret\n`);
  customObject(
    chart,
    { apiVersion: 'secrets-store.csi.x-k8s.io/v1', kind: 'SecretProviderClass' },
    { name: secretsName(service), namespace },
    {
      provider: 'azure',
      parameters: {
        clientID: identities[service.name],
        keyvaultName: vault.name,
        tenantId: vault.tenantId,
        objects: `array:\n${objects.join('')}`,
      },
      secretObjects: [
        {
          secretName: secretsName(service),
          type: 'Opaque',
          data: keys.map((key) => ({ objectName: key, key })),
        },
      ],
    },
  );
}

function incoming(service: Service, cluster: ClusterOptions): k8s.NetworkPolicyIngressRule[] {
  const { metrics } = service;
  const callers = cluster.services.filter((other) => other.upstreamServices.includes(service));
  const isRouted = cluster.ingress?.routes.some((route) => route.service === service) === true;
  const from = [
    ...callers.map((caller) => ({ podSelector: { matchLabels: selectorOf(caller) } })),
    ...(isRouted ? [{ namespaceSelector: { matchLabels: namespaceNamed(controllerNamespace(cluster.ingress)) } }] : []),
  ];
  const metricsPort = metrics?.port ?? service.port;
  const monitoring = { from: [{ namespaceSelector: { matchLabels: namespaceNamed('kube-system') } }] };
  return [
    ...(from.length === 0 || service.port === undefined ? [] : [{ from, ports: [port(service.port)] }]),
    ...(metrics === undefined || metricsPort === undefined ? [] : [{ ...monitoring, ports: [port(metricsPort)] }]),
  ];
}

function controllerNamespace(ingress: ClusterIngress | undefined): string {
  return ingress?.controller === IngressController.NGINX ? NGINX_NAMESPACE : GATEWAY_NAMESPACE;
}

function outgoing(service: Service, cluster: ClusterOptions): k8s.NetworkPolicyEgressRule[] {
  const { backings = {}, identities = {}, signInRanges } = cluster;
  const services = service.upstreamServices.map((other) => ({
    to: [{ podSelector: { matchLabels: selectorOf(other) } }],
    ports: other.port === undefined ? [] : [port(other.port)],
  }));
  const addresses = service.backingServices.flatMap(({ name }) => {
    const backing = backings[name];
    return backing === undefined ? [] : [toRanges(backing.ranges, backing.port)];
  });
  const hasIdentity = identities[service.name] !== undefined;
  const outside = service.internetAccess ? [toInternet()] : hasIdentity ? [toSignIn(signInRanges)] : [];
  const signIn = service.internetAccess && hasIdentity && signInRanges !== undefined ? [toSignIn(signInRanges)] : [];
  return [...services, ...addresses, ...outside, ...signIn];
}
