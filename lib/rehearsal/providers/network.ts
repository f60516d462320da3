import { badRequest } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, valueAt } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { dnsResolvers, inboundEndpoints } from './dns-resolvers';
import { publicDnsTypes } from './public-dns';
import { privateDnsTypes } from './private-dns';
import { privateEndpoints, privateDnsZoneGroups, networkInterfaces } from './private-endpoints';
import { peerings, subnets, virtualNetworks } from './virtual-networks';

const NAME = { pattern: /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/ };
const RULES = 'Microsoft.Network/networkSecurityGroups/securityRules';

/** Rules that every group has: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules */
const DEFAULT_RULES = [
  'AllowVnetInBound',
  'AllowAzureLoadBalancerInBound',
  'DenyAllInBound',
  'AllowVnetOutBound',
  'AllowInternetOutBound',
  'DenyAllOutBound',
];

const securityGroups: ResourceType = {
  type: 'Microsoft.Network/networkSecurityGroups',
  name: NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    const { store } = request.azure;
    const { securityRules, ...properties } = body.properties;
    const group = {
      ...body,
      properties: { ...properties, resourceGuid: uuidOf(body.id), provisioningState: 'Succeeded' },
    };
    store.set(group);
    if (Array.isArray(securityRules)) {
      const wanted = objectsAt(body.properties, 'securityRules');
      store.children(RULES, body.id).forEach(({ id }) => store.delete(id));
      for (const rule of wanted) {
        const id = parseResourceId(`${body.id}/securityRules/${String(rule['name'])}`);
        if (id !== undefined) {
          const draft = {
            ...rule,
            id: id.id,
            name: id.name,
            type: RULES,
            properties: { ...objectAt(rule, 'properties') },
          };
          store.set(checkedRule({ ...request, id }, draft));
        }
      }
    }
    return group;
  },
  read: (resource, { azure }) => ({
    ...resource,
    properties: {
      ...resource.properties,
      securityRules: azure.store.children(RULES, resource.id).map((rule) => ({ ...rule })),
      defaultSecurityRules: DEFAULT_RULES.map((name) => ({ id: `${resource.id}/defaultSecurityRules/${name}`, name })),
    },
  }),
  remove: ({ azure }, resource) => {
    const [user] = azure.store.referringTo(resource.id, /subnets$|networkInterfaces$/i);
    if (user !== undefined) {
      throw badRequest(
        'InUseNetworkSecurityGroupCannotBeDeleted',
        `Network security group ${resource.id} cannot be deleted because it is in use by the following resources: ${user.id}.`,
      );
    }
  },
};

const securityRules: ResourceType = {
  type: RULES,
  name: NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => checkedRule(request, body),
};

/** Rules of priorities: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules */
function checkedRule({ azure, id }: ArmRequest, rule: Resource): Resource {
  const { priority, direction } = rule.properties;
  if (typeof priority !== 'number' || priority < 100 || priority > 4096) {
    throw badRequest(
      'SecurityRuleInvalidPriority',
      `Security rule ${rule.name} has invalid Priority. Value provided: ${String(priority)} Allowed range 100-4096.`,
    );
  }
  const twin = azure.store
    .children(RULES, id.parent ?? '')
    .find(
      (each) =>
        each.id !== rule.id && each.properties['priority'] === priority && each.properties['direction'] === direction,
    );
  if (twin !== undefined) {
    throw badRequest(
      'SecurityRuleConflict',
      `Security rule ${rule.name} conflicts with rule ${twin.name}. Rules cannot have the same Priority and Direction.`,
    );
  }
  const lists = ['sourceAddressPrefixes', 'destinationAddressPrefixes', 'sourcePortRanges', 'destinationPortRanges'];
  const empty = Object.fromEntries(lists.map((name) => [name, []]));
  return { ...rule, properties: { ...empty, ...rule.properties, provisioningState: 'Succeeded' } };
}

const publicAddresses: ResourceType = {
  type: 'Microsoft.Network/publicIPAddresses',
  name: NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (_request, body) => {
    const sku = stringAt(body, 'sku', 'name') ?? 'Basic';
    const method = stringAt(body.properties, 'publicIPAllocationMethod') ?? 'Dynamic';
    if (/^standard/i.test(sku) && method !== 'Static') {
      throw badRequest(
        'StandardSkuPublicIPAddressesMustBeStatic',
        `The public IP address ${body.name} is of SKU ${sku} and must be static.`,
      );
    }
    if (/^basic$/i.test(sku)) {
      throw badRequest(
        'IPv4BasicSkuPublicIpCountLimitReached',
        'Public IP addresses of SKU Basic are retired since 2025-09-30.',
      );
    }
    const defaults = {
      publicIPAddressVersion: 'IPv4',
      idleTimeoutInMinutes: 4,
      ipTags: [],
      ddosSettings: { protectionMode: 'VirtualNetworkInherited' },
    };
    const ipAddress = `203.0.113.${(Number.parseInt(uuidOf(body.id).slice(0, 4), 16) % 250) + 1}`;
    return {
      ...body,
      sku: { tier: 'Regional', ...objectAt(body, 'sku') },
      properties: { ...defaults, ipAddress, ...body.properties, provisioningState: 'Succeeded' },
    };
  },
  remove: ({ azure }, resource) => {
    const [user] = azure.store.referringTo(resource.id);
    if (user !== undefined) {
      throw badRequest(
        'PublicIPAddressCannotBeDeleted',
        `Public IP address ${resource.id} can not be deleted since it is still allocated to resource ${user.id}.`,
      );
    }
  },
};

