import { type KubernetesClusterConfig } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { type Checks } from '../checks';
import { type KubernetesClusterProps } from './kubernetes-cluster-options';

/** Choice of the pool that grows when several could. */
export enum AutoscalerExpander {
  /** The pool that is left with the least unused capacity. */
  LEAST_WASTE = 'least-waste',
  /** The pool that takes the most waiting pods. */
  MOST_PODS = 'most-pods',
  /** The pool of the highest priority in the ConfigMap `cluster-autoscaler-priority-expander`. */
  PRIORITY = 'priority',
  RANDOM = 'random',
}

/**
 * Settings of the cluster autoscaler, for all pools. Durations are those of Go, such as `30s` or `10m`.
 *
 * Defaults are AKS's. Source: learn.microsoft.com/azure/aks/cluster-autoscaler#use-the-cluster-autoscaler-profile.
 */
export interface AutoscalerProfileOptions {
  /** @default AutoscalerExpander.RANDOM */
  readonly expander?: AutoscalerExpander;
  /** Whether pools of the same size and labels are kept equally large. @default false */
  readonly balanceSimilarNodeGroups?: boolean;
  /** Time between two evaluations. @default 10s */
  readonly scanInterval?: string;
  /** Age from which a pod without a node makes a pool grow. @default 0s */
  readonly newPodScaleUpDelay?: string;
  /** Time after a new node before nodes are removed. @default 10m */
  readonly scaleDownDelayAfterAdd?: string;
  /** Time for which a node must be unneeded before it is removed. @default 10m */
  readonly scaleDownUnneeded?: string;
  /** Requested share of a node's processor or memory below which it is unneeded, 0 to 1. @default 0.5 */
  readonly scaleDownUtilizationThreshold?: number;
  /** Time that pods have to end when their node is removed, in seconds. @default 600 */
  readonly maxGracefulTerminationSeconds?: number;
  /** Time that a new node may take to be ready. @default 15m */
  readonly maxNodeProvisioningTime?: string;
  /** Whether nodes with pods on local storage are kept. @default false */
  readonly skipNodesWithLocalStorage?: boolean;
  /** Whether nodes with pods of kube-system are kept. @default true */
  readonly skipNodesWithSystemPods?: boolean;
}

/** Argument for the cluster autoscaler. */
export function autoscalerProfile({
  autoscalerProfile: profile,
}: KubernetesClusterProps): Pick<KubernetesClusterConfig, 'autoScalerProfile'> {
  if (profile === undefined) {
    return {};
  }
  const { maxGracefulTerminationSeconds, scaleDownUtilizationThreshold, ...same } = profile;
  return {
    autoScalerProfile: {
      ...same,
      maxGracefulTerminationSec: maxGracefulTerminationSeconds?.toString(),
      scaleDownUtilizationThreshold: scaleDownUtilizationThreshold?.toString(),
    },
  };
}

/** Sources: azurerm internal/services/containers/kubernetes_cluster_resource.go and validate/duration.go. */
export function checkAutoscalerProfile(checks: Checks, { autoscalerProfile: profile }: KubernetesClusterProps): void {
  const { scaleDownUtilizationThreshold: threshold } = profile ?? {};
  const durations = {
    scanInterval: profile?.scanInterval,
    newPodScaleUpDelay: profile?.newPodScaleUpDelay,
    scaleDownDelayAfterAdd: profile?.scaleDownDelayAfterAdd,
    scaleDownUnneeded: profile?.scaleDownUnneeded,
    maxNodeProvisioningTime: profile?.maxNodeProvisioningTime,
  };
  for (const [property, duration] of Object.entries(durations)) {
    checks.that(
      `autoscalerProfile.${property}`,
      duration,
      /^(\d+h)?(\d+m)?(\d+s)?$/.test(duration ?? '') && duration !== '',
      'a duration of hours, minutes and seconds, such as 30s or 10m',
    );
  }
  checks
    .wholeNumber(
      'autoscalerProfile.maxGracefulTerminationSeconds',
      profile?.maxGracefulTerminationSeconds,
      0,
      Number.MAX_SAFE_INTEGER,
    )
    .that(
      'autoscalerProfile.scaleDownUtilizationThreshold',
      threshold,
      threshold !== undefined && threshold > 0 && threshold <= 1,
      'more than 0, and 1 at most',
    );
}
