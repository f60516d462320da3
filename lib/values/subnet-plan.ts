import { ValueError } from '../errors';
import { Cidr } from './cidr';

/** One subnet of a plan: either how large it must be, or exactly where it is. */
export interface SubnetRequest {
  readonly name: string;
  /** Length of the mask, 29 (the smallest that Azure takes) or shorter. One of this and `addressPrefix`. */
  readonly prefix?: number;
  /** The exact range. One of this and `prefix`. */
  readonly addressPrefix?: string;
}

/** A subnet that has its place. */
export interface PlannedSubnet {
  readonly name: string;
  readonly cidr: Cidr;
}

/**
 * Gives subnets their place in an address space.
 *
 * Explicit ranges are placed first; then each sized subnet takes the lowest free range that is aligned to its size, in the
 * order of the list. So a subnet appended to the list never moves one that is already deployed.
 */
export class SubnetPlan {
  /**
   * Makes the plan.
   *
   * @throws ValueError when a range is outside the address space, two overlap, a name occurs twice or the space is full
   */
  public static of(addressSpace: readonly Cidr[], requests: readonly SubnetRequest[]): SubnetPlan {
    refuseOverlaps(addressSpace.map((cidr) => ({ name: `address space ${cidr.toString()}`, cidr })));
    const placed = new Map<string, PlannedSubnet>();
    for (const request of requests) {
      if (placed.has(request.name)) {
        throw new ValueError({ message: `two subnets are called "${request.name}"`, allowed: 'each name once' });
      }
      if ((request.prefix === undefined) === (request.addressPrefix === undefined)) {
        throw new ValueError({
          message: `subnet "${request.name}" must have either a prefix length or an address prefix`,
          allowed: 'one of the two',
        });
      }
      if (request.addressPrefix !== undefined) {
        const cidr = Cidr.parse(request.addressPrefix);
        refuseOutside(request.name, cidr, addressSpace);
        placed.set(request.name, { name: request.name, cidr });
      }
    }
    refuseOverlaps([...placed.values()]);
    for (const { name, prefix } of requests) {
      if (prefix !== undefined) {
        const cidr = firstFree(name, prefix, addressSpace, [...placed.values()]);
        placed.set(name, { name, cidr });
      }
    }
    return new SubnetPlan(requests.map(({ name }) => placed.get(name)).filter((subnet) => subnet !== undefined));
  }

  private constructor(private readonly planned: readonly PlannedSubnet[]) {}

  /** The subnets in the order in which they were asked for. */
  public get subnets(): PlannedSubnet[] {
    return [...this.planned];
  }
}

function firstFree(name: string, prefix: number, space: readonly Cidr[], taken: readonly PlannedSubnet[]): Cidr {
  if (!Number.isInteger(prefix) || prefix < 2 || prefix > 29) {
    throw new ValueError({
      message: `subnet "${name}" asks for /${prefix}`,
      allowed: 'a whole number from 2 to 29 (Azure keeps five addresses of each subnet)',
    });
  }
  const size = 2n ** BigInt(32 - prefix);
  for (const range of space) {
    let start = ceilTo(range.firstAddress, size);
    while (start + size - 1n <= range.lastAddress) {
      const candidate = Cidr.fromNumber(start, prefix);
      const clash = taken.find((subnet) => subnet.cidr.overlaps(candidate));
      if (clash === undefined) {
        return candidate;
      }
      start = ceilTo(clash.cidr.lastAddress + 1n, size);
    }
  }
  throw new ValueError({
    message: `no room for subnet "${name}" (/${prefix}) in ${space.map(String).join(', ')}`,
    allowed: `${space.reduce((sum, range) => sum + range.size, 0)} addresses in all`,
    fix: 'Widen the address space or ask for a smaller subnet.',
  });
}

function ceilTo(value: bigint, step: bigint): bigint {
  return ((value + step - 1n) / step) * step;
}

function refuseOutside(name: string, cidr: Cidr, space: readonly Cidr[]): void {
  if (!space.some((range) => range.contains(cidr))) {
    throw new ValueError({
      message: `subnet "${name}" (${cidr.toString()}) is outside the address space`,
      allowed: `a range within ${space.map(String).join(', ')}`,
    });
  }
}

function refuseOverlaps(subnets: readonly PlannedSubnet[]): void {
  subnets.forEach((subnet, index) => {
    const other = subnets.slice(0, index).find((earlier) => earlier.cidr.overlaps(subnet.cidr));
    if (other !== undefined) {
      throw new ValueError({
        message: `"${subnet.name}" (${subnet.cidr.toString()}) overlaps "${other.name}" (${other.cidr.toString()})`,
        allowed: 'ranges that have no address in common',
      });
    }
  });
}
