import { badRequest, conflict } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';

/** Members that hold the records of a set, by its type. */
const MEMBERS: Readonly<Record<string, string>> = {
  A: 'Records',
  AAAA: 'Records',
  CAA: 'Records',
  CNAME: 'Record',
  MX: 'Records',
  NS: 'Records',
  PTR: 'Records',
  SOA: 'Record',
  SRV: 'Records',
  TXT: 'Records',
};

/** What the two kinds of zones differ in. */
export interface RecordRules {
  /** Type of the zone: `Microsoft.Network/dnsZones`. */
  readonly zone: string;
  readonly types: readonly string[];
  /** Spells members of a set: `ARecords` in public zones, `aRecords` in private ones. */
  readonly spell: (type: string) => string;
  /** Characters of one text at most. */
  readonly longestText: number;
}

/** Records of a set at most: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-dns-limits */
const MOST_RECORDS = 20;

const HOST = /^(@|\*|(\*\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*)$/i;

/** Types of the record sets of zones. */
export function recordTypes(rules: RecordRules): readonly ResourceType[] {
  return rules.types.map((type) => ({
    type: `${rules.zone}/${type}`,
    name: { pattern: HOST },
    put: (request, body) => checkedRecord(request, body, type, rules),
    remove: (_request, { name }) => {
      if (name === '@' && (type === 'SOA' || type === 'NS')) {
        throw badRequest('BadRequest', `The ${type} record set at the top of a zone cannot be deleted.`);
      }
    },
  }));
}

function checkedRecord(request: ArmRequest, body: Resource, type: string, rules: RecordRules): Resource {
  const member = `${rules.spell(type)}${MEMBERS[type] ?? 'Records'}`;
  const own = Object.keys(body.properties).find((key) => key.toLowerCase() === member.toLowerCase());
  const value = own === undefined ? undefined : body.properties[own];
  const alias = stringAt(objectAt(body.properties, 'targetResource'), 'id');
  const count = Array.isArray(value) ? value.length : value === undefined || value === null ? 0 : 1;
  if ((count === 0) === (alias === undefined) || count > MOST_RECORDS) {
    const text = `The ${type} record set '${body.name}' must have 1 to ${MOST_RECORDS} records, or a target resource.`;
    throw badRequest('BadRequest', text);
  }
  checkTtl(body);
  checkNeighbours(request, body, type, rules);
  checkValues(body, type, own === undefined ? undefined : body.properties[own], rules);
  const zone = request.id.names[0] ?? '';
  const ttl = ['TTL', 'ttl'].find((key) => key in body.properties);
  const kept = Object.fromEntries(Object.entries(body.properties).filter(([key]) => key !== own && key !== ttl));
  return {
    ...body,
    etag: etagOf(body),
    properties: {
      ...kept,
      [rules.spell('ttl')]: ttl === undefined ? undefined : body.properties[ttl],
      [member]: value,
      fqdn: `${body.name === '@' ? '' : `${body.name}.`}${zone}.`,
      ...(rules.zone.endsWith('privateDnsZones') ? { isAutoRegistered: false } : { provisioningState: 'Succeeded' }),
    },
  };
}

/** Version of a resource for conditional requests. */
export function etagOf({ id }: Resource): string {
  return `W/"${id.length.toString(16).padStart(8, '0')}"`;
}

function checkTtl({ name, properties }: Resource): void {
  const ttl = Number(properties['TTL'] ?? properties['ttl']);
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > 2147483647) {
    throw badRequest('BadRequest', `The record set '${name}' must have a TTL from 1 to 2147483647.`);
  }
}

/** Refuses an alias of a name that has other records, or at the top of a zone: https://learn.microsoft.com/azure/dns/dns-zones-records#cname-records */
function checkNeighbours({ azure, id }: ArmRequest, body: Resource, type: string, { zone }: RecordRules): void {
  if (type === 'CNAME' && body.name === '@') {
    throw badRequest('BadRequest', "A CNAME record set cannot be created with the name '@', at the top of a zone.");
  }
  const twin = azure.store
    .below(id.parent ?? '')
    .find(
      (each) =>
        each.id !== body.id &&
        each.type.startsWith(`${zone}/`) &&
        each.name.toLowerCase() === body.name.toLowerCase() &&
        !each.type.endsWith('/virtualNetworkLinks') &&
        (type === 'CNAME' || each.type.endsWith('/CNAME')),
    );
  if (twin !== undefined) {
    throw conflict(
      'Conflict',
      `The record could not be created because a record with the same name already exists in this zone: ${twin.id}.`,
    );
  }
}

function checkValues(body: Resource, type: string, value: unknown, { longestText }: RecordRules): void {
  const records: readonly JsonObject[] = Array.isArray(value) ? objectsAt({ value }, 'value') : [];
  const wrong = records.find((each) => {
    switch (type) {
      case 'A':
        return !isIPv4(stringAt(each, 'ipv4Address') ?? '');
      case 'TXT':
        return stringsAt(each, 'value').length === 0 || stringsAt(each, 'value').join('').length > longestText;
      default:
        return false;
    }
  });
  if (wrong !== undefined) {
    throw badRequest(
      'BadRequest',
      `The ${type} record set '${body.name}' has the record ${JSON.stringify(wrong)}, which is invalid.`,
    );
  }
}

function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Record sets of a zone of all types. */
export function recordsOf({ azure: { store } }: ArmRequest, zone: Resource): readonly Resource[] {
  return store.below(zone.id).filter(({ type }) => (type.split('/').at(-1) ?? '') in MEMBERS);
}
