import { type Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-34';
import { namespaceNamed } from './labels';

/** Addresses that are not public. Sources: RFC 1918, RFC 6598, RFC 3927. */
const PRIVATE_RANGES: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
];
const HTTPS = 443;
/** Port of the control plane of Istio for its proxies. Source: istio.io/latest/docs/ops/deployment/application-requirements. */
const MESH_PORT = 15012;

/** Closes a namespace: no connection in or out, unless another policy opens it. */
export function denyAll(chart: Chart, namespace: string): void {
  addPolicy(chart, namespace, 'default-deny', {}, { ingress: [], egress: [] });
}

/** Opens the DNS of the cluster. */
export function allowDns(chart: Chart, namespace: string): void {
  const to = [
    {
      namespaceSelector: { matchLabels: namespaceNamed('kube-system') },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ];
  addPolicy(chart, namespace, 'allow-dns', {}, { egress: [{ to, ports: [port(53, 'UDP'), port(53)] }] });
}

/** Opens the control plane of the mesh. */
export function allowMesh(chart: Chart, namespace: string): void {
  const to = [{ namespaceSelector: { matchLabels: namespaceNamed('aks-istio-system') } }];
  addPolicy(chart, namespace, 'allow-mesh', {}, { egress: [{ to, ports: [port(MESH_PORT)] }] });
}

/** Rules of a policy; a direction without a list is left to other policies. */
export interface PolicyRules {
  readonly ingress?: k8s.NetworkPolicyIngressRule[];
  readonly egress?: k8s.NetworkPolicyEgressRule[];
}

/** Adds a policy for the pods with all of the labels. */
export function addPolicy(
  chart: Chart,
  namespace: string,
  name: string,
  matchLabels: Record<string, string>,
  rules: PolicyRules,
): void {
  const isAll = Object.keys(matchLabels).length === 0;
  new k8s.KubeNetworkPolicy(chart, `NetworkPolicy-${namespace}-${name}`, {
    metadata: { name, namespace },
    spec: {
      podSelector: isAll ? {} : { matchLabels },
      policyTypes: [
        ...(rules.ingress === undefined ? [] : ['Ingress']),
        ...(rules.egress === undefined ? [] : ['Egress']),
      ],
      ingress: rules.ingress,
      egress: rules.egress,
    },
  });
}

/** Connections to address ranges. */
export function toRanges(ranges: readonly string[], number: number): k8s.NetworkPolicyEgressRule {
  return { to: ranges.map((cidr) => ({ ipBlock: { cidr } })), ports: [port(number)] };
}

/** Connections to public addresses, by HTTPS. */
export function toInternet(): k8s.NetworkPolicyEgressRule {
  return { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [...PRIVATE_RANGES] } }], ports: [port(HTTPS)] };
}

/** Connections to sign in with Entra ID: to the ranges, or to public addresses. */
export function toSignIn(ranges: readonly string[] | undefined): k8s.NetworkPolicyEgressRule {
  return ranges === undefined ? toInternet() : toRanges(ranges, HTTPS);
}

/** Port of a policy. */
export function port(number: number, protocol = 'TCP'): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(number), protocol };
}
