import { Cidr } from '../../values';
import { badRequest } from '../arm/arm-error';
import { type ArmRequest, type Azure } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { hasRole } from './role-rules';

/** Owner and Contributor. */
const ADMINISTRATORS = ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'b24988ac-6180-42a0-ab88-20f7382dd24c'];
const NETWORK_CONTRIBUTOR = '4d97b98b-1d4f-4787-a291-c67834d212e7';
const ZONE_CONTRIBUTOR = 'b12aa53e-6015-4669-85d0-8515ebb3ae7f';
const IDENTITY_OPERATOR = 'f1a07417-d97a-45cb-824c-7a7467783830';

/** Network of a cluster with what Azure adds: https://learn.microsoft.com/azure/aks/concepts-network */
export function completedNetwork({ properties }: Resource): JsonObject {
  const given = objectAt(properties, 'networkProfile');
  const plugin = given['networkPlugin'] ?? 'azure';
  const hasPodCidr = plugin === 'kubenet' || given['networkPluginMode'] === 'overlay';
  const profile = withDefaults(given, {
    networkPlugin: plugin,
    networkDataplane: 'azure',
    networkPolicy: 'none',
    loadBalancerSku: 'standard',
    outboundType: 'loadBalancer',
    serviceCidr: '10.0.0.0/16',
    dnsServiceIP: '10.0.0.10',
    ipFamilies: ['IPv4'],
    ...(hasPodCidr ? { podCidr: '10.244.0.0/16' } : {}),
  });
  const { serviceCidr, podCidr, outboundType } = profile;
  const balancer = withDefaults(objectAt(profile, 'loadBalancerProfile'), {
    backendPoolType: 'nodeIPConfiguration',
    ...(outboundType === 'loadBalancer' ? { managedOutboundIPs: { count: 1 } } : {}),
  });
  return {
    ...profile,
    serviceCidrs: profile['serviceCidrs'] ?? [serviceCidr ?? null],
    ...(hasPodCidr ? { podCidrs: profile['podCidrs'] ?? [podCidr ?? null] } : {}),
    ...(outboundType === 'loadBalancer' ? { loadBalancerProfile: balancer } : {}),
  };
}

/** Rules of the network of a cluster. */
export function checkNetwork(request: ArmRequest, body: Resource, profile: JsonObject): void {
  if (profile['networkPolicy'] === 'cilium' && profile['networkDataplane'] !== 'cilium') {
    throw badRequest('InvalidParameter', 'The network policy cilium needs the network dataplane cilium.');
  }
  if (profile['networkPluginMode'] === 'overlay' && profile['networkPlugin'] !== 'azure') {
    throw badRequest('InvalidParameter', 'The network plugin mode overlay needs the network plugin azure.');
  }
  checkRanges(request, body, profile);
  const subnets = objectsAt(body.properties, 'agentPoolProfiles').map((each) => stringAt(each, 'vnetSubnetID'));
  for (const id of subnets) {
    const subnet = id === undefined ? undefined : request.azure.store.get(id);
    if (subnet !== undefined) {
      checkOutbound(subnet, String(profile['outboundType']));
    }
  }
}

/** Rules of ranges: https://learn.microsoft.com/azure/aks/azure-cni-overlay#ip-address-planning */
function checkRanges({ azure }: ArmRequest, body: Resource, { serviceCidr, podCidr, dnsServiceIP }: JsonObject): void {
  const service = rangeOf(serviceCidr, 'serviceCidr');
  const pods = podCidr === undefined ? undefined : rangeOf(podCidr, 'podCidr');
  const dns = rangeOf(`${String(dnsServiceIP)}/32`, 'dnsServiceIP');
  if (!service.contains(dns) || dns.firstAddress === service.firstAddress) {
    throw badRequest(
      'InvalidParameter',
      `The value of parameter networkProfile.dnsServiceIP ${String(dnsServiceIP)} is not in the service range ${String(serviceCidr)}, or its first address.`,
    );
  }
  const subnets = objectsAt(body.properties, 'agentPoolProfiles').flatMap((each) =>
    rangesOf(azure, stringAt(each, 'vnetSubnetID')),
  );
  const [overlapped] = subnets.filter((each) => each.overlaps(service));
  if (overlapped !== undefined) {
    throw badRequest(
      'ServiceCidrOverlapExistingSubnetsCidr',
      `The specified service CIDR ${String(serviceCidr)} is conflicted with an existing subnet CIDR ${overlapped.toString()}`,
    );
  }
  if (pods !== undefined && (pods.overlaps(service) || subnets.some((each) => each.overlaps(pods)))) {
    throw badRequest(
      'InvalidParameter',
      `The pod range ${String(podCidr)} overlaps the service range or that of a subnet.`,
    );
  }
}

