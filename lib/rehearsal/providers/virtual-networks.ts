import ipaddr from 'ipaddr.js';
import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt, valueAt } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';

const NETWORK_NAME = /^[a-zA-Z0-9][\w.-]{0,62}\w$/;
const PART_NAME = /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/;

const SUBNETS = 'Microsoft.Network/virtualNetworks/subnets';

/** Addresses that Azure reserves in each subnet: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const SMALLEST_SUBNET = 29;

/** Virtual networks: https://learn.microsoft.com/rest/api/virtualnetwork/virtual-networks */
export const virtualNetworks: ResourceType = {
  type: 'Microsoft.Network/virtualNetworks',
  name: { pattern: NETWORK_NAME },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    const prefixes = stringsAt(body.properties, 'addressSpace', 'addressPrefixes');
    if (prefixes.length === 0) {
      throw badRequest('InvalidRequestFormat', `The virtual network ${body.name} has no address space.`);
    }
    prefixes.forEach((prefix) => parsed(prefix));
    refuseOverlap(prefixes, `address spaces of ${body.name}`, 'AddressSpaceOverlap');
    const outside = subnetsOf(request, body.id).find(
      (subnet) => !prefixesOf(subnet).every((one) => isWithin(one, prefixes)),
    );
    if (existing !== undefined && outside !== undefined) {
      throw badRequest(
        'InUsePrefixCannotBeDeleted',
        `The address prefix of subnet ${outside.id} is in use and cannot be deleted.`,
      );
    }
    const { subnets: inline, virtualNetworkPeerings: _, ...properties } = body.properties;
    const network = {
      ...body,
      properties: {
        dhcpOptions: { dnsServers: [] },
        enableDdosProtection: false,
        privateEndpointVNetPolicies: 'Disabled',
        ...properties,
        provisioningState: 'Succeeded',
      },
    };
    if (Array.isArray(inline)) {
      request.azure.store.set(network);
      replaceSubnets(request, network, objectsAt(body.properties, 'subnets'));
    }
    return network;
  },
  read: (resource, request) => ({
    ...resource,
    properties: {
      ...resource.properties,
      subnets: subnetsOf(request, resource.id).map((subnet) => ({ ...subnet })),
      virtualNetworkPeerings: [...request.azure.store.children(PEERINGS, resource.id)],
    },
  }),
  remove: (request, resource) => {
    for (const subnet of subnetsOf(request, resource.id)) {
      refuseUsed(request, subnet);
    }
  },
};

const PEERINGS = 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings';

/** Subnets: https://learn.microsoft.com/rest/api/virtualnetwork/subnets */
export const subnets: ResourceType = {
  type: SUBNETS,
  name: { pattern: PART_NAME },
  longRunning: ['PUT', 'DELETE'],
  put: (request, body, existing) => {
    const { azure, id } = request;
    const network = azure.store.get(id.parent ?? '');
    const prefixes = prefixesOf(body);
    if (prefixes.length === 0) {
      throw badRequest('InvalidRequestFormat', `The subnet ${body.name} has no address prefix.`);
    }
    const spaces = stringsAt(network?.properties, 'addressSpace', 'addressPrefixes');
    for (const prefix of prefixes) {
      if (!isWithin(prefix, spaces)) {
        throw badRequest(
          'NetcfgInvalidSubnet',
          `Subnet '${body.name}' is not valid because its IP address range is outside the IP address range of virtual network '${network?.name ?? ''}'.`,
        );
      }
      if (parsed(prefix)[0].kind() === 'ipv4' && parsed(prefix)[1] > SMALLEST_SUBNET) {
        throw badRequest(
          'NetcfgSubnetRangeTooSmall',
          `Subnet '${body.name}' is not valid in virtual network '${network?.name ?? ''}': ${prefix} is smaller than /${SMALLEST_SUBNET}.`,
        );
      }
    }
    for (const other of subnetsOf(request, id.parent ?? '').filter((each) => each.id !== body.id)) {
      if (prefixesOf(other).some((one) => prefixes.some((prefix) => overlap(one, prefix)))) {
        throw badRequest(
          'NetcfgSubnetRangesOverlap',
          `Subnet '${body.name}' is not valid because its IP address range overlaps with that of an existing subnet '${other.name}'.`,
        );
      }
    }
    if (
      existing !== undefined &&
      prefixes.join() !== prefixesOf(existing).join() &&
      usersOf(request, existing).length > 0
    ) {
      throw conflict(
        'InUsePrefixCannotBeDeleted',
        `IpPrefix ${prefixesOf(existing).join()} on subnet ${body.name} has active allocations and cannot be deleted.`,
      );
    }
    refuseChangedDelegation(request, body, existing);
    return {
      ...body,
      properties: {
        delegations: [],
        privateEndpointNetworkPolicies: 'Disabled',
        privateLinkServiceNetworkPolicies: 'Enabled',
        ...body.properties,
        ...(valueAt(body.properties, 'delegations') === undefined ? {} : { delegations: delegationsOf(body) }),
        provisioningState: 'Succeeded',
      },
    };
  },
  remove: refuseUsed,
};

