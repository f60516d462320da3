import { PrivateDnsARecord } from '@cdktf/provider-azurerm/lib/private-dns-a-record';
import { PrivateDnsZone as PrivateDnsZoneResource } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type PlacementProps } from '../placement';
import { ResourceTags } from '../resource-tags';
import { pathName } from './path-name';
import { type IVirtualNetwork } from './virtual-network';

/** A private DNS zone, defined in this app or imported. */
export interface IPrivateDnsZone extends IConstruct {
  readonly privateDnsZoneId: string;
  readonly privateDnsZoneName: string;
}

export interface PrivateDnsZoneProps extends Pick<PlacementProps, 'resourceGroup' | 'tags'> {
  /** The domain, such as `privatelink.blob.core.windows.net`. */
  readonly zoneName: string;
  /** Networks in which the zone is asked. @default none */
  readonly virtualNetworks?: readonly IVirtualNetwork[];
}

/**
 * A domain that is known only in the virtual networks linked to it.
 *
 * For private endpoints {@link PrivateDnsZones} makes all at once; this one is for a domain of your own, or that of an internal
 * Container Apps environment.
 */
export class PrivateDnsZone extends Construct implements IPrivateDnsZone {
  public readonly privateDnsZoneId: string;
  public readonly privateDnsZoneName: string;
  private readonly resource: PrivateDnsZoneResource;

  constructor(scope: Construct, id: string, props: PrivateDnsZoneProps) {
    super(scope, id);
    const context = AzureContext.of(this);
    context.registerResourceProvider('Microsoft.Network');
    this.resource = new PrivateDnsZoneResource(this, 'Resource', {
      name: Token.isUnresolved(props.zoneName)
        ? props.zoneName
        : context.nameOf(this, 'azurerm_private_dns_zone', { given: props.zoneName, property: 'zoneName' }),
      resourceGroupName: (props.resourceGroup ?? context.resourceGroup).resourceGroupName,
      tags: ResourceTags.render(this, props.tags),
    });
    this.privateDnsZoneId = this.resource.id;
    this.privateDnsZoneName = this.resource.name;
    props.virtualNetworks?.forEach((network) => this.linkTo(network));
  }

  /** Makes the zone known in a network. Machines there do not register themselves in it. */
  public linkTo(network: IVirtualNetwork): void {
    const { project, environment } = AzureContext.of(this);
    new PrivateDnsZoneVirtualNetworkLink(this, `Link-${network.node.path.replace(/\//g, '-')}`, {
      name: pathName(network, 'link', project, environment),
      resourceGroupName: this.resource.resourceGroupName,
      privateDnsZoneName: this.resource.name,
      virtualNetworkId: network.virtualNetworkId,
      registrationEnabled: false,
      tags: ResourceTags.render(this),
    });
  }

  /**
   * Adds an address record.
   *
   * @param name what comes before the domain: `www`, `*` for everything, `@` for the domain itself
   * @param addresses IPv4 addresses
   * @param ttlSeconds how long resolvers may keep it. @default 300
   */
  public addARecord(name: string, addresses: readonly string[], ttlSeconds = 300): void {
    new Checks(this)
      .that('addresses', addresses, addresses.length > 0, 'at least one IPv4 address')
      .that('name', name, isRecordName(name), 'labels in lower case joined by dots, "*" or "@"')
      .wholeNumber('ttlSeconds', ttlSeconds, 1, 2147483647)
      .done();
    new PrivateDnsARecord(this, `A-${name}`, {
      name,
      zoneName: this.resource.name,
      resourceGroupName: this.resource.resourceGroupName,
      records: [...addresses],
      ttl: ttlSeconds,
      tags: ResourceTags.render(this),
    });
  }
}

/** Lower case: azurerm internal/services/privatedns/validate/lower_cased_string.go. */
function isRecordName(name: string): boolean {
  return name === '@' || /^(\*|[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(name);
}
