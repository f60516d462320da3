import { badRequest, conflict } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { NETWORK_NAME, prefixesOf, provisioned, rangesOf, referenceAt, without } from './network-rules';
import { checkedSubnet, refuseInUse, subnets } from './subnets';

const LINKS = 'Microsoft.Network/privateDnsZones/virtualNetworkLinks';

const GATEWAYS = 'Microsoft.Network/virtualNetworkGateways';

/** DNS servers of a virtual network at most: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-networking-limits */
const MOST_DNS_SERVERS = 20;

/** Virtual networks. Their subnets and peerings are kept by themselves, and read within them. */
export const virtualNetworks: ResourceType = {
  type: 'Microsoft.Network/virtualNetworks',
  name: { pattern: /^[a-zA-Z0-9][\w.-]{0,62}\w$/ },
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    checkAddressSpace(request, body);
    const dhcpOptions = objectAt(body.properties, 'dhcpOptions');
    if (stringsAt(dhcpOptions, 'dnsServers').length > MOST_DNS_SERVERS) {
      throw badRequest('DnsServersLimitReached', `${body.id} can have at most ${MOST_DNS_SERVERS} DNS servers.`);
    }
    putSubnets(request, body);
    return {
      ...body,
      properties: {
        enableDdosProtection: false,
        privateEndpointVNetPolicies: 'Disabled',
        ...without(body.properties, 'subnets', 'virtualNetworkPeerings'),
        ...provisioned(body.id),
      },
    };
  },
  read: (resource, request) => {
    const { store } = request.azure;
    const shown = (type: ResourceType) =>
      store.children(type.type, resource.id).map((each) => ({ ...(type.read?.(each, request) ?? each) }));
    return {
      ...resource,
      properties: {
        ...resource.properties,
        subnets: shown(subnets),
        virtualNetworkPeerings: shown(virtualNetworkPeerings),
      },
    };
  },
  remove: (request, resource) => {
    const { store } = request.azure;
    for (const subnet of store.children(subnets.type, resource.id)) {
      refuseInUse(request, subnet);
    }
    disconnectPeers(request, resource.id);
    // https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links
    for (const link of store.referringTo(resource.id).filter(({ type }) => type === LINKS)) {
      store.delete(link.id);
    }
  },
};

function checkAddressSpace({ azure }: ArmRequest, body: Resource): void {
  const spaces = rangesOf(prefixesOf(objectAt(body.properties, 'addressSpace')));
  if (spaces.length === 0) {
    throw badRequest('InvalidAddressSpace', `${body.id} has no address space.`);
  }
  if (spaces.some((space, index) => spaces.slice(index + 1).some((other) => other.overlaps(space)))) {
    throw badRequest('AddressSpacesOverlap', `Address prefixes of ${body.id} overlap: ${spaces.join(', ')}.`);
  }
  for (const peering of azure.store.children(virtualNetworkPeerings.type, body.id)) {
    checkPeerSpaces(azure.store.get(referenceAt(peering.properties, 'remoteVirtualNetwork') ?? ''), body, peering.name);
  }
}

/** Creates, changes and deletes subnets to those of a body; one without a list leaves them as they are. */
function putSubnets(request: ArmRequest, body: Resource): void {
  const { store } = request.azure;
  const existing = store.children(subnets.type, body.id);
  const given = Array.isArray(body.properties['subnets']) ? objectsAt(body.properties, 'subnets') : existing;
  const bodies = given.map((each): Resource => {
    const name = stringAt(each, 'name') ?? '';
    return { id: `${body.id}/subnets/${name}`, name, type: subnets.type, properties: objectAt(each, 'properties') };
  });
  const spaces = rangesOf(prefixesOf(objectAt(body.properties, 'addressSpace')));
  const checked = bodies.map((each) =>
    checkedSubnet(request, each, {
      location: body.location,
      spaces,
      others: bodies.filter(({ name }) => name !== each.name),
      existing: existing.find(({ name }) => name === each.name),
    }),
  );
  const dropped = existing.filter(({ name }) => !bodies.some((each) => each.name === name));
  dropped.forEach((each) => {
    refuseInUse(request, each);
  });
  dropped.forEach(({ id }) => {
    store.delete(id);
  });
  checked.forEach((each) => {
    store.set(each);
  });
}

