import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { ManagedRedis, RedisPersistence } from '../../lib/constructs/data/managed-redis';
import { type PostgresqlDatabase } from '../../lib/constructs/data/postgresql-database';
import { PostgresqlReplica } from '../../lib/constructs/data/postgresql-replica';
import { PostgresqlServer } from '../../lib/constructs/data/postgresql-server';
import { PostgresqlHighAvailability } from '../../lib/constructs/data/postgresql-server-options';
import { PostgresqlVirtualEndpoint } from '../../lib/constructs/data/postgresql-virtual-endpoint';
import { RedisClusteringPolicy, RedisEvictionPolicy } from '../../lib/constructs/data/redis-database';
import { StorageAccount, StorageRedundancy } from '../../lib/constructs/data/storage-account';
import { type StorageContainer } from '../../lib/constructs/data/storage-container';
import { Principal } from '../../lib/constructs/identity/principal';
import { BackupVault } from '../../lib/constructs/management/backup-vault';
import { PostgresqlBackup, PostgresqlBackupPolicy } from '../../lib/constructs/management/postgresql-backup';
import { StorageBackup, StorageBackupPolicy } from '../../lib/constructs/management/storage-backup';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import { acknowledge } from '../../lib/stage/acknowledge';
import { StageLifecycle } from '../../lib/stage/stage';
import { type RedisSku } from '../../lib/values/redis-sku';
import { type NetworkStage, PGBOUNCER_PORT } from './network-stage';
import { type AgenticPlatformParameters, ReplicaPlace } from './parameters';
import { RegionExchange } from './region-exchange';
import { RegionStage } from './region-stage';

/** Days that backups of the database are kept, in every environment. */
const BACKUP_DAYS = 30;

/** Host names of a database. */
export interface DatabaseHosts {
  readonly writer: string;
  readonly reader: string;
}

/** Days after which documents move to cheaper storage. */
const ARCHIVE_AFTER_DAYS = 90;

/** The data of a region: the database, cache and queue, documents, secrets, and the backups of it. */
export class DataStage extends RegionStage {
  public readonly postgresql: PostgresqlServer;
  /** The database of the platform and of all tenants that share it. */
  public readonly database: PostgresqlDatabase;
  public readonly cache: ManagedRedis;
  public readonly queue: ManagedRedis;
  public readonly storage: StorageAccount;
  /** The documents of the platform and of all tenants that share it. */
  public readonly documents: StorageContainer;
  public readonly keyVault: KeyVault;
  public readonly backupVault: BackupVault;
  /** Host names of the database: of whichever server is the primary, and of the one that reads go to. */
  public readonly hosts: DatabaseHosts;
  /** The replica of the database, if any. */
  public readonly replica?: PostgresqlReplica;
  /** Content that all regions have a copy of, such as the definitions of agents. */
  public readonly assets: StorageContainer;
  /** Resources by which regions exchange data; in several regions alone. */
  public readonly exchange?: RegionExchange;

  /**
   * @param others those of the regions before it; undefined in the one region of a phase before `global`
   */
  constructor(
    scope: Construct,
    public readonly network: NetworkStage,
    parameters: AgenticPlatformParameters,
    others?: readonly DataStage[],
  ) {
    super(scope, network.region, 'data', {
      title: 'Data',
      purpose: 'The database, cache and queue, documents and secrets, and the backups of it.',
      lifecycle: StageLifecycle.PERMANENT,
      upstream: [network],
      monthlyBudget: { from: 250, to: 1900 },
      prerequisites: [],
      checks: [
        'The database platform is there, with the extension vector: CREATE EXTENSION vector',
        `PgBouncer answers on port ${PGBOUNCER_PORT} of the private endpoint.`,
        'The secrets of the services are in the key vault: az keyvault secret list --vault-name <key_vault_name>',
        'The first backup of PostgreSQL is in the backup vault: az dataprotection recovery-point list',
      ],
    });
    this.context.setDefaults(network.context.defaults);
    this.postgresql = this.addPostgresql(network, parameters);
    this.database = this.postgresql.addDatabase('platform', { name: 'platform' });
    this.replica = this.addReplica(network, parameters);
    this.hosts = this.addVirtualEndpoint();
    this.cache = this.addCache(network, parameters);
    this.queue = this.addQueue(network, parameters);
    this.storage = this.addStorage(network, parameters);
    this.documents = this.storage.addContainer('documents', { name: 'documents' });
    this.assets = this.storage.addContainer('assets', { name: 'assets' });
    this.keyVault = this.addKeyVault(network, parameters);
    this.backupVault = this.addBackups();
    this.exchange = others && new RegionExchange(this, 'Exchange', { own: this, others, parameters });
    this.addOutputs();
  }

  private addPostgresql(network: NetworkStage, parameters: AgenticPlatformParameters): PostgresqlServer {
    const { postgresSku, postgresStorageGb, postgresHighAvailability, databaseAdminGroup } = parameters;
    const { NONE, SAME_ZONE, ZONE_REDUNDANT } = PostgresqlHighAvailability;
    const standby = this.region.hasAvailabilityZones ? ZONE_REDUNDANT : SAME_ZONE;
    const server = new PostgresqlServer(this, 'PostgresqlServer', {
      sku: postgresSku,
      storageGb: postgresStorageGb,
      highAvailability: postgresHighAvailability ? standby : NONE,
      backupRetentionDays: BACKUP_DAYS,
      extensions: ['vector', 'pg_stat_statements'],
      pgBouncer: {},
      privateEndpoints: network.privateEndpoints,
    });
    if (!postgresHighAvailability) {
      acknowledge(
        server,
        'AZS403',
        'Outside of production, the database may be away with its zone; postgresHighAvailability adds a standby.',
      );
    }
    acknowledge(server, 'AZS304', 'Outside of production, backups in the region are enough.', {
      profiles: ['dev', 'staging'],
    });
    const [name, objectId] = databaseAdminGroup?.split('=') ?? [];
    if (name !== undefined && objectId !== undefined) {
      server.grantAdmin(Principal.group(this, 'DatabaseAdministrators', objectId), name);
    }
    return server;
  }

