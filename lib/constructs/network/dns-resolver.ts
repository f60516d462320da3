import { DataAzurermPrivateDnsResolver } from '@cdktf/provider-azurerm/lib/data-azurerm-private-dns-resolver';
import { PrivateDnsResolver } from '@cdktf/provider-azurerm/lib/private-dns-resolver';
import { PrivateDnsResolverInboundEndpoint } from '@cdktf/provider-azurerm/lib/private-dns-resolver-inbound-endpoint';
import { PrivateDnsResolverOutboundEndpoint } from '@cdktf/provider-azurerm/lib/private-dns-resolver-outbound-endpoint';
import { VirtualNetworkDnsServers } from '@cdktf/provider-azurerm/lib/virtual-network-dns-servers';
import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { IPv4 } from 'ipaddr.js';
import { ValidationError } from '../../errors';
import { Cidr } from '../../values/cidr';
import { Checks } from '../checks';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { DnsForwardingRuleset, type DnsForwardingRulesetOptions } from './dns-forwarding-ruleset';
import { type ISubnet } from './subnet';
import { type IVirtualNetwork } from './virtual-network';

/** A DNS private resolver, defined in this app or imported. */
export interface IDnsResolver extends IConstruct {
  readonly dnsResolverId: string;
}

export interface DnsResolverProps extends Omit<PlatformServiceProps, 'privateEndpoints' | 'diagnostics' | 'alerts'> {
  /** The network whose names it resolves: those of the private DNS zones linked to it. A network takes one resolver. */
  readonly virtualNetwork: IVirtualNetwork;
  /** Subnet of that network where it is asked, with `SubnetRole.DNS_RESOLVER_INBOUND`. @default it is asked nowhere */
  readonly inboundSubnet?: ISubnet;
  /** The address at which it is asked. Cannot be changed later. @default Azure picks one */
  readonly inboundIpAddress?: string;
  /** Subnet of that network from where it asks others, with `SubnetRole.DNS_RESOLVER_OUTBOUND`. @default it asks no others */
  readonly outboundSubnet?: ISubnet;
}

/**
 * A DNS private resolver: resolves private names for clients outside Azure's own DNS, such as VPN clients, and forwards
 * queries for other names.
 *
 * It is spread over the zones of the region by itself, and emits neither logs nor metrics to a workspace.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_182: A network asks one address. It is no single machine: Azure spreads an endpoint over the zones of the region.
 */
export class DnsResolver extends Construct implements IDnsResolver {
  /** Imports an existing resolver. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IDnsResolver {
    return new ImportedDnsResolver(scope, id, name, resourceGroupName);
  }

  public readonly dnsResolverId: string;
  private readonly inbound?: string;
  private readonly outbound?: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DnsResolverProps,
  ) {
    super(scope, id);
    check(this, props);
    const resource = new PrivateDnsResolver(this, 'Resource', {
      ...place(this, 'azurerm_private_dns_resolver', props),
      virtualNetworkId: props.virtualNetwork.virtualNetworkId,
    });
    this.dnsResolverId = resource.id;
    this.inbound = props.inboundSubnet && this.addInboundEndpoint(props.inboundSubnet, props.inboundIpAddress);
    this.outbound = props.outboundSubnet && this.addOutboundEndpoint(props.outboundSubnet);
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_private_dns_resolver',
      subresources: [],
      // Source: the supported metrics of Microsoft.Network/dnsResolvers, none of which can be exported.
      diagnosticScopes: [],
    });
  }

  /**
   * The address at which it is asked.
   *
   * @throws ValidationError when it has no inbound subnet
   */
  public get inboundIpAddress(): string {
    return this.needs(this.inbound, 'inboundSubnet', 'it has no inbound endpoint');
  }

  /**
   * Id of the endpoint from which it asks others.
   *
   * @throws ValidationError when it has no outbound subnet
   */
  public get outboundEndpointId(): string {
    return this.needs(this.outbound, 'outboundSubnet', 'it has no outbound endpoint');
  }

  /**
   * Makes the machines of a network, and those who come in through its VPN gateway, ask this resolver.
   *
   * Only for a network without `dnsServers` of its own. VPN clients learn of it from the profile that they download afterwards.
   *
   * @throws ValidationError when it has no inbound subnet
   */
  public serveNetwork(network: IVirtualNetwork): void {
    new VirtualNetworkDnsServers(this, `DnsServers-${network.node.path.replace(/\//g, '-')}`, {
      virtualNetworkId: network.virtualNetworkId,
      dnsServers: [this.inboundIpAddress],
    });
  }

  /**
   * Adds rules by which questions of some networks are passed on to other DNS servers.
   *
   * @throws ValidationError when it has no outbound subnet
   */
  public addForwardingRuleset(id: string, options: DnsForwardingRulesetOptions): DnsForwardingRuleset {
    const { resourceGroup, location, tags } = this.props;
    return new DnsForwardingRuleset(this, id, { resourceGroup, location, tags, ...options, resolvers: [this] });
  }

