import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { type ClusterIngress, type ClusterOptions, IngressController } from '../cluster-options';
import { namespaceLabels, namespaceNamed, selectorOf } from './labels';
import { customObject } from './manifest-writer';
import { addPolicy, allowDns, allowMesh, denyAll, port } from './network-policy';
import { addServiceAccount, GATEWAY_NAMESPACE, PLATFORM_NAMESPACE } from './service-objects';

const GATEWAY = 'gateway';
const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const NGINX_CLASS = 'nginx-internal';

/** Adds the entry for requests from outside: a Gateway with a route, or an Ingress with its NGINX. */
export function addIngress(chart: Chart, namespace: string, ingress: ClusterIngress, cluster: ClusterOptions): void {
  if (ingress.controller === IngressController.NGINX) {
    addNginx(chart, ingress);
    addNginxRoutes(chart, namespace, ingress);
  } else {
    addGatewayNamespace(chart, ingress, cluster);
    addGateway(chart, namespace, ingress, cluster);
    addGatewayRoutes(chart, namespace, ingress);
  }
}

/** Closes the namespace of the gateway but for HTTPS in, and the routed services and the control plane out. */
function addGatewayNamespace(
  chart: Chart,
  { routes, certificateIdentity }: ClusterIngress,
  cluster: ClusterOptions,
): void {
  const { namespace = PLATFORM_NAMESPACE } = cluster;
  new k8s.KubeNamespace(chart, 'Namespace', {
    metadata: { name: GATEWAY_NAMESPACE, labels: namespaceLabels('baseline') },
  });
  addServiceAccount(chart, GATEWAY_NAMESPACE, 'certificates', certificateIdentity);
  denyAll(chart, GATEWAY_NAMESPACE);
  allowDns(chart, GATEWAY_NAMESPACE);
  allowMesh(chart, GATEWAY_NAMESPACE);
  const services = [...new Set(routes.map(({ service }) => service))];
  addPolicy(
    chart,
    GATEWAY_NAMESPACE,
    GATEWAY,
    { 'gateway.networking.k8s.io/gateway-name': GATEWAY },
    {
      ingress: [{ ports: [port(443)] }],
      egress: services.map((service) => ({
        to: [
          {
            namespaceSelector: { matchLabels: namespaceNamed(namespace) },
            podSelector: { matchLabels: selectorOf(service) },
          },
        ],
        ports: service.port === undefined ? [] : [port(service.port)],
      })),
    },
  );
}

/**
 * The listener takes any name where Front Door is in front: in the handshake that is the name of the origin, and the routes hold for the
 * host alone.
 *
 * Sources: learn.microsoft.com/azure/aks/app-routing-gateway-api, .../app-routing-gateway-api-dns-tls, .../istio-gateway-api,
 * learn.microsoft.com/azure/frontdoor/end-to-end-tls.
 */
function addGateway(chart: Chart, namespace: string, ingress: ClusterIngress, { mesh }: ClusterOptions): void {
  customObject(
    chart,
    { apiVersion: GATEWAY_API, kind: 'Gateway' },
    { name: GATEWAY, namespace: GATEWAY_NAMESPACE },
    {
      gatewayClassName: mesh === undefined ? 'approuting-istio' : 'istio',
      infrastructure: { annotations: loadBalancerAnnotations(ingress) },
      listeners: [
        {
          name: 'https',
          protocol: 'HTTPS',
          port: 443,
          ...(ingress.privateLink === undefined && { hostname: ingress.host }),
          tls: {
            mode: 'Terminate',
            options: {
              'kubernetes.azure.com/tls-cert-keyvault-uri': ingress.certificate,
              'kubernetes.azure.com/tls-cert-service-account': 'certificates',
            },
          },
          allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: namespaceNamed(namespace) } } },
        },
      ],
    },
  );
}

function addGatewayRoutes(chart: Chart, namespace: string, { host, routes }: ClusterIngress): void {
  customObject(
    chart,
    { apiVersion: GATEWAY_API, kind: 'HTTPRoute' },
    { name: GATEWAY, namespace },
    {
      parentRefs: [{ name: GATEWAY, namespace: GATEWAY_NAMESPACE }],
      hostnames: [host],
      rules: routes.map(({ path, service }) => ({
        matches: [{ path: { type: 'PathPrefix', value: path } }],
        backendRefs: [{ name: service.name, port: service.port }],
      })),
    },
  );
}

/** Source: learn.microsoft.com/azure/aks/app-routing-nginx-configuration. */
function addNginx(chart: Chart, ingress: ClusterIngress): void {
  customObject(
    chart,
    { apiVersion: 'approuting.kubernetes.azure.com/v1alpha1', kind: 'NginxIngressController' },
    { name: NGINX_CLASS },
    {
      ingressClassName: NGINX_CLASS,
      controllerNamePrefix: NGINX_CLASS,
      httpDisabled: true,
      loadBalancerAnnotations: loadBalancerAnnotations(ingress),
    },
  );
}

/** Sources: learn.microsoft.com/azure/aks/app-routing-dns-ssl, kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations. */
function addNginxRoutes(
  chart: Chart,
  namespace: string,
  { host, routes, certificate, rateLimit }: ClusterIngress,
): void {
  const name = 'platform';
  const limits: Readonly<Record<string, number | undefined>> = {
    'limit-rps': rateLimit?.requestsPerSecond,
    'limit-burst-multiplier': rateLimit?.burstMultiplier,
    'limit-connections': rateLimit?.connections,
  };
  const annotations = Object.entries(limits).flatMap(([key, value]) =>
    value === undefined ? [] : [[`nginx.ingress.kubernetes.io/${key}`, `${value}`]],
  );
  new k8s.KubeIngress(chart, 'Ingress', {
    metadata: {
      name,
      namespace,
      annotations: {
        'kubernetes.azure.com/tls-cert-keyvault-uri': certificate,
        'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
        ...Object.fromEntries(annotations),
      },
    },
    spec: {
      ingressClassName: NGINX_CLASS,
      // The name of the secret that the add-on makes from the certificate.
      tls: [{ hosts: [host], secretName: `keyvault-${name}` }],
      rules: [
        {
          host,
          http: {
            paths: routes.map(({ path, service }) => ({
              path,
              pathType: 'Prefix',
              backend: { service: { name: service.name, port: { number: service.port } } },
            })),
          },
        },
      ],
    },
  });
}

/** Sources: cloud-provider-azure.sigs.k8s.io/topics/loadbalancer, .../topics/pls-integration. */
function loadBalancerAnnotations({ subnet, privateLink }: ClusterIngress): Record<string, string> {
  const { visibility = ['*'], autoApproval } = privateLink ?? {};
  const values: Readonly<Record<string, string | undefined>> = {
    'load-balancer-internal': 'true',
    'load-balancer-internal-subnet': subnet,
    ...(privateLink === undefined
      ? {}
      : {
          'pls-create': 'true',
          'pls-name': privateLink.name,
          'pls-ip-configuration-subnet': privateLink.subnet,
          'pls-resource-group': privateLink.resourceGroup,
          'pls-visibility': visibility.join(' '),
          'pls-auto-approval': autoApproval?.join(' '),
        }),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [[`service.beta.kubernetes.io/azure-${key}`, value]],
    ),
  );
}
