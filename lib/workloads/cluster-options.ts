import { type ConfigFileSets } from './config-files';
import { type Service } from './service';

/** Address of a data service in a cluster, behind a private endpoint. */
export interface ClusterBacking {
  /** Variables that services need to connect, without secrets; the variable of the data service is one of them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Address ranges of its private endpoints in CIDR notation. */
  readonly ranges: readonly string[];
  /** Port, such as 5432, 6432 of PgBouncer, or 10000 of Managed Redis. */
  readonly port: number;
}

/** Key vault that the Secrets Store CSI driver reads. */
export interface ClusterVault {
  /** Name of the vault. */
  readonly name: string;
  /** Id of its Entra ID tenant. */
  readonly tenantId: string;
}

/** Most that all pods of a namespace can have together. */
export interface NamespaceQuota {
  /** Processors that are reserved, such as `40`. */
  readonly cpu: string;
  /** Memory at most, such as `160Gi`. */
  readonly memory: string;
  /** Number of pods. */
  readonly pods: number;
  /** Storage of persistent volumes. @default none */
  readonly storage?: string;
}

/** Processors and memory of containers that say nothing themselves, and the most that one can have. */
export interface ContainerLimits {
  /** Processors reserved by default. @default 100m */
  readonly cpu?: string;
  /** Memory reserved by default. @default 128Mi */
  readonly memory?: string;
  /** Memory at most by default. @default 512Mi */
  readonly memoryLimit?: string;
  /** Processors that a container can have at most, and has where it says nothing itself. @default 4 */
  readonly maxCpu?: string;
  /** Memory that a container can have at most. @default 16Gi */
  readonly maxMemory?: string;
}

/** Istio service mesh add-on. */
export interface MeshOptions {
  /** Revision of the control plane, such as `asm-1-27`. */
  readonly revision: string;
}

/** Controller that answers requests from outside of the cluster. */
export enum IngressController {
  /**
   * Gateway API: of the app-routing add-on, or of the Istio add-on where the mesh is on.
   *
   * Source: learn.microsoft.com/azure/aks/app-routing-gateway-api.
   */
  GATEWAY_API = 'gateway-api',
  /**
   * NGINX of the app-routing add-on. Azure supports it through November 2026.
   *
   * Source: learn.microsoft.com/azure/aks/app-routing-nginx-to-gateway-api-migration.
   */
  NGINX = 'nginx',
}

/** Requests that one client address may send through NGINX. */
export interface RateLimit {
  /** Requests a second. */
  readonly requestsPerSecond: number;
  /** Factor by which a burst may exceed that. @default 5 */
  readonly burstMultiplier?: number;
  /** Connections at a time. @default no limit */
  readonly connections?: number;
}

/** Private Link service on the internal load balancer, such as for Front Door. */
export interface IngressPrivateLink {
  /** Name of the Private Link service. */
  readonly name: string;
  /** Name of the subnet for its addresses. @default that of the nodes */
  readonly subnet?: string;
  /** Resource group of the service. @default the one of the nodes */
  readonly resourceGroup?: string;
  /** Subscriptions that see the service, or `*`. @default * */
  readonly visibility?: readonly string[];
  /** Subscriptions whose connections are approved at once. @default none: each is approved by hand */
  readonly autoApproval?: readonly string[];
}

/** Path that leads to a service. */
export interface IngressRoute {
  /** Prefix of the path, such as `/` or `/api`. */
  readonly path: string;
  readonly service: Service;
}

/** Entry for requests from outside of the cluster, on an internal load balancer. */
export interface ClusterIngress {
  readonly host: string;
  readonly routes: readonly IngressRoute[];
  /** Address of the certificate in the key vault, without a version: `https://vault.vault.azure.net/certificates/api`. */
  readonly certificate: string;
  /** Client id of the identity that reads the certificate; NGINX reads it with the identity of the add-on. @default none */
  readonly certificateIdentity?: string;
  /** @default IngressController.GATEWAY_API */
  readonly controller?: IngressController;
  /** Requests of one client address; for NGINX alone. @default no limit here, as for one by Front Door's firewall */
  readonly rateLimit?: RateLimit;
  /** @default no Private Link service */
  readonly privateLink?: IngressPrivateLink;
  /** Name of the subnet of the internal load balancer. @default that of the nodes */
  readonly subnet?: string;
}

/** Options of {@link clusterManifests}. */
export interface ClusterOptions {
  /** All services of the cluster. */
  readonly services: readonly Service[];
  /** Namespace of the services. @default platform-core */
  readonly namespace?: string;
  /** Further namespaces, with the same quota, limits and policies. @default shared-services */
  readonly furtherNamespaces?: readonly string[];
  /** Registry in front of the names of images that have none, such as `acragentic.azurecr.io`. @default none */
  readonly registry?: string;
  /** Client ids of the identities that services sign in with, by service. @default none */
  readonly identities?: Readonly<Record<string, string>>;
  /** Key vault of the secrets. @default none: no service has secrets */
  readonly vault?: ClusterVault;
  /** Addresses of the data services, by name. @default none: no service connects to one */
  readonly backings?: Readonly<Record<string, ClusterBacking>>;
  /** Settings of all services in this cluster, such as its region. Those of a service win. @default none */
  readonly settings?: Readonly<Record<string, string>>;
  /** Files that services read, by set and name, with up to 1 MiB in a set. Running pods see other ones within minutes. @default none: no service reads any */
  readonly configFiles?: ConfigFileSets;
  /** Ranges that services with an identity reach on port 443 to sign in. @default all public addresses, as policies know no names */
  readonly signInRanges?: readonly string[];
  /** Quota of each namespace. */
  readonly quota: NamespaceQuota;
  /** Limits of each container. @default those of {@link ContainerLimits} */
  readonly limits?: ContainerLimits;
  /** Istio with mutual TLS in all namespaces. @default no mesh */
  readonly mesh?: MeshOptions;
  /** Entry for requests from outside. @default none */
  readonly ingress?: ClusterIngress;
}

/** Options of {@link tenantManifests}. */
export interface TenantOptions {
  /** Id of the tenant; its namespace is `tenant-<id>`. */
  readonly id: string;
  readonly quota: NamespaceQuota;
  /** Limits of each container. @default those of {@link ContainerLimits} */
  readonly limits?: ContainerLimits;
  /** Client id of the tenant's identity. @default none */
  readonly identity?: string;
  /** Ranges and ports of the data services that the tenant's pods reach. @default none */
  readonly backings?: Readonly<Record<string, Pick<ClusterBacking, 'ranges' | 'port'>>>;
  /** Ranges that the tenant's pods reach on port 443 to sign in. @default all public addresses, where there is an identity */
  readonly signInRanges?: readonly string[];
  /** Namespace whose pods may connect to those of the tenant. @default platform-core */
  readonly platformNamespace?: string;
  /** Istio with mutual TLS. @default no mesh */
  readonly mesh?: MeshOptions;
}

/** Folder of manifests that Flux applies as one Kustomization. */
export interface ManifestLayer {
  /** Name, and path below the folder of the cluster. */
  readonly path: string;
  /** Layers that must be ready before: `dependsOn` of its Kustomization. */
  readonly dependsOn: readonly string[];
}

/** Manifests as texts. */
export interface Manifests {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders in the order in which they are applied. */
  readonly layers: readonly ManifestLayer[];
  /** Names of the variables that Flux has to substitute (`postBuild.substitute`), sorted. */
  readonly substitutions: readonly string[];
}