/** Peerings: https://learn.microsoft.com/rest/api/virtualnetwork/virtual-network-peerings */
export const peerings: ResourceType = {
  type: PEERINGS,
  name: { pattern: PART_NAME },
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    const { azure, id } = request;
    const remoteId = stringAt(body.properties, 'remoteVirtualNetwork', 'id') ?? '';
    const [own, remote] = [azure.store.get(id.parent ?? ''), azure.store.get(remoteId)];
    const spaces = stringsAt(own?.properties, 'addressSpace', 'addressPrefixes');
    const remoteSpaces = stringsAt(remote?.properties, 'addressSpace', 'addressPrefixes');
    if (spaces.some((one) => remoteSpaces.some((other) => overlap(one, other)))) {
      throw badRequest(
        'VnetAddressSpacesOverlap',
        `Cannot create or update peering ${id.id}. Virtual networks ${own?.id ?? ''} and ${remoteId} cannot be peered because their address spaces overlap.`,
      );
    }
    const back = azure.store
      .children(PEERINGS, remoteId)
      .find((each) => same(stringAt(each.properties, 'remoteVirtualNetwork', 'id'), own?.id));
    if (back !== undefined) {
      azure.store.set({ ...back, properties: { ...back.properties, peeringState: 'Connected' } });
    }
    const peeringState = back === undefined ? 'Initiated' : 'Connected';
    const remoteAddressSpace = { addressPrefixes: [...remoteSpaces] };
    return {
      ...body,
      properties: {
        peerCompleteVnets: true,
        ...body.properties,
        peeringState,
        remoteAddressSpace,
        peeringSyncLevel: 'FullyInSync',
        provisioningState: 'Succeeded',
      },
    };
  },
};

/** Makes the subnets of a network those of its body; the others are deleted. */
function replaceSubnets(request: ArmRequest, network: Resource, wanted: readonly JsonObject[]): void {
  const { store } = request.azure;
  for (const old of subnetsOf(request, network.id).filter(
    ({ name }) => !wanted.some((each) => each['name'] === name),
  )) {
    refuseUsed(request, old);
    store.delete(old.id);
  }
  for (const each of wanted) {
    const id = parseResourceId(`${network.id}/subnets/${String(each['name'])}`);
    if (id !== undefined && subnets.put !== undefined) {
      const existing = store.get(id.id);
      const body = {
        ...each,
        id: existing?.id ?? id.id,
        name: id.name,
        type: SUBNETS,
        properties: { ...objectAt(each, 'properties') },
      };
      store.set(subnets.put({ ...request, id, body }, body, existing));
    }
  }
}

function subnetsOf({ azure }: ArmRequest, networkId: string): readonly Resource[] {
  return azure.store.children(SUBNETS, networkId);
}

