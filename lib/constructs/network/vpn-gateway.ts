import { DataAzurermVirtualNetworkGateway } from '@cdktf/provider-azurerm/lib/data-azurerm-virtual-network-gateway';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { VirtualNetworkGateway } from '@cdktf/provider-azurerm/lib/virtual-network-gateway';
import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { Cidr } from '../../values/cidr';
import { Region } from '../../values/region';
import { VpnGatewaySku } from '../../values/vpn-gateway-sku';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { currentClient } from '../identity/current-client';
import { place, type Placement } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { type ISubnet } from './subnet';
import { VirtualNetwork } from './virtual-network';
import { VpnAuthentication } from './vpn-gateway-authentication';

/** A VPN gateway, defined in this app or imported. */
export interface IVpnGateway extends IConstruct {
  readonly vpnGatewayId: string;
  readonly vpnGatewayName: string;
}

export interface VpnGatewayProps extends Omit<PlatformServiceProps, 'privateEndpoints' | 'alerts'> {
  /** The subnet `GatewaySubnet` of the network that clients come into: `SubnetRole.GATEWAY`. */
  readonly subnet: ISubnet;
  /** @default VpnGatewaySku.VPN_GW1_AZ */
  readonly sku?: VpnGatewaySku;
  /** 1 or 2. Cannot be changed later. @default the newer one that the SKU comes in */
  readonly generation?: number;
  /** Authentication of clients. @default VpnAuthentication.entra() */
  readonly authentication?: VpnAuthentication;
  /** Ranges from which clients get their addresses. Neither the network's nor those of the places that clients are in. @default 172.31.250.0/24 */
  readonly clientAddressPool?: readonly string[];
  /** Ranges beyond the network that clients reach through the gateway, as those of peered networks. @default none */
  readonly clientRoutes?: readonly string[];
  /** Name of its public address; further ones end in -2 and -3. @default derived */
  readonly publicIpName?: string;
  /**
   * Whether both of its machines take clients, so that those of one need not wait when the other is patched or fails. A change
   * replaces the gateway, and clients then need their profile anew.
   *
   * @default true in staging and prod
   */
  readonly activeActive?: boolean;
  /** Whether it may be made although Azure has retired its SKU. @default false */
  readonly allowRetired?: boolean;
}

/**
 * A VPN gateway through which people reach a network from their own machines (point to site), over OpenVPN.
 *
 * Clients use the DNS servers of the network. For private names that must be a resolver with an address in it:
 * `resolver.serveNetwork(network)`, see {@link DnsResolver}.
 */
export class VpnGateway extends Construct implements IVpnGateway {
  /** Imports an existing gateway. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IVpnGateway {
    return new ImportedVpnGateway(scope, id, name, resourceGroupName);
  }

  public readonly vpnGatewayId: string;
  public readonly vpnGatewayName: string;
  /** The address that clients connect to. */
  public readonly publicIpAddress: string;
  public readonly sku: VpnGatewaySku;

  constructor(scope: Construct, id: string, props: VpnGatewayProps) {
    super(scope, id);
    this.sku = props.sku ?? VpnGatewaySku.VPN_GW1_AZ;
    const { clientAddressPool = DEFAULT_POOL, authentication = VpnAuthentication.entra() } = props;
    check(this, this.sku, props, clientAddressPool);
    warnOfRetirement(this, this.sku);
    const placement = place(this, 'azurerm_virtual_network_gateway', props);
    const activeActive = props.activeActive ?? AzureContext.of(this).profile.highlyAvailable;
    const publicIps = this.addPublicIps(activeActive, props, Region.of(placement.location));
    const resource = new VirtualNetworkGateway(this, 'Resource', {
      ...placement,
      type: 'Vpn',
      vpnType: 'RouteBased',
      sku: this.sku.name,
      generation: `Generation${props.generation ?? Math.max(...this.sku.generations)}`,
      activeActive,
      ipConfiguration: publicIps.map(({ id: publicIpAddressId }, index) => ({
        name: IP_CONFIGURATIONS[index],
        publicIpAddressId,
        subnetId: props.subnet.subnetId,
      })),
      vpnClientConfiguration: {
        addressSpace: [...clientAddressPool],
        vpnClientProtocols: ['OpenVPN'],
        ...authentication.toArguments(() => currentClient(this).tenantId),
      },
      customRoute: props.clientRoutes && { addressPrefixes: [...props.clientRoutes] },
    });
    this.vpnGatewayId = resource.id;
    this.vpnGatewayName = resource.name;
    this.publicIpAddress = (publicIps[0] as PublicIp).ipAddress;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_virtual_network_gateway',
      subresources: [],
      // No alerts: those of the Azure Monitor Baseline Alerts watch tunnels between sites, of which there are none.
      diagnosticScopes: [
        { id: 'gateway', targetResourceId: resource.id, logs: true, metrics: true },
        ...publicIps.map(({ node, id: targetResourceId }) => ({
          id: kebab(node.id),
          targetResourceId,
          logs: true,
          metrics: true,
        })),
      ],
    });
  }

  /**
   * One address, two where both machines take clients, and with zones a third that clients connect to (azurerm
   * website/docs/r/virtual_network_gateway.html.markdown, ip_configuration).
   */
  private addPublicIps(activeActive: boolean, props: VpnGatewayProps, region: Region): PublicIp[] {
    const { publicIpName } = props;
    const first = this.addPublicIp(
      'PublicIp',
      place(this, 'azurerm_public_ip', { ...props, name: publicIpName }),
      region,
    );
    const further = !activeActive ? [] : this.sku.isZoneRedundant ? [2, 3] : [2];
    return [
      first,
      ...further.map((number) => {
        const name = `${first.nameInput}-${number}`;
        return this.addPublicIp(`PublicIp${number}`, place(this, 'azurerm_public_ip', { ...props, name }), region);
      }),
    ];
  }

  /** In all zones, whatever the profile: a gateway with zones is only as redundant as its address, and both cost the same. */
  private addPublicIp(id: string, placement: Placement, region: Region): PublicIp {
    const zoneRedundant = this.sku.isZoneRedundant && region.hasAvailabilityZones;
    return new PublicIp(this, id, {
      ...placement,
      sku: 'Standard',
      allocationMethod: 'Static',
      zones: zoneRedundant ? ['1', '2', '3'] : undefined,
    });
  }
}

