import { type JsonObject } from './arm/json';

/** Type of resources that apps refer to without defining them, and the least that Azure creates one with. */
export interface ExistingType {
  /** Namespace and type. */
  readonly type: string;
  /** Arguments of the data source with the names of the resources that contain it, outermost first. @default none */
  readonly within?: readonly string[];
  /** Data source of a resource with the same name that it needs, in the body `{beside}`. @default none */
  readonly beside?: string;
  /** Body besides the location. @default none */
  readonly body?: JsonObject;
  /** @default that of the app */
  readonly location?: 'global' | 'none';
}

const sku = (name: string): JsonObject => ({ sku: { name } });
const global = 'global' as const;
const VAULT = {
  sku: { family: 'A', name: 'standard' },
  tenantId: '{tenant}',
  enableRbacAuthorization: true,
  accessPolicies: [],
};
const STORAGE: JsonObject = { kind: 'StorageV2', ...sku('Standard_LRS') };
const POSTGRESQL: JsonObject = {
  sku: { name: 'Standard_D2s_v3', tier: 'GeneralPurpose' },
  properties: {
    version: '16',
    storage: { storageSizeGB: 32 },
    authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: '{tenant}' },
  },
};
const COSMOS: JsonObject = {
  kind: 'GlobalDocumentDB',
  properties: {
    databaseAccountOfferType: 'Standard',
    locations: [{ locationName: '{location}', failoverPriority: 0 }],
  },
};
const CLUSTER: JsonObject = {
  identity: { type: 'SystemAssigned' },
  properties: {
    dnsPrefix: 'existing',
    agentPoolProfiles: [{ name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D2s_v3', osType: 'Linux' }],
    oidcIssuerProfile: { enabled: true },
  },
};

/** Types by the data source of azurerm: website/docs/d of the provider. */
export const EXISTING_TYPES: Readonly<Record<string, ExistingType>> = {
  azurerm_api_management: {
    type: 'Microsoft.ApiManagement/service',
    body: {
      sku: { name: 'Developer', capacity: 1 },
      properties: { publisherName: 'existing', publisherEmail: 'existing@example.com' },
    },
  },
  azurerm_app_configuration: { type: 'Microsoft.AppConfiguration/configurationStores', body: sku('standard') },
  azurerm_application_insights: {
    type: 'Microsoft.Insights/components',
    beside: 'azurerm_log_analytics_workspace',
    body: { kind: 'web', properties: { Application_Type: 'web', WorkspaceResourceId: '{beside}' } },
  },
  azurerm_cdn_frontdoor_profile: {
    type: 'Microsoft.Cdn/profiles',
    body: sku('Premium_AzureFrontDoor'),
    location: global,
  },
  azurerm_cognitive_account: {
    type: 'Microsoft.CognitiveServices/accounts',
    body: { kind: 'OpenAI', ...sku('S0'), properties: { customSubDomainName: '{name}' } },
  },
  azurerm_container_app: {
    type: 'Microsoft.App/containerApps',
    beside: 'azurerm_container_app_environment',
    body: {
      properties: {
        managedEnvironmentId: '{beside}',
        configuration: { activeRevisionsMode: 'Single' },
        template: { containers: [{ name: 'app', image: 'existing', resources: { cpu: 0.5, memory: '1Gi' } }] },
      },
    },
  },
  azurerm_container_app_environment: { type: 'Microsoft.App/managedEnvironments' },
  azurerm_container_registry: { type: 'Microsoft.ContainerRegistry/registries', body: sku('Premium') },
  azurerm_cosmosdb_account: { type: 'Microsoft.DocumentDB/databaseAccounts', body: COSMOS },
  azurerm_dashboard_grafana: {
    type: 'Microsoft.Dashboard/grafana',
    body: { ...sku('Standard'), identity: { type: 'SystemAssigned' }, properties: { grafanaMajorVersion: '12' } },
  },
  azurerm_data_protection_backup_vault: {
    type: 'Microsoft.DataProtection/backupVaults',
    body: {
      identity: { type: 'SystemAssigned' },
      properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
    },
  },
  azurerm_dns_zone: { type: 'Microsoft.Network/dnsZones', location: global },
  azurerm_eventhub_namespace: { type: 'Microsoft.EventHub/namespaces', body: sku('Standard') },
  azurerm_key_vault: { type: 'Microsoft.KeyVault/vaults', body: { properties: VAULT } },
  azurerm_kubernetes_cluster: { type: 'Microsoft.ContainerService/managedClusters', body: CLUSTER },
  azurerm_log_analytics_workspace: {
    type: 'Microsoft.OperationalInsights/workspaces',
    body: { properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 } },
  },
  azurerm_monitor_action_group: {
    type: 'Microsoft.Insights/actionGroups',
    body: { properties: { groupShortName: 'existing', enabled: true } },
    location: global,
  },
  azurerm_monitor_workspace: { type: 'Microsoft.Monitor/accounts' },
  azurerm_nat_gateway: { type: 'Microsoft.Network/natGateways', body: sku('Standard') },
  azurerm_network_security_group: { type: 'Microsoft.Network/networkSecurityGroups' },
  azurerm_postgresql_flexible_server: { type: 'Microsoft.DBforPostgreSQL/flexibleServers', body: POSTGRESQL },
  azurerm_private_dns_zone: { type: 'Microsoft.Network/privateDnsZones', location: global },
  azurerm_search_service: {
    type: 'Microsoft.Search/searchServices',
    body: { ...sku('basic'), properties: { replicaCount: 1, partitionCount: 1 } },
  },
  azurerm_storage_account: { type: 'Microsoft.Storage/storageAccounts', body: STORAGE },
  azurerm_subnet: {
    type: 'Microsoft.Network/virtualNetworks/subnets',
    within: ['virtual_network_name'],
    body: { properties: { addressPrefix: '10.255.0.0/24' } },
    location: 'none',
  },
  azurerm_user_assigned_identity: { type: 'Microsoft.ManagedIdentity/userAssignedIdentities' },
  azurerm_virtual_network: {
    type: 'Microsoft.Network/virtualNetworks',
    body: { properties: { addressSpace: { addressPrefixes: ['10.255.0.0/16'] } } },
  },
};
