import { TerraformVariable } from 'cdktf';
import { type IConstruct } from 'constructs';
import * as azstage from '../../lib';
import { existingSubnet } from './neighbours';

/** What the constructs of the catalog stand beside; all of it exists already. */
export interface Neighbourhood {
  readonly stage: azstage.Stage;
  readonly network: azstage.IVirtualNetwork;
  readonly subnet: azstage.ISubnet;
  readonly environment: azstage.IContainerAppEnvironment;
  readonly vault: azstage.IKeyVault;
}

export function neighbourhood(stage: azstage.Stage): Neighbourhood {
  return {
    stage,
    network: azstage.VirtualNetwork.fromName(stage, 'Network', {
      name: 'vnet-existing',
      resourceGroupName: 'rg-existing',
    }),
    subnet: existingSubnet(stage),
    environment: azstage.ContainerAppEnvironment.fromName(stage, 'Environment', {
      name: 'cae-existing',
      resourceGroupName: 'rg-existing',
    }),
    vault: azstage.KeyVault.fromName(stage, 'Vault', 'kv-existing', 'rg-existing'),
  };
}

export type Make = (beside: Neighbourhood, id: string) => IConstruct;

const ACCOUNT = '/subscriptions/s/resourceGroups/r/providers/Microsoft.CognitiveServices/accounts/a';
const image = 'example.azurecr.io/app:1.0.0';

function backupExtension(stage: azstage.Stage, id: string, suffix: string): azstage.KubernetesBackupExtension {
  const account = azstage.StorageAccount.fromName(stage, `Account${suffix}`, 'stexisting', 'rg-existing');
  return new azstage.KubernetesBackupExtension(stage, id, {
    cluster: azstage.KubernetesCluster.fromName(stage, `Cluster${suffix}`, 'aks-existing', 'rg-existing'),
    account,
    container: new azstage.StorageContainer(stage, `Container${suffix}`, {
      storageAccountId: account.storageAccountId,
    }),
  });
}

function clusterBackupPolicy(stage: azstage.Stage, id: string, suffix: string): azstage.KubernetesBackupPolicy {
  const vault = azstage.BackupVault.fromName(stage, `Vault${suffix}`, 'bvault-existing', 'rg-existing');
  return new azstage.KubernetesBackupPolicy(stage, id, { vault });
}

function existingCosmos(stage: azstage.Stage, id: string): azstage.ICosmosAccount {
  return azstage.CosmosAccount.fromName(stage, `Account${id}`, 'cosno-existing', 'rg-existing');
}

function existingApiManagement(stage: azstage.Stage, id: string): azstage.IApiManagement {
  return azstage.ApiManagement.fromName(stage, `Gateway${id}`, 'apim-existing', 'rg-existing');
}

const PUBLIC_HOST = azstage.FrontDoorOriginTarget.publicHost('origin.example.com');

function frontDoor(stage: azstage.Stage, id: string): azstage.FrontDoor {
  return new azstage.FrontDoor(stage, id);
}

function existingFrontDoor(stage: azstage.Stage, id: string): azstage.IFrontDoor {
  return azstage.FrontDoor.fromName(stage, `Existing${id}`, 'afd-existing', 'rg-existing');
}

function originGroup(stage: azstage.Stage, id: string): azstage.FrontDoorOriginGroup {
  return existingFrontDoor(stage, id).addOriginGroup('Group');
}

function resolver({ stage, network }: Neighbourhood, id: string): azstage.DnsResolver {
  return new azstage.DnsResolver(stage, id, {
    virtualNetwork: network,
    inboundSubnet: existingSubnet(stage, `Inbound${id}`),
    outboundSubnet: existingSubnet(stage, `Outbound${id}`),
  });
}

function backupPolicy(stage: azstage.Stage, id: string): azstage.PostgresqlBackupPolicy {
  return new azstage.PostgresqlBackupPolicy(stage, id, {
    vault: azstage.BackupVault.fromName(stage, `Vault${id}`, 'bvault-existing', 'rg-existing'),
  });
}

