import { PrivateEndpoint as PrivateEndpointResource } from '@cdktf/provider-azurerm/lib/private-endpoint';
import { type ITerraformDependable } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { type PrivateLinkService } from '../../values/private-link-service';
import { Region } from '../../values/region';
import { Checks } from '../checks';
import { place, type PlacementProps } from '../placement';
import { addCheck } from '../stage-check';
import { type IPrivateDnsZones } from './private-dns-zones';
import { type ISubnet } from './subnet';

/** Subnet and DNS zones of a resource's private endpoints. */
export interface PrivateEndpointsOptions {
  /** Subnet of the endpoints. It must not be delegated. */
  readonly subnet: ISubnet;
  /** Zones in which the endpoints get their records. @default none: DNS is managed by policy or manually */
  readonly dnsZones?: IPrivateDnsZones;
  /** Subresources (group ids) to connect to. @default the one that the construct's clients use */
  readonly subresources?: readonly string[];
  /** Region of the subnet's network, where it is another than that of the resource. @default that of the resource */
  readonly location?: string;
}

export interface PrivateEndpointProps extends PlacementProps {
  readonly subnet: ISubnet;
  /** The kind of resource, which decides the subresource and the DNS zones. */
  readonly service: PrivateLinkService;
  /** Id of the resource that the endpoint leads to. */
  readonly targetResourceId: string;
  /**
   * Zones in which the endpoint gets its records.
   *
   * @default none: DNS is managed by policy or manually, and Terraform leaves the zone group alone that a policy adds
   */
  readonly dnsZones?: IPrivateDnsZones;
  /** Resources that the endpoint waits for, such as the previous endpoint of the same account. @default none */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A private endpoint: an address in your network that leads to one subresource of one resource.
 *
 * You rarely make one yourself: give `privateEndpoints` to the construct that it should lead to.
 */
export class PrivateEndpoint extends Construct {
  /** The private endpoints of a resource that were made with it. */
  public static ofResource(resource: IConstruct): PrivateEndpoint[] {
    return resource.node.children.filter((child) => child instanceof PrivateEndpoint);
  }

  /** The subnet that it is in. */
  public readonly subnet: ISubnet;
  public readonly privateEndpointId: string;
  /** The address that the endpoint has in the subnet. */
  public readonly privateIpAddress: string;
  private readonly resource: PrivateEndpointResource;

  constructor(scope: Construct, id: string, props: PrivateEndpointProps) {
    super(scope, id);
    new Checks(this)
      .that(
        'subnet',
        props.subnet.delegation,
        props.subnet.delegation === undefined,
        'a subnet without delegation',
        'Azure refuses private endpoints in delegated subnets: add a subnet for them.',
      )
      .done();
    const placement = place(this, 'azurerm_private_endpoint', props);
    const zoneIds = props.dnsZones?.zoneIdsFor(this, props.service, Region.of(placement.location));
    this.resource = new PrivateEndpointResource(this, 'Resource', {
      ...placement,
      subnetId: props.subnet.subnetId,
      privateServiceConnection: {
        name: placement.name,
        privateConnectionResourceId: props.targetResourceId,
        subresourceNames: [props.service.subresource],
        isManualConnection: false,
      },
      privateDnsZoneGroup: zoneIds === undefined ? undefined : { name: 'default', privateDnsZoneIds: zoneIds },
      // Without this, every plan would take away the zone group that a policy of the landing zone adds.
      lifecycle: zoneIds === undefined ? { ignoreChanges: ['private_dns_zone_group'] } : undefined,
      dependsOn: props.dependsOn,
    });
    addCheck(this, 'private-endpoint', this.resource);
    addCheck(this, 'dns-record', this.resource, () => (zoneIds === undefined ? undefined : {}));
    this.subnet = props.subnet;
    this.privateEndpointId = this.resource.id;
    this.privateIpAddress = this.resource.privateServiceConnection.privateIpAddress;
  }

  /** The endpoint itself, for what must wait until it is there. */
  public get dependable(): ITerraformDependable {
    return this.resource;
  }
}
