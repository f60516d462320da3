import { DataAzurermRedisCache } from '@cdktf/provider-azurerm/lib/data-azurerm-redis-cache';
import { RedisCacheAccessPolicyAssignment as Assignment } from '@cdktf/provider-azurerm/lib/redis-cache-access-policy-assignment';
import { Fn, type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import facts from '../../facts/redis.json';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions } from '../connection';
import { grantOnce, type IGrantee, PrincipalType } from '../identity/grantee';
import { RedisCacheDatabase } from './redis-cache-database';
import { RedisCacheAccessPolicy } from './redis-cache-options';
import type { IRedis } from './redis-database';

/** An Azure Cache for Redis of the tiers Basic, Standard and Premium, defined in this app or imported. */
export interface IRedisCache extends IRedis {
  /** Number of its databases, if known. */
  readonly databaseCount?: number;
  /** One of its databases, for an app that is to keep to it. */
  database(index: number): RedisCacheDatabase;
  grantAccess(grantee: IGrantee, policy?: RedisCacheAccessPolicy): TerraformResource;
}

/** Base of a cache, defined in this app or imported. */
export abstract class RedisCacheBase extends Construct implements IRedisCache {
  public abstract readonly redisId: string;
  public abstract readonly redisName: string;
  public abstract readonly hostName: string;
  public readonly port = facts.redisCache.ports.tls;
  public readonly databaseCount?: number;
  /** The key that clients sign in with; undefined: with their Entra identity. */
  protected readonly accessKey?: string;

  /**
   * Grants access to a managed identity, service principal or user, once for each policy: a second call returns the existing assignment.
   *
   * @param policy what it may do. @default DATA_CONTRIBUTOR
   * @throws ValidationError for a group, which the service does not support
   */
  public grantAccess(grantee: IGrantee, policy = RedisCacheAccessPolicy.DATA_CONTRIBUTOR): Assignment {
    new Checks(this)
      .that(
        'grantee',
        grantee.principalType,
        grantee.principalType !== PrincipalType.GROUP,
        'a managed identity, service principal or user',
        'Azure Cache for Redis does not support Entra groups: grant access to each member.',
      )
      .done();
    return grantOnce(this, grantee, policy.replace(' ', ''), ({ owner, id, principal }) => {
      const assignment = new Assignment(owner, id, {
        name: Fn.uuidv5('url', `${this.redisId}|${principal.principalId}|${policy}`),
        redisCacheId: this.redisId,
        accessPolicyName: policy,
        objectId: principal.principalId,
        objectIdAlias: principal.node.path,
      });
      principal.waitForGrant(assignment);
      return assignment;
    });
  }

  /** One of its databases, for an app that uses no other. Access to one is access to all. */
  public database(index: number): RedisCacheDatabase {
    const id = `Database-${index}`;
    const existing = this.node.tryFindChild(id);
    return existing instanceof RedisCacheDatabase ? existing : new RedisCacheDatabase(this, id, { cache: this, index });
  }

  /** Grants access and returns the connection. Where access keys are allowed, returns the key as a secret instead of the grant. */
  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    const prefix = options.prefix ?? 'REDIS';
    const key = this.accessKey;
    if (key === undefined) {
      const { DATA_READER, DATA_CONTRIBUTOR } = RedisCacheAccessPolicy;
      this.grantAccess(grantee, options.readOnly === true ? DATA_READER : DATA_CONTRIBUTOR);
    }
    return {
      environment: {
        [`${prefix}_HOST`]: this.hostName,
        [`${prefix}_PORT`]: String(this.port),
        [`${prefix}_TLS`]: 'true',
        [`${prefix}_AUTH`]: key === undefined ? 'entra' : 'key',
        // With Entra ID the user is the principal itself, and the password its token.
        ...(key === undefined && { [`${prefix}_USERNAME`]: (grantee.runsAs ?? grantee).principalId }),
      },
      secrets: key === undefined ? undefined : { [`${prefix}_KEY`]: key },
      ports: [this.port],
    };
  }
}

/** An existing cache. Made by `RedisCache.fromName`. */
export class ImportedRedisCache extends RedisCacheBase {
  public readonly redisId: string;
  public readonly redisName: string;
  public readonly hostName: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermRedisCache(this, 'Resource', { name, resourceGroupName });
    this.redisId = data.id;
    this.redisName = data.name;
    this.hostName = data.hostname;
  }
}
