export { AzstageError, MissingContextError, type Problem, SettingsError, ValidationError, ValueError } from './errors';

export { Cidr } from './values/cidr';
export { ContainerResources } from './values/container-resources';
export { EnvironmentProfile } from './values/environment-profile';
export { type CustomOpenAiModel, OpenAiModel, OpenAiModelKind, OpenAiModelLifecycle } from './values/open-ai-model';
export { PrivateLinkService } from './values/private-link-service';
export { RedisModule } from './values/redis-module';
export { RedisFamily, RedisKind, RedisSku } from './values/redis-sku';
export { Region } from './values/region';
export { ResourceName, type ResourceNameParts } from './values/resource-name';
export { Role } from './values/role';
export { type PlannedSubnet, SubnetPlan, type SubnetRequest } from './values/subnet-plan';
export { type DedicatedProfileOptions, WorkloadProfile, WorkloadProfileType } from './values/workload-profile';

export {
  AzureContext,
  type AzureContextProps,
  type AzureDefaults,
  type NameOptions,
  type NetworkRequirement,
} from './constructs/azure-context';
export { Checks } from './constructs/checks';
export { type Connection, type ConnectOptions, type IConnectable } from './constructs/connection';
export { place, type Placement, type PlacementProps } from './constructs/placement';
export {
  addPlatformFeatures,
  type PlatformServiceFacts,
  type PlatformServiceProps,
} from './constructs/platform-service';
export { ResourceTags } from './constructs/resource-tags';

export {
  type IOpenAiAccount,
  OpenAiAccount,
  OpenAiAccountKind,
  type OpenAiAccountProps,
  type OpenAiDeploymentNames,
} from './constructs/ai/open-ai-account';
export {
  ContentFilterMode,
  ContentSeverity,
  type ContentThresholds,
  type IOpenAiContentFilter,
  OpenAiContentFilter,
  type OpenAiContentFilterProps,
} from './constructs/ai/open-ai-content-filter';
export {
  OpenAiDeployment,
  type OpenAiDeploymentOptions,
  type OpenAiDeploymentProps,
  OpenAiDeploymentSku,
  OpenAiUpgradePolicy,
} from './constructs/ai/open-ai-deployment';

export {
  ContainerApp,
  type ContainerAppProps,
  type DaprOptions,
  DaprProtocol,
  type IContainerApp,
} from './constructs/compute/container-app';
export {
  ContainerAppCustomDomain,
  type ContainerAppCustomDomainProps,
  type CustomDomainOptions,
} from './constructs/compute/container-app-custom-domain';
export {
  ContainerAppEnvironment,
  type ContainerAppEnvironmentProps,
  type ContainerAppEnvironmentReference,
  type IContainerAppEnvironment,
} from './constructs/compute/container-app-environment';
export {
  ContainerAppJob,
  type ContainerAppJobProps,
  type IContainerAppJob,
} from './constructs/compute/container-app-job';
export {
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  type IContainerRegistry,
} from './constructs/compute/container-registry';
export { ContainerVolume, type VolumeMount } from './constructs/compute/container-volume';
export { ContainerWorkload, type ContainerWorkloadProps } from './constructs/compute/container-workload';
export { Container, type ContainerOptions, type SidecarOptions } from './constructs/compute/container';
export {
  ClientCertificateMode,
  type CorsOptions,
  type IngressOptions,
  IngressTransport,
  RevisionMode,
  type TrafficWeight,
} from './constructs/compute/ingress';
export { type EventTriggerOptions, JobTrigger, type JobTriggerOptions } from './constructs/compute/job-trigger';
export {
  type ContainerProbes,
  type HttpProbeOptions,
  Probe,
  type ProbeTiming,
  type TcpProbeOptions,
} from './constructs/compute/probe';
export {
  type ConcurrencyScalingOptions,
  type CustomScalingOptions,
  type QueueScalingOptions,
  Scaling,
  type UtilizationScalingOptions,
} from './constructs/compute/scaling';

export {
  type IManagedRedis,
  ManagedRedis,
  type ManagedRedisProps,
  RedisPersistence,
} from './constructs/data/managed-redis';
export {
  ManagedRedisAccessPolicyAssignment,
  type ManagedRedisAccessPolicyAssignmentConfig,
} from './constructs/data/managed-redis-access-policy-assignment';
export {
  ManagedRedisGeoReplication,
  type ManagedRedisGeoReplicationProps,
} from './constructs/data/managed-redis-geo-replication';
export { Redis, type RedisProps } from './constructs/data/redis';
export {
  type IRedis,
  RedisClusteringPolicy,
  type RedisDatabaseProps,
  RedisEvictionPolicy,
} from './constructs/data/redis-database';
export { type IRedisEnterprise, RedisEnterprise, type RedisEnterpriseProps } from './constructs/data/redis-enterprise';
export {
  type IStorageAccount,
  StorageAccount,
  type StorageAccountProps,
  StorageRedundancy,
} from './constructs/data/storage-account';
export {
  type IStorageContainer,
  StorageContainer,
  type StorageContainerProps,
} from './constructs/data/storage-container';
export {
  StorageLifecycle,
  type StorageLifecycleProps,
  type StorageLifecycleRule,
} from './constructs/data/storage-lifecycle';