  private addInboundEndpoint(subnet: ISubnet, address?: string): string {
    const { name, location, tags } = place(this, 'azurerm_private_dns_resolver_inbound_endpoint', this.unnamed);
    return new PrivateDnsResolverInboundEndpoint(this, 'InboundEndpoint', {
      name,
      location,
      tags,
      privateDnsResolverId: this.dnsResolverId,
      ipConfigurations: {
        subnetId: subnet.subnetId,
        privateIpAllocationMethod: address === undefined ? 'Dynamic' : 'Static',
        privateIpAddress: address,
      },
    }).ipConfigurations.privateIpAddress;
  }

  private addOutboundEndpoint(subnet: ISubnet): string {
    const { name, location, tags } = place(this, 'azurerm_private_dns_resolver_outbound_endpoint', this.unnamed);
    return new PrivateDnsResolverOutboundEndpoint(this, 'OutboundEndpoint', {
      name,
      location,
      tags,
      privateDnsResolverId: this.dnsResolverId,
      subnetId: subnet.subnetId,
    }).id;
  }

  /** The given name is that of the resolver. */
  private get unnamed(): DnsResolverProps {
    return { ...this.props, name: undefined };
  }

  private needs(value: string | undefined, property: string, message: string): string {
    if (value === undefined) {
      throw new ValidationError([{ path: this.node.path, message, fix: `Give it an ${property}.` }]);
    }
    return value;
  }
}

class ImportedDnsResolver extends Construct implements IDnsResolver {
  public readonly dnsResolverId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    this.dnsResolverId = new DataAzurermPrivateDnsResolver(this, 'Resource', { name, resourceGroupName }).id;
  }
}

const DELEGATION = 'Microsoft.Network/dnsResolvers';

/** 10.0.1.0 to 10.0.16.255, which the service uses itself. Source: learn.microsoft.com/azure/dns/dns-private-resolver-overview. */
const RESERVED = ['10.0.1.0/24', '10.0.2.0/23', '10.0.4.0/22', '10.0.8.0/21', '10.0.16.0/24'].map((range) =>
  Cidr.parse(range),
);

/** Source: learn.microsoft.com/azure/dns/dns-private-resolver-overview, subnet restrictions. */
function check(construct: DnsResolver, props: DnsResolverProps): void {
  const { inboundSubnet, outboundSubnet, inboundIpAddress } = props;
  const checks = new Checks(construct)
    .together(
      inboundSubnet !== undefined || outboundSubnet !== undefined,
      'inboundSubnet: it has neither an inbound nor an outbound endpoint',
      'Give inboundSubnet, outboundSubnet or both.',
    )
    .together(
      inboundSubnet === undefined || inboundSubnet !== outboundSubnet,
      'outboundSubnet: is that of the inbound endpoint, and each needs its own',
    )
    .together(
      inboundIpAddress === undefined || inboundSubnet !== undefined,
      'inboundIpAddress: there is no inboundSubnet',
    );
  checkSubnet(checks, 'inboundSubnet', inboundSubnet);
  checkSubnet(checks, 'outboundSubnet', outboundSubnet);
  checkAddress(checks, inboundIpAddress, inboundSubnet?.cidr);
  checks.done();
}

function checkSubnet(checks: Checks, property: string, subnet?: ISubnet): void {
  if (subnet === undefined) {
    return;
  }
  const { delegation, cidr } = subnet;
  checks
    // Terraform cannot read the delegation of an existing subnet.
    .together(
      delegation === DELEGATION || (delegation === undefined && cidr === undefined),
      `${property}: is delegated to ${delegation ?? 'no service'}`,
      `Delegate it to ${DELEGATION}.`,
    )
    .that(
      property,
      cidr?.toString(),
      cidr === undefined || !RESERVED.some((range) => range.overlaps(cidr)),
      'a range outside 10.0.1.0 to 10.0.16.255, which the service uses itself',
      'Give the subnet an addressPrefix.',
    );
}

/** Azure keeps the first four addresses of a subnet and the last. */
function checkAddress(checks: Checks, address?: string, subnet?: Cidr): void {
  if (address === undefined || Token.isUnresolved(address)) {
    return;
  }
  if (!IPv4.isValidFourPartDecimal(address)) {
    checks.that('inboundIpAddress', address, false, 'an IPv4 address');
  } else if (subnet !== undefined) {
    const { firstAddress } = Cidr.parse(`${address}/32`);
    const fits = firstAddress >= subnet.firstAddress + 4 && firstAddress < subnet.lastAddress;
    checks.that('inboundIpAddress', address, fits, `an address of ${subnet}, not the first four nor the last`);
  }
}
