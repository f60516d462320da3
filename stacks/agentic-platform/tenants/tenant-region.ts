import { type AzureDefaults } from '../../../lib/constructs/azure-context';
import { type IKubernetesCluster } from '../../../lib/constructs/compute/kubernetes-cluster-base';
import { type IManagedRedis } from '../../../lib/constructs/data/managed-redis';
import { type IPostgresqlServer } from '../../../lib/constructs/data/postgresql-server-base';
import { type IStorageAccount } from '../../../lib/constructs/data/storage-account';
import { type PrivateEndpointsOptions } from '../../../lib/constructs/network/private-endpoint';
import { type IKeyVault } from '../../../lib/constructs/security/key-vault';
import { type PostgresqlSku } from '../../../lib/values/postgresql-sku';
import { type RedisSku } from '../../../lib/values/redis-sku';
import { type Region } from '../../../lib/values/region';

/** Constructs of a region that its tenants use. */
export interface TenantRegion {
  readonly region: Region;
  readonly cluster: IKubernetesCluster;
  readonly postgresql: IPostgresqlServer;
  readonly storage: IStorageAccount;
  readonly keyVault: IKeyVault;
  readonly cache: IManagedRedis;
  readonly queue: IManagedRedis;
  /** Subnet and DNS zones for what a tenant has of its own. */
  readonly privateEndpoints: PrivateEndpointsOptions;
  /** Log workspace and action group. */
  readonly defaults: AzureDefaults;
}

/** Sizes of what a dedicated tenant has of its own. */
export interface TenantSizes {
  /** Size of a server of its own. */
  readonly postgresSku: PostgresqlSku;
  /** Size of a cache of its own. */
  readonly redisSku: RedisSku;
}
