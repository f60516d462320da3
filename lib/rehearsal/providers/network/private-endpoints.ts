import { badRequest } from '../../arm/arm-error';
import { type ArmRequest, uuidOf } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { parseResourceId } from '../../arm/resource-id';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { createInterface, hostsWithAddresses, interfaceOf } from './network-interfaces';
import { checkSameRegion, provisioned, referenceAt, without } from './network-rules';
import { privateDnsZoneGroups, removeRecords } from './private-dns-zone-groups';
import { checkTarget, TARGET_TYPES } from './private-link-targets';
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
