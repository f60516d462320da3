import { Construct } from 'constructs';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type IRedisCache } from './redis-cache-base';

export interface RedisCacheDatabaseProps {
  readonly cache: IRedisCache;
  /** From 0. */
  readonly index: number;
}

/**
 * One of the numbered databases of a cache, for an app that uses no other.
 *
 * It creates no resource and restricts no access: access to one database is access to all.
 */
export class RedisCacheDatabase extends Construct implements IConnectable {
  public readonly cache: IRedisCache;
  public readonly index: number;

  constructor(scope: Construct, id: string, props: RedisCacheDatabaseProps) {
    super(scope, id);
    const last = (props.cache.databaseCount ?? Number.MAX_SAFE_INTEGER) - 1;
    new Checks(this).wholeNumber('index', props.index, 0, last).done();
    this.cache = props.cache;
    this.index = props.index;
  }

  public get partOf(): IRedisCache {
    return this.cache;
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    const { environment, ...rest } = this.cache.connectionFor(grantee, options);
    const variable = `${options.prefix ?? 'REDIS'}_DATABASE`;
    return { ...rest, environment: { ...environment, [variable]: String(this.index) } };
  }
}