function rangeOf(text: unknown, name: string): Cidr {
  try {
    return Cidr.parse(String(text));
  } catch {
    throw badRequest('InvalidParameter', `The value of parameter networkProfile.${name} '${String(text)}' is invalid.`);
  }
}

/** Ranges of the virtual network that a subnet is in. */
function rangesOf({ store }: Azure, subnetId: string | undefined): readonly Cidr[] {
  const network = store.get(subnetId?.split('/').slice(0, -2).join('/') ?? '');
  const prefixes = objectAt(network?.properties, 'addressSpace')['addressPrefixes'];
  return Array.isArray(prefixes) ? prefixes.map((each) => rangeOf(each, 'vnetSubnetID')) : [];
}

/** Rules of the way out: https://learn.microsoft.com/azure/aks/egress-outboundtype */
function checkOutbound({ id, properties }: Resource, outboundType: string): void {
  const missing =
    (outboundType === 'userDefinedRouting' && properties['routeTable'] == null && 'RouteTable') ||
    (outboundType === 'userAssignedNATGateway' && properties['natGateway'] == null && 'NATGateway');
  if (missing !== false) {
    throw badRequest(
      `Existing${missing}NotAssociatedWithSubnet`,
      `The outbound type ${outboundType} needs a ${missing} that is associated with the subnet ${id}.`,
    );
  }
}

/** Rights that the identity of a cluster needs: https://learn.microsoft.com/azure/aks/use-managed-identity */
export function checkRights({ azure }: ArmRequest, body: Resource): void {
  const [control] = Object.keys(objectAt(body, 'identity', 'userAssignedIdentities'));
  const principal = controlPrincipal(azure, body);
  if (control === undefined || principal === undefined) {
    return;
  }
  const kubelet = stringAt(body.properties, 'identityProfile', 'kubeletidentity', 'resourceId');
  if (kubelet !== undefined && !hasRole(azure, principal, kubelet, [...ADMINISTRATORS, IDENTITY_OPERATOR])) {
    throw badRequest(
      'CustomKubeletIdentityMissingPermissionError',
      `The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to assign kubelet identity ${kubelet}. The control plane identity is ${control}.`,
    );
  }
  const zone = stringAt(body.properties, 'apiServerAccessProfile', 'privateDNSZone');
  if (zone?.startsWith('/') === true && !hasRole(azure, principal, zone, [...ADMINISTRATORS, ZONE_CONTRIBUTOR])) {
    throw badRequest(
      'CustomPrivateDNSZoneMissingPermissionError',
      `Service principal or user assigned identity must be given permission to read and write to custom private dns zone ${zone}.`,
    );
  }
  objectsAt(body.properties, 'agentPoolProfiles').forEach((pool) => checkJoin(azure, body, pool));
}

/** Refuses a pool in a subnet that the identity of its cluster may not join. */
export function checkJoin(azure: Azure, cluster: Resource, pool: JsonObject): void {
  const principal = controlPrincipal(azure, cluster);
  const subnet = stringAt(pool, 'vnetSubnetID');
  if (
    principal !== undefined &&
    subnet !== undefined &&
    !hasRole(azure, principal, subnet, [...ADMINISTRATORS, NETWORK_CONTRIBUTOR])
  ) {
    throw badRequest(
      'LinkedAuthorizationFailed',
      `The client with object id '${principal}' does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${subnet}'.`,
    );
  }
}

/** Principal of the user-assigned identity of a cluster; undefined for one of its own. */
function controlPrincipal({ store }: Azure, cluster: Resource): string | undefined {
  const [id] = Object.keys(objectAt(cluster, 'identity', 'userAssignedIdentities'));
  return stringAt(store.get(id ?? '')?.properties, 'principalId');
}
