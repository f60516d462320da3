import { badRequest, unsupported } from '../../arm/arm-error';
import { type ArmRequest, uuidOf } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { parseResourceId } from '../../arm/resource-id';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { checkSameRegion, provisioned, referenceAt, without } from './network-rules';
import { privateDnsZoneGroups, removeRecords } from './private-dns-zone-groups';
import { checkTarget, hostsOf, TARGET_TYPES } from './private-link-targets';
import { allocate } from './subnet-addresses';
import { delegatedTo } from './subnets';

const CONNECTIONS = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'] as const;

/** Private endpoints: https://learn.microsoft.com/azure/private-link/private-endpoint-overview */
export const privateEndpoints: ResourceType = {
  type: 'Microsoft.Network/privateEndpoints',
  name: { pattern: /^[a-zA-Z0-9]([\w.-]{0,62}\w)?$/ },
  longRunning: ['PUT', 'DELETE'],
  put: (request, body, existing) => {
    const given = CONNECTIONS.flatMap((key) => objectsAt(body.properties, key).map((each) => ({ key, each })));
    const [first] = given;
    if (first === undefined || given.length !== 1) {
      throw badRequest(
        'PrivateEndpointMustHaveOneConnection',
        `The private endpoint ${body.id} must have one connection.`,
      );
    }
    const targetId = stringAt(first.each, 'properties', 'privateLinkServiceId') ?? '';
    const groupIds = stringsAt(first.each, 'properties', 'groupIds');
    checkSubnet(request, body, existing);
    checkTarget(request, targetId, groupIds);
    const nic = existing === undefined ? createInterface(request, body, targetId, groupIds) : interfaceOf(existing);
    const connection = connect(request, body, first.each, first.key === 'privateLinkServiceConnections');
    return {
      ...body,
      properties: {
        ...without(body.properties, ...CONNECTIONS, 'networkInterfaces', 'customDnsConfigs'),
        subnet: { id: referenceAt(body.properties, 'subnet') },
        ipConfigurations: objectsAt(body.properties, 'ipConfigurations').map((each) => ({ ...each })),
        privateLinkServiceConnections: [],
        manualPrivateLinkServiceConnections: [],
        [first.key]: [connection],
        networkInterfaces: [{ id: nic }],
        ...provisioned(body.id),
      },
    };
  },
  read: (resource, { azure: { store } }) => {
    const configurations =
      store.children(privateDnsZoneGroups.type, resource.id).length > 0 ? [] : hostsWithAddresses(resource, store);
    return { ...resource, properties: { ...resource.properties, customDnsConfigs: configurations } };
  },
  remove: (request, resource) => {
    const { store } = request.azure;
    for (const group of store.children(privateDnsZoneGroups.type, resource.id)) {
      removeRecords(store, group);
    }
    store.delete(interfaceOf(resource));
    for (const each of CONNECTIONS.flatMap((key) => objectsAt(resource.properties, key))) {
      const targetId = stringAt(each, 'properties', 'privateLinkServiceId') ?? '';
      store.delete(connectionId(targetId, resource));
    }
  },
};

/** Id of the network interface of a private endpoint. */
function interfaceOf({ properties }: Resource): string {
  return stringAt(objectsAt(properties, 'networkInterfaces')[0], 'id') ?? '';
}

/** Host names of a private endpoint with its addresses. */
export function hostsWithAddresses(endpoint: Resource, store: ArmRequest['azure']['store']): JsonObject[] {
  return objectsAt(store.get(interfaceOf(endpoint))?.properties, 'ipConfigurations').flatMap((each) =>
    stringsAt(each, 'properties', 'privateLinkConnectionProperties', 'fqdns').map((fqdn) => ({
      fqdn,
      ipAddresses: [stringAt(each, 'properties', 'privateIPAddress') ?? ''],
    })),
  );
}

function checkSubnet(request: ArmRequest, body: Resource, existing?: Resource): void {
  const subnetId = referenceAt(body.properties, 'subnet') ?? '';
  const subnet = request.azure.store.get(subnetId);
  if (subnet === undefined || subnet.name === 'GatewaySubnet') {
    throw badRequest(
      'InvalidPrivateEndpointSubnet',
      `The private endpoint ${body.id} cannot be in the subnet ${subnetId || 'none'}.`,
    );
  }
  checkSameRegion(request, body, parseResourceId(subnetId)?.parent);
  // https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview
  if (delegatedTo(subnet).length > 0) {
    throw badRequest(
      'PrivateEndpointCreationNotAllowedAsSubnetIsDelegated',
      `Private endpoint ${body.id} cannot be created as subnet ${subnetId} is delegated to ${delegatedTo(subnet).join()}.`,
    );
  }
  const before = existing === undefined ? subnetId : referenceAt(existing.properties, 'subnet');
  if (before?.toLowerCase() !== subnetId.toLowerCase()) {
    throw badRequest(
      'PrivateEndpointSubnetCannotBeChanged',
      `The subnet of the private endpoint ${body.id} cannot be changed.`,
    );
  }
}

