export { CosmosAccount, type CosmosAccountProps, CosmosBackup } from './cosmos-account';
export { type ICosmosAccount } from './cosmos-account-base';
export { CosmosConsistency, type CosmosStaleness } from './cosmos-consistency';
export {
  CosmosContainer,
  type CosmosContainerOptions,
  type CosmosContainerProps,
  type CosmosIndexedPath,
  type CosmosIndexing,
} from './cosmos-container';
export {
  CosmosDatabase,
  type CosmosDatabaseOptions,
  type CosmosDatabaseProps,
  type CosmosDatabaseReference,
  type ICosmosDatabase,
} from './cosmos-database';
export { CosmosRole } from './cosmos-role';
export { type IManagedRedis, ManagedRedis, type ManagedRedisProps, RedisPersistence } from './managed-redis';
export {
  ManagedRedisAccessPolicyAssignment,
  type ManagedRedisAccessPolicyAssignmentConfig,
} from './managed-redis-access-policy-assignment';
export { ManagedRedisGeoReplication, type ManagedRedisGeoReplicationProps } from './managed-redis-geo-replication';
export {
  PostgresqlDatabase,
  type PostgresqlDatabaseOptions,
  type PostgresqlDatabaseProps,
} from './postgresql-database';
export { PostgresqlReplica, type PostgresqlReplicaProps } from './postgresql-replica';
export { PostgresqlServer, type PostgresqlServerProps } from './postgresql-server';
export { type IPostgresqlServer } from './postgresql-server-base';
export {
  PostgresqlHighAvailability,
  type PostgresqlInjection,
  type PostgresqlMaintenanceWindow,
  type PostgresqlPasswordAuthentication,
  type PostgresqlPgBouncer,
  PostgresqlPoolMode,
  type PostgresqlServerSettings,
  PostgresqlTlsVersion,
  PostgresqlVersion,
} from './postgresql-server-options';
export { type PostgresqlParameterOptions } from './postgresql-server-parameters';
export {
  type IPostgresqlVirtualEndpoint,
  PostgresqlVirtualEndpoint,
  type PostgresqlVirtualEndpointProps,
  type PostgresqlVirtualEndpointReference,
} from './postgresql-virtual-endpoint';
export { RedisCache, type RedisCacheProps } from './redis-cache';
export { type IRedisCache } from './redis-cache-base';
export { RedisCacheDatabase, type RedisCacheDatabaseProps } from './redis-cache-database';
export {
  RedisCacheAccessPolicy,
  RedisCacheEvictionPolicy,
  RedisCachePatchDay,
  type RedisCachePatchWindow,
  type RedisCachePersistence,
} from './redis-cache-options';
export { type IRedis, RedisClusteringPolicy, type RedisDatabaseProps, RedisEvictionPolicy } from './redis-database';
export { type IRedisEnterprise, RedisEnterprise, type RedisEnterpriseProps } from './redis-enterprise';
export { type IStorageAccount, StorageAccount, type StorageAccountProps, StorageRedundancy } from './storage-account';
export { type IStorageContainer, StorageContainer, type StorageContainerProps } from './storage-container';
export { StorageLifecycle, type StorageLifecycleProps, type StorageLifecycleRule } from './storage-lifecycle';
export { StorageReplication, type StorageReplicationProps, type StorageReplicationRule } from './storage-replication';
export { StorageService } from './storage-service';
