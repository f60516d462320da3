import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/postgresql.json';

/** Compute tier of PostgreSQL. */
export enum PostgresqlTier {
  /** Shares its processors: development and little load, without high availability. */
  BURSTABLE = 'Burstable',
  /** 4 GB of memory for each vCore. */
  GENERAL_PURPOSE = 'GeneralPurpose',
  /** 8 GB of memory for each vCore. */
  MEMORY_OPTIMIZED = 'MemoryOptimized',
}

/** Facts about one size. */
interface SizeFact {
  /** `GP_Standard_D2ds_v4` */
  readonly name: string;
  /** `D2ds_v4` */
  readonly size: string;
  readonly tier: PostgresqlTier;
  readonly vCores: number;
  readonly azurermMinor: number;
}

const TIERS: Readonly<Record<string, string>> = facts.tiers;

const SIZES: readonly SizeFact[] = facts.series.flatMap(({ tier, prefix, suffix, vCores, since }) =>
  vCores.map((count) => ({
    name: `${tier}_Standard_${prefix}${count}${suffix}`,
    size: `${prefix}${count}${suffix}`,
    tier: TIERS[tier] as PostgresqlTier,
    vCores: count,
    azurermMinor: since ?? 0,
  })),
);

/**
 * A size of a PostgreSQL flexible server: `B1ms`, `D2ds_v4`, `E4ds_v5`.
 *
 * Not every region has every size: `az postgres flexible-server list-skus --location <region>`.
 *
 * Source: lib/facts/postgresql.json.
 */
export class PostgresqlSku {
  /**
   * Finds a size by its name as Azure's pages write it (`D2ds_v4`, `Standard_D2ds_v4`) or as azurerm does (`GP_Standard_D2ds_v4`).
   *
   * @throws ValueError when azurerm takes no such size
   */
  public static parse(text: string): PostgresqlSku {
    const given = text.trim().toLowerCase();
    const fact = SIZES.find(({ name, size }) => [name, `Standard_${size}`, size].map(lower).includes(given));
    if (fact === undefined) {
      const size = text.trim().replace(/^((B|GP|MO)_)?Standard_/i, '');
      const sizes = SIZES.map((each) => each.size);
      throw new ValueError({
        message: `${quote(text)} is not a size of a PostgreSQL flexible server`,
        allowed: 'B1ms to B20ms, D2ds_v5 to D96ds_v5, E2ds_v5 to E96ds_v5, and the others in lib/facts/postgresql.json',
        fix: didYouMean(size, sizes),
      });
    }
    return new PostgresqlSku(fact);
  }

  private constructor(private readonly fact: SizeFact) {}

  /** The name as azurerm writes it: `GP_Standard_D2ds_v4`. */
  public get name(): string {
    return this.fact.name;
  }

  public get tier(): PostgresqlTier {
    return this.fact.tier;
  }

  public get vCores(): number {
    return this.fact.vCores;
  }

  /** Whether a server of the size can have a standby. Source: learn.microsoft.com/azure/reliability/reliability-postgresql-flexible-server. */
  public get supportsHighAvailability(): boolean {
    return this.tier !== PostgresqlTier.BURSTABLE;
  }

  /** The first azurerm 4.x minor known to take it; 0 when any does. */
  public get azurermMinor(): number {
    return this.fact.azurermMinor;
  }

  public toString(): string {
    return this.name;
  }
}

function lower(text: string): string {
  return text.toLowerCase();
}