/** Every construct of the public API, made with no more than it requires; `null` where a test of its own says why not. */
export const catalog: Readonly<Record<string, Make | null>> = {
  ActionGroup: ({ stage }, id) => new azstage.ActionGroup(stage, id, { emails: ['ops@example.com'] }),
  ApplicationInsights: ({ stage }, id) =>
    new azstage.ApplicationInsights(stage, id, {
      workspace: azstage.LogAnalyticsWorkspace.fromName(stage, `Logs${id}`, 'log-existing', 'rg-existing'),
    }),
  BackupVault: ({ stage }, id) => new azstage.BackupVault(stage, id),
  ContainerApp: ({ stage, environment }, id) => new azstage.ContainerApp(stage, id, { environment, image }),
  ContainerAppCustomDomain: ({ stage, environment }, id) =>
    new azstage.ContainerAppCustomDomain(stage, id, {
      app: new azstage.ContainerApp(stage, `App${id}`, {
        environment,
        image,
        ingress: { targetPort: 80, external: true },
      }),
      hostName: `${id.toLowerCase()}.example.com`,
    }),
  ContainerAppEnvironment: ({ stage }, id) => new azstage.ContainerAppEnvironment(stage, id, { external: true }),
  ContainerAppJob: ({ stage, environment }, id) => new azstage.ContainerAppJob(stage, id, { environment, image }),
  ContainerRegistry: ({ stage }, id) => new azstage.ContainerRegistry(stage, id),
  ContainerWorkload: null,
  KeyVault: ({ stage }, id) => new azstage.KeyVault(stage, id),
  KeyVaultKey: ({ stage, vault }, id) => new azstage.KeyVaultKey(stage, id, { keyVault: vault }),
  KeyVaultSecret: ({ stage, vault }, id) =>
    new azstage.KeyVaultSecret(stage, id, {
      keyVault: vault,
      value: new TerraformVariable(stage, `Value${id}`, { type: 'string', sensitive: true }).stringValue,
    }),
  LogAnalyticsWorkspace: ({ stage }, id) => new azstage.LogAnalyticsWorkspace(stage, id),
  ManagedGrafana: ({ stage }, id) => new azstage.ManagedGrafana(stage, id),
  ManagedRedis: ({ stage }, id) => new azstage.ManagedRedis(stage, id, { sku: azstage.RedisSku.parse('B5') }),
  ManagedRedisAccessPolicyAssignment: ({ stage }, id) =>
    new azstage.ManagedRedisAccessPolicyAssignment(stage, id, { managedRedisId: '/redis', objectId: 'someone' }),
  ManagedRedisGeoReplication: ({ stage }, id) => {
    const member = (name: string) =>
      new azstage.ManagedRedis(stage, `${name}${id}`, {
        sku: azstage.RedisSku.parse('B5'),
        geoReplicationGroup: 'world',
      });
    return new azstage.ManagedRedisGeoReplication(stage, id, { redis: member('Here'), linkedRedis: [member('There')] });
  },
  ManagementLock: ({ stage }, id) =>
    new azstage.ManagementLock(stage, id, { scope: `/subscriptions/s/resourceGroups/${id}` }),
  MetricAlert: ({ stage }, id) =>
    new azstage.MetricAlert(stage, id, {
      targetResourceId: '/subscriptions/s/resourceGroups/r/providers/Microsoft.Cache/redisEnterprise/a',
      metricNamespace: 'Microsoft.Cache/redisEnterprise',
      metricName: 'usedmemorypercentage',
      aggregation: azstage.MetricAggregation.MAXIMUM,
      operator: azstage.MetricOperator.GREATER_THAN,
      threshold: 90,
      description: 'Nearly full.',
    }),
  MonitorPrivateLinkScope: ({ stage }, id) => new azstage.MonitorPrivateLinkScope(stage, id),
  MonitorScopedService: ({ stage }, id) =>
    new azstage.MonitorScopedService(stage, id, {
      scope: azstage.MonitorPrivateLinkScope.fromName(stage, `Scope${id}`, 'ampls-existing', 'rg-existing'),
      resource: azstage.LogAnalyticsWorkspace.fromName(stage, `Logs${id}`, 'log-existing', 'rg-existing'),
    }),
  MonitorWorkspace: ({ stage }, id) => new azstage.MonitorWorkspace(stage, id),
  NatGateway: ({ stage }, id) => new azstage.NatGateway(stage, id),
  NetworkSecurityGroup: ({ stage }, id) => new azstage.NetworkSecurityGroup(stage, id),
  NetworkSecurityRule: ({ stage }, id) =>
    new azstage.NetworkSecurityRule(stage, id, {
      group: { networkSecurityGroupName: 'nsg-existing', resourceGroupName: 'rg-existing' },
      name: id,
      direction: azstage.NetworkRuleDirection.INBOUND,
      access: azstage.NetworkRuleAccess.DENY,
      priority: 200,
    }),
  OpenAiAccount: ({ stage }, id) => new azstage.OpenAiAccount(stage, id),
  OpenAiContentFilter: ({ stage }, id) => new azstage.OpenAiContentFilter(stage, id, { accountId: ACCOUNT }),
  OpenAiDeployment: ({ stage }, id) =>
    new azstage.OpenAiDeployment(stage, id, { accountId: ACCOUNT, model: azstage.OpenAiModel.of('gpt-5.1'), name: id }),
  PostgresqlBackup: ({ stage }, id) =>
    new azstage.PostgresqlBackup(stage, id, {
      server: azstage.PostgresqlServer.fromName(stage, `Server${id}`, 'psql-existing', 'rg-existing'),
      policy: backupPolicy(stage, `Policy${id}`),
      resourceGroup: azstage.ResourceGroup.fromName(stage, `Group${id}`, 'rg-existing'),
    }),
  PostgresqlBackupPolicy: ({ stage }, id) => backupPolicy(stage, id),
  Principal: ({ stage }, id) => azstage.Principal.group(stage, id, '11111111-1111-1111-1111-111111111111'),
  PrivateDnsZone: ({ stage }, id) =>
    new azstage.PrivateDnsZone(stage, id, { zoneName: `${id.toLowerCase()}.internal.example` }),
  PrivateDnsZones: ({ stage, network }, id) =>
    new azstage.PrivateDnsZones(stage, id, {
      virtualNetworks: [network],
      services: [azstage.PrivateLinkService.KEY_VAULT],
    }),
  PrometheusRuleGroup: ({ stage }, id) =>
    new azstage.PrometheusRuleGroup(stage, id, {
      workspace: azstage.MonitorWorkspace.fromName(stage, `Metrics${id}`, 'amw-existing', 'rg-existing'),
      rules: [azstage.PrometheusRule.record({ name: 'up:count', expression: 'count(up)' })],
    }),
  PrivateEndpoint: ({ stage, subnet }, id) =>
    new azstage.PrivateEndpoint(stage, id, {
      subnet,
      service: azstage.PrivateLinkService.KEY_VAULT,
      targetResourceId: '/subscriptions/s/resourceGroups/r/providers/Microsoft.KeyVault/vaults/v',
    }),
  RedisEnterprise: ({ stage }, id) => new azstage.RedisEnterprise(stage, id, { sku: azstage.RedisSku.parse('E10') }),
  ResourceGroup: ({ stage }, id) => new azstage.ResourceGroup(stage, id),
  RoleAssignment: ({ stage }, id) =>
    new azstage.RoleAssignment(stage, id, {
      scope: '/subscriptions/s/resourceGroups/r',
      role: azstage.Role.of('Reader'),
      grantee: azstage.Principal.group(stage, `Group${id}`, '11111111-1111-1111-1111-111111111111'),
    }),
  SecretReference: ({ stage, vault }, id) => new azstage.SecretReference(stage, id, { keyVault: vault, name: id }),
  StageReference: ({ stage }, id) => new azstage.StageReference(stage, id, { stage: 'stage-other' }),
  StorageAccount: ({ stage }, id) => new azstage.StorageAccount(stage, id),
  StorageContainer: ({ stage }, id) =>
    new azstage.StorageContainer(stage, id, { storageAccountId: '/account', name: `container-${id.toLowerCase()}` }),
  StorageLifecycle: ({ stage }, id) =>
    new azstage.StorageLifecycle(stage, id, {
      storageAccountId: '/account',
      rules: [{ name: 'age', deleteAfterDays: 30 }],
    }),
  Subnet: ({ stage, network }, id) =>
    new azstage.Subnet(stage, id, { virtualNetwork: network, addressPrefix: '10.0.1.0/24', name: id }),
  UserAssignedIdentity: ({ stage }, id) => new azstage.UserAssignedIdentity(stage, id),
  ApiManagement: ({ stage }, id) =>
    new azstage.ApiManagement(stage, id, { publisherName: 'Demo', publisherEmail: 'api@example.com' }),
  ApiManagementApi: ({ stage }, id) =>
    new azstage.ApiManagementApi(stage, id, {
      apiManagement: existingApiManagement(stage, id),
      path: id.toLowerCase(),
    }),
  ApiManagementBackend: ({ stage }, id) =>
    new azstage.ApiManagementBackend(stage, id, {
      apiManagement: existingApiManagement(stage, id),
      url: 'https://back.example.com',
    }),
  ApiManagementNamedValue: ({ stage, vault }, id) =>
    new azstage.ApiManagementNamedValue(stage, id, {
      apiManagement: existingApiManagement(stage, id),
      secret: vault.secret('key'),
    }),
  AppConfiguration: ({ stage }, id) => new azstage.AppConfiguration(stage, id),
  AppConfigurationKey: ({ stage }, id) =>
    new azstage.AppConfigurationKey(stage, id, {
      appConfiguration: azstage.AppConfiguration.fromName(stage, `Store${id}`, 'appcs-existing', 'rg-existing'),
      key: id,
      value: 'on',
    }),
  Budget: ({ stage }, id) => new azstage.Budget(stage, id, { amount: 100, emails: ['ops@example.com'] }),
  Deployer: ({ stage }, id) => new azstage.Deployer(stage, id),
  DnsForwardingRuleset: (beside, id) =>
    new azstage.DnsForwardingRuleset(beside.stage, id, { resolvers: [resolver(beside, `Resolver${id}`)] }),
  DnsRecord: ({ stage }, id) =>
    new azstage.DnsRecord(stage, id, {
      zone: azstage.DnsZone.fromName(stage, `Zone${id}`, 'example.com', 'rg-existing'),
      name: id.toLowerCase(),
      data: azstage.DnsRecordData.texts('hello'),
    }),
  DnsResolver: (beside, id) => resolver(beside, id),
  DnsZone: ({ stage }, id) => new azstage.DnsZone(stage, id, { zoneName: `${id.toLowerCase()}.example.com` }),
  FederatedCredential: ({ stage }, id) =>
    new azstage.FederatedCredential(stage, id, {
      identity: azstage.UserAssignedIdentity.fromName(stage, `Identity${id}`, {
        name: 'id-existing',
        resourceGroupName: 'rg-existing',
      }),
      subject: azstage.FederatedSubject.gitHubBranch('acme/app', 'main'),
    }),
  KubernetesCluster: ({ stage, subnet }, id) => new azstage.KubernetesCluster(stage, id, { subnet }),
  KubernetesNodePool: ({ stage, subnet }, id) =>
    new azstage.KubernetesNodePool(stage, id, {
      cluster: azstage.KubernetesCluster.fromName(stage, `Cluster${id}`, 'aks-existing', 'rg-existing'),
      subnet,
    }),
  KubernetesExtension: ({ stage }, id) =>
    new azstage.KubernetesExtension(stage, id, {
      cluster: azstage.KubernetesCluster.fromName(stage, `Cluster${id}`, 'aks-existing', 'rg-existing'),
      extensionType: 'microsoft.dapr',
    }),
  FluxExtension: ({ stage }, id) =>
    new azstage.FluxExtension(stage, id, {
      cluster: azstage.KubernetesCluster.fromName(stage, `Cluster${id}`, 'aks-existing', 'rg-existing'),
    }),
  FluxConfiguration: ({ stage }, id) =>
    new azstage.FluxConfiguration(stage, id, {
      flux: azstage.FluxExtension.fromCluster(
        stage,
        `Flux${id}`,
        azstage.KubernetesCluster.fromName(stage, `Cluster${id}`, 'aks-existing', 'rg-existing'),
      ),
      gitRepository: { url: 'https://github.com/acme/platform' },
      kustomizations: [{ name: 'apps' }],
    }),
  KubernetesBackupExtension: ({ stage }, id) => backupExtension(stage, id, id),
  KubernetesBackup: ({ stage }, id) =>
    new azstage.KubernetesBackup(stage, id, {
      extension: backupExtension(stage, `Extension${id}`, id),
      policy: clusterBackupPolicy(stage, `Policy${id}`, id),
      clusterIdentity: azstage.UserAssignedIdentity.fromName(stage, `ControlPlane${id}`, {
        name: 'id-existing',
        resourceGroupName: 'rg-existing',
      }),
    }),
  KubernetesBackupPolicy: ({ stage }, id) => clusterBackupPolicy(stage, id, id),
  SearchService: ({ stage }, id) => new azstage.SearchService(stage, id),
  FrontDoor: ({ stage }, id) => frontDoor(stage, id),
  FrontDoorCustomDomain: ({ stage }, id) =>
    frontDoor(stage, `Door${id}`).addCustomDomain(`${id.toLowerCase()}.example.com`),
  FrontDoorFirewallPolicy: ({ stage }, id) => new azstage.FrontDoorFirewallPolicy(stage, id),
  FrontDoorOrigin: ({ stage }, id) => originGroup(stage, id).addOrigin('Origin', { target: PUBLIC_HOST }),
  FrontDoorOriginGroup: ({ stage }, id) => originGroup(stage, id),
  FrontDoorRoute: ({ stage }, id) => {
    const group = originGroup(stage, id);
    group.addOrigin('Origin', { target: PUBLIC_HOST });
    return frontDoor(stage, `Door${id}`).addRoute('Route', { originGroup: group });
  },
  FrontDoorRule: ({ stage }, id) =>
    existingFrontDoor(stage, id)
      .addRuleSet('Rules')
      .addRule('Rule', { actions: [azstage.FrontDoorAction.removeResponseHeader('Server')] }),
  FrontDoorRuleSet: ({ stage }, id) => existingFrontDoor(stage, id).addRuleSet('Rules'),
  StaticWebApp: ({ stage }, id) => new azstage.StaticWebApp(stage, id),
  StaticWebAppDnsZones: ({ stage, network }, id) =>
    new azstage.StaticWebAppDnsZones(stage, id, { virtualNetworks: [network] }),
  StaticWebAppCustomDomain: ({ stage }, id) =>
    new azstage.StaticWebAppCustomDomain(stage, id, {
      staticWebAppId: '/site',
      domainName: `${id.toLowerCase()}.example.com`,
    }),
  VirtualNetworkPeering: ({ stage, network }, id) =>
    new azstage.VirtualNetworkPeering(stage, id, {
      virtualNetwork: network,
      remoteVirtualNetwork: azstage.VirtualNetwork.fromName(stage, `Remote${id}`, {
        name: 'vnet-remote',
        resourceGroupName: 'rg-existing',
      }),
    }),
  VpnGateway: ({ stage }, id) =>
    new azstage.VpnGateway(stage, id, {
      subnet: azstage.Subnet.fromName(stage, `Gateway${id}`, {
        name: 'GatewaySubnet',
        virtualNetworkName: 'vnet-existing',
        resourceGroupName: 'rg-existing',
      }),
    }),
  CosmosAccount: ({ stage }, id) => new azstage.CosmosAccount(stage, id),
  CosmosContainer: ({ stage }, id) =>
    new azstage.CosmosContainer(stage, id, {
      database: azstage.CosmosDatabase.fromName(stage, `Database${id}`, {
        account: existingCosmos(stage, id),
        name: 'db',
      }),
      partitionKeyPaths: ['/id'],
    }),
  CosmosDatabase: ({ stage }, id) => new azstage.CosmosDatabase(stage, id, { account: existingCosmos(stage, id) }),
  EventHub: ({ stage }, id) =>
    new azstage.EventHub(stage, id, {
      namespace: azstage.EventHubNamespace.fromName(stage, `Namespace${id}`, 'evhns-existing', 'rg-existing'),
    }),
  EventHubDisasterRecovery: ({ stage }, id) => {
    const existing = (name: string) =>
      azstage.EventHubNamespace.fromName(stage, `${name}${id}`, 'evhns-existing', name);
    return new azstage.EventHubDisasterRecovery(stage, id, {
      primary: existing('Primary'),
      secondary: existing('Secondary'),
    });
  },
  EventHubNamespace: ({ stage }, id) => new azstage.EventHubNamespace(stage, id),
  PostgresqlDatabase: ({ stage }, id) =>
    new azstage.PostgresqlDatabase(stage, id, {
      server: azstage.PostgresqlServer.fromName(stage, `Server${id}`, 'psql-existing', 'rg-existing'),
    }),
  PostgresqlReplica: ({ stage }, id) =>
    new azstage.PostgresqlReplica(stage, id, {
      source: azstage.PostgresqlServer.fromName(stage, `Primary${id}`, 'psql-existing', 'rg-existing'),
      sku: azstage.PostgresqlSku.parse('D2ds_v5'),
      storageGb: 32,
    }),
  PostgresqlServer: ({ stage }, id) =>
    new azstage.PostgresqlServer(stage, id, { sku: azstage.PostgresqlSku.parse('D2ds_v4') }),
  StorageBackup: ({ stage }, id) =>
    new azstage.StorageBackup(stage, id, {
      account: azstage.StorageAccount.fromName(stage, `Account${id}`, 'stexisting', 'rg-existing'),
      policy: new azstage.StorageBackupPolicy(stage, `Policy${id}`, {
        vault: azstage.BackupVault.fromName(stage, `Vault${id}`, 'bvault-existing', 'rg-existing'),
        operationalRetention: 'P7D',
      }),
    }),
  StorageBackupPolicy: ({ stage }, id) =>
    new azstage.StorageBackupPolicy(stage, id, {
      vault: azstage.BackupVault.fromName(stage, `Vault${id}`, 'bvault-existing', 'rg-existing'),
    }),
  StorageReplication: ({ stage }, id) => {
    const source = azstage.StorageAccount.fromName(stage, `Source${id}`, 'stexisting', 'rg-existing');
    const destination = azstage.StorageAccount.fromName(stage, `Destination${id}`, 'stcopies', 'rg-existing');
    const container = (name: string, { storageAccountId }: azstage.IStorageAccount) =>
      new azstage.StorageContainer(stage, `${name}${id}`, { storageAccountId });
    return new azstage.StorageReplication(stage, id, {
      source,
      destination,
      rules: [{ source: container('From', source), destination: container('To', destination) }],
    });
  },
  PostgresqlVirtualEndpoint: ({ stage }, id) =>
    new azstage.PostgresqlVirtualEndpoint(stage, id, {
      server: azstage.PostgresqlServer.fromName(stage, `Server${id}`, 'psql-existing', 'rg-existing'),
    }),
  RedisCache: ({ stage }, id) => new azstage.RedisCache(stage, id, { sku: azstage.RedisCacheSku.parse('P1') }),
  RedisCacheDatabase: ({ stage }, id) =>
    new azstage.RedisCacheDatabase(stage, id, {
      cache: azstage.RedisCache.fromName(stage, `Cache${id}`, 'redis-existing', 'rg-existing'),
      index: 1,
    }),
  VirtualNetwork: ({ stage }, id) => new azstage.VirtualNetwork(stage, id, { subnets: [{ name: 'apps', prefix: 24 }] }),
};
