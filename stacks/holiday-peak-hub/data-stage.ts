import { type Construct } from 'constructs';
import { CosmosAccount, CosmosBackup } from '../../lib/constructs/data/cosmos-account';
import { type CosmosDatabase } from '../../lib/constructs/data/cosmos-database';
import { StorageAccount, StorageRedundancy } from '../../lib/constructs/data/storage-account';
import { type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { KeyVault, KeyVaultSku } from '../../lib/constructs/security/key-vault';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { CosmosThroughput } from '../../lib/values/cosmos-throughput';
import { shortName } from './names';
import { type NetworkStage } from './network-stage';
import { type HolidayPeakHubParameters } from './parameters';
import { SharedCache } from './shared-cache';

/** The operational containers and what each is divided by. */
export const CONTAINERS: Readonly<Record<string, string>> = {
  users: '/id',
  products: '/categoryId',
  orders: '/userId',
  cart: '/userId',
  reviews: '/productId',
  addresses: '/userId',
  payment_methods: '/userId',
  tickets: '/userId',
  shipments: '/orderId',
  audit_logs: '/entityId',
};

/** Days in which what is deleted from vault and storage can be had back. */
const SOFT_DELETE_DAYS = 90;

/** Data services that all services share: documents, cache, blobs and secrets. */
export class DataStage extends Stage {
  public readonly cosmos: CosmosAccount;
  /** The ten operational containers, of the CRUD service. */
  public readonly operational: CosmosDatabase;
  /** Database in which every agent creates a container of its own. */
  public readonly memory: CosmosDatabase;
  public readonly cache: SharedCache;
  public readonly storage: StorageAccount;
  public readonly keyVault: KeyVault;

  constructor(scope: Construct, network: NetworkStage, parameters: HolidayPeakHubParameters) {
    super(scope, 'stage-data', {
      title: 'Data',
      purpose: 'Documents, cache, blobs and secrets, shared by the CRUD service and all agents.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      upstream: [network],
      monthlyBudget: { from: 210, to: 925 },
      checks: [
        'The database operational has ten containers.',
        'Redis answers through its private endpoint.',
        'Secrets of the services are in the key vault: az keyvault secret list --vault-name <key_vault_name>',
      ],
    });
    this.context.setDefaults(network.context.defaults);
    const { privateEndpoints } = network;
    this.cosmos = this.addCosmos(privateEndpoints, parameters);
    this.operational = this.addDatabase('operational', parameters.operationalThroughput, parameters);
    Object.entries(CONTAINERS).forEach(([name, key]) =>
      this.operational.addContainer(name, { name, partitionKeyPaths: [key] }),
    );
    this.memory = this.addDatabase('agent-memory', parameters.memoryThroughput, parameters);
    this.cache = new SharedCache(this, 'Cache', {
      sku: parameters.redisSku,
      highAvailability: parameters.redisHighAvailability,
      privateEndpoints,
    });
    this.storage = this.addStorage(privateEndpoints, parameters);
    this.keyVault = this.addKeyVault(privateEndpoints, parameters);
    this.addOutputs();
  }

  private addCosmos(privateEndpoints: PrivateEndpointsOptions, parameters: HolidayPeakHubParameters): CosmosAccount {
    const { cosmosServerless, operationalThroughput, memoryThroughput, operatorIpRanges } = parameters;
    return new CosmosAccount(this, 'CosmosAccount', {
      serverless: cosmosServerless,
      throughputLimit: cosmosServerless ? undefined : operationalThroughput + memoryThroughput,
      backup: CosmosBackup.CONTINUOUS_30_DAYS,
      allowedIpRanges: operatorIpRanges,
      privateEndpoints,
    });
  }

  /** Its containers share its throughput: 25 at most may, and there are 10 and 21. */
  private addDatabase(name: string, most: number, { cosmosServerless }: HolidayPeakHubParameters): CosmosDatabase {
    const throughput = cosmosServerless ? undefined : CosmosThroughput.autoscale(most);
    return this.cosmos.addDatabase(name, { name, throughput });
  }

  private addStorage(privateEndpoints: PrivateEndpointsOptions, parameters: HolidayPeakHubParameters): StorageAccount {
    const account = new StorageAccount(this, 'StorageAccount', {
      name: shortName(this, 'azurerm_storage_account'),
      redundancy: parameters.storageRedundancy,
      softDeleteDays: SOFT_DELETE_DAYS,
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints,
    });
    if (parameters.storageRedundancy === StorageRedundancy.LRS) {
      const one = 'Data outside of production may be lost; storageRedundancy keeps more copies, as in production.';
      ['AZS404', 'AZS405'].forEach((rule) => acknowledge(account, rule, one));
    }
    return account;
  }

  private addKeyVault(privateEndpoints: PrivateEndpointsOptions, parameters: HolidayPeakHubParameters): KeyVault {
    return new KeyVault(this, 'KeyVault', {
      name: shortName(this, 'azurerm_key_vault'),
      sku: KeyVaultSku.PREMIUM,
      softDeleteDays: SOFT_DELETE_DAYS,
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints,
    });
  }

  private addOutputs(): void {
    this.addOutput('cosmos_endpoint', this.cosmos.endpoint, { description: 'Endpoint of Cosmos DB.' });
    this.addOutput('redis_host', this.cache.redis.hostName, { description: 'Host of Redis, within the network.' });
    this.addOutput('storage_blob_endpoint', this.storage.blobEndpoint, { description: 'Where the blobs are.' });
    this.addOutput('key_vault_name', this.keyVault.keyVaultName, { description: 'Where the secrets go.' });
  }
}
