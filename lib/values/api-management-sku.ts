import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/api-management.json';

/** Facts about one tier. */
interface TierFact {
  readonly name: string;
  readonly minUnits: number;
  readonly maxUnits: number;
  readonly generation: string;
  readonly injection?: boolean;
  readonly integration?: boolean;
  readonly privateEndpoint: boolean;
  readonly zones: boolean;
}

const FACTS: readonly TierFact[] = facts.tiers;

/**
 * A tier of API Management with its units, and so what it can do.
 *
 * Source: lib/facts/api-management.json.
 */
export class ApiManagementSku {
  /** Paid by the call, in no network, with neither units nor request logs. */
  public static readonly CONSUMPTION = ApiManagementSku.of('Consumption');
  /** One unit without service level agreement, which can be injected into a network. */
  public static readonly DEVELOPER = ApiManagementSku.of('Developer');

  /**
   * Basic v2, in no network.
   *
   * @param units 1 to 10
   */
  public static basicV2(units = 1): ApiManagementSku {
    return ApiManagementSku.of('BasicV2', units);
  }

  /**
   * Standard v2, which reaches back ends in a network.
   *
   * @param units 1 to 10
   */
  public static standardV2(units = 1): ApiManagementSku {
    return ApiManagementSku.of('StandardV2', units);
  }

  /**
   * Premium of the classic platform, which can be injected into a network and spread over zones.
   *
   * @param units 1 to 99; Azure gives up to 12 unless its support raises the limit
   */
  public static premium(units = 1): ApiManagementSku {
    return ApiManagementSku.of('Premium', units);
  }

  /**
   * A tier by its name.
   *
   * @param tier `Consumption`, `Developer`, `Basic`, `Standard`, `Premium`, `BasicV2`, `StandardV2` or `PremiumV2`
   * @param units @default the fewest that the tier takes
   * @throws ValueError when there is no such tier, or it takes no such number of units
   */
  public static of(tier: string, units?: number): ApiManagementSku {
    const fact = FACTS.find((each) => each.name.toLowerCase() === tier.toLowerCase());
    if (fact === undefined) {
      const names = FACTS.map((each) => each.name);
      throw new ValueError({
        message: `${quote(tier)} is not a tier of API Management`,
        allowed: names.join(', '),
        fix: didYouMean(tier, names),
      });
    }
    const { minUnits, maxUnits, name } = fact;
    const count = units ?? minUnits;
    if (!Number.isInteger(count) || count < minUnits || count > maxUnits) {
      throw new ValueError({
        message: `${count} is not a number of units of ${name}`,
        allowed: minUnits === maxUnits ? `${minUnits}` : `a whole number from ${minUnits} to ${maxUnits}`,
      });
    }
    return new ApiManagementSku(fact, count);
  }

  /**
   * A SKU as azurerm writes it: `StandardV2_1`, or the tier alone.
   *
   * @throws ValueError when there is no such SKU
   */
  public static parse(text: string): ApiManagementSku {
    const [tier = '', units, ...more] = text.trim().split('_');
    if (more.length > 0 || (units !== undefined && !/^\d+$/.test(units))) {
      throw new ValueError({
        message: `${quote(text)} is not a SKU of API Management`,
        allowed: 'a tier and its units: StandardV2_1',
      });
    }
    return ApiManagementSku.of(tier, units === undefined ? undefined : Number(units));
  }

  private constructor(
    private readonly fact: TierFact,
    /** Number of units; 0 for Consumption, which has none. */
    public readonly units: number,
  ) {}

  /** `StandardV2` */
  public get tier(): string {
    return this.fact.name;
  }

  /** The name as azurerm writes it: `StandardV2_1`. */
  public get name(): string {
    return `${this.fact.name}_${this.units}`;
  }

  /** Whether it is paid by the call. */
  public get isConsumption(): boolean {
    return this.fact.generation === 'consumption';
  }

  /** Whether it runs on the classic platform with units of its own: Developer, Basic, Standard, Premium. */
  public get isClassic(): boolean {
    return this.fact.generation === 'classic';
  }

  /** Whether it can be put into a network, and so be closed to the Internet there. */
  public get supportsInjection(): boolean {
    return this.fact.injection ?? false;
  }

  /** Whether it can reach back ends in a network while it answers outside it. */
  public get supportsIntegration(): boolean {
    return this.fact.integration ?? false;
  }

  /** Whether private endpoints can lead to its gateway. */
  public get supportsPrivateEndpoints(): boolean {
    return this.fact.privateEndpoint;
  }

  /** Whether its units can be put into availability zones. */
  public get supportsZones(): boolean {
    return this.fact.zones;
  }

  public toString(): string {
    return this.name;
  }
}
