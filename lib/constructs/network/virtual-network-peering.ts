import { VirtualNetworkPeering as PeeringResource } from '@cdktf/provider-azurerm/lib/virtual-network-peering';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IVirtualNetwork } from './virtual-network';

export interface VirtualNetworkPeeringProps {
  readonly virtualNetwork: IVirtualNetwork;
  /** The other network, of this stage, of another one or imported. */
  readonly remoteVirtualNetwork: IVirtualNetwork;
  /** Name of the peering, in both networks. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
  /** Whether traffic that an appliance or a gateway forwards is let in, on both sides. @default false */
  readonly forwardedTraffic?: boolean;
  /** Whether this network uses the VPN or ExpressRoute gateway of the remote one, which must be there. @default false */
  readonly useRemoteGateways?: boolean;
  /**
   * Whether the peering of the remote network is made as well. Without both, neither is connected: where the remote network is in
   * another subscription, its owners make theirs.
   *
   * @default true
   */
  readonly reverse?: boolean;
}

/**
 * A peering of two virtual networks, in both directions: their machines reach each other by their private addresses.
 *
 * Made in the stage of its scope, which needs the stages of both networks. Azure passes traffic on to neither the peers of a peer, nor
 * out of a gateway, unless it is told to. What network security groups allow as `VirtualNetwork` then includes the other network.
 */
export class VirtualNetworkPeering extends Construct {
  public readonly peeringId: string;
  /** Id of the peering of the remote network, where it is made here. */
  public readonly remotePeeringId?: string;

  constructor(scope: Construct, id: string, props: VirtualNetworkPeeringProps) {
    super(scope, id);
    check(this, props);
    const { virtualNetwork: local, remoteVirtualNetwork: remote, useRemoteGateways = false, reverse = true } = props;
    const context = AzureContext.of(this);
    context.registerResourceProvider('Microsoft.Network');
    const name = context.nameOf(this, 'azurerm_virtual_network_peering', { given: props.name });
    const common = {
      name,
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: props.forwardedTraffic ?? false,
    };
    const back = reverse
      ? new PeeringResource(this, 'Remote', {
          ...common,
          ...ends(remote, local),
          allowGatewayTransit: useRemoteGateways,
          useRemoteGateways: false,
        })
      : undefined;
    this.remotePeeringId = back?.id;
    this.peeringId = new PeeringResource(this, 'Resource', {
      ...common,
      ...ends(local, remote),
      allowGatewayTransit: false,
      useRemoteGateways,
      // Azure refuses the use of gateways until the other side allows it.
      dependsOn: useRemoteGateways && back !== undefined ? [back] : undefined,
    }).id;
    peersOf(local).push({ network: remote, peering: this, useGateways: useRemoteGateways });
    peersOf(remote).push({ network: local, peering: this, useGateways: false });
  }
}

/** The arguments that name both networks. A change of the remote ranges is taken over by the peering. */
function ends(local: IVirtualNetwork, remote: IVirtualNetwork) {
  return {
    resourceGroupName: local.resourceGroupName,
    virtualNetworkName: local.virtualNetworkName,
    remoteVirtualNetworkId: remote.virtualNetworkId,
    triggers:
      remote.addressSpace === undefined
        ? undefined
        : { remote_address_space: remote.addressSpace.map(String).join(',') },
  };
}

/** A network that another one is peered with. */
interface Peer {
  readonly network: IVirtualNetwork;
  readonly peering: VirtualNetworkPeering;
  readonly useGateways: boolean;
}

/** The peers of each network so far. */
const peers = new WeakMap<IVirtualNetwork, Peer[]>();

function peersOf(network: IVirtualNetwork): Peer[] {
  const known = peers.get(network) ?? [];
  peers.set(network, known);
  return known;
}

/**
 * Sources: learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering (disjoint ranges, one peering of two networks, the
 * gateway of one remote network); the error VnetAddressSpaceOverlapsWithAlreadyPeeredVnet of Azure (two peers of one network).
 */
function check(construct: VirtualNetworkPeering, props: VirtualNetworkPeeringProps): void {
  const { virtualNetwork: local, remoteVirtualNetwork: remote } = props;
  const existing = peersOf(local).find(({ network }) => network === remote);
  const gateway = peersOf(local).find(({ useGateways }) => useGateways);
  const checks = new Checks(construct)
    .that('remoteVirtualNetwork', remote.node.path, remote !== local, 'a network other than virtualNetwork')
    .together(
      existing === undefined,
      `remoteVirtualNetwork: ${existing?.peering.node.path} peers these networks already`,
      'Leave one of the two out: a peering is made in both directions.',
    )
    .together(
      gateway === undefined || props.useRemoteGateways !== true,
      `useRemoteGateways: ${local.node.path} uses the gateways of ${gateway?.network.node.path} already`,
      'A network uses those of one remote network.',
    );
  if (remote !== local) {
    checkRanges(checks, local, remote);
    peersOf(local).forEach(({ network }) => checkRanges(checks, network, remote, local));
    peersOf(remote).forEach(({ network }) => checkRanges(checks, local, network, remote));
  }
  checks.done();
}

/** Notes the ranges that two networks have in common, each of which may be unknown. */
function checkRanges(checks: Checks, one: IVirtualNetwork, other: IVirtualNetwork, between?: IVirtualNetwork): void {
  for (const range of one === other ? [] : (one.addressSpace ?? [])) {
    const overlap = other.addressSpace?.find((each) => each.overlaps(range));
    const peered = between === undefined ? '' : `, and both would be peers of ${between.node.path}`;
    checks.together(
      overlap === undefined,
      `remoteVirtualNetwork: ${range.toString()} of ${one.node.path} overlaps ${overlap?.toString()} of ${other.node.path}${peered}`,
      'Give one of them another addressSpace.',
    );
  }
}
