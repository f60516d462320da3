import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/redis.json';

/** Azure service that a SKU belongs to. */
export enum RedisKind {
  /** Azure Managed Redis. */
  MANAGED = 'managed',
  /** Azure Cache for Redis Enterprise, which is being retired. */
  ENTERPRISE = 'enterprise',
}

/** SKU family. */
export enum RedisFamily {
  /** Managed: 4 GB of memory for each vCPU. */
  BALANCED = 'Balanced',
  /** Managed: 8 GB of memory for each vCPU. */
  MEMORY_OPTIMIZED = 'MemoryOptimized',
  /** Managed: 2 GB of memory for each vCPU. */
  COMPUTE_OPTIMIZED = 'ComputeOptimized',
  /** Managed: most of the data on NVMe disks. */
  FLASH_OPTIMIZED = 'FlashOptimized',
  /** Enterprise: in memory. */
  ENTERPRISE = 'Enterprise',
  /** Enterprise: partly on disks. */
  ENTERPRISE_FLASH = 'EnterpriseFlash',
}

/** Facts about one SKU, at its smallest capacity. */
interface SkuFact {
  readonly kind: RedisKind;
  readonly family: RedisFamily;
  /** `Balanced_B10` */
  readonly title: string;
  /** `B10` */
  readonly shortName: string;
  readonly sizeGb: number;
  readonly sizeVerified: boolean;
  readonly rediSearch: boolean;
  readonly geoReplication: boolean;
  readonly noCluster: boolean;
}

/**
 * A size of Redis: `B10` of Azure Managed Redis, or `E10` of Azure Cache for Redis Enterprise.
 *
 * The number in the name is not the size in gigabytes: B5 has 6, E5 has 4, E20 has 25. See {@link RedisSku.sizeGb}.
 *
 * Source: lib/facts/redis.json.
 */
export class RedisSku {
  /**
   * Finds a SKU by its short name (`B10`, `E10`), its full one (`Balanced_B10`), or, for an Enterprise SKU, one with a capacity
   * (`Enterprise_E10-4`).
   *
   * @throws ValueError when there is no such SKU, or the capacity is not one that its tier takes
   */
  public static parse(text: string): RedisSku {
    const [name = '', capacity, ...more] = text.trim().split('-');
    const known = name.includes('_') ? titleOf : shortNameOf;
    const fact = FACTS.find((each) => known(each).toLowerCase() === name.toLowerCase());
    if (fact === undefined || more.length > 0) {
      throw new ValueError({
        message: `${quote(text)} is not a Redis SKU`,
        allowed: `${FACTS.map(shortNameOf).join(', ')}, or with the family as in Balanced_B10`,
        fix: didYouMean(name, FACTS.map(known)),
      });
    }
    return new RedisSku(fact, capacity === undefined ? undefined : parseCapacity(text, fact, capacity));
  }

  /** All SKUs, the Enterprise ones with their smallest capacity. */
  public static get all(): RedisSku[] {
    return FACTS.map((fact) => new RedisSku(fact));
  }

  private readonly capacity: number;

  private constructor(
    private readonly fact: SkuFact,
    capacity?: number,
  ) {
    this.capacity = capacity ?? defaultCapacity(fact);
  }

  public get kind(): RedisKind {
    return this.fact.kind;
  }

  public get family(): RedisFamily {
    return this.fact.family;
  }

  /** The name as azurerm writes it: `Balanced_B10`, `Enterprise_E10-2`. */
  public get name(): string {
    return this.kind === RedisKind.MANAGED ? this.fact.title : `${this.fact.title}-${this.capacity}`;
  }

  /** Gigabytes of data, of which Managed Redis keeps about a fifth for itself. */
  public get sizeGb(): number {
    return (this.fact.sizeGb * this.capacity) / defaultCapacity(this.fact);
  }

  /** Whether Microsoft's documentation has the size; otherwise it is general knowledge. */
  public get sizeVerified(): boolean {
    return this.fact.sizeVerified;
  }

