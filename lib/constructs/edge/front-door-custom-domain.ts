import { CdnFrontdoorCustomDomain } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-custom-domain';
import { Construct } from 'constructs';
import facts from '../../facts/front-door.json';
import { DnsRecordData } from '../../values/dns-record-data';
import { DomainName } from '../../values/domain-name';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { DnsRecord } from '../network/dns-record';
import { type IDnsZone } from '../network/dns-zone';
import { addRenamedArgument } from '../renamed-argument';
import { addCheck } from '../stage-check';
import { type FrontDoor } from './front-door';
import { partName } from './front-door-names';

/** Properties of a domain of yours. */
export interface FrontDoorCustomDomainOptions {
  /** @default the host name with hyphens for dots */
  readonly name?: string;
  /**
   * Public zone of the domain. It gets the TXT record that proves the domain yours, and once a route serves it the record that leads
   * to Front Door.
   *
   * @default none: you make both, `_dnsauth.<host name>` with `validationToken`, and a CNAME to the Front Door's host name
   */
  readonly dnsZone?: IDnsZone;
}

export interface FrontDoorCustomDomainProps extends FrontDoorCustomDomainOptions {
  readonly frontDoor: FrontDoor;
  /** Such as `www.example.com`. */
  readonly hostName: string;
}

/**
 * A domain of yours, over TLS 1.2 or newer with a certificate of Front Door's. Made by `frontDoor.addCustomDomain`.
 *
 * The firewall of the Front Door covers it from the start; a route serves it that names it.
 */
export class FrontDoorCustomDomain extends Construct {
  public readonly customDomainId: string;
  public readonly hostName: string;
  public readonly frontDoor: FrontDoor;
  /** Value of the TXT record `_dnsauth.<host name>`. */
  public readonly validationToken: string;
  private readonly record?: DnsRecord;

  constructor(scope: Construct, id: string, props: FrontDoorCustomDomainProps) {
    super(scope, id);
    const { frontDoor, hostName, dnsZone } = props;
    const name = check(this, props);
    const resource = new CdnFrontdoorCustomDomain(this, 'Resource', {
      name,
      cdnFrontdoorProfileId: frontDoor.frontDoorId,
      hostName,
      dnsZoneId: dnsZone?.dnsZoneId,
      tls: { certificateType: 'ManagedCertificate' },
    });
    addRenamedArgument(resource, {
      since: 72,
      name: 'tls.minimum_version',
      value: 'TLS12',
      oldName: 'tls.minimum_tls_version',
      oldValue: 'TLS12',
    });
    addCheck(this, 'certificate', resource);
    this.customDomainId = resource.id;
    this.hostName = hostName;
    this.frontDoor = frontDoor;
    this.validationToken = resource.validationToken;
    this.record = dnsZone && this.addRecords(dnsZone);
  }

  /** Makes the record that leads to Front Door wait for something that must know the domain first. */
  public waitFor(needed: Construct): void {
    this.record?.node.addDependency(needed);
  }

  /** The records, in the stage of the domain: a zone of an earlier one cannot know them. An apex takes no CNAME, and follows the endpoint. */
  private addRecords(zone: IDnsZone): DnsRecord {
    const isApex = this.hostName === zone.domain;
    const name = isApex ? '@' : this.hostName.slice(0, -zone.domain.length - 1);
    new DnsRecord(this, 'Validation', {
      zone,
      name: isApex ? '_dnsauth' : `_dnsauth.${name}`,
      data: DnsRecordData.texts(this.validationToken),
      ttlSeconds: 3600,
    });
    const data = isApex
      ? DnsRecordData.resource(this.frontDoor.endpointId)
      : DnsRecordData.hostName(this.frontDoor.hostName);
    return new DnsRecord(this, 'Record', { zone, name, data, ttlSeconds: 3600 });
  }
}

/**
 * Sources: azurerm internal/services/cdn/cdn_frontdoor_custom_domain_resource.go, frontDoorCustomDomainHostNameCustomizeDiff;
 * learn.microsoft.com/azure/frontdoor/domain (certificates of Front Door's for wildcards are not renewed).
 */
function check(domain: FrontDoorCustomDomain, props: FrontDoorCustomDomainProps): string {
  const { hostName, dnsZone } = props;
  const most = facts.limits.managedCertificateHostName;
  const checks = new Checks(domain);
  const parsed = checks.value('hostName', () => DomainName.parse(hostName));
  checks.that(
    'hostName',
    hostName,
    hostName.length <= most,
    `up to ${most} characters, for a certificate of Front Door's`,
  );
  const fits = dnsZone === undefined || hostName === dnsZone.domain || hostName.endsWith(`.${dnsZone.domain}`);
  checks.that('hostName', hostName, fits, `${dnsZone?.domain} or a name that ends in .${dnsZone?.domain}`);
  const name = partName(
    checks,
    domain,
    'azurerm_cdn_frontdoor_custom_domain',
    props.name,
    kebab(hostName.replace(/\./g, '-')),
  );
  checks.done();
  if (parsed?.isApex === true || hostName === dnsZone?.domain) {
    AzureContext.of(domain).warn(
      domain,
      `${hostName} is the apex of its zone: Front Door renews its certificate only once the domain is validated anew`,
    );
  }
  return name;
}
