import { StaticWebAppCustomDomain as StaticWebAppCustomDomainResource } from '@cdktf/provider-azurerm/lib/static-web-app-custom-domain';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { Checks } from '../checks';
import { PrivateDnsZone } from '../network/private-dns-zone';
import { type IPrivateDnsZones } from '../network/private-dns-zones';
import { type IVirtualNetwork } from '../network/virtual-network';
import { type PlacementProps } from '../placement';

/** How you show that a domain is yours. */
export enum StaticWebAppDomainValidation {
  /** A CNAME record to the app's default host name, which must be there before the apply. Not for a domain without `www` or the like. */
  CNAME = 'cname-delegation',
  /** A TXT record with the token that the app gives out after the apply. */
  TXT = 'dns-txt-token',
}

export interface StaticWebAppCustomDomainProps {
  readonly staticWebAppId: string;
  /** Such as `www.example.com`. */
  readonly domainName: string;
  /** @default CNAME */
  readonly validation?: StaticWebAppDomainValidation;
}

/** A domain of yours at which a static web app answers, with a certificate of Azure's. Made by `StaticWebApp.addCustomDomain`. */
export class StaticWebAppCustomDomain extends Construct {
  public readonly customDomainId: string;
  /** What the TXT record must say; empty with CNAME and once Azure has seen it. */
  public readonly validationToken: string;

  constructor(scope: Construct, id: string, props: StaticWebAppCustomDomainProps) {
    super(scope, id);
    const { domainName } = props;
    new Checks(this)
      .that(
        'domainName',
        domainName,
        /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(domainName),
        'a domain in lower case, such as www.example.com',
      )
      .done();
    const resource = new StaticWebAppCustomDomainResource(this, 'Resource', {
      staticWebAppId: props.staticWebAppId,
      domainName,
      validationType: props.validation ?? StaticWebAppDomainValidation.CNAME,
    });
    this.customDomainId = resource.id;
    this.validationToken = resource.validationToken;
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
      zoneName: Fn.join('.', ['privatelink', Fn.replace(defaultHostName, '/^[^.]*[.]/', '')]),
    });
  }

  public zoneIdsFor(): string[] {
    return [this.zone.privateDnsZoneId];
  }
}
