import privateLink from '../../facts/private-link.json';
import { badRequest } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { delegatedTo, prefixesOf } from './virtual-networks';

const ENDPOINTS = 'Microsoft.Network/privateEndpoints';
const NAME = { pattern: /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/ };

/** Connections of an endpoint, approved by themselves or by hand. */
function connectionsOf({ properties }: Resource): readonly JsonObject[] {
  return [
    ...objectsAt(properties, 'privateLinkServiceConnections'),
    ...objectsAt(properties, 'manualPrivateLinkServiceConnections'),
  ];
}

/** Private endpoints: https://learn.microsoft.com/azure/private-link/private-endpoint-overview */
export const privateEndpoints: ResourceType = {
  type: ENDPOINTS,
  name: NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    const { store } = request.azure;
    const subnet = store.get(stringAt(body.properties, 'subnet', 'id') ?? '');
    if (subnet === undefined) {
      throw badRequest('InvalidRequestFormat', `The private endpoint ${body.name} has no subnet.`);
    }
    const [delegation] = delegatedTo(subnet);
    if (delegation !== undefined) {
      throw badRequest(
        'PrivateEndpointCannotBeCreatedInSubnetThatIsDelegated',
        `The private endpoint ${body.name} cannot be created in subnet ${subnet.id}, which is delegated to ${delegation}.`,
      );
    }
    const connections = connectionsOf(body);
    connections.forEach((connection) => checkGroups(body, connection));
    const network = interfaceOf(request, body, subnet);
    store.set(network);
    const described = (list: readonly JsonObject[], status: string) =>
      list.map((each) => ({
        ...each,
        id: `${body.id}/privateLinkServiceConnections/${String(each['name'])}`,
        properties: {
          ...objectAt(each, 'properties'),
          privateLinkServiceConnectionState: { status, description: '', actionsRequired: 'None' },
          provisioningState: 'Succeeded',
        },
      }));
    return {
      ...body,
      properties: {
        ipConfigurations: [],
        ...body.properties,
        privateLinkServiceConnections: described(
          objectsAt(body.properties, 'privateLinkServiceConnections'),
          'Approved',
        ),
        manualPrivateLinkServiceConnections: described(
          objectsAt(body.properties, 'manualPrivateLinkServiceConnections'),
          'Pending',
        ),
        networkInterfaces: [{ id: network.id }],
        customDnsConfigs: [],
        provisioningState: 'Succeeded',
      },
    };
  },
  remove: ({ azure }, { properties }) => {
    objectsAt(properties, 'networkInterfaces').forEach((each) => azure.store.delete(stringAt(each, 'id') ?? ''));
  },
};

/** Refuses group ids that the target does not have: https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource */
function checkGroups(endpoint: Resource, connection: JsonObject): void {
  const target = stringAt(connection, 'properties', 'privateLinkServiceId') ?? '';
  const type = parseResourceId(target)?.type.toLowerCase();
  const known = privateLink.entries
    .filter(({ armType }) => armType.toLowerCase() === type)
    .flatMap(({ subresources }) => subresources as readonly string[]);
  const groups = stringsAt(connection, 'properties', 'groupIds');
  const wrong = groups.find((group) => !known.some((each) => each.toLowerCase() === group.toLowerCase()));
  if (known.length > 0 && (wrong !== undefined || groups.length !== 1)) {
    throw badRequest(
      'InvalidGroupId',
      `The private endpoint ${endpoint.name} asks ${target} for the group ids ${groups.join(', ')}; allowed is one of ${[...new Set(known)].join(', ')}.`,
    );
  }
}

/** Network interface of an endpoint, with the next address of its subnet. */
function interfaceOf({ azure }: ArmRequest, endpoint: Resource, subnet: Resource): Resource {
  const id = endpoint.id.replace(
    /\/privateEndpoints\/.*$/i,
    `/networkInterfaces/${endpoint.name}.nic.${uuidOf(endpoint.id)}`,
  );
  const [prefix = '10.0.0.0/24'] = prefixesOf(subnet);
  const taken = azure.store
    .ofType('Microsoft.Network/networkInterfaces')
    .filter((each) => each.id !== id && stringAt(each.properties, 'subnetId') === subnet.id);
  const existing = azure.store.get(id);
  const address = stringAt(existing?.properties, 'address') ?? nthAddress(prefix, 4 + taken.length);
  return {
    id,
    name: id.slice(id.lastIndexOf('/') + 1),
    type: 'Microsoft.Network/networkInterfaces',
    location: endpoint.location,
    properties: {
      subnetId: subnet.id,
      address,
      ipConfigurations: [{ name: 'privateEndpointIpConfig', properties: { privateIPAddress: address, primary: true } }],
      provisioningState: 'Succeeded',
    },
  };
}

/** Address of an IPv4 prefix by its number. */
function nthAddress(prefix: string, number: number): string {
  const [start = '0.0.0.0'] = prefix.split('/');
  const value = start.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + number;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Interfaces of private endpoints, which come and go with these. */
export const networkInterfaces: ResourceType = {
  type: 'Microsoft.Network/networkInterfaces',
  read: (resource) => {
    const { subnetId: _, address: __, ...properties } = resource.properties;
    return { ...resource, properties };
  },
};

/** DNS zone groups, which write the records of an endpoint: https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration */
export const privateDnsZoneGroups: ResourceType = {
  type: `${ENDPOINTS}/privateDnsZoneGroups`,
  name: NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    const { azure, id } = request;
    const endpoint = azure.store.get(id.parent ?? '');
    const address = addressOf(request, endpoint);
    const configurations = objectsAt(body.properties, 'privateDnsZoneConfigs').map((each) => {
      const zoneId = stringAt(each, 'properties', 'privateDnsZoneId') ?? '';
      const name = recordNameOf(endpoint);
      const record = { id: `${zoneId}/A/${name}`, name, type: 'Microsoft.Network/privateDnsZones/A' };
      azure.store.set({
        ...record,
        properties: { ttl: 10, fqdn: `${name}.`, isAutoRegistered: false, aRecords: [{ ipv4Address: address }] },
      });
      const set = {
        recordType: 'A',
        recordSetName: name,
        fqdn: `${name}.${zoneId.slice(zoneId.lastIndexOf('/') + 1)}`,
        ttl: 10,
        ipAddresses: [address],
        provisioningState: 'Succeeded',
      };
      return {
        ...each,
        id: `${body.id}/privateDnsZoneConfigs/${String(each['name'])}`,
        properties: { ...objectAt(each, 'properties'), recordSets: [set] },
      };
    });
    return { ...body, properties: { privateDnsZoneConfigs: configurations, provisioningState: 'Succeeded' } };
  },
  remove: ({ azure, id }, { properties }) => {
    const name = recordNameOf(azure.store.get(id.parent ?? ''));
    for (const each of objectsAt(properties, 'privateDnsZoneConfigs')) {
      azure.store.delete(`${stringAt(each, 'properties', 'privateDnsZoneId') ?? ''}/A/${name}`);
    }
  },
};

function recordNameOf(endpoint: Resource | undefined): string {
  const [connection] = endpoint === undefined ? [] : connectionsOf(endpoint);
  const target = stringAt(connection, 'properties', 'privateLinkServiceId') ?? '';
  return target.slice(target.lastIndexOf('/') + 1).toLowerCase();
}

function addressOf({ azure }: ArmRequest, endpoint: Resource | undefined): string {
  const [network] = objectsAt(endpoint?.properties, 'networkInterfaces');
  return stringAt(azure.store.get(stringAt(network, 'id') ?? '')?.properties, 'address') ?? '';
}