class ImportedVpnGateway extends Construct implements IVpnGateway {
  public readonly vpnGatewayId: string;
  public readonly vpnGatewayName: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermVirtualNetworkGateway(this, 'Resource', { name, resourceGroupName });
    this.vpnGatewayId = data.id;
    this.vpnGatewayName = data.name;
  }
}

const DEFAULT_POOL = ['172.31.250.0/24'];
const SUBNET_NAME = 'GatewaySubnet';
/** Names of the parts that have an address each, the last that of the clients of a gateway with zones. */
const IP_CONFIGURATIONS = ['default', 'second', 'clients'];

/** Sources: azurerm internal/services/network/virtual_network_gateway_resource.go and validate/gateway_subnet.go; lib/facts/vpn-gateway.json. */
function check(construct: VpnGateway, sku: VpnGatewaySku, props: VpnGatewayProps, pool: readonly string[]): void {
  const { generation, subnet, clientRoutes } = props;
  const name = writtenName(subnet);
  const { today } = AzureContext.of(construct);
  const retires = sku.retirementDate;
  const checks = new Checks(construct)
    .that('subnet', name, name?.toLowerCase() === SUBNET_NAME.toLowerCase(), SUBNET_NAME, 'Use SubnetRole.GATEWAY.')
    .that(
      'generation',
      generation,
      generation !== undefined && sku.generations.includes(generation),
      `${sku.generations.join(' or ')} with ${sku.name}`,
    )
    .that(
      'sku',
      sku.name,
      retires === undefined || today <= retires || props.allowRetired === true,
      `none without zones: Azure retired them on ${retires}`,
      `Use ${sku.zoneRedundantEquivalent.name}, or set allowRetired.`,
    )
    .that('clientAddressPool', pool, pool.length > 0, 'at least one range');
  checkPool(checks, pool, networkRanges(subnet));
  clientRoutes
    ?.filter((range) => !Token.isUnresolved(range))
    .forEach((range, index) => checks.value(`clientRoutes[${index}]`, () => Cidr.parse(range)));
  checks.done();
}

function checkPool(checks: Checks, pool: readonly string[], taken: readonly Cidr[]): void {
  const earlier: Cidr[] = [];
  pool.forEach((range, index) => {
    const property = `clientAddressPool[${index}]`;
    const cidr = Token.isUnresolved(range) ? undefined : checks.value(property, () => Cidr.parse(range));
    if (cidr === undefined) {
      return;
    }
    const clash = [...taken, ...earlier].find((each) => each.overlaps(cidr));
    checks.that(property, range, clash === undefined, `a range that has nothing in common with ${clash?.toString()}`);
    earlier.push(cidr);
  });
}

/** The ranges of the subnet's network, as far as they are known at synth. */
function networkRanges({ node, cidr }: ISubnet): readonly Cidr[] {
  return node.scope instanceof VirtualNetwork ? node.scope.addressSpace : cidr === undefined ? [] : [cidr];
}

/** The subnet's given name; its `subnetName` is known only after the apply. */
function writtenName(subnet: ISubnet): string | undefined {
  const resource = subnet.node.defaultChild as { readonly nameInput?: string } | undefined;
  return resource?.nameInput;
}

function warnOfRetirement(construct: VpnGateway, sku: VpnGatewaySku): void {
  const { retirementDate } = sku;
  if (retirementDate !== undefined) {
    const context = AzureContext.of(construct);
    const retires = context.today <= retirementDate ? 'retires' : 'retired';
    context.warn(
      construct,
      `Azure ${retires} ${sku.name} on ${retirementDate} and creates no new ones. Move to ${sku.zoneRedundantEquivalent.name}.`,
    );
  }
}