  /** A replica that reads go to, and that can take over where it is in the paired region. */
  private addReplica(
    { privateEndpoints }: NetworkStage,
    { postgresReplica }: AgenticPlatformParameters,
  ): PostgresqlReplica | undefined {
    if (postgresReplica === ReplicaPlace.NONE) {
      return undefined;
    }
    const isPaired = postgresReplica === ReplicaPlace.PAIRED_REGION;
    return new PostgresqlReplica(this, 'Replica', {
      source: this.postgresql,
      location: isPaired ? this.region.pairedRegion : undefined,
      privateEndpoints: { ...privateEndpoints, location: this.region.name },
    });
  }

  private addVirtualEndpoint(): DatabaseHosts {
    const { postgresql: server, replica } = this;
    if (replica === undefined) {
      return { writer: server.hostName, reader: server.hostName };
    }
    const endpoint = new PostgresqlVirtualEndpoint(this, 'PostgresqlVirtualEndpoint', { server, replica });
    return { writer: endpoint.writerHostName, reader: endpoint.readerHostName };
  }

  private addCache(network: NetworkStage, parameters: AgenticPlatformParameters): ManagedRedis {
    return this.addRedis('Cache', parameters.cacheSku, network, parameters, {
      // Only what expires is a cache entry; counters of quotas stay.
      evictionPolicy: RedisEvictionPolicy.VOLATILE_LRU,
      persistence: RedisPersistence.NONE,
    });
  }

  /** Jobs must survive a restart, and none is given up for room. */
  private addQueue(network: NetworkStage, parameters: AgenticPlatformParameters): ManagedRedis {
    return this.addRedis('Queue', parameters.queueSku, network, parameters, {
      evictionPolicy: RedisEvictionPolicy.NO_EVICTION,
      persistence: RedisPersistence.AOF_EVERY_SECOND,
    });
  }

  private addRedis(
    id: string,
    sku: RedisSku,
    { privateEndpoints }: NetworkStage,
    { redisHighAvailability: highAvailability }: AgenticPlatformParameters,
    policies: { readonly evictionPolicy: RedisEvictionPolicy; readonly persistence: RedisPersistence },
  ): ManagedRedis {
    // Scalers and libraries of queues speak to one endpoint, and not the Cluster protocol.
    const clusteringPolicy = RedisClusteringPolicy.ENTERPRISE_CLUSTER;
    return new ManagedRedis(this, id, { sku, highAvailability, clusteringPolicy, privateEndpoints, ...policies });
  }

  private addStorage(network: NetworkStage, parameters: AgenticPlatformParameters): StorageAccount {
    const { storageRedundancy: redundancy } = parameters;
    const account = new StorageAccount(this, 'StorageAccount', {
      redundancy,
      lifecycleRules: [{ name: 'old-versions', deleteVersionsAfterDays: ARCHIVE_AFTER_DAYS }],
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints: network.privateEndpoints,
    });
    const { LRS, ZRS } = StorageRedundancy;
    if (redundancy === LRS) {
      acknowledge(account, 'AZS404', 'Documents of development may be lost; storageRedundancy keeps more copies.');
    }
    if (redundancy === LRS || redundancy === ZRS) {
      acknowledge(
        account,
        'AZS405',
        'Documents outside of production may be lost with their region; storageRedundancy keeps more copies.',
      );
    }
    return account;
  }

  private addKeyVault(
    { privateEndpoints }: NetworkStage,
    { operatorIpRanges: allowedIpRanges, vaultAdminGroup }: AgenticPlatformParameters,
  ): KeyVault {
    const administrators =
      vaultAdminGroup === undefined ? [] : [Principal.group(this, 'VaultAdministrators', vaultAdminGroup)];
    const vault = new KeyVault(this, 'KeyVault', { allowedIpRanges, privateEndpoints, administrators });
    if (vaultAdminGroup === undefined) {
      this.context.warn(
        vault,
        'nobody may put secrets or keys of tenants into it until the parameter vaultAdminGroup names a group',
      );
    }
    return vault;
  }

  private addBackups(): BackupVault {
    const vault = new BackupVault(this, 'BackupVault');
    const policy = new PostgresqlBackupPolicy(this, 'PostgresqlBackupPolicy', { vault });
    new PostgresqlBackup(this, 'PostgresqlBackup', { server: this.postgresql, policy });
    new StorageBackup(this, 'StorageBackup', {
      account: this.storage,
      policy: new StorageBackupPolicy(this, 'StorageBackupPolicy', { vault }),
      containers: [this.documents],
    });
    return vault;
  }

  private addOutputs(): void {
    // A dedicated tenant begins to use what the shared services do not read.
    this.exportAttributes(this.postgresql.node.defaultChild as TerraformResource, 'id', 'name', 'fqdn');
    this.addOutput('postgresql_host', this.postgresql.hostName, { description: 'Host of PostgreSQL, in the network.' });
    this.addOutput('cache_host', this.cache.hostName, { description: 'Host of the cache, in the network.' });
    this.addOutput('queue_host', this.queue.hostName, { description: 'Host of the queue, in the network.' });
    this.addOutput('storage_blob_endpoint', this.storage.blobEndpoint, { description: 'Where the documents are.' });
    this.addOutput('key_vault_name', this.keyVault.keyVaultName, { description: 'Where the secrets go.' });
  }
}
