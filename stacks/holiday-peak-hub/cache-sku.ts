import { ValueError } from '../../lib/errors';
import { RedisCacheSku, RedisCacheTier } from '../../lib/values/redis-cache-sku';
import { RedisKind, RedisSku } from '../../lib/values/redis-sku';

/** The SKU of the shared cache: of Managed Redis, or of the Premium tier that the reference design names. */
export class CacheSku {
  /**
   * Finds a SKU: `B5`, `Balanced_B5`, `P1`, `Premium_P1`.
   *
   * @throws ValueError when there is no such SKU, or it is of another tier
   */
  public static parse(text: string): CacheSku {
    if (/^((basic|standard|premium)[ _-])?[cp]\d+$/i.test(text.trim())) {
      const premium = RedisCacheSku.parse(text);
      return CacheSku.checked(text, premium.tier === RedisCacheTier.PREMIUM, new CacheSku(premium));
    }
    const managed = RedisSku.parse(text);
    return CacheSku.checked(text, managed.kind === RedisKind.MANAGED, new CacheSku(undefined, managed));
  }

  private static checked(text: string, fits: boolean, sku: CacheSku): CacheSku {
    if (!fits) {
      throw new ValueError({
        message: `got "${text}"`,
        allowed: 'a SKU of Managed Redis such as Balanced_B5, or of the Premium tier such as P1',
      });
    }
    return sku;
  }

  private constructor(
    /** The SKU where it is of the Premium tier. */
    public readonly premium?: RedisCacheSku,
    private readonly managed?: RedisSku,
  ) {}

  /** The SKU of Managed Redis, or what replaces that of the Premium tier. */
  public get managedEquivalent(): RedisSku {
    return (this.managed ?? this.premium?.managedEquivalent) as RedisSku;
  }

  public toString(): string {
    return String(this.premium ?? this.managed);
  }
}
