import { badRequest } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { type JsonObject, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { type Resource, type ResourceStore } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { NETWORK_NAME } from './network-rules';
import { hostsWithAddresses } from './network-interfaces';
import { recordName } from './private-link-targets';

/** Zones of a group at most: https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration */
const MOST_ZONES = 5;

/** Seconds that records of private endpoints are kept. */
const TTL = 10;

/** Groups of private DNS zones in which a private endpoint has its records. */
export const privateDnsZoneGroups: ResourceType = {
  type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body, existing) => {
    const { store } = request.azure;
    const endpoint = store.get(request.id.parent ?? '');
    const configurations = objectsAt(body.properties, 'privateDnsZoneConfigs');
    checkGroup(request, body, configurations);
    if (existing !== undefined) {
      removeRecords(store, existing);
    }
    const hosts = endpoint === undefined ? [] : hostsWithAddresses(endpoint, store);
    return {
      ...body,
      properties: {
        provisioningState: 'Succeeded',
        privateDnsZoneConfigs: configurations.map((each) => {
          const zone = store.get(zoneOf(each));
          const recordSets = zone === undefined ? [] : hosts.flatMap((host) => addRecord(store, zone, host));
          const id = `${body.id}/privateDnsZoneConfigs/${String(each['name'])}`;
          return { id, name: each['name'], properties: { privateDnsZoneId: zoneOf(each), recordSets } };
        }),
      },
    };
  },
  remove: ({ azure }, resource) => {
    removeRecords(azure.store, resource);
  },
};

function zoneOf(configuration: JsonObject): string {
  return stringAt(configuration, 'properties', 'privateDnsZoneId') ?? '';
}

function checkGroup({ azure, id }: ArmRequest, body: Resource, configurations: readonly JsonObject[]): void {
  const others = azure.store.children(privateDnsZoneGroups.type, id.parent ?? '').filter((each) => each.id !== body.id);
  if (others.length > 0) {
    throw badRequest(
      'PrivateEndpointCannotHaveMoreThanOneDnsZoneGroup',
      `The private endpoint ${id.parent ?? ''} already has the DNS zone group ${others[0]?.name ?? ''}.`,
    );
  }
  const zones = configurations.map((each) => zoneOf(each).toLowerCase());
  if (zones.length === 0 || zones.length > MOST_ZONES || new Set(zones).size !== zones.length) {
    throw badRequest(
      'InvalidPrivateDnsZoneConfigs',
      `The DNS zone group ${body.id} must have 1 to ${MOST_ZONES} zones, each once.`,
    );
  }
}

function addRecord(store: ResourceStore, zone: Resource, host: JsonObject): JsonObject[] {
  const name = recordName(stringAt(host, 'fqdn') ?? '', zone.name);
  if (name === undefined) {
    return [];
  }
  const ipAddresses = [...stringsAt(host, 'ipAddresses')];
  store.set({
    id: `${zone.id}/A/${name}`,
    name,
    type: 'Microsoft.Network/privateDnsZones/A',
    properties: {
      fqdn: `${name}.${zone.name}.`,
      isAutoRegistered: false,
      ttl: TTL,
      metadata: { creator: 'created by private endpoint' },
      aRecords: ipAddresses.map((ipv4Address) => ({ ipv4Address })),
    },
  });
  return [
    {
      recordType: 'A',
      recordSetName: name,
      fqdn: `${name}.${zone.name}`,
      ttl: TTL,
      ipAddresses,
      provisioningState: 'Succeeded',
    },
  ];
}

/** Removes the records of a group from its zones. */
export function removeRecords(store: ResourceStore, group: Resource): void {
  for (const each of objectsAt(group.properties, 'privateDnsZoneConfigs')) {
    for (const record of objectsAt(each, 'properties', 'recordSets')) {
      store.delete(`${zoneOf(each)}/A/${stringAt(record, 'recordSetName') ?? ''}`);
    }
  }
}