export { grantOwner, type IGrantee, PrincipalType, waitForGrants } from './constructs/identity/grantee';
export { Principal } from './constructs/identity/principal';
export { grantRole, RoleAssignment, type RoleAssignmentProps } from './constructs/identity/role-assignment';
export {
  type IUserAssignedIdentity,
  UserAssignedIdentity,
  type UserAssignedIdentityProps,
  type UserAssignedIdentityReference,
} from './constructs/identity/user-assigned-identity';

export { type IResourceGroup, ResourceGroup, type ResourceGroupProps } from './constructs/management/resource-group';

export {
  type INatGateway,
  NatGateway,
  type NatGatewayProps,
  type NatGatewayReference,
} from './constructs/network/nat-gateway';
export { NetworkPeer } from './constructs/network/network-peer';
export {
  type InboundConnection,
  type INetworkSecurityGroup,
  NetworkRuleBand,
  NetworkSecurityGroup,
  type NetworkSecurityGroupProps,
  type NetworkSecurityGroupReference,
} from './constructs/network/network-security-group';
export {
  NetworkProtocol,
  NetworkRuleAccess,
  NetworkRuleDirection,
  type NetworkRuleGroup,
  type NetworkRuleOptions,
  NetworkSecurityRule,
  type NetworkSecurityRuleProps,
} from './constructs/network/network-security-rule';
export { type IPrivateDnsZone, PrivateDnsZone, type PrivateDnsZoneProps } from './constructs/network/private-dns-zone';
export {
  type IPrivateDnsZones,
  PrivateDnsZones,
  type PrivateDnsZonesProps,
  type PrivateDnsZonesReference,
} from './constructs/network/private-dns-zones';
export {
  PrivateEndpoint,
  type PrivateEndpointProps,
  type PrivateEndpointsOptions,
} from './constructs/network/private-endpoint';
export {
  type ISubnet,
  PrivateEndpointNetworkPolicies,
  Subnet,
  type SubnetProps,
  type SubnetReference,
  type SubnetSettings,
} from './constructs/network/subnet';
export { SubnetRole, type SubnetRoleRule } from './constructs/network/subnet-role';
export {
  type IVirtualNetwork,
  type PlannedSubnetOptions,
  VirtualNetwork,
  VirtualNetworkEncryption,
  type VirtualNetworkProps,
  type VirtualNetworkReference,
} from './constructs/network/virtual-network';

export {
  ActionGroup,
  type ActionGroupProps,
  type IActionGroup,
  type WebhookReceiver,
} from './constructs/observability/action-group';
export {
  ApplicationInsights,
  type ApplicationInsightsProps,
  type IApplicationInsights,
} from './constructs/observability/application-insights';
export { addDiagnostics, type DiagnosticScope, type DiagnosticsOptions } from './constructs/observability/diagnostics';
export {
  type ILogAnalyticsWorkspace,
  LogAnalyticsWorkspace,
  type LogAnalyticsWorkspaceProps,
} from './constructs/observability/log-analytics-workspace';
export {
  type BaselineAlerts,
  type BaselineAlertsOptions,
  MetricAggregation,
  MetricAlert,
  type MetricAlertProps,
  MetricOperator,
  type MetricThreshold,
} from './constructs/observability/metric-alert';

export {
  type IKeyVault,
  type ImportedKeyVaultOptions,
  KeyVault,
  type KeyVaultProps,
  KeyVaultSku,
} from './constructs/security/key-vault';
export {
  type CustomerManagedKeyOptions,
  type IKeyVaultKey,
  KeyOperation,
  type KeyRotation,
  KeyVaultKey,
  type KeyVaultKeyOptions,
  type KeyVaultKeyProps,
  type KeyVaultKeyReference,
  KeyVaultKeyType,
} from './constructs/security/key-vault-key';
export {
  type ISecretReference,
  KeyVaultSecret,
  type KeyVaultSecretOptions,
  type KeyVaultSecretProps,
  SecretReference,
  type SecretReferenceProps,
} from './constructs/security/key-vault-secret';
export { LockLevel, ManagementLock, type ManagementLockProps } from './constructs/security/management-lock';

export { type BackendSettings } from './stage/backend';
export {
  ParameterSet,
  type ParameterSetProps,
  type ParameterSource,
  parsedBy,
  type ReadParameters,
} from './stage/parameter-set';
export { runApp, type RunAppOptions } from './stage/run-app';
export { type Settings, type SettingsInput } from './stage/settings';
export {
  type MonthlyBudget,
  Stage,
  StageLifecycle,
  type StageOutputOptions,
  type StageProps,
  StageSharing,
} from './stage/stage';
export { StageReference, type StageReferenceProps } from './stage/stage-reference';
export { StagedApp, type StagedAppProps } from './stage/staged-app';
