/** Redis module: commands of a database beyond the core ones. Chosen when the database is made. */
export enum RedisModule {
  /** Search and vector similarity. Forces the Enterprise clustering policy and no eviction. */
  REDISEARCH = 'RediSearch',
  /** JSON documents. */
  REDISJSON = 'RedisJSON',
  /** Time series. */
  REDISTIMESERIES = 'RedisTimeSeries',
  /** Bloom and other probabilistic filters. */
  REDISBLOOM = 'RedisBloom',
}
