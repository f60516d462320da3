import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { stringAt, valueAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';

const ZONES = 'Microsoft.Network/privateDnsZones';
const LINKS = `${ZONES}/virtualNetworkLinks`;
const ZONE_NAME = /^(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})+$/;

/** Types of record sets: https://learn.microsoft.com/rest/api/dns/privatedns/record-sets */
const RECORDS = ['A', 'AAAA', 'CNAME', 'MX', 'PTR', 'SRV', 'TXT'];

const zones: ResourceType = {
  type: ZONES,
  name: { pattern: ZONE_NAME },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure }, body) => {
    if (body.location !== 'global') {
      throw badRequest(
        'LocationNotAvailableForResourceType',
        `The location of a private DNS zone is global, not ${body.location ?? ''}.`,
      );
    }
    const soa = `${body.id}/SOA/@`;
    azure.store.set({
      id: soa,
      name: '@',
      type: `${ZONES}/SOA`,
      properties: { ttl: 3600, fqdn: `${body.name}.`, isAutoRegistered: false, soaRecord: SOA },
    });
    const limits = {
      maxNumberOfRecordSets: 25_000,
      maxNumberOfVirtualNetworkLinks: 1000,
      maxNumberOfVirtualNetworkLinksWithRegistration: 100,
    };
    return {
      ...body,
      etag: uuidOf(body.id),
      properties: { ...limits, internalId: uuidOf(body.id), provisioningState: 'Succeeded' },
    };
  },
  read: (resource, { azure }) => ({
    ...resource,
    properties: {
      ...resource.properties,
      numberOfRecordSets:
        1 +
        azure.store.below(resource.id).filter(({ type }) => RECORDS.some((kind) => type.endsWith(`/${kind}`))).length,
      numberOfVirtualNetworkLinks: azure.store.children(LINKS, resource.id).length,
      numberOfVirtualNetworkLinksWithRegistration: 0,
    },
  }),
  remove: ({ azure }, resource) => {
    if (azure.store.children(LINKS, resource.id).length > 0) {
      throw conflict(
        'CannotDeleteResource',
        `Can not delete resource before nested resources are deleted: ${resource.id} has virtual network links.`,
      );
    }
  },
};

/** First record of a zone. */
const SOA = {
  email: 'azureprivatedns-host.microsoft.com',
  expireTime: 2_419_200,
  host: 'azureprivatedns.net',
  minimumTtl: 10,
  refreshTime: 3600,
  retryTime: 300,
  serialNumber: 1,
};

const links: ResourceType = {
  type: LINKS,
  name: { pattern: /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/ },
  isTracked: false,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    const networkId = stringAt(body.properties, 'virtualNetwork', 'id') ?? '';
    const { store } = request.azure;
    const others = store
      .referringTo(networkId, /privateDnsZones\/virtualNetworkLinks$/i)
      .filter(({ id }) => !same(id, body.id));
    const parent = (request.id.parent ?? '').toLowerCase();
    const zone = parent.slice(parent.lastIndexOf('/') + 1);
    const twin = others.find(({ id }) => zoneOf(id) === zone);
    if (twin !== undefined) {
      throw conflict(
        'Conflict',
        `A virtual network cannot be linked to multiple zones with overlapping namespaces: ${networkId} is linked to ${zone} by ${twin.id}.`,
      );
    }
    const registers = valueAt(body.properties, 'registrationEnabled') === true;
    if (registers && others.some(({ properties }) => properties['registrationEnabled'] === true)) {
      throw conflict(
        'Conflict',
        `The virtual network ${networkId} is linked with registration to another private DNS zone.`,
      );
    }
    return {
      ...body,
      etag: uuidOf(body.id),
      properties: {
        registrationEnabled: false,
        resolutionPolicy: 'Default',
        ...body.properties,
        virtualNetworkLinkState: 'Completed',
        provisioningState: 'Succeeded',
      },
    };
  },
};

function zoneOf(linkId: string): string {
  return linkId.toLowerCase().split('/').at(-3) ?? '';
}

function recordSets(kind: string): ResourceType {
  return {
    type: `${ZONES}/${kind}`,
    isTracked: false,
    put: (request, body) => withRecord(request, body, kind),
  };
}

/** A name has either a CNAME record or others: https://datatracker.ietf.org/doc/html/rfc1034#section-3.6.2 */
function withRecord({ azure, id }: ArmRequest, body: Resource, kind: string): Resource {
  const zone = azure.store.get(id.parent ?? '');
  const others = RECORDS.filter((each) => each !== kind && (each === 'CNAME' || kind === 'CNAME'));
  const clash = others.find((each) => azure.store.has(`${zone?.id ?? ''}/${each}/${id.name}`));
  if (clash !== undefined) {
    throw badRequest(
      'CnameRecordConflict',
      `The name ${id.name} in ${zone?.name ?? ''} has a ${clash} record set, beside which a ${kind} record set cannot be.`,
    );
  }
  const fqdn = id.name === '@' ? `${zone?.name ?? ''}.` : `${id.name}.${zone?.name ?? ''}.`;
  return { ...body, etag: uuidOf(body.id), properties: { ...body.properties, fqdn, isAutoRegistered: false } };
}

const soa: ResourceType = {
  type: `${ZONES}/SOA`,
  put: (_request, body, existing) => ({ ...body, properties: { ...existing?.properties, ...body.properties } }),
};

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Private DNS: https://learn.microsoft.com/rest/api/dns/privatedns/private-zones */
export const privateDnsTypes: readonly ResourceType[] = [zones, links, soa, ...RECORDS.map(recordSets)];
