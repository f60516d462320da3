import { badRequest } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';

const ZONES = 'Microsoft.Network/dnsZones';
const RECORDS = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SRV', 'TXT'];
const SERVERS = ['ns1-01.azure-dns.com.', 'ns2-01.azure-dns.net.', 'ns3-01.azure-dns.org.', 'ns4-01.azure-dns.info.'];

const zones: ResourceType = {
  type: ZONES,
  name: { pattern: /^(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})+$/ },
  longRunning: ['DELETE'],
  put: ({ azure }, body) => {
    if (body.location !== 'global') {
      throw badRequest(
        'LocationNotAvailableForResourceType',
        `The location of a DNS zone is global, not ${body.location ?? ''}.`,
      );
    }
    const nsRecords = SERVERS.map((nsdname) => ({ nsdname }));
    azure.store.set({
      id: `${body.id}/NS/@`,
      name: '@',
      type: `${ZONES}/NS`,
      properties: { TTL: 172_800, fqdn: `${body.name}.`, NSRecords: nsRecords },
    });
    const soaRecord = {
      host: SERVERS[0] ?? '',
      email: 'azuredns-hostmaster.microsoft.com',
      serialNumber: 1,
      refreshTime: 3600,
      retryTime: 300,
      expireTime: 2_419_200,
      minimumTTL: 300,
    };
    azure.store.set({
      id: `${body.id}/SOA/@`,
      name: '@',
      type: `${ZONES}/SOA`,
      properties: { TTL: 3600, fqdn: `${body.name}.`, SOARecord: soaRecord },
    });
    return {
      ...body,
      etag: uuidOf(body.id),
      properties: { zoneType: 'Public', maxNumberOfRecordSets: 10_000, nameServers: [...SERVERS] },
    };
  },
  read: (resource, { azure }) => ({
    ...resource,
    properties: { ...resource.properties, numberOfRecordSets: azure.store.below(resource.id).length },
  }),
};

function recordSets(kind: string): ResourceType {
  return {
    type: `${ZONES}/${kind}`,
    isTracked: false,
    put: (request, body, existing) =>
      withName(
        request,
        { ...body, properties: { ...(kind === 'SOA' ? existing?.properties : {}), ...body.properties } },
        kind,
      ),
  };
}

/** A name has either a CNAME record or others: https://datatracker.ietf.org/doc/html/rfc1034#section-3.6.2 */
function withName({ azure, id }: ArmRequest, body: Resource, kind: string): Resource {
  const zone = azure.store.get(id.parent ?? '');
  const clash = RECORDS.filter((each) => each !== kind && (each === 'CNAME' || kind === 'CNAME')).find((each) =>
    azure.store.has(`${zone?.id ?? ''}/${each}/${id.name}`),
  );
  if (clash !== undefined || (kind === 'CNAME' && id.name === '@')) {
    throw badRequest(
      'BadRequest',
      `The CNAME record set '${id.name}' cannot exist with other record sets of that name.`,
    );
  }
  const fqdn = id.name === '@' ? `${zone?.name ?? ''}.` : `${id.name}.${zone?.name ?? ''}.`;
  return { ...body, etag: uuidOf(body.id), properties: { ...body.properties, fqdn, provisioningState: 'Succeeded' } };
}

/** Public DNS: https://learn.microsoft.com/rest/api/dns/zones */
export const publicDnsTypes: readonly ResourceType[] = [zones, recordSets('SOA'), ...RECORDS.map(recordSets)];
