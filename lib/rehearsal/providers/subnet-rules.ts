import { badRequest, type ArmError } from '../arm/arm-error';
import { type Azure } from '../arm/arm-request';
import { type Resource } from '../arm/resource-store';
import { prefixesOf } from './network/network-rules';
import { delegatedTo } from './network/subnets';

/** Subnet that a service puts its machines into. */
export interface Subnet {
  readonly id: string;
  /** Length of its mask: 27 for `10.0.0.0/27`. */
  readonly prefix: number;
  /** Services that it is delegated to. */
  readonly delegations: readonly string[];
}

/** Subnet by its id; undefined where there is none, which the core refuses for references. */
export function subnetOf({ store }: Azure, id: string | undefined): Subnet | undefined {
  const found = id === undefined ? undefined : store.get(id);
  if (found === undefined) {
    return undefined;
  }
  const [range = ''] = prefixesOf(found.properties);
  return { id: found.id, prefix: Number(range.split('/')[1] ?? 32), delegations: delegatedTo(found) };
}

/** Whether a subnet is delegated to a service. */
export function isDelegatedTo({ delegations }: Subnet, service: string): boolean {
  return delegations.some((each) => each.toLowerCase() === service.toLowerCase());
}

/** Other resources of the given types that are in a subnet. */
export function othersIn({ store }: Azure, { id }: Subnet, types: RegExp, except: Resource): readonly Resource[] {
  return store.referringTo(id, types).filter((each) => each.id.toLowerCase() !== except.id.toLowerCase());
}

/** Refusal of a subnet whose mask is longer than a service takes. */
export function tooSmall(code: string, subnet: Subnet, longestPrefix: number): ArmError | undefined {
  return subnet.prefix > longestPrefix
    ? badRequest(code, `The subnet ${subnet.id} is a /${subnet.prefix}; it must be at least a /${longestPrefix}.`)
    : undefined;
}