/** Address prefixes of a subnet, which has one or several. */
export function prefixesOf({ properties }: Resource): readonly string[] {
  const one = stringAt(properties, 'addressPrefix');
  const several = stringsAt(properties, 'addressPrefixes');
  return several.length > 0 ? several : one === undefined ? [] : [one];
}

/** Services that a subnet is delegated to. */
export function delegatedTo({ properties }: Resource): readonly string[] {
  return objectsAt(properties, 'delegations').map((each) => stringAt(each, 'properties', 'serviceName') ?? '');
}

function delegationsOf(subnet: Resource): JsonObject[] {
  return objectsAt(subnet.properties, 'delegations').map((each) => ({
    ...each,
    id: `${subnet.id}/delegations/${String(each['name'])}`,
    properties: { actions: [], ...objectAt(each, 'properties'), provisioningState: 'Succeeded' },
  }));
}

function refuseChangedDelegation(request: ArmRequest, body: Resource, existing?: Resource): void {
  const users = existing === undefined ? [] : usersOf(request, existing).filter(({ type }) => !ASSOCIATED.test(type));
  if (existing !== undefined && users.length > 0 && delegatedTo(existing).join() !== delegatedTo(body).join()) {
    throw badRequest(
      'SubnetMissingRequiredDelegation',
      `The delegation of subnet ${body.id} cannot be changed: ${users[0]?.id ?? ''} uses it.`,
    );
  }
}

/** Resources that a subnet names itself, which do not use it. */
const ASSOCIATED =
  /^Microsoft\.Network\/(networkSecurityGroups|natGateways|routeTables|privateDnsZones.*|virtualNetworks\/virtualNetworkPeerings)$/i;

/** Resources with addresses in a subnet. */
function usersOf({ azure }: ArmRequest, subnet: Resource): readonly Resource[] {
  return azure.store
    .referringTo(subnet.id)
    .filter(
      ({ type }) =>
        !ASSOCIATED.test(type) &&
        !/networkRuleSets|storageAccounts$|vaults$|databaseAccounts$|registries$|namespaces|accounts$/i.test(type),
    );
}

/** Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-inuse-subnet-cannot-be-deleted-type */
function refuseUsed(request: ArmRequest, subnet: Resource): void {
  const [user] = usersOf(request, subnet);
  if (user !== undefined) {
    throw badRequest(
      'InUseSubnetCannotBeDeleted',
      `Subnet ${subnet.name} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet.`,
    );
  }
}

function parsed(prefix: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (!ipaddr.isValidCIDR(prefix)) {
    throw badRequest('InvalidAddressPrefixFormat', `Address prefix ${prefix} is not formatted correctly.`);
  }
  const [address, bits] = ipaddr.parseCIDR(prefix);
  const start =
    address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(prefix) : ipaddr.IPv6.networkAddressFromCIDR(prefix);
  if (start.toString() !== address.toString()) {
    throw badRequest(
      'InvalidCIDRNotation',
      `The address prefix ${prefix} has an invalid CIDR notation. For the given prefix length, the address prefix should be ${start.toString()}/${bits}.`,
    );
  }
  return [address, bits];
}

/** Number of addresses of an IPv4 prefix as a power of two. */
export function prefixLength(prefix: string): number {
  return parsed(prefix)[1];
}

function isWithin(prefix: string, spaces: readonly string[]): boolean {
  const [address, bits] = parsed(prefix);
  return spaces.some((space) => {
    const [start, length] = parsed(space);
    return (
      start.kind() === address.kind() && length <= bits && address.match(start as ipaddr.IPv4 & ipaddr.IPv6, length)
    );
  });
}

function overlap(a: string, b: string): boolean {
  return isWithin(a, [b]) || isWithin(b, [a]);
}

function refuseOverlap(prefixes: readonly string[], what: string, code: string): void {
  prefixes.forEach((one, index) => {
    const other = prefixes.slice(index + 1).find((each) => overlap(one, each));
    if (other !== undefined) {
      throw badRequest(code, `The ${what} overlap: ${one}, ${other}.`);
    }
  });
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a.toLowerCase() === b?.toLowerCase();
}
