import { IPv4 } from 'ipaddr.js';
import { quote, ValueError } from '../errors';

/**
 * An IPv4 address range in CIDR notation, such as `10.0.0.0/16`.
 *
 * The address must be the first of its range: `10.0.0.1/16` is refused, because Azure refuses it too. So are blanks, around it or within.
 */
export class Cidr {
  /**
   * Parses CIDR notation.
   *
   * @throws ValueError when the text is not an IPv4 range or has host bits set
   */
  public static parse(text: string): Cidr {
    const match = /^([\d.]+)(?:\/(0|[1-9]\d?))?$/.exec(text);
    const [, address, mask] = match ?? [];
    if (address === undefined || !IPv4.isValidFourPartDecimal(address)) {
      const meant = text.replace(/\s+/g, '');
      const fix = meant === text ? undefined : `Did you mean "${meant}"?`;
      throw refused(text, 'is not an IPv4 range', 'CIDR notation such as 10.0.0.0/16', fix);
    }
    if (mask === undefined) {
      throw refused(text, 'has no mask', 'CIDR notation such as 10.0.0.0/16', `Did you mean "${address}/32"?`);
    }
    if (Number(mask) > 32) {
      throw refused(text, `has the mask /${mask}`, 'a mask from /0 to /32');
    }
    const first = IPv4.networkAddressFromCIDR(`${address}/${mask}`).toString();
    if (first !== address) {
      throw refused(text, 'has host bits set', 'the first address of the range', `Did you mean "${first}/${mask}"?`);
    }
    return new Cidr(address, Number(mask));
  }

  /** The range with a mask of the given length that starts at an address given as a number. @internal */
  public static fromNumber(firstAddress: number, prefix: number): Cidr {
    const octets = [24, 16, 8, 0].map((shift) => (firstAddress >>> shift) & 255);
    return new Cidr(new IPv4(octets).toString(), prefix);
  }

  private constructor(
    private readonly address: string,
    /** Length of the mask: 16 for `10.0.0.0/16`. */
    public readonly prefix: number,
  ) {}

  /** Number of addresses in the range, the ones that Azure reserves included. */
  public get size(): number {
    return 2 ** (32 - this.prefix);
  }

  /** The first address as a number. */
  public get firstAddress(): number {
    return IPv4.parse(this.address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
  }

  /** The last address as a number. */
  public get lastAddress(): number {
    return this.firstAddress + this.size - 1;
  }

  /** The first address: `10.0.0.0`. */
  public get first(): string {
    return this.address;
  }

  /** The last address: `10.0.255.255`. */
  public get last(): string {
    return Cidr.fromNumber(this.lastAddress, 32).address;
  }

  /** Whether every address of the other range is in this one. */
  public contains(other: Cidr): boolean {
    return this.firstAddress <= other.firstAddress && other.lastAddress <= this.lastAddress;
  }

  /** Whether the two ranges have an address in common. */
  public overlaps(other: Cidr): boolean {
    return this.firstAddress <= other.lastAddress && other.firstAddress <= this.lastAddress;
  }

  public toString(): string {
    return `${this.address}/${this.prefix}`;
  }
}

function refused(text: string, why: string, allowed: string, fix?: string): ValueError {
  return new ValueError({ message: `${quote(text)} ${why}`, allowed, fix });
}
