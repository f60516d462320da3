import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { PrivateDnsZones } from '../../lib/constructs/network/private-dns-zones';
import { type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { type Subnet } from '../../lib/constructs/network/subnet';
import { SubnetRole } from '../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../lib/constructs/network/virtual-network';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { PrivateLinkService } from '../../lib/values/private-link-service';
import { type ObservabilityStage } from './observability-stage';
import { type HolidayPeakHubParameters } from './parameters';

/** Role of the subnet through which a StandardV2 gateway reaches back ends. */
const GATEWAY_ROLE = SubnetRole.delegatedTo('Microsoft.Web/serverFarms', [
  'Microsoft.Network/virtualNetworks/subnets/action',
]);

/** The network with its five subnets, their security groups, and private DNS for everything that has a private endpoint. */
export class NetworkStage extends Stage {
  public readonly virtualNetwork: VirtualNetwork;
  /** Subnet and DNS zones for the private endpoints of later stages. */
  public readonly privateEndpoints: PrivateEndpointsOptions;

  constructor(scope: Construct, observability: ObservabilityStage, parameters: HolidayPeakHubParameters) {
    super(scope, 'stage-network', {
      title: 'Network',
      purpose: 'One network of five subnets, each with a security group, and private DNS for all platform services.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      upstream: [observability],
      monthlyBudget: { from: 10, to: 50 },
      checks: [
        'The network has the address space that was asked for, and five subnets.',
        'Every subnet has its network security group.',
        'The private DNS zones are linked to the network.',
      ],
    });
    this.context.setDefaults(observability.context.defaults);
    this.virtualNetwork = this.addNetwork(parameters);
    this.privateEndpoints = { subnet: this.subnet('private-endpoints'), dnsZones: this.addDnsZones() };
    // The gateway joins its subnet only where its SKU can.
    const gatewayGroup = this.subnet('apim').node.findChild('NetworkSecurityGroupAssociation');
    this.exportAttributes(gatewayGroup as TerraformResource, 'subnet_id');
    this.addOutput('virtual_network_id', this.virtualNetwork.virtualNetworkId, { description: 'The network.' });
  }

  /** A subnet by its name in the plan. */
  public subnet(name: string): Subnet {
    return this.virtualNetwork.subnet(name);
  }

  /** Pods have addresses of their own (overlay), so a node takes one address, and one more while it is upgraded. */
  private addNetwork({ vnetAddressSpace }: HolidayPeakHubParameters): VirtualNetwork {
    return new VirtualNetwork(this, 'VirtualNetwork', {
      addressSpace: [vnetAddressSpace.toString()],
      subnets: [
        { name: 'aks-system', prefix: 22, role: SubnetRole.AKS },
        { name: 'aks-agents', prefix: 22, role: SubnetRole.AKS },
        { name: 'aks-crud', prefix: 24, role: SubnetRole.AKS },
        { name: 'apim', prefix: 24, role: GATEWAY_ROLE },
        { name: 'private-endpoints', prefix: 24, role: SubnetRole.PRIVATE_ENDPOINTS },
      ],
    });
  }

  private addDnsZones(): PrivateDnsZones {
    const dnsZones = new PrivateDnsZones(this, 'PrivateDnsZones', {
      virtualNetworks: [this.virtualNetwork],
      services: [
        PrivateLinkService.CONTAINER_REGISTRY,
        PrivateLinkService.COSMOS_DB_SQL,
        PrivateLinkService.EVENT_HUBS,
        PrivateLinkService.MANAGED_REDIS,
        PrivateLinkService.of('azurerm_redis_cache'),
        PrivateLinkService.STORAGE_BLOB,
        PrivateLinkService.KEY_VAULT,
        PrivateLinkService.AI_SEARCH,
        PrivateLinkService.OPENAI,
      ],
    });
    // Another Redis, or an agent that begins to search or to ask a model, takes a zone that was not used before.
    dnsZones.zones.forEach((zone) => this.exportAttributes(zone.node.defaultChild as TerraformResource, 'id'));
    return dnsZones;
  }
}
