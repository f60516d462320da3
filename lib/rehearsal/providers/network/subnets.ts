import { badRequest, unsupported } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt } from '../../arm/json';
import { parseResourceId } from '../../arm/resource-id';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { checkSameRegion, NETWORK_NAME, prefixesOf, rangesOf, referenceAt, without } from './network-rules';
import { networkOf, occupantsOf } from './subnet-addresses';

const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';

/** Services that a subnet can be delegated to, with the actions that they are given: `az network vnet subnet list-available-delegations` */
const DELEGATIONS: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.App/environments': [JOIN],
  'Microsoft.ApiManagement/service': [JOIN],
  'Microsoft.ContainerInstance/containerGroups': ['Microsoft.Network/virtualNetworks/subnets/action'],
  'Microsoft.ContainerService/managedClusters': [JOIN],
  'Microsoft.DBforPostgreSQL/flexibleServers': [JOIN],
  'Microsoft.Network/dnsResolvers': [JOIN],
  'Microsoft.Web/hostingEnvironments': ['Microsoft.Network/virtualNetworks/subnets/action'],
  'Microsoft.Web/serverFarms': ['Microsoft.Network/virtualNetworks/subnets/action'],
};

/** Longest masks of subnets whose names are reserved: https://learn.microsoft.com/azure/virtual-network/virtual-network-vnet-plan-design-arm */
const LONGEST_MASK: Readonly<Record<string, number>> = {
  GatewaySubnet: 29,
  AzureBastionSubnet: 26,
  AzureFirewallSubnet: 26,
  AzureFirewallManagementSubnet: 26,
  RouteServerSubnet: 27,
};

/** Longest and shortest mask of a subnet: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const MASK = { longest: 29, shortest: 2 };

/** Subnets of a virtual network, which are created by themselves or in its body. */
export const subnets: ResourceType = {
  type: 'Microsoft.Network/virtualNetworks/subnets',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body, existing) => {
    const network = request.azure.store.get(request.id.parent ?? '');
    const others = request.azure.store
      .children(subnets.type, request.id.parent ?? '')
      .filter(({ id }) => id !== body.id);
    const spaces = rangesOf(prefixesOf(objectAt(network, 'properties', 'addressSpace')));
    return checkedSubnet(request, body, { location: network?.location, spaces, others, existing });
  },
  read: (resource, { azure }) => ({
    ...resource,
    properties: {
      ...resource.properties,
      ...occupancy(occupantsOf(azure, resource.id), azure.store.referringTo(resource.id, /\/privateEndpoints$/i)),
    },
  }),
  remove: (request, resource) => {
    refuseInUse(request, resource);
  },
};

/** References to what is in a subnet. */
function occupancy(occupants: readonly Resource[], endpoints: readonly Resource[]): JsonObject {
  const ipConfigurations = occupants.map(({ id, properties }) => ({
    id: `${id}/ipConfigurations/${stringAt(objectsAt(properties, 'ipConfigurations')[0], 'name') ?? 'default'}`,
  }));
  return {
    ...(ipConfigurations.length > 0 ? { ipConfigurations } : {}),
    ...(endpoints.length > 0 ? { privateEndpoints: endpoints.map(({ id }) => ({ id })) } : {}),
  };
}

