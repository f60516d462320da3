import { type KubernetesMaintenanceWindow } from '../../values/kubernetes-maintenance-window';
import { type KubernetesUpgradeChannel, type NodeOsUpgradeChannel } from '../../values/kubernetes-version';
import { type IGrantee } from '../identity/grantee';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type IPrivateDnsZones } from '../network/private-dns-zones';
import { type ISubnet } from '../network/subnet';
import { type ILogAnalyticsWorkspace } from '../observability/log-analytics-workspace';
import { type PlatformServiceProps } from '../platform-service';
import { type LockLevel } from '../security/management-lock';
import { type KubernetesAppRoutingOptions } from './kubernetes-app-routing';
import { type AutoscalerProfileOptions } from './kubernetes-autoscaler-profile';
import { type ContainerLogsOptions } from './kubernetes-container-logs';
import { type NodePoolSettings } from './kubernetes-node-pool-settings';
import { type KubernetesPrometheusOptions } from './kubernetes-prometheus';
import { type KubernetesServiceMeshOptions } from './kubernetes-service-mesh';

/** Pricing tier: the uptime SLA of the API server. */
export enum KubernetesTier {
  /** Nothing. Microsoft advises it for up to 10 nodes. */
  FREE = 'Free',
  /** Uptime of 99.9 %, 99.95 % with zones. */
  STANDARD = 'Standard',
  /** The same, and two years of support for a minor version. */
  PREMIUM = 'Premium',
}

/** Outbound route of nodes and pods. */
export enum KubernetesOutboundType {
  /** Through a public load balancer that AKS makes. */
  LOAD_BALANCER = 'loadBalancer',
  /** Through a NAT gateway that AKS makes, in a network of its own. */
  MANAGED_NAT_GATEWAY = 'managedNATGateway',
  /** Through the NAT gateway of the subnet. */
  USER_ASSIGNED_NAT_GATEWAY = 'userAssignedNATGateway',
  /** Through whatever the route table of the subnet names, such as a firewall. */
  USER_DEFINED_ROUTING = 'userDefinedRouting',
}

/** Settings of the first pool, which every cluster has. */
export interface SystemPoolSettings extends NodePoolSettings {
  /** 1 to 12 lower-case letters and digits, a letter first. @default system */
  readonly name?: string;
  /**
   * Whether it is kept free for the cluster's own pods, by the taint `CriticalAddonsOnly=true:NoSchedule`. A change moves its pods to
   * a temporary pool and back.
   *
   * @default true where the stage of the cluster adds a pool whose machines stay (no spot), otherwise false
   */
  readonly criticalAddonsOnly?: boolean;
}

export interface KubernetesClusterProps extends PlatformServiceProps {
  /** Subnet of the nodes, without delegation. Pods have addresses of their own, in `podCidr`. */
  readonly subnet: ISubnet;
  /** @default of 1 to 5 nodes; in production one in each zone, or two without zones */
  readonly systemPool?: SystemPoolSettings;
  /** @default Standard where the profile is highly available, otherwise Free */
  readonly tier?: KubernetesTier;

  /**
   * Public address ranges that reach the API server over the Internet, which makes the cluster a public one. The address by
   * which the nodes themselves go out must be among them where it is not that of the cluster's load balancer. At most 200.
   * `0.0.0.0/32`, alone, allows the nodes only. Whether a cluster is private cannot be changed later.
   *
   * @default none: the API server has an address in the subnet alone
   */
  readonly allowedIpRanges?: readonly string[];
  /** Whether the API server answers the Internet. @default true only when ranges are allowed */
  readonly publicNetworkAccess?: boolean;
  /** Zones with `privatelink.<region>.azmk8s.io`, for the API server of a private cluster. @default a zone that AKS makes for the network of the subnet */
  readonly dnsZones?: IPrivateDnsZones;
  /** Whether public DNS resolves the private address of a private cluster. @default false */
  readonly publicFqdn?: boolean;
  /** Prefix of the cluster's host names, up to 54 characters. Cannot be changed later. @default its name */
  readonly dnsPrefix?: string;

