import { IPv4CidrRange, IPv4, IPv4Prefix } from 'ip-num';
import { quote, ValueError } from '../errors';

/**
 * An IPv4 address range in CIDR notation, such as `10.0.0.0/16`.
 *
 * The address must be the first of its range: `10.0.0.1/16` is refused, because Azure refuses it too.
 */
export class Cidr {
  /**
   * Parses CIDR notation.
   *
   * @throws ValueError when the text is not an IPv4 range or has host bits set
   */
  public static parse(text: string): Cidr {
    const match = /^((?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3})(?:\/(0|[1-9]\d?))?$/.exec(text.trim());
    const [, address, mask] = match ?? [];
    if (address === undefined || address.split('.').some((part) => Number(part) > 255)) {
      throw refused(text, 'is not an IPv4 range', 'CIDR notation such as 10.0.0.0/16');
    }
    if (mask === undefined) {
      throw refused(text, 'has no mask', 'CIDR notation such as 10.0.0.0/16', `Did you mean "${address}/32"?`);
    }
    if (Number(mask) > 32) {
      throw refused(text, `has the mask /${mask}`, 'a mask from /0 to /32');
    }
    const range = IPv4CidrRange.fromCidr(`${address}/${mask}`);
    const first = range.getFirst().toString();
    if (first !== address) {
      throw refused(text, 'has host bits set', 'the first address of the range', `Did you mean "${first}/${mask}"?`);
    }
    return new Cidr(range);
  }

  /** The range with a mask of the given length that starts at an address given as a number. @internal */
  public static fromNumber(firstAddress: bigint, prefix: number): Cidr {
    return new Cidr(new IPv4CidrRange(IPv4.fromNumber(firstAddress), IPv4Prefix.fromNumber(BigInt(prefix))));
  }

  private constructor(private readonly range: IPv4CidrRange) {}

  /** Length of the mask: 16 for `10.0.0.0/16`. */
  public get prefix(): number {
    return Number(this.range.getPrefix().getValue());
  }

  /** Number of addresses in the range, the ones that Azure reserves included. */
  public get size(): number {
    return 2 ** (32 - this.prefix);
  }

  /** The first address as a number. */
  public get firstAddress(): bigint {
    return this.range.getFirst().getValue();
  }

  /** The last address as a number. */
  public get lastAddress(): bigint {
    return this.range.getLast().getValue();
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
    return `${this.range.getFirst().toString()}/${this.prefix}`;
  }
}

function refused(text: string, why: string, allowed: string, fix?: string): ValueError {
  return new ValueError({ message: `${quote(text)} ${why}`, allowed, fix });
}