/** Refuses to delete a subnet that something is in. */
export function refuseInUse({ azure }: ArmRequest, subnet: Resource): void {
  const [first] = occupantsOf(azure, subnet.id);
  if (first !== undefined) {
    throw badRequest(
      'InUseSubnetCannotBeDeleted',
      `Subnet ${subnet.name} is in use by ${first.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    );
  }
}

/** What a subnet is checked against. */
export interface SubnetSurroundings {
  /** Region of the network. */
  readonly location?: string;
  readonly spaces: ReturnType<typeof rangesOf>;
  /** Other subnets of the network. */
  readonly others: readonly Resource[];
  readonly existing?: Resource;
}

/** Checks a subnet and completes it. */
export function checkedSubnet(
  request: ArmRequest,
  body: Resource,
  { location, spaces, others, existing }: SubnetSurroundings,
): Resource {
  checkRanges(body, spaces, others);
  checkReferencesOf(request, { ...body, location });
  if (existing !== undefined) {
    checkChange(request, body, existing);
  }
  return {
    id: body.id,
    name: body.name,
    type: subnets.type,
    properties: {
      privateEndpointNetworkPolicies: 'Disabled',
      privateLinkServiceNetworkPolicies: 'Enabled',
      ...without(
        body.properties,
        'ipConfigurations',
        'privateEndpoints',
        'resourceNavigationLinks',
        'serviceAssociationLinks',
      ),
      delegations: objectsAt(body.properties, 'delegations').map((each) => delegation(body, each)),
      serviceEndpoints: objectsAt(body.properties, 'serviceEndpoints').map((each) => ({
        provisioningState: 'Succeeded',
        locations: ['*'],
        ...each,
      })),
      provisioningState: 'Succeeded',
    },
  };
}

function checkRanges(body: Resource, spaces: SubnetSurroundings['spaces'], others: readonly Resource[]): void {
  const ranges = rangesOf(prefixesOf(body.properties));
  const network = parseResourceId(body.id)?.names[0] ?? '';
  const longest = LONGEST_MASK[body.name] ?? MASK.longest;
  if (ranges.length === 0 || ranges.some(({ prefix }) => prefix > longest || prefix < MASK.shortest)) {
    throw badRequest(
      'NetcfgInvalidSubnet',
      `Subnet '${body.name}' is not valid in virtual network '${network}': its mask must be from /${MASK.shortest} to /${longest}.`,
    );
  }
  const outside = ranges.find((range) => !spaces.some((space) => space.contains(range)));
  if (outside !== undefined) {
    throw badRequest(
      'NetcfgSubnetRangeOutsideVnet',
      `Subnet '${body.name}' is not valid because its IP address range ${outside} is outside the IP address range of virtual network '${network}'.`,
    );
  }
  const twin = others.find(({ properties }) =>
    rangesOf(prefixesOf(properties)).some((other) => ranges.some((range) => range.overlaps(other))),
  );
  if (twin !== undefined) {
    throw badRequest(
      'NetcfgSubnetRangesOverlap',
      `Subnet '${body.name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network}': '${twin.name}'.`,
    );
  }
}

function checkReferencesOf(request: ArmRequest, body: Resource): void {
  const group = referenceAt(body.properties, 'networkSecurityGroup');
  for (const id of [group, referenceAt(body.properties, 'natGateway'), referenceAt(body.properties, 'routeTable')]) {
    checkSameRegion(request, body, id);
  }
  // https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub
  if (body.name === 'GatewaySubnet' && group !== undefined) {
    throw badRequest(
      'NetworkSecurityGroupCannotBeAttachedToGatewaySubnet',
      `The network security group ${group} can not be associated to the GatewaySubnet.`,
    );
  }
  if (objectsAt(body.properties, 'delegations').length > 1) {
    throw badRequest('SubnetCannotHaveMultipleDelegations', `Subnet ${body.id} can be delegated to one service.`);
  }
}

function checkChange({ azure }: ArmRequest, body: Resource, existing: Resource): void {
  const [first] = occupantsOf(azure, body.id);
  const services = (each: Resource) =>
    objectsAt(each.properties, 'delegations')
      .map((one) => serviceOf(one))
      .join();
  if (first !== undefined && prefixesOf(body.properties).join() !== prefixesOf(existing.properties).join()) {
    throw badRequest('InUsePrefixCannotBeDeleted', `The prefix of subnet ${body.name} is in use by ${first.id}.`);
  }
  if (first !== undefined && services(body) !== services(existing)) {
    throw badRequest(
      'SubnetDelegationsCannotChangeWhenSubnetUsedByResource',
      `Delegations of subnet ${body.id} cannot be changed when it is being used by the resource ${first.id}.`,
    );
  }
}

function serviceOf(each: JsonObject): string {
  return stringAt(each, 'properties', 'serviceName') ?? '';
}

function delegation(subnet: Resource, each: JsonObject): JsonObject {
  const serviceName = serviceOf(each);
  const actions = DELEGATIONS[serviceName];
  if (actions === undefined) {
    throw serviceName.startsWith('Microsoft.') && serviceName !== 'Microsoft.Network/managedResolvers'
      ? unsupported(`subnets that are delegated to ${serviceName}`)
      : badRequest(
          'InvalidServiceNameOnDelegation',
          `The service name ${serviceName} specified on delegation ${subnet.id}/delegations/${String(each['name'])} is not valid.`,
        );
  }
  return {
    id: `${subnet.id}/delegations/${String(each['name'])}`,
    name: each['name'],
    type: `${subnets.type}/delegations`,
    properties: { provisioningState: 'Succeeded', serviceName, actions: [...actions] },
  };
}

/** Services that a subnet is delegated to. */
export function delegatedTo(subnet: Resource | undefined): readonly string[] {
  return objectsAt(subnet?.properties, 'delegations').map((each) => serviceOf(each));
}

/** Region of a subnet: that of its virtual network. */
export function regionOf(request: ArmRequest, subnetId: string): string | undefined {
  return networkOf(request.azure, subnetId)?.location;
}