const natGateways: ResourceType = {
  type: 'Microsoft.Network/natGateways',
  name: NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (_request, body) => ({
    ...body,
    properties: {
      idleTimeoutInMinutes: 4,
      ...body.properties,
      resourceGuid: uuidOf(body.id),
      provisioningState: 'Succeeded',
    },
  }),
  read: (resource, { azure }) => ({
    ...resource,
    properties: {
      ...resource.properties,
      subnets: azure.store.referringTo(resource.id, /subnets$/i).map(({ id }) => ({ id })),
    },
  }),
  remove: ({ azure }, resource) => {
    const [user] = azure.store.referringTo(resource.id, /subnets$/i);
    if (user !== undefined) {
      throw badRequest(
        'NatGatewayInUseBySubnet',
        `NAT gateway ${resource.id} cannot be deleted: subnet ${user.id} uses it.`,
      );
    }
  },
};

/** Gateways for VPN: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings */
const gateways: ResourceType = {
  type: 'Microsoft.Network/virtualNetworkGateways',
  name: NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (_request, body) => {
    const configurations = objectsAt(body.properties, 'ipConfigurations');
    const subnets = configurations.map((each) => stringAt(each, 'properties', 'subnet', 'id') ?? '');
    if (subnets.length === 0 || !subnets.every((id) => /\/subnets\/GatewaySubnet$/i.test(id))) {
      throw badRequest(
        'InvalidGatewaySubnet',
        `The gateway ${body.name} has to be in a subnet with the name GatewaySubnet.`,
      );
    }
    return {
      ...body,
      properties: {
        enableBgp: false,
        activeActive: false,
        enablePrivateIpAddress: false,
        vpnGatewayGeneration: 'Generation1',
        bgpSettings: { asn: 65515, bgpPeeringAddress: '10.0.0.30', peerWeight: 0, bgpPeeringAddresses: [] },
        ...body.properties,
        ipConfigurations: configurations.map((each) => ({
          ...each,
          id: `${body.id}/ipConfigurations/${String(each['name'])}`,
        })),
        resourceGuid: uuidOf(body.id),
        provisioningState: 'Succeeded',
      },
    };
  },
};

/** WAF policies of Front Door: https://learn.microsoft.com/rest/api/frontdoorservice/webapplicationfirewall/policies */
const frontDoorPolicies: ResourceType = {
  type: 'Microsoft.Network/frontDoorWebApplicationFirewallPolicies',
  name: { pattern: /^[a-zA-Z][a-zA-Z0-9]{0,127}$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (_request, body) => {
    const isPremium = stringAt(body, 'sku', 'name') === 'Premium_AzureFrontDoor';
    if (!isPremium && objectsAt(body.properties, 'managedRules', 'managedRuleSets').length > 0) {
      throw badRequest(
        'BadRequest',
        `Managed rule sets are supported by the SKU Premium_AzureFrontDoor alone, not by ${String(valueAt(body, 'sku', 'name'))}.`,
      );
    }
    const links: JsonObject = { frontendEndpointLinks: [], routingRuleLinks: [], securityPolicyLinks: [] };
    return {
      ...body,
      properties: { ...body.properties, ...links, resourceState: 'Enabled', provisioningState: 'Succeeded' },
    };
  },
  remove: ({ azure }, resource) => {
    const [user] = azure.store.referringTo(resource.id, /securityPolicies$/i);
    if (user !== undefined) {
      throw badRequest('WebApplicationFirewallPolicyInUse', `The policy ${resource.id} is used by ${user.id}.`);
    }
  },
};

/** Private link services that Kubernetes makes for an internal ingress in the resource group of the nodes: https://learn.microsoft.com/azure/aks/internal-lb#create-a-private-endpoint-to-the-private-link-service */
const privateLinkServices: ResourceType = {
  type: 'Microsoft.Network/privateLinkServices',
  implied: ({ azure, id }, path) =>
    azure.store
      .ofType('Microsoft.ContainerService/managedClusters')
      .some(
        ({ properties }) => String(properties['nodeResourceGroup']).toLowerCase() === id.resourceGroup?.toLowerCase(),
      )
      ? {
          id: path,
          name: id.name,
          type: 'Microsoft.Network/privateLinkServices',
          properties: { provisioningState: 'Succeeded' },
        }
      : undefined,
};

/** Networks and DNS: https://learn.microsoft.com/rest/api/virtualnetwork/ */
export const network: ResourceProvider = {
  namespace: 'Microsoft.Network',
  types: [
    virtualNetworks,
    subnets,
    peerings,
    securityGroups,
    securityRules,
    publicAddresses,
    natGateways,
    gateways,
    privateEndpoints,
    privateDnsZoneGroups,
    networkInterfaces,
    ...privateDnsTypes,
    ...publicDnsTypes,
    dnsResolvers,
    inboundEndpoints,
    frontDoorPolicies,
    privateLinkServices,
  ],
};