  /** Whether a database can have the RediSearch module. */
  public get supportsRediSearch(): boolean {
    return this.fact.rediSearch;
  }

  /** Whether a database can have modules at all. */
  public get supportsModules(): boolean {
    return this.family !== RedisFamily.ENTERPRISE_FLASH;
  }

  /** Whether a database can be one of a geo-replication group. */
  public get supportsGeoReplication(): boolean {
    return this.fact.geoReplication;
  }

  /** Whether the data can be in one shard: Managed Redis of up to 25 GB in memory. */
  public get supportsNoCluster(): boolean {
    return this.fact.noCluster;
  }

  /** The day on which Azure retires it, `YYYY-MM-DD`; undefined when none is announced. */
  public get retirementDate(): string | undefined {
    return this.kind === RedisKind.ENTERPRISE ? RETIREMENT_DATE : undefined;
  }

  /**
   * The Managed Redis to move to: itself, or the smallest Balanced (for a flash SKU: FlashOptimized) that is at least as large.
   *
   * Undefined when none is that large.
   */
  public get managedEquivalent(): RedisSku | undefined {
    if (this.kind === RedisKind.MANAGED) {
      return this;
    }
    const family = this.family === RedisFamily.ENTERPRISE_FLASH ? RedisFamily.FLASH_OPTIMIZED : RedisFamily.BALANCED;
    return RedisSku.all
      .filter((sku) => sku.family === family && sku.sizeGb >= this.sizeGb)
      .sort((a, b) => a.sizeGb - b.sizeGb)[0];
  }

  public toString(): string {
    return this.name;
  }
}

const RETIREMENT_DATE = facts.retirements.find((each) => each.product.includes('Redis Enterprise and'))?.retires;

const FACTS: readonly SkuFact[] = [
  ...facts.managedRedis.skus.map((sku) => ({
    ...named(sku.skuName, sku.family),
    kind: RedisKind.MANAGED,
    sizeGb: sku.sizeGB,
    sizeVerified: facts.managedRedis.verified,
    rediSearch: sku.rediSearch,
    geoReplication: sku.geoReplication,
    noCluster: sku.noCluster,
  })),
  ...facts.redisEnterprise.skus.map((sku) => ({
    ...named(sku.skuName, sku.family),
    kind: RedisKind.ENTERPRISE,
    sizeGb: sku.sizeGB,
    sizeVerified: sku.sizeVerified,
    rediSearch: sku.family === RedisFamily.ENTERPRISE,
    geoReplication: true,
    noCluster: false,
  })),
];

function named(skuName: string, family: string): Pick<SkuFact, 'title' | 'shortName' | 'family'> {
  return { title: skuName, shortName: skuName.replace(/^.*_/, ''), family: family as RedisFamily };
}

function titleOf(fact: SkuFact): string {
  return fact.title;
}

function shortNameOf(fact: SkuFact): string {
  return fact.shortName;
}

/** Managed Redis has no capacity; 1 lets its size be computed like that of the others. */
function defaultCapacity(fact: SkuFact): number {
  return (facts.redisEnterprise.defaultCapacity as Readonly<Record<string, number>>)[fact.family] ?? 1;
}

/**
 * Source of the capacities: azurerm internal/services/redisenterprise/validate/redis_enterprise_cluster_sku_name.go, which also
 * lets 0 through.
 */
function parseCapacity(text: string, fact: SkuFact, capacity: string): number {
  const number = /^[1-9]\d*$/.test(capacity) ? Number(capacity) : NaN;
  const flash = fact.family === RedisFamily.ENTERPRISE_FLASH;
  if (fact.kind === RedisKind.MANAGED) {
    throw new ValueError({
      message: `${quote(text)} has a capacity, and Managed Redis has none`,
      allowed: fact.title,
    });
  }
  if (flash ? number % 6 !== 3 : number % 2 !== 0) {
    throw new ValueError({
      message: `${quote(text)} has a capacity that ${fact.title} does not take`,
      allowed: flash ? '3, 9, 15 and so on' : '2, 4, 6 and so on',
    });
  }
  return number;
}
