import { badRequest } from '../../arm/arm-error';
import { uuidOf } from '../../arm/arm-request';
import { objectAt, objectsAt, stringAt } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { checkSameRegion, prefixesOf, rangesOf, referenceAt } from './network-rules';
import { allocate, occupantsOf } from './subnet-addresses';
import { delegatedTo } from './subnets';

const NAME = { pattern: /^[a-zA-Z][\w-]{0,78}[a-zA-Z0-9]$/ };

/** Masks of subnets of endpoints: https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#subnet-restrictions */
const MASK = { longest: 28, shortest: 24 };

/** Private resolvers: https://learn.microsoft.com/azure/dns/dns-private-resolver-overview#dns-resolver-restrictions */
export const dnsResolvers: ResourceType = {
  type: 'Microsoft.Network/dnsResolvers',
  name: NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    const network = referenceAt(body.properties, 'virtualNetwork');
    if (network === undefined) {
      throw badRequest('InvalidVirtualNetwork', `The DNS resolver ${body.id} has no virtual network.`);
    }
    checkSameRegion(request, body, network);
    const other = request.azure.store
      .referringTo(network)
      .find(({ type, id }) => type === dnsResolvers.type && id !== body.id);
    if (other !== undefined) {
      throw badRequest(
        'DnsResolverVirtualNetworkAlreadyInUse',
        `The virtual network ${network} already has the DNS resolver ${other.id}.`,
      );
    }
    return {
      ...body,
      properties: { ...body.properties, dnsResolverState: 'Connected', ...stateOf(body) },
    };
  },
  remove: ({ azure: { store } }, resource) => {
    const [endpoint] = store.below(resource.id).filter(({ type }) => /(inbound|outbound)Endpoints$/.test(type));
    if (endpoint !== undefined) {
      throw badRequest(
        'CannotDeleteResource',
        `Can not delete resource before nested resources are deleted: ${endpoint.id}.`,
      );
    }
  },
};

function stateOf({ id }: Resource) {
  return { provisioningState: 'Succeeded', resourceGuid: uuidOf(id, 'resourceGuid') };
}

/** Inbound endpoints, each in a subnet of its own. */
export const inboundEndpoints: ResourceType = {
  type: 'Microsoft.Network/dnsResolvers/inboundEndpoints',
  name: NAME,
  isTracked: true,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    const { store } = request.azure;
    const resolver = store.get(request.id.parent ?? '');
    const network = referenceAt(objectAt(resolver, 'properties'), 'virtualNetwork') ?? '';
    const configurations = objectsAt(body.properties, 'ipConfigurations');
    if (configurations.length !== 1) {
      throw badRequest('InvalidIpConfigurations', `The inbound endpoint ${body.id} must have one IP configuration.`);
    }
    checkSameRegion(request, body, network);
    const ipConfigurations = configurations.map((each) => {
      const subnetId = referenceAt(each, 'subnet') ?? '';
      checkResolverSubnet(store.get(subnetId), network, body, occupantsOf(request.azure, subnetId));
      const isStatic = stringAt(each, 'privateIpAllocationMethod') === 'Static';
      const before = stringAt(objectsAt(existing?.properties, 'ipConfigurations')[0], 'privateIpAddress');
      const [address] =
        before === undefined
          ? allocate(request.azure, subnetId, 1, isStatic ? stringAt(each, 'privateIpAddress') : undefined)
          : [before];
      return { privateIpAllocationMethod: 'Dynamic', ...each, privateIpAddress: address };
    });
    return { ...body, properties: { ...body.properties, ipConfigurations, ...stateOf(body) } };
  },
};

/** Refuses a subnet that an endpoint of a resolver cannot be in. */
export function checkResolverSubnet(
  subnet: Resource | undefined,
  network: string,
  body: Resource,
  occupants: readonly Resource[],
): void {
  const id = subnet?.id ?? '';
  if (!id.toLowerCase().startsWith(`${network.toLowerCase()}/`)) {
    throw badRequest('InvalidSubnet', `The subnet ${id} of ${body.id} is not in the virtual network of its resolver.`);
  }
  if (!delegatedTo(subnet).includes('Microsoft.Network/dnsResolvers')) {
    throw badRequest(
      'SubnetMissingRequiredDelegation',
      `Subnet ${id} requires delegation to Microsoft.Network/dnsResolvers in order to reference it.`,
    );
  }
  const [range] = rangesOf(prefixesOf(objectAt(subnet, 'properties')));
  if (range === undefined || range.prefix > MASK.longest || range.prefix < MASK.shortest) {
    throw badRequest('InvalidSubnetSize', `Subnet ${id} must have a mask from /${MASK.shortest} to /${MASK.longest}.`);
  }
  const other = occupants.find((each) => each.id !== body.id);
  if (other !== undefined) {
    throw badRequest(
      'SubnetAlreadyInUse',
      `Subnet ${id} is in use by ${other.id}, and an endpoint needs one of its own.`,
    );
  }
}
