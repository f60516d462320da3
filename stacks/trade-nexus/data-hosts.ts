import { dependable, type TerraformResource } from 'cdktf';
import { type ContainerApp } from '../../lib/constructs/compute/container-app';
import { DnsRecord } from '../../lib/constructs/network/dns-record';
import { type IDnsZone } from '../../lib/constructs/network/dns-zone';
import { DnsRecordData } from '../../lib/values/dns-record-data';

/**
 * Adds host names in a zone to an app: a CNAME record to it, a TXT record that proves ownership, and the name itself, which Azure
 * takes only once both records answer.
 */
export function addDataHosts(app: ContainerApp, zone: IDnsZone, hosts: readonly string[]): void {
  for (const host of hosts) {
    const name = host.slice(0, -zone.domain.length - 1);
    const records = [
      new DnsRecord(app, `Cname-${host}`, { zone, name, data: DnsRecordData.hostName(app.fqdn) }),
      new DnsRecord(app, `Proof-${host}`, {
        zone,
        name: `asuid.${name}`,
        data: DnsRecordData.texts(app.customDomainVerificationId),
      }),
    ];
    const domain = app.addCustomDomain(host).node.defaultChild as TerraformResource;
    domain.dependsOn = records.map((record) => dependable(record.node.defaultChild as TerraformResource));
  }
}
