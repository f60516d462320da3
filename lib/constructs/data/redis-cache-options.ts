import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type IStorageAccount } from './storage-account';

/** Access policies of clients, by Azure's names. */
export enum RedisCacheAccessPolicy {
  /** Every command, those of administrators included. */
  DATA_OWNER = 'Data Owner',
  /** Reads and writes. */
  DATA_CONTRIBUTOR = 'Data Contributor',
  DATA_READER = 'Data Reader',
}

/** Eviction policy when the memory is full. */
export enum RedisCacheEvictionPolicy {
  ALL_KEYS_LFU = 'allkeys-lfu',
  ALL_KEYS_LRU = 'allkeys-lru',
  ALL_KEYS_RANDOM = 'allkeys-random',
  VOLATILE_LFU = 'volatile-lfu',
  /** The least recently used of the keys that expire. */
  VOLATILE_LRU = 'volatile-lru',
  VOLATILE_RANDOM = 'volatile-random',
  VOLATILE_TTL = 'volatile-ttl',
  /** Nothing: writes fail. */
  NO_EVICTION = 'noeviction',
}

/** Days on which Azure may patch the cache. */
export enum RedisCachePatchDay {
  MONDAY = 'Monday',
  TUESDAY = 'Tuesday',
  WEDNESDAY = 'Wednesday',
  THURSDAY = 'Thursday',
  FRIDAY = 'Friday',
  SATURDAY = 'Saturday',
  SUNDAY = 'Sunday',
}

/** A window of five hours in which Azure may patch the cache. */
export interface RedisCachePatchWindow {
  readonly day: RedisCachePatchDay;
  /** UTC, 0 to 23. */
  readonly startHour: number;
}

/**
 * Snapshots of the data (RDB) in a storage account, from which it comes back when all nodes are lost.
 *
 * The cache writes them as an identity. Azure advises against an account that keeps deleted blobs: every snapshot would stay.
 */
export interface RedisCachePersistence {
  readonly storageAccount: IStorageAccount;
  /** The identity that writes the snapshots. It is granted that before the cache is made. */
  readonly identity: IUserAssignedIdentity;
  /** 15, 30, 60, 360, 720 or 1440. @default 60 */
  readonly everyMinutes?: number;
}
