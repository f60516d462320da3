import { DnsARecord } from '@cdktf/provider-azurerm/lib/dns-a-record';
import { DnsCnameRecord } from '@cdktf/provider-azurerm/lib/dns-cname-record';
import { DnsTxtRecord } from '@cdktf/provider-azurerm/lib/dns-txt-record';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { type DnsRecordData, DnsRecordType } from '../../values/dns-record-data';
import { Checks } from '../checks';
import { ResourceTags } from '../resource-tags';
import { type IDnsZone } from './dns-zone';

export interface DnsRecordProps {
  readonly zone: IDnsZone;
  /** Name of the record, relative to the domain: `www`, `data.trading`, `*` for everything, `@` for the domain itself. */
  readonly name: string;
  /** Type and values of the record. */
  readonly data: DnsRecordData;
  /** Seconds that resolvers may keep it, 1 to 2147483647. @default 300 */
  readonly ttlSeconds?: number;
  /** @default those of the scope */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A record of a public DNS zone.
 *
 * `zone.addRecord` makes it in the zone's stage. Make it yourself in a later stage when it points to something of that stage.
 */
export class DnsRecord extends Construct {
  /** The whole name, without a dot at its end. */
  public readonly fqdn: string;

  constructor(scope: Construct, id: string, props: DnsRecordProps) {
    super(scope, id);
    check(this, props);
    const { zone, name, data } = props;
    const common = {
      name,
      zoneName: zone.dnsZoneName,
      resourceGroupName: zone.resourceGroupName,
      ttl: props.ttlSeconds ?? 300,
      tags: ResourceTags.render(this, props.tags),
    };
    switch (data.type) {
      case DnsRecordType.A:
        new DnsARecord(this, 'Resource', {
          ...common,
          records: data.resourceId === undefined ? [...data.values] : undefined,
          targetResourceId: data.resourceId,
        });
        break;
      case DnsRecordType.CNAME:
        new DnsCnameRecord(this, 'Resource', { ...common, record: data.values[0] });
        break;
      case DnsRecordType.TXT:
        new DnsTxtRecord(this, 'Resource', { ...common, record: data.values.map((value) => ({ value })) });
        break;
    }
    this.fqdn = name === '@' ? zone.dnsZoneName : `${name}.${zone.dnsZoneName}`;
  }
}

/** Source: learn.microsoft.com/azure/dns/dns-zones-records. Upper case would show up as a change in every plan. */
function check(construct: DnsRecord, props: DnsRecordProps): void {
  const { name, zone } = props;
  const { domain } = zone;
  const inDomain = !Token.isUnresolved(name) && (name === domain || name.endsWith(`.${domain}`));
  const relative = name === domain ? '@' : name.slice(0, -domain.length - 1);
  new Checks(construct)
    .that('name', name, isRecordName(name), 'labels in lower case joined by dots, "*" or "@"')
    .that('name', name, !inDomain, `what comes before ${domain}`, `Did you mean "${relative}"?`)
    .together(
      !(props.data.type === DnsRecordType.CNAME && name === '@'),
      'data: the domain itself can be no other name, because it has records of its own (NS, SOA)',
      'Use DnsRecordData.resource or DnsRecordData.addresses.',
    )
    .wholeNumber('ttlSeconds', props.ttlSeconds, 1, 2147483647)
    .done();
}

function isRecordName(name: string): boolean {
  const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
  return name === '@' || new RegExp(`^(\\*|${label})(\\.${label})*$`).test(name);
}
