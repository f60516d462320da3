import { type Construct } from 'constructs';
import * as azstage from '../../../lib';
import { existingSubnet } from '../../helpers/neighbours';

/** The props that every platform service takes, and a key where it takes one. */
export type Props = Omit<azstage.PlatformServiceProps, 'name'> & {
  readonly customerManagedKey?: azstage.CustomerManagedKeyOptions;
};

/** The part of the contract that a service decides; the rest is the same for all. */
export interface Contract {
  readonly make: (stage: azstage.Stage, props: Props) => Construct;
  /** The data of each diagnostic setting: `logs` and `metrics` are all that there are, those that are `chosen` are not. */
  readonly diagnostics: readonly string[];
  /** Whether its loss is a loss of data. */
  readonly stateful: boolean;
  /** Whether production locks it. */
  readonly locked: boolean;
  /** The private DNS zones of each subresource of its private endpoints. */
  readonly endpoints: Readonly<Record<string, readonly string[]>>;
  /** Whether it has baseline alerts. */
  readonly alerts: boolean;
  /** The `grant` methods, with what they take beside the grantee. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** The `grant` methods that grant on another resource, as those of a replica do on its primary. @default none */
  readonly delegates?: readonly string[];
  /** The authentication of a connection: `ungranted` where access is granted in the service itself, `none` where apps do not connect to it. */
  readonly connection: 'entra' | 'ungranted' | 'key' | 'none';
  /** The customer-managed key: by an id that follows its rotation, or by that of one version. */
  readonly encryption: 'key' | 'version' | 'none';
}

const usual = { diagnostics: ['logs, metrics'], stateful: true, locked: true, alerts: true } as const;
const inNetwork = { endpoints: {}, alerts: false, grants: {}, connection: 'none', encryption: 'none' } as const;
const readAndWrite = { grantRead: [], grantReadWrite: [] };

