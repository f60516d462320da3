import { quote, ValueError } from '../errors';
import facts from '../facts/postgresql.json';

/**
 * The disk of a PostgreSQL flexible server: its size, and its performance tier (P4 to P80).
 *
 * Source: lib/facts/postgresql.json.
 */
export class PostgresqlStorage {
  /**
   * A disk.
   *
   * @param sizeGb 32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384 or 32767
   * @param tier such as `P10`. @default the lowest that the size comes in
   * @throws ValueError when Azure has no such disk
   */
  public static of(sizeGb: number, tier?: string): PostgresqlStorage {
    const fact = facts.storage.find((each) => each.sizeGb === sizeGb);
    if (fact === undefined) {
      throw new ValueError({
        message: `${sizeGb} GB is not a size of a PostgreSQL disk`,
        allowed: facts.storage.map((each) => each.sizeGb).join(', '),
      });
    }
    if (tier !== undefined && !fact.tiers.includes(tier)) {
      throw new ValueError({
        message: `a disk of ${sizeGb} GB has no performance tier ${quote(tier)}`,
        allowed: fact.tiers.join(', '),
      });
    }
    return new PostgresqlStorage(fact.sizeMb, tier);
  }

  private constructor(
    /** The size as azurerm writes it, in megabytes. */
    public readonly sizeMb: number,
    /** The performance tier, when one was chosen. */
    public readonly tier: string | undefined,
  ) {}
}
