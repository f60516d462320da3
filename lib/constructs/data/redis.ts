import { type Construct } from 'constructs';
import { RedisKind, type RedisSku } from '../../values/redis-sku';
import { ManagedRedis } from './managed-redis';
import { type IRedis, type RedisDatabaseProps } from './redis-database';
import { RedisEnterprise } from './redis-enterprise';

/** Properties common to both services, beside the SKU. */
export interface RedisProps extends RedisDatabaseProps {
  /** Whether a SKU may be used although Azure has retired it. @default false */
  readonly allowRetired?: boolean;
}

/** Makes the Redis that a SKU is of, for systems whose SKU is a parameter. */
export class Redis {
  /**
   * Makes a ManagedRedis or a RedisEnterprise.
   *
   * Another kind of SKU later replaces the one by the other: the data is lost, and the host name changes.
   */
  public static ofSku(scope: Construct, id: string, sku: RedisSku, props: RedisProps = {}): IRedis {
    const { allowRetired, ...common } = props;
    return sku.kind === RedisKind.MANAGED
      ? new ManagedRedis(scope, id, { ...common, sku })
      : new RedisEnterprise(scope, id, { ...common, sku, allowRetired });
  }

  private constructor() {}
}
