import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/vpn-gateway.json';

/** Facts about one SKU. */
interface SkuFact {
  readonly name: string;
  readonly generations: readonly number[];
  readonly zones: boolean;
  readonly retires?: string;
}

const FACTS: readonly SkuFact[] = facts.skus;

/**
 * A size of a VPN gateway: `VpnGw1AZ`.
 *
 * Without Basic, which supports neither OpenVPN nor Entra ID, and without the older Standard and HighPerformance, which are retired.
 *
 * Source: lib/facts/vpn-gateway.json.
 */
export class VpnGatewaySku {
  /** 650 Mbit/s and 250 clients. */
  public static readonly VPN_GW1_AZ = VpnGatewaySku.of('VpnGw1AZ');
  /** 1 Gbit/s and 500 clients. */
  public static readonly VPN_GW2_AZ = VpnGatewaySku.of('VpnGw2AZ');

  /**
   * Finds a SKU by its name, such as `VpnGw1AZ`.
   *
   * @throws ValueError when a gateway for OpenVPN clients cannot have it
   */
  public static of(name: string): VpnGatewaySku {
    const fact = FACTS.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (fact === undefined) {
      const names = FACTS.map((each) => each.name);
      throw new ValueError({
        message: `${quote(name)} is not a VPN gateway SKU that takes OpenVPN clients`,
        allowed: names.join(', '),
        fix: didYouMean(name, names),
      });
    }
    return new VpnGatewaySku(fact);
  }

  private constructor(private readonly fact: SkuFact) {}

  /** The name as azurerm writes it: `VpnGw1AZ`. */
  public get name(): string {
    return this.fact.name;
  }

  /** Whether it survives the loss of a zone, where the region has zones. */
  public get isZoneRedundant(): boolean {
    return this.fact.zones;
  }

  /** The generations that it comes in, 1 and 2. */
  public get generations(): readonly number[] {
    return this.fact.generations;
  }

  /** The day on which Azure retires it, `YYYY-MM-DD`; undefined when none is announced. */
  public get retirementDate(): string | undefined {
    return this.fact.retires;
  }

  /** The SKU of that size with zones: itself where it has them. */
  public get zoneRedundantEquivalent(): VpnGatewaySku {
    return this.isZoneRedundant ? this : VpnGatewaySku.of(`${this.name}AZ`);
  }

  public toString(): string {
    return this.name;
  }
}
