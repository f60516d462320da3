export { Container, type ContainerOptions, type SidecarOptions } from './container';
export {
  ContainerApp,
  type ContainerAppProps,
  type DaprOptions,
  DaprProtocol,
  type IContainerApp,
} from './container-app';
export {
  ContainerAppCustomDomain,
  type ContainerAppCustomDomainProps,
  type CustomDomainOptions,
} from './container-app-custom-domain';
export {
  ContainerAppEnvironment,
  type ContainerAppEnvironmentProps,
  type ContainerAppEnvironmentReference,
  type IContainerAppEnvironment,
} from './container-app-environment';
export { ContainerAppJob, type ContainerAppJobProps, type IContainerAppJob } from './container-app-job';
export { ContainerRegistry, type ContainerRegistryProps, ContainerRegistrySku } from './container-registry';
export { type IContainerRegistry } from './container-registry-base';
export { ContainerVolume, type VolumeMount } from './container-volume';
export {
  FluxConfiguration,
  type FluxConfigurationProps,
  type FluxGitRepositoryOptions,
  FluxScope,
} from './flux-configuration';
export {
  FluxExtension,
  type FluxExtensionProps,
  type IFluxExtension,
  type ImportedFluxExtensionOptions,
} from './flux-extension';
export { type FluxKustomizationOptions, type FluxVariableReference, FluxVariableSource } from './flux-kustomization';
export { GitAuthentication, type HttpsGitOptions, type SshGitOptions } from './git-authentication';
export { ContainerWorkload, type ContainerWorkloadProps } from './container-workload';
export {
  ClientCertificateMode,
  type CorsOptions,
  type IngressOptions,
  IngressTransport,
  RevisionMode,
  type TrafficWeight,
} from './ingress';
export { type EventTriggerOptions, JobTrigger, type JobTriggerOptions } from './job-trigger';
export { type KubernetesAppRoutingOptions, NginxIngressControllerType } from './kubernetes-app-routing';
export { AutoscalerExpander, type AutoscalerProfileOptions } from './kubernetes-autoscaler-profile';
export { KubernetesBackupExtension, type KubernetesBackupExtensionProps } from './kubernetes-backup-extension';
export { KubernetesCluster } from './kubernetes-cluster';
export { type IKubernetesCluster, type KubernetesServiceAccount } from './kubernetes-cluster-base';
export {
  type KubernetesClusterProps,
  KubernetesOutboundType,
  KubernetesTier,
  type SystemPoolSettings,
} from './kubernetes-cluster-options';
export { type ContainerLogsOptions } from './kubernetes-container-logs';
export {
  KubernetesExtension,
  type KubernetesExtensionOptions,
  type KubernetesExtensionPlan,
  type KubernetesExtensionProps,
} from './kubernetes-extension';
export {
  KubernetesNodePool,
  type KubernetesNodePoolProps,
  NodePoolMode,
  type NodePoolOptions,
  SpotEvictionPolicy,
  type SpotOptions,
} from './kubernetes-node-pool';
export { type NodeCounts, NodeOsDiskType, NodeOsSku, type NodePoolSettings } from './kubernetes-node-pool-settings';
export { type KubernetesPrometheusOptions } from './kubernetes-prometheus';
export { type KubernetesServiceMeshOptions } from './kubernetes-service-mesh';
export { type ContainerProbes, type HttpProbeOptions, Probe, type ProbeTiming, type TcpProbeOptions } from './probe';
export {
  type ConcurrencyScalingOptions,
  type CustomScalingOptions,
  type QueueScalingOptions,
  Scaling,
  type UtilizationScalingOptions,
} from './scaling';