/** Creates the network interface, with an address for each host name of the target. */
function createInterface({ azure }: ArmRequest, body: Resource, targetId: string, groupIds: readonly string[]): string {
  const subnetId = referenceAt(body.properties, 'subnet') ?? '';
  const target = azure.store.get(targetId);
  const [groupId = ''] = groupIds;
  const hosts = target === undefined ? [] : hostsOf(target, groupId);
  const wanted = objectsAt(body.properties, 'ipConfigurations').map((each) =>
    stringAt(each, 'properties', 'privateIPAddress'),
  );
  const fixed = wanted.flatMap((each) => allocate(azure, subnetId, 1, each));
  // Aliases of one host, such as the three domains of an AI account, share the one address that was given.
  const addresses = fixed.length > 0 ? fixed : allocate(azure, subnetId, Math.max(hosts.length, 1));
  const custom = stringAt(body.properties, 'customNetworkInterfaceName') ?? '';
  const name = custom === '' ? `${body.name}.nic.${uuidOf(body.id, 'nic')}` : custom;
  const id = `${body.id.slice(0, body.id.toLowerCase().lastIndexOf('/privateendpoints/'))}/networkInterfaces/${name}`;
  azure.store.set({
    id,
    name,
    type: networkInterfaces.type,
    location: body.location,
    properties: {
      ...provisioned(id),
      privateEndpoint: { id: body.id },
      ipConfigurations: addresses.map((address, index) => ({
        id: `${id}/ipConfigurations/privateEndpointIpConfig.${index}`,
        name: `privateEndpointIpConfig.${index}`,
        properties: {
          provisioningState: 'Succeeded',
          privateIPAddress: address,
          privateIPAllocationMethod: fixed.length > 0 ? 'Static' : 'Dynamic',
          subnet: { id: subnetId },
          primary: index === 0,
          privateIPAddressVersion: 'IPv4',
          privateLinkConnectionProperties: {
            groupId,
            fqdns: addresses.length === 1 ? [...hosts] : hosts.slice(index, index + 1),
          },
        },
      })),
      macAddress: '',
      nicType: 'Standard',
      primary: true,
    },
  });
  return id;
}

/** Adds the connection to the target, approved where the endpoint does not ask for a manual one. */
function connect({ azure }: ArmRequest, body: Resource, given: JsonObject, isAutomatic: boolean): JsonObject {
  const targetId = stringAt(given, 'properties', 'privateLinkServiceId') ?? '';
  const id = connectionId(targetId, body);
  const before = azure.store.get(id)?.properties['privateLinkServiceConnectionState'];
  const state = before ?? {
    status: isAutomatic ? 'Approved' : 'Pending',
    description: isAutomatic ? 'Auto-Approved' : (stringAt(given, 'properties', 'requestMessage') ?? ''),
    actionsRequired: 'None',
  };
  azure.store.set({
    id,
    name: id.slice(id.lastIndexOf('/') + 1),
    type: `${parseResourceId(targetId)?.type ?? ''}/privateEndpointConnections`,
    properties: {
      privateEndpoint: { id: body.id },
      privateLinkServiceConnectionState: state,
      groupIds: [...stringsAt(given, 'properties', 'groupIds')],
      provisioningState: 'Succeeded',
    },
  });
  return {
    id: `${body.id}/privateLinkServiceConnections/${String(given['name'])}`,
    name: given['name'],
    properties: {
      ...objectAt(given, 'properties'),
      privateLinkServiceConnectionState: state,
      provisioningState: 'Succeeded',
    },
  };
}

function connectionId(targetId: string, endpoint: Resource): string {
  return `${targetId}/privateEndpointConnections/${endpoint.name}.${uuidOf(endpoint.id, targetId)}`;
}

/** Connections on the targets, which their owners approve, reject and remove. */
export const privateEndpointConnections: readonly ResourceType[] = TARGET_TYPES.map((target) => ({
  type: `${target}/privateEndpointConnections`,
  put: ({ azure }, body, existing) => {
    const state = objectAt(body.properties, 'privateLinkServiceConnectionState');
    if (existing === undefined || !/^(Approved|Rejected)$/.test(stringAt(state, 'status') ?? '')) {
      throw badRequest(
        'InvalidPrivateEndpointConnection',
        `The connection ${body.id} can be approved or rejected once its endpoint exists.`,
      );
    }
    setState(azure.store, existing, { actionsRequired: 'None', ...state });
    return { ...existing, properties: { ...existing.properties, privateLinkServiceConnectionState: state } };
  },
  remove: ({ azure }, resource) => {
    setState(azure.store, resource, { status: 'Disconnected', description: '', actionsRequired: 'None' });
  },
}));

/** Tells a private endpoint the state of its connection. */
function setState(store: ArmRequest['azure']['store'], { properties }: Resource, state: JsonObject): void {
  const endpoint = store.get(referenceAt(properties, 'privateEndpoint') ?? '');
  if (endpoint !== undefined) {
    const changed = CONNECTIONS.map((key) => [
      key,
      objectsAt(endpoint.properties, key).map((each) => ({
        ...each,
        properties: { ...objectAt(each, 'properties'), privateLinkServiceConnectionState: state },
      })),
    ]);
    store.set({ ...endpoint, properties: { ...endpoint.properties, ...Object.fromEntries(changed) } });
  }
}

/** Network interfaces, of private endpoints alone. */
export const networkInterfaces: ResourceType = {
  type: 'Microsoft.Network/networkInterfaces',
  put: () => {
    throw unsupported('network interfaces that do not belong to a private endpoint');
  },
  remove: (_request, resource) => {
    throw badRequest(
      'NetworkInterfaceInUseWithPrivateEndpoint',
      `Network interface ${resource.id} cannot be deleted because it is in use with private endpoint ${referenceAt(resource.properties, 'privateEndpoint') ?? ''}.`,
    );
  },
};