/** Every platform service, by the name of its class. */
export const contracts: Readonly<Record<string, Contract>> = {
  ApiManagement: {
    ...usual,
    make: (stage, props) =>
      new azstage.ApiManagement(stage, 'It', { ...props, publisherName: 'Demo', publisherEmail: 'api@example.com' }),
    endpoints: { Gateway: ['privatelink.azure-api.net'] },
    grants: {},
    connection: 'none',
    encryption: 'none',
  },
  AppConfiguration: {
    ...usual,
    make: (stage, props) => new azstage.AppConfiguration(stage, 'It', props),
    endpoints: { configurationStores: ['privatelink.azconfig.io'] },
    grants: readAndWrite,
    connection: 'entra',
    encryption: 'key',
  },
  BackupVault: {
    ...usual,
    ...inNetwork,
    make: (stage, props) => new azstage.BackupVault(stage, 'It', props),
  },
  ContainerAppEnvironment: {
    ...usual,
    make: (stage, props) => new azstage.ContainerAppEnvironment(stage, 'It', props),
    stateful: false,
    endpoints: { managedEnvironments: ['privatelink.eastus2.azurecontainerapps.io'] },
    // Those of the apps watch them.
    alerts: false,
    grants: {},
    connection: 'none',
    encryption: 'none',
  },
  ContainerRegistry: {
    ...usual,
    make: (stage, props) =>
      new azstage.ContainerRegistry(stage, 'It', { ...props, sku: azstage.ContainerRegistrySku.PREMIUM }),
    endpoints: { registry: ['privatelink.azurecr.io'] },
    grants: { grantPull: [], grantPush: [] },
    connection: 'entra',
    encryption: 'key',
  },
  CosmosAccount: {
    ...usual,
    make: (stage, props) => new azstage.CosmosAccount(stage, 'It', props),
    endpoints: { Sql: ['privatelink.documents.azure.com'] },
    grants: readAndWrite,
    connection: 'entra',
    encryption: 'key',
  },
  DnsResolver: {
    ...inNetwork,
    make: (stage, props) =>
      new azstage.DnsResolver(stage, 'It', {
        ...props,
        virtualNetwork: azstage.VirtualNetwork.fromName(stage, 'Network', { name: 'v', resourceGroupName: 'r' }),
        inboundSubnet: existingSubnet(stage, 'Inbound'),
      }),
    // None of its metrics can be exported, and it has no logs.
    diagnostics: [],
    stateful: false,
    locked: false,
  },
  EventHubNamespace: {
    ...usual,
    make: (stage, props) =>
      new azstage.EventHubNamespace(stage, 'It', {
        ...props,
        sku: props.customerManagedKey === undefined ? undefined : azstage.EventHubSku.PREMIUM,
        captureIdentity: props.customerManagedKey?.identity,
      }),
    endpoints: { namespace: ['privatelink.servicebus.windows.net'] },
    grants: { grantSend: [], grantReceive: [] },
    connection: 'entra',
    encryption: 'key',
  },
  FrontDoor: {
    ...inNetwork,
    make: (stage, props) => new azstage.FrontDoor(stage, 'It', props),
    diagnostics: ['logs, metrics'],
    stateful: false,
    locked: false,
    alerts: true,
  },
  KeyVault: {
    ...usual,
    make: (stage, props) => new azstage.KeyVault(stage, 'It', props),
    endpoints: { vault: ['privatelink.vaultcore.azure.net'] },
    grants: {
      grantReadSecrets: [],
      grantManageSecrets: [],
      grantUseKeys: [],
      grantEncryption: [],
      grantManageKeys: [],
    },
    connection: 'entra',
    encryption: 'none',
  },
  KubernetesCluster: {
    ...usual,
    make: (stage, props) => new azstage.KubernetesCluster(stage, 'It', { ...props, subnet: existingSubnet(stage) }),
    // Without every read of the API server.
    diagnostics: ['chosen logs, metrics'],
    // A lock would forbid AKS to delete pools.
    locked: false,
    endpoints: { management: ['privatelink.eastus2.azmk8s.io'] },
    grants: { grantConnect: [], grantAdmin: [], grantWrite: [], grantRead: [] },
    connection: 'none',
    encryption: 'none',
  },
  LogAnalyticsWorkspace: {
    ...inNetwork,
    make: (stage, props) => new azstage.LogAnalyticsWorkspace(stage, 'It', props),
    // Only those that are asked for: it would send them to itself.
    diagnostics: [],
    stateful: true,
    locked: true,
    grants: { grantRead: [] },
  },
  ManagedGrafana: {
    ...usual,
    make: (stage, props) => new azstage.ManagedGrafana(stage, 'It', props),
    // Its metrics cannot be exported.
    diagnostics: ['logs'],
    endpoints: { grafana: ['privatelink.grafana.azure.com'] },
    // The Azure Monitor Baseline Alerts have none for it.
    alerts: false,
    grants: { grantView: [], grantEdit: [], grantAdmin: [] },
    connection: 'none',
    encryption: 'none',
  },
  ManagedRedis: {
    ...usual,
    make: (stage, props) => new azstage.ManagedRedis(stage, 'It', { ...props, sku: azstage.RedisSku.parse('B10') }),
    diagnostics: ['metrics', 'logs'],
    endpoints: { redisEnterprise: ['privatelink.redis.azure.net'] },
    grants: { grantAccess: [] },
    connection: 'entra',
    encryption: 'version',
  },
  MonitorPrivateLinkScope: {
    ...usual,
    make: (stage, props) => new azstage.MonitorPrivateLinkScope(stage, 'It', props),
    // Azure takes no diagnostic setting for it, and has no metrics of it.
    diagnostics: [],
    stateful: false,
    locked: false,
    endpoints: {
      azuremonitor: [
        'privatelink.monitor.azure.com',
        'privatelink.oms.opinsights.azure.com',
        'privatelink.ods.opinsights.azure.com',
        'privatelink.agentsvc.azure-automation.net',
        'privatelink.blob.core.windows.net',
      ],
    },
    alerts: false,
    grants: {},
    connection: 'none',
    encryption: 'none',
  },
  MonitorWorkspace: {
    ...usual,
    make: (stage, props) => new azstage.MonitorWorkspace(stage, 'It', props),
    // Azure takes no diagnostic setting for it.
    diagnostics: [],
    endpoints: { prometheusMetrics: ['privatelink.eastus2.prometheus.monitor.azure.com'] },
    grants: { grantRead: [], grantPublish: [] },
    connection: 'none',
    encryption: 'none',
  },
  OpenAiAccount: {
    ...usual,
    make: (stage, props) => new azstage.OpenAiAccount(stage, 'It', props),
    stateful: false,
    locked: false,
    endpoints: { account: ['privatelink.openai.azure.com'] },
    grants: { grantUse: [], grantManage: [] },
    connection: 'entra',
    encryption: 'version',
  },
  PostgresqlReplica: {
    ...usual,
    make: (stage, props) =>
      new azstage.PostgresqlReplica(stage, 'It', {
        ...props,
        source: azstage.PostgresqlServer.fromName(stage, 'Primary', 'psql-existing', 'rg-existing'),
        sku: azstage.PostgresqlSku.parse('D2ds_v4'),
        storageGb: 32,
      }),
    endpoints: { postgresqlServer: ['privatelink.postgres.database.azure.com'] },
    grants: {},
    delegates: ['grantAdmin'],
    connection: 'ungranted',
    encryption: 'key',
  },
  PostgresqlServer: {
    ...usual,
    make: (stage, props) =>
      new azstage.PostgresqlServer(stage, 'It', { ...props, sku: azstage.PostgresqlSku.parse('D2ds_v4') }),
    endpoints: { postgresqlServer: ['privatelink.postgres.database.azure.com'] },
    grants: { grantAdmin: ['app'] },
    connection: 'ungranted',
    encryption: 'key',
  },
  RedisCache: {
    ...usual,
    make: (stage, props) => new azstage.RedisCache(stage, 'It', { ...props, sku: azstage.RedisCacheSku.parse('P1') }),
    endpoints: { redisCache: ['privatelink.redis.cache.windows.net'] },
    grants: { grantAccess: [] },
    connection: 'entra',
    encryption: 'none',
  },
  RedisEnterprise: {
    ...usual,
    make: (stage, props) => new azstage.RedisEnterprise(stage, 'It', { ...props, sku: azstage.RedisSku.parse('E10') }),
    diagnostics: ['metrics', 'logs'],
    endpoints: { redisEnterprise: ['privatelink.redisenterprise.cache.azure.net'] },
    // It has `grantAccess`, which refuses: the service does not support Entra ID.
    grants: {},
    connection: 'key',
    encryption: 'none',
  },
  SearchService: {
    ...usual,
    make: (stage, props) => new azstage.SearchService(stage, 'It', props),
    endpoints: { searchService: ['privatelink.search.windows.net'] },
    grants: { ...readAndWrite, grantManageIndexes: [] },
    connection: 'entra',
    encryption: 'none',
  },
  StaticWebApp: {
    ...usual,
    make: (stage, props) => new azstage.StaticWebApp(stage, 'It', { ...props, location: 'eastus2' }),
    // Azure takes no diagnostic setting for it.
    diagnostics: [],
    stateful: false,
    locked: false,
    // Its zone has the number of its partition, which is known only after the deployment.
    endpoints: { staticSites: [] },
    alerts: false,
    grants: {},
    connection: 'none',
    encryption: 'none',
  },
  StorageAccount: {
    ...usual,
    make: (stage, props) => new azstage.StorageAccount(stage, 'It', props),
    diagnostics: ['chosen metrics', 'logs, chosen metrics'],
    endpoints: { blob: ['privatelink.blob.core.windows.net'] },
    grants: readAndWrite,
    connection: 'entra',
    encryption: 'key',
  },
  VirtualNetwork: {
    ...inNetwork,
    make: (stage, props) => new azstage.VirtualNetwork(stage, 'It', props),
    diagnostics: ['logs, metrics'],
    stateful: false,
    locked: true,
  },
  VpnGateway: {
    ...inNetwork,
    make: (stage, props) =>
      new azstage.VpnGateway(stage, 'It', {
        ...props,
        subnet: azstage.Subnet.fromName(stage, 'Gateway', {
          name: 'GatewaySubnet',
          virtualNetworkName: 'v',
          resourceGroupName: 'r',
        }),
      }),
    // Its public address has one of its own.
    diagnostics: ['logs, metrics', 'logs, metrics'],
    stateful: false,
    locked: false,
  },
};
