/**
 * Services of a system, rendered as a Compose file and as Kubernetes manifests.
 *
 * @module azstage/workloads
 */
export { BackingKind, BackingService, type PostgresqlBackingProps, type RedisBackingProps } from './backing-service';
export {
  type ClusterBacking,
  type ClusterIngress,
  type ClusterOptions,
  type ClusterVault,
  type ContainerLimits,
  IngressController,
  type IngressPrivateLink,
  type IngressRoute,
  type ManifestLayer,
  type Manifests,
  type MeshOptions,
  type NamespaceQuota,
  type RateLimit,
  type TenantOptions,
} from './cluster-options';
export { composeFiles } from './compose';
export { type ComposeImages, type ComposeOptions, type ComposeProxy, type VariableSection } from './compose-options';
export { type ConfigFileSets } from './config-files';
export { clusterManifests } from './kubernetes/cluster';
export { tenantManifests } from './kubernetes/tenant';
export { type PrometheusDepth, QueueDepth, type ServiceBusQueueDepth, type StorageQueueDepth } from './queue-depth';
export { type PrometheusRequestRate, RequestRate } from './request-rate';
export { type ScalingTrigger } from './scaling-trigger';
export { Service, type ServiceProps } from './service';
export { substitution } from './substitution';
export {
  type LocalOptions,
  type MetricsEndpoint,
  type NodePlacement,
  type Probe,
  type Rollout,
  type Scaling,
  type ServiceResources,
  ServiceRun,
  type SourceMount,
  VerticalScaling,
} from './service-options';
