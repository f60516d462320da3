import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/regions.json';

/**
 * An Azure region of the public cloud.
 *
 * `West Europe` and `westeurope` are the same region; azurerm writes the second.
 */
export class Region {
  /**
   * Finds a region by its name or its display name.
   *
   * @throws ValueError when there is no such region
   */
  public static of(text: string): Region {
    const name = text.toLowerCase().replace(/\s+/g, '');
    const fact = facts.regions.find((region) => region.name === name);
    if (fact === undefined) {
      const names = facts.regions.map((region) => region.name);
      throw new ValueError({
        message: `${quote(text)} is not a region of the Azure public cloud`,
        allowed: names.join(', '),
        fix: didYouMean(name, names),
      });
    }
    return new Region(fact.name, fact.displayName, fact.availabilityZones, fact.pairedRegion);
  }

  private constructor(
    /** The name as azurerm writes it: `westeurope`. */
    public readonly name: string,
    /** The name as the portal shows it: `West Europe`. */
    public readonly displayName: string,
    /** Whether the region has availability zones. */
    public readonly hasAvailabilityZones: boolean,
    /** Name of the region that what is geo-redundant is copied to: `northeurope`. Undefined where Azure has paired none. */
    public readonly pairedRegion?: string,
  ) {}

  public toString(): string {
    return this.name;
  }
}
