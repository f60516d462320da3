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
export { ApiManagementSku } from './values/api-management-sku';
export { VpnGatewaySku } from './values/vpn-gateway-sku';
export { FederatedSubject } from './values/federated-subject';
export { DnsRecordData, DnsRecordType } from './values/dns-record-data';
export { KubernetesUpgradeChannel, KubernetesVersion, NodeOsUpgradeChannel } from './values/kubernetes-version';
export {
  KubernetesMaintenanceWindow,
  type MaintenanceWindowOptions,
  type MonthlyWindowOptions,
  Weekday,
  type WeeklyWindowOptions,
  WeekOfMonth,
} from './values/kubernetes-maintenance-window';
export { NodePoolName } from './values/node-pool-name';
export { NodeTaint, TaintEffect } from './values/node-taint';
export { CosmosThroughput } from './values/cosmos-throughput';
export { PostgresqlSku, PostgresqlTier } from './values/postgresql-sku';
export { PostgresqlStorage } from './values/postgresql-storage';
export { RedisCacheSku, RedisCacheTier } from './values/redis-cache-sku';

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

export {
  ApiManagementApi,
  type ApiManagementApiOptions,
  type ApiManagementApiProps,
} from './constructs/web/api-management-api';
export {
  ApiManagementBackend,
  type ApiManagementBackendOptions,
  type ApiManagementBackendProps,
} from './constructs/web/api-management-backend';
export { type IApiManagement } from './constructs/web/api-management-base';
export {
  ApiManagementNamedValue,
  type ApiManagementNamedValueOptions,
  type ApiManagementNamedValueProps,
} from './constructs/web/api-management-named-value';
export { ApiManagementNetworkMode } from './constructs/web/api-management-network-mode';
export { ApiManagement, type ApiManagementProps } from './constructs/web/api-management';
export {
  StaticWebAppCustomDomain,
  type StaticWebAppCustomDomainProps,
  StaticWebAppDomainValidation,
} from './constructs/web/static-web-app-domain';
export {
  type IStaticWebApp,
  StaticWebApp,
  type StaticWebAppProps,
  StaticWebAppSku,
} from './constructs/web/static-web-app';
export {
  type ISearchService,
  SearchService,
  type SearchServiceProps,
  SearchSku,
  SemanticRanker,
} from './constructs/ai/search-service';
export {
  AppConfigurationKey,
  type AppConfigurationKeyOptions,
  type AppConfigurationKeyProps,
} from './constructs/management/app-configuration-key';
export {
  AppConfiguration,
  type AppConfigurationProps,
  AppConfigurationSku,
  type IAppConfiguration,
  type ImportedAppConfigurationOptions,
} from './constructs/management/app-configuration';
export {
  VpnAuthentication,
  type VpnCertificateOptions,
  type VpnEntraOptions,
  type VpnRevokedCertificate,
  type VpnRootCertificate,
} from './constructs/network/vpn-gateway-authentication';
export { type IVpnGateway, VpnGateway, type VpnGatewayProps } from './constructs/network/vpn-gateway';
export {
  type DnsForwardingRule,
  DnsForwardingRuleset,
  type DnsForwardingRulesetOptions,
  type DnsForwardingRulesetProps,
} from './constructs/network/dns-forwarding-ruleset';
export { DnsResolver, type DnsResolverProps, type IDnsResolver } from './constructs/network/dns-resolver';
export { KubernetesCluster } from './constructs/compute/kubernetes-cluster';
export { type IKubernetesCluster, type KubernetesServiceAccount } from './constructs/compute/kubernetes-cluster-base';
export {
  type KubernetesClusterProps,
  KubernetesOutboundType,
  KubernetesTier,
  type SystemPoolSettings,
} from './constructs/compute/kubernetes-cluster-props';
export {
  KubernetesNodePool,
  type KubernetesNodePoolProps,
  NodePoolMode,
  type NodePoolOptions,
  SpotEvictionPolicy,
  type SpotOptions,
} from './constructs/compute/kubernetes-node-pool';
export {
  type NodeCounts,
  NodeOsDiskType,
  NodeOsSku,
  type NodePoolSettings,
} from './constructs/compute/kubernetes-node-pool-settings';
export { FederatedCredential, type FederatedCredentialProps } from './constructs/identity/federated-credential';
export { Deployer, type DeployerProps } from './constructs/management/deployer';
export {
  Budget,
  type BudgetFilter,
  BudgetPeriod,
  type BudgetProps,
  BudgetScope,
  type BudgetThreshold,
  BudgetThresholdType,
} from './constructs/management/budget';
export { DnsZone, type DnsZoneProps, type IDnsZone } from './constructs/network/dns-zone';
export { DnsRecord, type DnsRecordProps } from './constructs/network/dns-record';

export {
  CosmosAccount,
  type CosmosAccountProps,
  CosmosBackup,
  type ICosmosAccount,
} from './constructs/data/cosmos-account';
export { CosmosConsistency, type CosmosStaleness } from './constructs/data/cosmos-consistency';
export {
  CosmosContainer,
  type CosmosContainerOptions,
  type CosmosContainerProps,
  type CosmosIndexedPath,
  type CosmosIndexing,
} from './constructs/data/cosmos-container';
export {
  CosmosDatabase,
  type CosmosDatabaseOptions,
  type CosmosDatabaseProps,
  type CosmosDatabaseReference,
  type ICosmosDatabase,
} from './constructs/data/cosmos-database';
export { CosmosRole } from './constructs/data/cosmos-role';
export {
  PostgresqlDatabase,
  type PostgresqlDatabaseOptions,
  type PostgresqlDatabaseProps,
} from './constructs/data/postgresql-database';
export {
  PostgresqlHighAvailability,
  type PostgresqlInjection,
  type PostgresqlMaintenanceWindow,
  type PostgresqlPasswordAuthentication,
  PostgresqlTlsVersion,
  PostgresqlVersion,
} from './constructs/data/postgresql-options';
export {
  type IPostgresqlServer,
  PostgresqlServer,
  type PostgresqlServerProps,
} from './constructs/data/postgresql-server';
export { RedisCacheDatabase, type RedisCacheDatabaseProps } from './constructs/data/redis-cache-database';
export {
  RedisCacheAccessPolicy,
  RedisCacheEvictionPolicy,
  RedisCachePatchDay,
  type RedisCachePatchWindow,
  type RedisCachePersistence,
} from './constructs/data/redis-cache-options';
export { type IRedisCache, RedisCache, type RedisCacheProps } from './constructs/data/redis-cache';
export { type EventHubCapture } from './constructs/messaging/event-hub-capture';
export {
  EventHubNamespace,
  type EventHubNamespaceProps,
  type IEventHubNamespace,
} from './constructs/messaging/event-hub-namespace';
export { EventHubSku } from './constructs/messaging/event-hub-sku';
export { EventHub, type EventHubOptions, type EventHubProps } from './constructs/messaging/event-hub';

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