  /** Cluster administrators. Groups are best. @default nobody: see `grantAdmin` */
  readonly administrators?: readonly IGrantee[];
  /** Whether roles of Azure decide who may do what in the cluster. Without it roles of Kubernetes do, and `administrators` must be groups. @default true */
  readonly azureRbac?: boolean;
  /** Whether there is a local administrator account, whose certificate bypasses Entra ID. @default false */
  readonly localAccounts?: boolean;
  /** Whether pods can sign in as identities without a secret. @default true */
  readonly workloadIdentity?: boolean;
  /** Identity that creates machines, disks and load balancers for the cluster. Its earlier role assignments are waited for. @default one of its own */
  readonly identity?: IUserAssignedIdentity;
  /** Identity of the nodes, which pulls images. Cannot be changed later. @default one of its own */
  readonly kubeletIdentity?: IUserAssignedIdentity;

  /** Range of the pods, of which every node takes a /24. It may be the same in clusters that need not reach each other's pods. @default 10.244.0.0/16 */
  readonly podCidr?: string;
  /** Range of the services, which nothing in or beside the network may have; smaller than /12. @default 172.16.0.0/16 */
  readonly serviceCidr?: string;
  /** @default KubernetesOutboundType.LOAD_BALANCER */
  readonly outboundType?: KubernetesOutboundType;

  /** `1.33`, or with a patch `1.33.2` where no channel moves it on. @default what AKS recommends when the cluster is made */
  readonly kubernetesVersion?: string;
  /** @default KubernetesUpgradeChannel.PATCH */
  readonly upgradeChannel?: KubernetesUpgradeChannel;
  /** @default NodeOsUpgradeChannel.NODE_IMAGE */
  readonly nodeOsUpgradeChannel?: NodeOsUpgradeChannel;
  /** Maintenance window of the upgrade channel. @default on Sundays from 02:00 to 06:00 UTC */
  readonly upgradeWindow?: KubernetesMaintenanceWindow;
  /** Maintenance window of the operating system's channel. @default on Saturdays from 02:00 to 06:00 UTC */
  readonly nodeOsUpgradeWindow?: KubernetesMaintenanceWindow;

  /** Whether policies of Azure are enforced in the cluster. @default true */
  readonly azurePolicy?: boolean;
  /** Whether commands can be run in the cluster through Azure's own API (`az aks command invoke`), private or not. @default false */
  readonly runCommand?: boolean;
  /** Whether images that no pod uses and that have known holes are removed from the nodes. @default true */
  readonly imageCleaner?: boolean;
  /** Every how many hours that happens, 24 to 2160. @default 168 */
  readonly imageCleanerIntervalHours?: number;
  /** Whether pods can mount secrets of a Key Vault. @default true */
  readonly keyVaultSecretsProvider?: boolean;
  /** Whether a mounted secret follows its new versions. @default true */
  readonly secretRotation?: boolean;
  /** Whether the KEDA add-on scales workloads by events, down to none. @default false */
  readonly keda?: boolean;
  /** Whether the Vertical Pod Autoscaler sets the requests of pods that have a `VerticalPodAutoscaler` object. @default false */
  readonly verticalPodAutoscaler?: boolean;
  /** Settings of the cluster autoscaler, for all pools. @default AKS's */
  readonly autoscalerProfile?: AutoscalerProfileOptions;
  /** Istio-based service mesh. @default none */
  readonly serviceMesh?: KubernetesServiceMeshOptions;
  /** Application routing: managed NGINX ingress controllers. @default none */
  readonly appRouting?: KubernetesAppRoutingOptions;
  /** Managed Prometheus. @default none: no metrics are collected */
  readonly prometheus?: KubernetesPrometheusOptions;
  /** Destination of container logs and Kubernetes events. @default to the stage's Log Analytics workspace */
  readonly containerLogs?: ContainerLogsOptions;
  /** Workspace of the Defender for Containers sensors, which are billed by the core. @default none: no sensors */
  readonly defenderWorkspace?: ILogAnalyticsWorkspace;

  /**
   * Name of the resource group that AKS makes for machines, disks and load balancers, up to 80 characters and unique in the
   * subscription. Cannot be changed later.
   *
   * @default `MC_<name>`
   */
  readonly nodeResourceGroupName?: string;
  /** A lock forbids to delete pools too, and so to replace their machines. @default none */
  readonly lock?: LockLevel;
}
