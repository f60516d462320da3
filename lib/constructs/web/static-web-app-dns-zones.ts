import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { Checks } from '../checks';
import { PrivateDnsZone } from '../network/private-dns-zone';
import { type IPrivateDnsZones } from '../network/private-dns-zones';
import { type IVirtualNetwork } from '../network/virtual-network';
import { type PlacementProps } from '../placement';

/** Source: Azure/terraform-azurerm-avm-ptn-network-private-link-private-dns-zones variables.tf, which makes zones for these. */
const PARTITIONS = [1, 2, 3, 4, 5];

export interface StaticWebAppDnsZonesProps extends Pick<PlacementProps, 'resourceGroup' | 'tags'> {
  /** Networks in which clients find the private endpoints of the apps. */
  readonly virtualNetworks: readonly IVirtualNetwork[];
  /** Partitions that Azure may put an app into; an app in another one is refused when it is applied. @default 1 to 5 */
  readonly partitions?: readonly number[];
}

/**
 * The private DNS zones of static web apps: one for each partition, shared by all apps in it, and one for the apps without.
 *
 * Azure picks the partition when it makes an app, and a network is linked to one zone of a name. So the zones are made before the apps,
 * which pick theirs by their host names.
 */
export class StaticWebAppDnsZones extends Construct {
  private readonly zones: Readonly<Record<string, PrivateDnsZone>>;

  constructor(scope: Construct, id: string, props: StaticWebAppDnsZonesProps) {
    super(scope, id);
    const { partitions = PARTITIONS, ...rest } = props;
    const whole = partitions.every((each) => Number.isInteger(each) && each > 0);
    new Checks(this)
      .that(
        'partitions',
        partitions,
        whole && new Set(partitions).size === partitions.length,
        'whole numbers from 1, each once',
      )
      .done();
    const domains = ['azurestaticapps.net', ...partitions.map((number) => `${number}.azurestaticapps.net`)];
    this.zones = Object.fromEntries(
      domains.map((domain) => [
        domain,
        new PrivateDnsZone(this, `Zone-${domain.split('.azure')[0]}`, { ...rest, zoneName: `privatelink.${domain}` }),
      ]),
    );
  }

  /**
   * The id of the zone of an app.
   *
   * @param defaultHostName that of the app, `<words>.<partition>.azurestaticapps.net`
   */
  public zoneIdOf(defaultHostName: string): string {
    const ids = Object.fromEntries(Object.entries(this.zones).map(([domain, zone]) => [domain, zone.privateDnsZoneId]));
    return Fn.lookup(Fn.tomap(ids), domainOf(defaultHostName)) as string;
  }
}

export interface StaticWebAppPartitionZoneProps extends Pick<PlacementProps, 'resourceGroup' | 'tags'> {
  readonly defaultHostName: string;
  readonly virtualNetworks: readonly IVirtualNetwork[];
}

/**
 * The private DNS zone of a static web app's partition, `privatelink.<partition>.azurestaticapps.net`.
 *
 * Azure picks the partition when it makes the app, so Terraform takes the name of the zone from the app's host name.
 */
export class StaticWebAppPartitionZone extends Construct implements IPrivateDnsZones {
  private readonly zone: PrivateDnsZone;

  constructor(scope: Construct, id: string, props: StaticWebAppPartitionZoneProps) {
    super(scope, id);
    const { defaultHostName, ...rest } = props;
    this.zone = new PrivateDnsZone(this, 'Zone', {
      ...rest,
      zoneName: Fn.join('.', ['privatelink', domainOf(defaultHostName)]),
    });
  }

  public zoneIdsFor(): string[] {
    return [this.zone.privateDnsZoneId];
  }
}

/** The one of shared zones in which an app's endpoint gets its record. */
export class ZoneOfApp extends Construct implements IPrivateDnsZones {
  constructor(
    scope: Construct,
    id: string,
    private readonly zoneId: string,
  ) {
    super(scope, id);
  }

  public zoneIdsFor(): string[] {
    return [this.zoneId];
  }
}

/** The host name without the app's own words. */
function domainOf(defaultHostName: string): string {
  return Fn.replace(defaultHostName, '/^[^.]*[.]/', '');
}
