import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { NatGateway } from '../../lib/constructs/network/nat-gateway';
import { PrivateDnsZones } from '../../lib/constructs/network/private-dns-zones';
import { PrivateEndpoint, type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { type Subnet } from '../../lib/constructs/network/subnet';
import { SubnetRole } from '../../lib/constructs/network/subnet-role';
import { VirtualNetworkPeering } from '../../lib/constructs/network/virtual-network-peering';
import { VirtualNetwork } from '../../lib/constructs/network/virtual-network';
import { NetworkPeer } from '../../lib/constructs/network/network-peer';
import { acknowledge } from '../../lib/stage/acknowledge';
import { StageLifecycle } from '../../lib/stage/stage';
import { type Cidr } from '../../lib/values/cidr';
import { PrivateLinkService } from '../../lib/values/private-link-service';
import { type Region } from '../../lib/values/region';
import { type GlobalStage } from './global-stage';
import { PRIVATE_LINK_SUBNET } from './ingress';
import { RegionStage } from './region-stage';

const REGISTRY = PrivateLinkService.CONTAINER_REGISTRY;
const GRAFANA = PrivateLinkService.of('azurerm_dashboard_grafana');
const PROMETHEUS = PrivateLinkService.of('azurerm_monitor_workspace');

/** The port of PgBouncer, which is no usual one of private endpoints. */
export const PGBOUNCER_PORT = 6432;

/** The network of a region: subnets with security groups, one way out, private DNS, and endpoints to what all regions share. */
export class NetworkStage extends RegionStage {
  public readonly virtualNetwork: VirtualNetwork;
  /** Subnet and DNS zones for the private endpoints of later stages. */
  public readonly privateEndpoints: PrivateEndpointsOptions;

  /**
   * @param others networks of the regions before it, with which it is peered
   */
  constructor(
    scope: Construct,
    region: Region,
    global: GlobalStage,
    addressSpace: Cidr,
    others: readonly NetworkStage[],
  ) {
    super(scope, region, 'network', {
      title: 'Network',
      purpose: 'One network with its subnets, each with a security group, one way out, and private DNS.',
      lifecycle: StageLifecycle.PERMANENT,
      upstream: [global],
      monthlyBudget: { from: 50, to: 120 },
      checks: [
        'The network has its address space, and every subnet has its network security group.',
        'The private DNS zones are linked to the network.',
        'The registry, Grafana and the Monitor workspace have an address in the network.',
      ],
    });
    const logAnalyticsWorkspace = global.observabilityIn(region).workspace;
    this.context.setDefaults({ ...global.context.defaults, logAnalyticsWorkspace });
    this.virtualNetwork = this.addNetwork(addressSpace);
    this.privateEndpoints = { subnet: this.subnet('private-endpoints'), dnsZones: this.addDnsZones() };
    this.addEndpoints(global);
    others.forEach((other) => this.peerWith(other));
    this.addOutput('virtual_network_id', this.virtualNetwork.virtualNetworkId, { description: 'The network.' });
  }

  /** Range of the private endpoints, which pods may reach. */
  public get privateRange(): string {
    return this.subnet('private-endpoints').addressPrefix;
  }

  /** A subnet by its name in the plan. */
  public subnet(name: string): Subnet {
    return this.virtualNetwork.subnet(name);
  }

  /** Pods have addresses of their own (overlay), so a node takes one address, and one more while it is upgraded. */
  private addNetwork(addressSpace: Cidr): VirtualNetwork {
    const natGateway = new NatGateway(this, 'NatGateway');
    acknowledge(natGateway, 'AZS401', 'Outside of production, pods may be away with their zone.', {
      profiles: ['dev', 'staging'],
    });
    const network = new VirtualNetwork(this, 'VirtualNetwork', {
      addressSpace: [addressSpace.toString()],
      natGateway,
      subnets: [
        { name: 'aks-system', prefix: 24, role: SubnetRole.AKS },
        { name: 'aks-api', prefix: 23, role: SubnetRole.AKS },
        { name: 'aks-worker', prefix: 23, role: SubnetRole.AKS },
        { name: 'private-endpoints', prefix: 23, role: SubnetRole.PRIVATE_ENDPOINTS },
        {
          name: 'private-link',
          prefix: 27,
          role: SubnetRole.PRIVATE_LINK_SERVICES,
          subnetName: PRIVATE_LINK_SUBNET,
        },
      ],
    });
    network.subnet('private-endpoints').networkSecurityGroup?.allowInbound({
      name: 'AllowPgBouncer',
      from: NetworkPeer.VIRTUAL_NETWORK,
      ports: [String(PGBOUNCER_PORT)],
    });
    return network;
  }

  private addDnsZones(): PrivateDnsZones {
    const dnsZones = new PrivateDnsZones(this, 'PrivateDnsZones', {
      virtualNetworks: [this.virtualNetwork],
      services: [
        REGISTRY,
        GRAFANA,
        PROMETHEUS,
        PrivateLinkService.POSTGRESQL,
        PrivateLinkService.MANAGED_REDIS,
        PrivateLinkService.STORAGE_BLOB,
        PrivateLinkService.KEY_VAULT,
        PrivateLinkService.EVENT_HUBS,
      ],
    });
    // A tenant of its own server, cache or account, and a further region, take zones that nothing used before.
    dnsZones.zones.forEach((zone) => this.exportAttributes(zone.node.defaultChild as TerraformResource, 'id'));
    return dnsZones;
  }

  /** Services of one region call those of another by their private addresses. */
  private peerWith({ region, virtualNetwork: remoteVirtualNetwork }: NetworkStage): void {
    const { virtualNetwork } = this;
    new VirtualNetworkPeering(this, region.name, { virtualNetwork, remoteVirtualNetwork });
  }

  /**
   * Each region reaches the registry and Grafana by an address of its own, so that none depends on another one for them. Scalers query the
   * metrics of their region.
   */
  private addEndpoints(global: GlobalStage): void {
    const { registry, grafana } = global;
    new PrivateEndpoint(this, 'Registry', {
      ...this.privateEndpoints,
      service: REGISTRY,
      targetResourceId: registry.registryId,
    });
    new PrivateEndpoint(this, 'Grafana', {
      ...this.privateEndpoints,
      service: GRAFANA,
      targetResourceId: grafana.grafanaId,
    });
    new PrivateEndpoint(this, 'Prometheus', {
      ...this.privateEndpoints,
      service: PROMETHEUS,
      targetResourceId: global.observabilityIn(this.region).monitorWorkspace.monitorWorkspaceId,
    });
  }
}
