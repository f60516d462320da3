import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { ResourceGroup } from '../../lib/constructs/management/resource-group';
import { PrivateDnsZones } from '../../lib/constructs/network/private-dns-zones';
import { type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { SubnetRole } from '../../lib/constructs/network/subnet-role';
import { type PlannedSubnetOptions, VirtualNetwork } from '../../lib/constructs/network/virtual-network';
import { LogAnalyticsWorkspace } from '../../lib/constructs/observability/log-analytics-workspace';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { PrivateLinkService } from '../../lib/values/private-link-service';
import { addActionGroup } from './action-group';
import { nameOf } from './names';
import { NetworkAccess, type SigmatiqParameters } from './parameters';
import { addVpn } from './vpn';

/** The network, its DNS, logs and, where all is private, the VPN: step 6. */
export class FoundationStage extends Stage {
  public readonly virtualNetwork: VirtualNetwork;
  /** Subnet and DNS zones for the private endpoints of the key vaults. */
  public readonly privateEndpoints: PrivateEndpointsOptions;
  /** Subnet and DNS zones for all other private endpoints; none in an environment that is public. */
  public readonly dataEndpoints?: PrivateEndpointsOptions;

  constructor(scope: Construct, parameters: SigmatiqParameters) {
    const isPrivate = parameters.networkAccess === NetworkAccess.PRIVATE;
    super(scope, 'stage-foundation', {
      title: 'Foundation',
      purpose: isPrivate
        ? 'Network, private DNS and its resolver, the VPN that people come in by, and logs.'
        : 'The network that the APIs are in, the private DNS of the key vaults, and logs.',
      lifecycle: StageLifecycle.PERMANENT,
      monthlyBudget: isPrivate ? { from: 165, to: 175 } : { from: 0, to: 5 },
      checks: isPrivate ? PRIVATE_CHECKS : ['The virtual network has the address space that was asked for.'],
    });
    new ResourceGroup(this, 'ResourceGroup', { qualifier: 'data' });
    this.context.setDefaults({ locks: parameters.locks });
    const logAnalyticsWorkspace = new LogAnalyticsWorkspace(this, 'LogAnalyticsWorkspace');
    this.context.setDefaults({ logAnalyticsWorkspace, actionGroup: addActionGroup(this, parameters) });
    this.virtualNetwork = this.addNetwork(isPrivate, parameters);
    this.privateEndpoints = {
      subnet: this.virtualNetwork.subnet('private-endpoints'),
      dnsZones: this.addDnsZones(isPrivate),
    };
    if (isPrivate) {
      this.dataEndpoints = this.privateEndpoints;
      addVpn(this, this.virtualNetwork, parameters);
    }
    this.addOutput('virtual_network_id', this.virtualNetwork.virtualNetworkId, { description: 'The network.' });
  }

  private addNetwork(isPrivate: boolean, { vnetAddressSpace }: SigmatiqParameters): VirtualNetwork {
    return new VirtualNetwork(this, 'VirtualNetwork', {
      name: nameOf('vnet', this.context),
      addressSpace: [vnetAddressSpace.toString()],
      subnets: isPrivate ? [...SUBNETS, ...VPN_SUBNETS] : SUBNETS,
    });
  }

  private addDnsZones(isPrivate: boolean): PrivateDnsZones {
    const dnsZones = new PrivateDnsZones(this, 'PrivateDnsZones', {
      virtualNetworks: [this.virtualNetwork],
      services: isPrivate ? [PrivateLinkService.KEY_VAULT, ...DATA_SERVICES] : [PrivateLinkService.KEY_VAULT],
    });
    // Another kind of Redis takes a zone that was not used before.
    dnsZones.zones.forEach((zone) => this.exportAttributes(zone.node.defaultChild as TerraformResource, 'id'));
    return dnsZones;
  }
}

const SUBNETS: readonly PlannedSubnetOptions[] = [
  { name: 'container-apps', prefix: 23, role: SubnetRole.CONTAINER_APPS },
  { name: 'private-endpoints', prefix: 24, role: SubnetRole.PRIVATE_ENDPOINTS },
];

const VPN_SUBNETS: readonly PlannedSubnetOptions[] = [
  { name: 'gateway', prefix: 27, role: SubnetRole.GATEWAY },
  { name: 'dns-inbound', prefix: 28, role: SubnetRole.DNS_RESOLVER_INBOUND },
];

const DATA_SERVICES: readonly PrivateLinkService[] = [
  PrivateLinkService.POSTGRESQL,
  PrivateLinkService.MANAGED_REDIS,
  PrivateLinkService.of('azurerm_redis_cache'),
  PrivateLinkService.APP_CONFIGURATION,
];

const PRIVATE_CHECKS = [
  'The Azure VPN Client connects with the profile that you download from the gateway.',
  'Over the VPN, the host name of PostgreSQL resolves to an address of the network.',
  'The private DNS zones are linked to the network.',
];
