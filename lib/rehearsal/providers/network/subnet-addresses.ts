import { Cidr } from '../../../values/cidr';
import { badRequest } from '../../arm/arm-error';
import { type Azure } from '../../arm/arm-request';
import { type Json, objectAt, objectsAt, stringAt } from '../../arm/json';
import { idsIn, type Resource } from '../../arm/resource-store';
import { parseResourceId } from '../../arm/resource-id';
import { prefixesOf, rangesOf } from './network-rules';

/** Addresses at the start and the end of a subnet that Azure keeps: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#are-there-any-restrictions-on-using-ip-addresses-within-these-subnets */
const RESERVED = { first: 4, last: 1 };

/** Location of a virtual network, for a subnet of it. */
export function networkOf({ store }: Azure, subnetId: string): Resource | undefined {
  return store.get(parseResourceId(subnetId)?.parent ?? '');
}

/** Resources that are in a subnet. Firewalls of services that let a subnet in are not. */
export function occupantsOf({ store }: Azure, subnetId: string): readonly Resource[] {
  return store
    .referringTo(subnetId)
    .filter((resource) => idsIn(withoutNetworkRules(resource)).includes(subnetId.toLowerCase()))
    .filter(({ type }) => !/^Microsoft\.(Authorization|Insights|Network\/privateEndpoints)\b/i.test(type));
}

function withoutNetworkRules(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((each) => withoutNetworkRules(each) ?? null);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([key]) => key !== 'virtualNetworkRules')
          .map(([key, each]) => [key, withoutNetworkRules(each)]),
      )
    : value;
}

/** Private addresses of IP configurations in a subnet. */
function takenIn(azure: Azure, subnetId: string): Set<string> {
  const configurations = azure.store
    .referringTo(subnetId)
    .flatMap(({ properties }) => objectsAt(properties, 'ipConfigurations'));
  const addresses = configurations.map(
    (each) => stringAt(each, 'properties', 'privateIPAddress') ?? stringAt(each, 'privateIpAddress'),
  );
  return new Set(addresses.filter((each): each is string => each !== undefined));
}

/**
 * Allocates private addresses in a subnet, the lowest that are free.
 *
 * @param wanted address that was asked for. @default any
 * @throws ArmError when the subnet is full, or the address is not in it or taken
 */
export function allocate(azure: Azure, subnetId: string, count: number, wanted?: string): readonly string[] {
  const subnet = azure.store.get(subnetId);
  const ranges = rangesOf(prefixesOf(objectAt(subnet, 'properties')));
  const taken = takenIn(azure, subnetId);
  if (wanted !== undefined) {
    return [checkWanted(ranges, taken, subnetId, wanted)];
  }
  const free: string[] = [];
  for (const { firstAddress, lastAddress } of ranges) {
    for (let at = firstAddress + RESERVED.first; at <= lastAddress - RESERVED.last && free.length < count; at += 1) {
      const address = Cidr.fromNumber(at, 32).first;
      free.push(...(taken.has(address) ? [] : [address]));
    }
  }
  if (free.length < count) {
    throw badRequest(
      'SubnetIsFull',
      `Subnet ${subnet?.name ?? ''} with address prefix ${ranges.join(', ')} does not have enough capacity for ${count} IP addresses.`,
    );
  }
  return free;
}

function checkWanted(ranges: readonly Cidr[], taken: ReadonlySet<string>, subnetId: string, wanted: string): string {
  if (!ranges.some((range) => range.contains(Cidr.parse(`${wanted}/32`)))) {
    throw badRequest(
      'PrivateIPAddressNotInSubnet',
      `Private static IP address ${wanted} does not belong to the range of subnet prefix ${ranges.join(', ')}.`,
    );
  }
  if (taken.has(wanted)) {
    throw badRequest('PrivateIPAddressIsAllocated', `IP address ${wanted} is already allocated in ${subnetId}.`);
  }
  return wanted;
}
