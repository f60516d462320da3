import { sha256 } from '../../../values/sha256';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { etagOf, recordsOf, recordTypes } from './dns-records';
import { checkGlobal } from './private-dns-zones';

const ZONE = 'Microsoft.Network/dnsZones';

/** Names of zones, of 2 to 34 labels: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork */
const ZONE_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?){1,33}$/i;

/** Record sets of a zone at most: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-dns-limits */
const MOST_RECORD_SETS = 10_000;

/** Sets of name servers that zones are given. */
const SETS_OF_SERVERS = 9;

const zones: ResourceType = {
  type: ZONE,
  name: { pattern: ZONE_NAME },
  longRunning: ['DELETE'],
  put: ({ azure: { store } }, body, existing) => {
    checkGlobal(body);
    const nameServers = serversOf(body);
    if (existing === undefined) {
      authorityOf(body, nameServers).forEach((each) => {
        store.set(each);
      });
    }
    return {
      ...body,
      etag: etagOf(body),
      properties: { zoneType: 'Public', maxNumberOfRecordSets: MOST_RECORD_SETS, nameServers },
    };
  },
  read: (resource, request) => ({
    ...resource,
    properties: { ...resource.properties, numberOfRecordSets: recordsOf(request, resource).length },
  }),
  views: {
    all: (request, zone) => ({ value: [...recordsOf(request, zone)] }),
    recordsets: (request, zone) => ({ value: [...recordsOf(request, zone)] }),
  },
};

function serversOf({ id }: Resource): string[] {
  const set = String((sha256(id.toLowerCase()).readUInt8(0) % SETS_OF_SERVERS) + 1).padStart(2, '0');
  return ['com', 'net', 'org', 'info'].map((domain, index) => `ns${index + 1}-${set}.azure-dns.${domain}.`);
}

/** Record sets that a zone has from the start: https://learn.microsoft.com/azure/dns/dns-zones-records#soa-records */
function authorityOf(zone: Resource, servers: readonly string[]): readonly Resource[] {
  const record = (type: string, properties: Resource['properties']): Resource => ({
    id: `${zone.id}/${type}/@`,
    name: '@',
    type: `${ZONE}/${type}`,
    properties: { fqdn: `${zone.name}.`, provisioningState: 'Succeeded', ...properties },
  });
  return [
    record('NS', { TTL: 172_800, NSRecords: servers.map((nsdname) => ({ nsdname })) }),
    record('SOA', {
      TTL: 3600,
      SOARecord: {
        email: 'azuredns-hostmaster.microsoft.com',
        expireTime: 2_419_200,
        host: servers[0],
        minimumTTL: 300,
        refreshTime: 3600,
        retryTime: 300,
        serialNumber: 1,
      },
    }),
  ];
}

/** Public DNS zones with their record sets. */
export const dnsZones: readonly ResourceType[] = [
  zones,
  ...recordTypes({
    zone: ZONE,
    types: ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'],
    spell: (type) => (type === 'CAA' ? 'caa' : type.toUpperCase()),
    longestText: 4096,
  }),
];
