import { badRequest, conflict } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { withDefaults } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { recordsOf, recordTypes } from './dns-records';
import { NETWORK_NAME, referenceAt } from './network-rules';

const ZONE = 'Microsoft.Network/privateDnsZones';

/** Names of zones, of at most 34 labels: https://learn.microsoft.com/azure/dns/private-dns-privatednszone#restrictions */
const ZONE_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?){1,33}$/i;

/** Limits: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-dns-limits */
const LIMITS = {
  maxNumberOfRecordSets: 25_000,
  maxNumberOfVirtualNetworkLinks: 1000,
  maxNumberOfVirtualNetworkLinksWithRegistration: 100,
};

/** Refuses a location of a resource that is in no region. */
export function checkGlobal({ type, location }: Resource): void {
  if (location !== 'global') {
    throw badRequest(
      'LocationNotAvailableForResourceType',
      `The provided location '${location ?? ''}' is not available for resource type '${type}'. List of available regions for the resource type is 'global'.`,
    );
  }
}

const zones: ResourceType = {
  type: ZONE,
  name: { pattern: ZONE_NAME },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure: { store } }, body, existing) => {
    checkGlobal(body);
    if (existing === undefined) {
      store.set(startOfAuthority(body));
    }
    return { ...body, properties: { provisioningState: 'Succeeded' } };
  },
  read: (resource, request) => {
    const links = request.azure.store.children(virtualNetworkLinks.type, resource.id);
    return {
      ...resource,
      properties: {
        ...resource.properties,
        ...LIMITS,
        numberOfRecordSets: recordsOf(request, resource).length,
        numberOfVirtualNetworkLinks: links.length,
        numberOfVirtualNetworkLinksWithRegistration: links.filter(isRegistering).length,
      },
    };
  },
  remove: ({ azure: { store } }, resource) => {
    if (store.children(virtualNetworkLinks.type, resource.id).length > 0) {
      throw conflict(
        'CannotDeleteResource',
        `Can not delete resource before nested resources are deleted: ${resource.id}.`,
      );
    }
  },
  views: {
    all: (request, zone) => ({ value: [...recordsOf(request, zone)] }),
  },
};

function startOfAuthority(zone: Resource): Resource {
  return {
    id: `${zone.id}/SOA/@`,
    name: '@',
    type: `${ZONE}/SOA`,
    properties: {
      fqdn: `${zone.name}.`,
      isAutoRegistered: false,
      ttl: 3600,
      soaRecord: {
        email: 'azureprivatedns-host.microsoft.com',
        expireTime: 2_419_200,
        host: 'azureprivatedns.net',
        minimumTtl: 10,
        refreshTime: 3600,
        retryTime: 300,
        serialNumber: 1,
      },
    },
  };
}

/** Links of zones to virtual networks: https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links */
const virtualNetworkLinks: ResourceType = {
  type: `${ZONE}/virtualNetworkLinks`,
  name: NETWORK_NAME,
  isTracked: true,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    checkGlobal(body);
    checkLink(request, body, existing);
    const policy = /^privatelink\./i.test(request.id.names[0] ?? '') ? { resolutionPolicy: 'Default' } : {};
    if (!('resolutionPolicy' in policy) && body.properties['resolutionPolicy'] === 'NxDomainRedirect') {
      throw badRequest('BadRequest', 'The resolution policy NxDomainRedirect is for private link zones alone.');
    }
    return {
      ...body,
      properties: withDefaults(
        { ...body.properties, virtualNetworkLinkState: 'Completed', provisioningState: 'Succeeded' },
        { registrationEnabled: false, ...policy },
      ),
    };
  },
};

function isRegistering({ properties }: Resource): boolean {
  return properties['registrationEnabled'] === true;
}

function checkLink({ azure: { store }, id }: ArmRequest, body: Resource, existing?: Resource): void {
  const network = referenceAt(body.properties, 'virtualNetwork')?.toLowerCase();
  if (network === undefined) {
    throw badRequest('BadRequest', `The virtual network link ${body.id} has no virtual network.`);
  }
  const before = existing === undefined ? network : referenceAt(existing.properties, 'virtualNetwork')?.toLowerCase();
  if (before !== network) {
    throw badRequest('BadRequest', `The virtual network of the link ${body.id} cannot be changed.`);
  }
  const others = store
    .referringTo(network)
    .filter((each) => each.type === virtualNetworkLinks.type && each.id !== body.id);
  const zoneOf = (each: string) => each.split('/').at(-3) ?? '';
  const twin = others.find((each) => zoneOf(each.id).toLowerCase() === zoneOf(id.id).toLowerCase());
  if (twin !== undefined) {
    throw badRequest(
      'BadRequest',
      `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${zoneOf(id.id)}' and '${zoneOf(twin.id)}' zones.`,
    );
  }
  const registering = others.find(isRegistering);
  if (isRegistering(body) && registering !== undefined) {
    throw badRequest(
      'BadRequest',
      `A virtual network can only be linked to 1 Private DNS zone(s) with auto-registration enabled; conflicting Private DNS zone is '${zoneOf(registering.id)}'.`,
    );
  }
}

/** Private DNS zones with their links and record sets. */
export const privateDnsZones: readonly ResourceType[] = [
  zones,
  virtualNetworkLinks,
  ...recordTypes({
    zone: ZONE,
    types: ['A', 'AAAA', 'CNAME', 'MX', 'PTR', 'SOA', 'SRV', 'TXT'],
    spell: (type) => type.toLowerCase(),
    longestText: 1024,
  }),
];