/** Peerings: https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview */
export const virtualNetworkPeerings: ResourceType = {
  type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    const { store } = request.azure;
    const [local, remote] = [store.get(request.id.parent ?? ''), store.get(remoteOf(body) ?? '')];
    checkPeer(request, body, remote);
    checkPeerSpaces(remote, local, body.name);
    const back = store
      .children(virtualNetworkPeerings.type, remote?.id ?? '')
      .find((each) => remoteOf(each)?.toLowerCase() === local?.id.toLowerCase());
    checkBack(body, back);
    const peeringState = back === undefined ? 'Initiated' : 'Connected';
    if (back !== undefined) {
      store.set(withState(back, 'Connected', local));
    }
    const peering = withState(body, peeringState, remote);
    return {
      ...peering,
      properties: {
        allowVirtualNetworkAccess: true,
        allowForwardedTraffic: false,
        allowGatewayTransit: false,
        useRemoteGateways: false,
        peerCompleteVnets: true,
        ...peering.properties,
        ...provisioned(body.id),
      },
    };
  },
  remove: ({ azure: { store }, id }, resource) => {
    const remote = remoteOf(resource);
    const back = store
      .children(virtualNetworkPeerings.type, remote ?? '')
      .find((each) => remoteOf(each)?.toLowerCase() === id.parent?.toLowerCase());
    if (back !== undefined) {
      store.set(withState(back, 'Disconnected'));
    }
  },
};

function remoteOf({ properties }: Resource): string | undefined {
  return referenceAt(properties, 'remoteVirtualNetwork');
}

function withState(peering: Resource, state: string, remote?: Resource): Resource {
  const remoteAddressSpace = remote === undefined ? {} : { remoteAddressSpace: remote.properties['addressSpace'] };
  const level = state === 'Connected' ? 'FullyInSync' : state === 'Initiated' ? 'LocalNotInSync' : 'RemoteNotInSync';
  return {
    ...peering,
    properties: { ...peering.properties, ...remoteAddressSpace, peeringState: state, peeringSyncLevel: level },
  };
}

function disconnectPeers({ azure: { store } }: ArmRequest, networkId: string): void {
  for (const each of store.referringTo(networkId).filter(({ type }) => type === virtualNetworkPeerings.type)) {
    store.set(withState(each, 'Disconnected'));
  }
}

/** Refuses to connect to a peering that lost its other side: https://learn.microsoft.com/azure/virtual-network/virtual-network-troubleshoot-peering-issues */
function checkBack(body: Resource, back: Resource | undefined): void {
  if (back?.properties['peeringState'] === 'Disconnected') {
    throw badRequest(
      'RemotePeeringIsDisconnected',
      `Cannot create or update peering ${body.id} because remote peering ${back.id} referencing parent virtual network is in Disconnected state. Update or re-create the remote peering to get it back to Initiated state. Peering gets Disconnected when remote vnet or remote peering is deleted and re-created.`,
    );
  }
}

function checkPeer({ azure: { store }, id }: ArmRequest, body: Resource, remote: Resource | undefined): void {
  if (remote === undefined || remote.id.toLowerCase() === id.parent?.toLowerCase()) {
    throw badRequest('InvalidRemoteVirtualNetwork', `The peering ${body.id} refers to no other virtual network.`);
  }
  const twin = store
    .children(virtualNetworkPeerings.type, id.parent ?? '')
    .find((each) => each.id !== body.id && remoteOf(each)?.toLowerCase() === remote.id.toLowerCase());
  if (twin !== undefined) {
    throw conflict(
      'AnotherPeeringAlreadyReferencesRemoteVnet',
      `Peering ${body.id} cannot reference remote virtual network ${remote.id} because ${twin.id} already references it.`,
    );
  }
  const [uses, transits] = [body.properties['useRemoteGateways'], body.properties['allowGatewayTransit']];
  if (uses === true && transits === true) {
    throw badRequest('AllowGatewayTransitAndUseRemoteGatewaysCannotBothBeTrue', `${body.id} has both flags.`);
  }
  if (uses === true && !hasGateway(store, remote)) {
    throw badRequest(
      'RemotePeeringHasNoGateways',
      `Peering ${body.id} cannot use the gateways of ${remote.id}, which has none.`,
    );
  }
}

function hasGateway(store: ArmRequest['azure']['store'], network: Resource): boolean {
  return store.referringTo(`${network.id}/subnets/GatewaySubnet`).some(({ type }) => type === GATEWAYS);
}

function checkPeerSpaces(remote: Resource | undefined, local: Resource | undefined, name: string): void {
  const spaces = (each: Resource | undefined) =>
    rangesOf(prefixesOf(objectAt(each, 'properties', 'addressSpace') as JsonObject));
  if (spaces(local).some((space) => spaces(remote).some((other) => other.overlaps(space)))) {
    throw badRequest(
      'VnetAddressSpacesOverlap',
      `Cannot create or update peering ${name}. Virtual networks ${local?.id ?? ''} and ${remote?.id ?? ''} cannot be peered because their address spaces overlap.`,
    );
  }
}
