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
 * Allocates the ranges of subnets in an address space.
 *
 * In the order of the list, each takes its explicit range, or the lowest free one that is aligned to its size. So the place of a
 * subnet depends on those before it alone, and one appended to the list never moves one that is already deployed.
 */
export class SubnetPlan {
  /**
   * Makes the plan.
   *
   * @throws ValueError when a range is outside the address space, two overlap, a name occurs twice or the space is full
   */
  public static of(addressSpace: readonly Cidr[], requests: readonly SubnetRequest[]): SubnetPlan {
    refuseOverlapsWithin(addressSpace);
    const placed: PlannedSubnet[] = [];
    for (const request of requests) {
      if (placed.some((subnet) => subnet.name === request.name)) {
        throw new ValueError({ message: `two subnets are called "${request.name}"`, allowed: 'each name once' });
      }
      placed.push({ name: request.name, cidr: place(request, addressSpace, placed) });
    }
    return new SubnetPlan(placed);
  }

  private constructor(private readonly planned: readonly PlannedSubnet[]) {}

  /** The subnets in the order of the list. */
  public get subnets(): PlannedSubnet[] {
    return [...this.planned];
  }

  /**
   * The range of a subnet.
   *
   * @throws ValueError when the plan has no subnet of that name
   */
  public cidrOf(name: string): Cidr {
    const subnet = this.planned.find((each) => each.name === name);
    if (subnet === undefined) {
      throw new ValueError({
        message: `the plan has no subnet "${name}"`,
        allowed: this.planned.map((each) => each.name).join(', '),
      });
    }
    return subnet.cidr;
  }
}

function place(request: SubnetRequest, space: readonly Cidr[], taken: readonly PlannedSubnet[]): Cidr {
  const { name, prefix, addressPrefix } = request;
  if (addressPrefix !== undefined && prefix === undefined) {
    return explicit(name, Cidr.parse(addressPrefix), space, taken);
  }
  if (prefix !== undefined && addressPrefix === undefined) {
    return firstFree(name, prefix, space, taken);
  }
  throw new ValueError({
    message: `subnet "${name}" must have either a prefix length or an address prefix`,
    allowed: 'one of the two',
  });
}

function explicit(name: string, cidr: Cidr, space: readonly Cidr[], taken: readonly PlannedSubnet[]): Cidr {
  if (!space.some((range) => range.contains(cidr))) {
    throw new ValueError({
      message: `subnet "${name}" (${cidr.toString()}) is outside the address space`,
      allowed: `a range within ${space.map(String).join(', ')}`,
    });
  }
  const clash = taken.find((subnet) => subnet.cidr.overlaps(cidr));
  if (clash !== undefined) {
    throw new ValueError({
      message: `subnet "${name}" (${cidr.toString()}) overlaps "${clash.name}" (${clash.cidr.toString()})`,
      allowed: 'ranges that have no address in common',
      fix: 'In a new network, list subnets with an address prefix before those with a prefix length.',
    });
  }
  return cidr;
}

function firstFree(name: string, prefix: number, space: readonly Cidr[], taken: readonly PlannedSubnet[]): Cidr {
  if (!Number.isInteger(prefix) || prefix < 2 || prefix > 29) {
    throw new ValueError({
      message: `subnet "${name}" asks for /${prefix}`,
      allowed: 'a whole number from 2 to 29 (Azure keeps five addresses of each subnet)',
    });
  }
  const size = 2 ** (32 - prefix);
  for (const range of space) {
    let start = ceilTo(range.firstAddress, size);
    while (start + size - 1 <= range.lastAddress) {
      const candidate = Cidr.fromNumber(start, prefix);
      const clash = taken.find((subnet) => subnet.cidr.overlaps(candidate));
      if (clash === undefined) {
        return candidate;
      }
      start = ceilTo(clash.cidr.lastAddress + 1, size);
    }
  }
  throw new ValueError({
    message: `no room for subnet "${name}" (/${prefix}) in ${space.map(String).join(', ')}`,
    allowed: `${space.reduce((sum, range) => sum + range.size, 0)} addresses in all`,
    fix: 'Widen the address space or ask for a smaller subnet.',
  });
}

function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function refuseOverlapsWithin(space: readonly Cidr[]): void {
  space.forEach((range, index) => {
    const other = space.slice(0, index).find((earlier) => earlier.overlaps(range));
    if (other !== undefined) {
      throw new ValueError({
        message: `the ranges ${other.toString()} and ${range.toString()} of the address space overlap`,
        allowed: 'ranges that have no address in common',
      });
    }
  });
}
