import { type KubernetesClusterConfig } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { type Construct } from 'constructs';
import facts from '../../facts/kubernetes.json';
import { AzureContext } from '../azure-context';
import { type Checks } from '../checks';
import { type KubernetesClusterProps, KubernetesTier } from './kubernetes-cluster-options';

/** Istio-based service mesh add-on. */
export interface KubernetesServiceMeshOptions {
  /**
   * Revisions of its control plane, such as `asm-1-28`: one, or two during a canary upgrade, the older first. AKS does not upgrade them
   * by itself. `az aks mesh get-revisions --location <region>` prints what a region has.
   */
  readonly revisions: readonly string[];
  /** Whether there is an ingress gateway with an address in the network. @default false */
  readonly internalIngressGateway?: boolean;
  /** Whether there is an ingress gateway with a public address. @default false */
  readonly externalIngressGateway?: boolean;
}

interface MeshRevision {
  readonly minors: readonly number[];
  readonly endOfLife: string;
}

const KNOWN: Readonly<Record<string, MeshRevision>> = facts.meshRevisions;

/** Argument for the service mesh add-on. */
export function serviceMesh({
  serviceMesh: mesh,
}: KubernetesClusterProps): Pick<KubernetesClusterConfig, 'serviceMeshProfile'> {
  return {
    serviceMeshProfile: mesh && {
      mode: 'Istio',
      revisions: [...mesh.revisions],
      internalIngressGatewayEnabled: mesh.internalIngressGateway ?? false,
      externalIngressGatewayEnabled: mesh.externalIngressGateway ?? false,
    },
  };
}

/**
 * Sources: azurerm internal/services/containers/kubernetes_cluster_resource.go (one or two revisions);
 * learn.microsoft.com/azure/aks/istio-upgrade (canary upgrade between two minor revisions).
 */
export function checkServiceMesh(checks: Checks, { serviceMesh: mesh }: KubernetesClusterProps): void {
  if (mesh === undefined) {
    return;
  }
  const { revisions } = mesh;
  const count = revisions.length;
  checks.that('serviceMesh.revisions', count, count === 1 || count === 2, 'one revision, or two during an upgrade');
  revisions.forEach((revision, index) =>
    checks.that(
      `serviceMesh.revisions[${index}]`,
      revision,
      minorOf(revision) !== undefined,
      'a revision of the add-on, such as asm-1-28',
      'az aks mesh get-revisions --location <region> prints them.',
    ),
  );
  const [from, to] = revisions.map(minorOf);
  checks.that(
    'serviceMesh.revisions',
    revisions,
    from === undefined || to === undefined || from < to,
    'the older revision first, and another than the second',
  );
}

/**
 * Warns of a revision that AKS does not list for the version of Kubernetes, and of one past its expected end of life. Both are only
 * warnings, as AKS moves the dates and adds versions.
 *
 * Source: learn.microsoft.com/azure/aks/istio-support-policy.
 */
export function warnOfServiceMesh(cluster: Construct, props: KubernetesClusterProps): void {
  const context = AzureContext.of(cluster);
  const [, minor] = /^1\.(\d+)/.exec(props.kubernetesVersion ?? '') ?? [];
  for (const revision of props.serviceMesh?.revisions ?? []) {
    const known = KNOWN[revision];
    if (known !== undefined && context.today.slice(0, 7) > known.endOfLife) {
      context.warn(
        cluster,
        `serviceMesh: ${revision} was expected to leave support in ${known.endOfLife}; az aks mesh get-upgrades prints its successors`,
      );
    }
    if (
      known !== undefined &&
      minor !== undefined &&
      props.tier !== KubernetesTier.PREMIUM &&
      !known.minors.includes(Number(minor))
    ) {
      const listed = known.minors.map((each) => `1.${each}`).join(', ');
      context.warn(cluster, `serviceMesh: AKS lists ${revision} for Kubernetes ${listed}, not for 1.${minor}`);
    }
  }
}

function minorOf(revision: string): number | undefined {
  const [, minor] = /^asm-1-(\d+)$/.exec(revision) ?? [];
  return minor === undefined ? undefined : Number(minor);
}
