import { quote, ValueError } from '../errors';
import facts from '../facts/redis.json';
import { RedisFamily, RedisSku } from './redis-sku';

/** Tiers of Azure Cache for Redis. */
export enum RedisCacheTier {
  /** One node: no replica and no service level agreement. */
  BASIC = 'Basic',
  /** Two nodes. */
  STANDARD = 'Standard',
  /** Two nodes with persistence, shards, zones and more replicas. */
  PREMIUM = 'Premium',
}

/**
 * A size of Azure Cache for Redis: `Basic_C0` to `Basic_C6`, `Standard_C0` to `Standard_C6`, `Premium_P1` to `Premium_P5`.
 *
 * Azure retires all of them on 2028-09-30; {@link RedisSku} has the sizes of Azure Managed Redis.
 *
 * Source: lib/facts/redis.json.
 */
export class RedisCacheSku {
  /**
   * Finds a size: `Basic_C0`, `Basic C0` or, where the tier is clear, `P1`.
   *
   * @throws ValueError when there is no such size, or it is one of two tiers
   */
  public static parse(text: string): RedisCacheSku {
    const match = /^(?:(basic|standard|premium)[ _-])?([cp])(\d)$/i.exec(text.trim());
    const [, tierName, family, capacity] = match ?? [];
    const tiers = Object.values(RedisCacheTier).filter(
      (tier) => tier.toLowerCase() === (tierName ?? (family?.toLowerCase() === 'p' ? 'Premium' : '')).toLowerCase(),
    );
    const sku = tiers.map((tier) => new RedisCacheSku(tier, Number(capacity)))[0];
    if (sku === undefined || sku.family !== family?.toUpperCase() || !capacitiesOf(sku.tier).includes(sku.capacity)) {
      const lacksTier = tierName === undefined && family?.toLowerCase() === 'c';
      throw new ValueError({
        message: `${quote(text)} ${lacksTier ? 'has no tier' : 'is not a size of Azure Cache for Redis'}`,
        allowed: 'Basic_C0 to Basic_C6, Standard_C0 to Standard_C6, Premium_P1 to Premium_P5',
        fix: lacksTier
          ? `Write Basic_${text.trim().toUpperCase()} or Standard_${text.trim().toUpperCase()}.`
          : undefined,
      });
    }
    return sku;
  }

  private constructor(
    public readonly tier: RedisCacheTier,
    /** The number of the size: 1 of P1. */
    public readonly capacity: number,
  ) {}

  /** `C` for Basic and Standard, `P` for Premium. */
  public get family(): string {
    return facts.redisCache.combos[this.tier].family;
  }

  /** `Premium_P1` */
  public get name(): string {
    return `${this.tier}_${this.family}${this.capacity}`;
  }

  /** Gigabytes of one shard. General knowledge: no page was read for it. */
  public get sizeGb(): number {
    const sizes = facts.redisCache.memoryGB as unknown as Readonly<Record<string, number>>;
    return sizes[`${this.family}${this.capacity}`] ?? 0;
  }

  /** The day on which Azure turns it off, `YYYY-MM-DD`. */
  public get retirementDate(): string {
    return RETIREMENT_DATE;
  }

  /** The smallest balanced Managed Redis that is at least as large as one shard. */
  public get managedEquivalent(): RedisSku {
    return MANAGED.find((sku) => sku.sizeGb >= this.sizeGb) as RedisSku;
  }

  public toString(): string {
    return this.name;
  }
}

const RETIREMENT_DATE = facts.retirements.find((each) => each.product.endsWith('Basic, Standard, Premium'))
  ?.retires as string;

const MANAGED = RedisSku.all.filter((sku) => sku.family === RedisFamily.BALANCED).sort((a, b) => a.sizeGb - b.sizeGb);

function capacitiesOf(tier: RedisCacheTier): readonly number[] {
  return facts.redisCache.combos[tier].capacity;
}
