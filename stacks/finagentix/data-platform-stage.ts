import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { ManagedRedis } from '../../lib/constructs/data/managed-redis';
import { type IRedis } from '../../lib/constructs/data/redis-database';
import { RedisEnterprise } from '../../lib/constructs/data/redis-enterprise';
import { StorageAccount } from '../../lib/constructs/data/storage-account';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { RedisModule } from '../../lib/values/redis-module';
import { RedisKind } from '../../lib/values/redis-sku';
import { type FoundationStage } from './foundation-stage';
import { type FinagentixParameters, RedisAccess } from './parameters';

/** Redis with its four modules, the document archive, and the vault with the keys of the data sources. */
export class DataPlatformStage extends Stage {
  public readonly redis: IRedis;
  public readonly storage: StorageAccount;
  public readonly keyVault: KeyVault;

  constructor(scope: Construct, foundation: FoundationStage, parameters: FinagentixParameters) {
    super(scope, 'stage-data-platform', {
      title: 'Data platform',
      purpose: 'Redis for vectors, time series and documents, and the archive of filings and news, for any project.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      upstream: [foundation],
      monthlyBudget: { from: 225, to: 450 },
      checks: [
        'Redis has the modules RediSearch, RedisTimeSeries, RedisJSON and RedisBloom.',
        'redis-cli PING answers through the private endpoint.',
        'The containers sec-filings and news-articles are there.',
      ],
    });
    this.context.setDefaults(foundation.context.defaults);
    const { privateEndpoints } = foundation;
    this.redis = this.addRedis(foundation, parameters);
    this.storage = new StorageAccount(this, 'Documents', {
      containers: ['sec-filings', 'news-articles'],
      lifecycleRules: [{ name: 'old-versions', deleteVersionsAfterDays: 90 }],
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints,
    });
    acknowledge(
      this.storage,
      'AZS405',
      'The system runs in one region; filings and articles are fetched again from their sources.',
    );
    acknowledge(
      this.storage,
      'AZS404',
      'Documents of development are fetched again from their sources after the loss of a zone.',
      {
        profiles: ['dev', 'staging'],
      },
    );
    this.keyVault = new KeyVault(this, 'KeyVault', {
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints,
    });
    // The ingestion may begin or cease to read secrets.
    this.exportAttributes(this.keyVault.node.defaultChild as TerraformResource, 'id', 'vault_uri');
    this.addOutput('redis_host', this.redis.hostName, { description: 'Host of Redis, within the network.' });
    this.addOutput('redis_port', this.redis.port, { description: 'TLS port of Redis.' });
    this.addOutput('storage_blob_endpoint', this.storage.blobEndpoint, { description: 'Where the documents are.' });
    this.addOutput('key_vault_uri', this.keyVault.vaultUri, { description: 'Where the keys of the data sources go.' });
  }

  private addRedis(foundation: FoundationStage, parameters: FinagentixParameters): IRedis {
    const { redisSku: sku, redisAccess } = parameters;
    const common = {
      modules: [RedisModule.REDISEARCH, RedisModule.REDISTIMESERIES, RedisModule.REDISJSON, RedisModule.REDISBLOOM],
      privateEndpoints: foundation.privateEndpoints,
    };
    return sku.kind === RedisKind.MANAGED
      ? new ManagedRedis(this, 'Redis', {
          ...common,
          sku,
          highAvailability: parameters.redisHighAvailability,
          accessKeysAuthentication: redisAccess === RedisAccess.KEY,
        })
      : new RedisEnterprise(this, 'Redis', { ...common, sku });
  }
}
