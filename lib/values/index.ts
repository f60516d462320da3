export { ApiManagementSku } from './api-management-sku';
export { Cidr } from './cidr';
export { ContainerImage } from './container-image';
export {
  ContainerImageBuild,
  type ContainerImageBuildOptions,
  ImagePlatform,
  type ImageRegistry,
} from './container-image-build';
export { ContainerResources } from './container-resources';
export { CosmosThroughput } from './cosmos-throughput';
export { DomainName } from './domain-name';
export { DnsRecordData, DnsRecordType } from './dns-record-data';
export { EnvironmentProfile } from './environment-profile';
export { FederatedSubject } from './federated-subject';
export { GitReference } from './git-reference';
export {
  KubernetesMaintenanceWindow,
  type MaintenanceWindowOptions,
  type MonthlyWindowOptions,
  Weekday,
  type WeeklyWindowOptions,
  WeekOfMonth,
} from './kubernetes-maintenance-window';
export { KubernetesUpgradeChannel, KubernetesVersion, NodeOsUpgradeChannel } from './kubernetes-version';
export { NodePoolName } from './node-pool-name';
export { NodeTaint, TaintEffect } from './node-taint';
export { type CustomOpenAiModel, OpenAiModel, OpenAiModelKind, OpenAiModelLifecycle } from './open-ai-model';
export { PostgresqlSku, PostgresqlTier } from './postgresql-sku';
export { PostgresqlStorage } from './postgresql-storage';
export { PrivateLinkService } from './private-link-service';
export { RedisCacheSku, RedisCacheTier } from './redis-cache-sku';
export { RedisModule } from './redis-module';
export { RedisFamily, RedisKind, RedisSku } from './redis-sku';
export { Region } from './region';
export { ResourceName, type ResourceNameParts } from './resource-name';
export { Role } from './role';
export { type PlannedSubnet, SubnetPlan, type SubnetRequest } from './subnet-plan';
export { VersionConstraint } from './version-constraint';
export { VpnGatewaySku } from './vpn-gateway-sku';
export { type DedicatedProfileOptions, WorkloadProfile, WorkloadProfileType } from './workload-profile';
