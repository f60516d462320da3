import { DataAzurermPrivateDnsZone } from '@cdktf/provider-azurerm/lib/data-azurerm-private-dns-zone';
import { Construct, type IConstruct } from 'constructs';
import { type PrivateLinkService } from '../../values/private-link-service';
import { type Region } from '../../values/region';
import { Checks } from '../checks';
import { type PlacementProps, regionOf } from '../placement';
import { PrivateDnsZone } from './private-dns-zone';
import { type IVirtualNetwork } from './virtual-network';

/** The private DNS zones of a network, one per service. */
export interface IPrivateDnsZones extends IConstruct {
  /**
   * Ids of the zones in which an endpoint to a service gets its records.
   *
   * @param endpoint the construct that asks, for the error
   * @throws ValidationError when a zone of the service is not among them
   */
  zoneIdsFor(endpoint: IConstruct, service: PrivateLinkService, region: Region): string[];
}

export interface PrivateDnsZonesProps extends Pick<PlacementProps, 'resourceGroup' | 'tags'> {
  /** Services that private endpoints lead to. Those with the same zone share it. */
  readonly services: readonly PrivateLinkService[];
  /** Networks in which the zones are asked. */
  readonly virtualNetworks: readonly IVirtualNetwork[];
  /** Region of the services; the zones of some carry its name. @default the stage's */
  readonly location?: string;
}

/** Identifies existing zones. */
export interface PrivateDnsZonesReference {
  readonly resourceGroupName: string;
  /** Id of their subscription. The zones are not read then. @default this one: Terraform reads each zone that is used */
  readonly subscriptionId?: string;
}

/**
 * The private DNS zones in which private endpoints get their records.
 *
 * Create them once, beside the network, and pass them to every construct with private endpoints.
 */
export class PrivateDnsZones extends Construct implements IPrivateDnsZones {
  /** Imports existing zones in one resource group, as in the hub of a landing zone. */
  public static fromResourceGroup(scope: Construct, id: string, reference: PrivateDnsZonesReference): IPrivateDnsZones {
    return new ImportedPrivateDnsZones(scope, id, reference);
  }

  private readonly byName = new Map<string, PrivateDnsZone>();

  constructor(scope: Construct, id: string, props: PrivateDnsZonesProps) {
    super(scope, id);
    const { location, resourceGroup, tags, virtualNetworks } = props;
    const region = regionOf(this, location);
    for (const zoneName of new Set(props.services.flatMap((service) => service.zoneNames(region)))) {
      const zone = new PrivateDnsZone(this, zoneName, { zoneName, resourceGroup, tags, virtualNetworks });
      this.byName.set(zoneName, zone);
    }
  }

  /** The zones. */
  public get zones(): PrivateDnsZone[] {
    return [...this.byName.values()];
  }

  public zoneIdsFor(endpoint: IConstruct, service: PrivateLinkService, region: Region): string[] {
    const names = service.zoneNames(region);
    const missing = names.filter((name) => !this.byName.has(name));
    new Checks(endpoint)
      .together(
        missing.length === 0,
        `dnsZones: ${this.node.path} has no ${missing.join(', ')} for ${service.title} in ${region.name}`,
        `Add PrivateLinkService.of("${service.resourceType}", "${service.subresource}") to its services.`,
      )
      .done();
    return names.flatMap((name) => this.byName.get(name)?.privateDnsZoneId ?? []);
  }
}

class ImportedPrivateDnsZones extends Construct implements IPrivateDnsZones {
  constructor(
    scope: Construct,
    id: string,
    private readonly reference: PrivateDnsZonesReference,
  ) {
    super(scope, id);
  }

  public zoneIdsFor(_endpoint: IConstruct, service: PrivateLinkService, region: Region): string[] {
    return service.zoneNames(region).map((name) => this.zoneId(name));
  }

  private zoneId(name: string): string {
    const { resourceGroupName, subscriptionId } = this.reference;
    if (subscriptionId !== undefined) {
      return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Network/privateDnsZones/${name}`;
    }
    const known = this.node.tryFindChild(name) as DataAzurermPrivateDnsZone | undefined;
    return (known ?? new DataAzurermPrivateDnsZone(this, name, { name, resourceGroupName })).id;
  }
}
