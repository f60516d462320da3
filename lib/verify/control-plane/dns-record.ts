import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { nameIn } from '../arm-id';
import { type Verdict } from '../check';
import { ask, askAll, type ControlCheck, type ControlContext, failed, passed, textAt, told } from '../subject';

/** Zone and records of a private endpoint, as azurerm keeps them. */
const ZONE_CONFIGS = z
  .array(
    z.object({
      private_dns_zone_id: z.string(),
      record_sets: z.array(z.object({ name: z.string(), fqdn: z.string(), ip_addresses: z.array(z.string()) })),
    }),
  )
  .catch([]);

/** Address records: https://learn.microsoft.com/rest/api/dns/privatednszones/record-sets/get */
export const A_RECORD = new JsonFormat(
  'record of a private DNS zone',
  z.object({ properties: z.object({ aRecords: z.array(z.object({ ipv4Address: z.string() })).optional() }) }),
);

/** Links of zones: https://learn.microsoft.com/rest/api/dns/privatednszones/virtual-network-links/list */
export const NETWORK_LINK = new JsonFormat(
  'virtual network link',
  z.object({
    properties: z.object({
      virtualNetwork: z.object({ id: z.string() }),
      virtualNetworkLinkState: z.string().optional(),
    }),
  }),
);

type Zone = z.infer<typeof ZONE_CONFIGS>[number];

/**
 * Checks that the private DNS zones of a private endpoint have its records, and are linked to a network: without either, names lead to the public
 * address.
 */
export const checkDnsRecord: ControlCheck = async (subject, context) => {
  const zones = ZONE_CONFIGS.parse(subject.attributes['private_dns_zone_configs']);
  if (!zones.some(({ record_sets }) => record_sets.length > 0)) {
    return failed(
      'The state has no DNS record for it, although it has a zone.',
      'Azure adds records some time after the endpoint: azstage deploy --refresh reads them.',
    );
  }
  const own = nameIn(textAt(subject, 'subnet_id') ?? '', 'virtualNetworks') ?? '';
  const findings: string[] = [];
  for (const zone of zones) {
    const problem = (await recordProblem(zone, context)) ?? (await linkProblem(zone, own, context));
    if (typeof problem === 'object') {
      return problem;
    }
    findings.push(problem);
  }
  return passed(findings.join(' '));
};

async function recordProblem(zone: Zone, context: ControlContext): Promise<Verdict | undefined> {
  for (const { name, fqdn, ip_addresses: addresses } of zone.record_sets) {
    const found = await ask(`${zone.private_dns_zone_id}/A/${name}`, A_RECORD, context);
    const actual = found?.properties.aRecords?.map(({ ipv4Address }) => ipv4Address) ?? [];
    const fix =
      'Delete the private DNS zone group of the endpoint and deploy it again: Azure then writes its records anew.';
    if (found === undefined) {
      return failed(`The private DNS zone ${told(zoneName(zone))} has no record ${told(name)} (${told(fqdn)}).`, fix);
    }
    if (!addresses.every((address) => actual.includes(address))) {
      const shown = [actual, addresses].map((each) => told(each.join(', ') || 'nothing'));
      return failed(`The record ${told(fqdn)} leads to ${shown[0]} instead of ${shown[1]}.`, fix);
    }
  }
  return undefined;
}

/** Finding on the links of a zone, or a verdict where there is none. */
async function linkProblem(zone: Zone, own: string, context: ControlContext): Promise<Verdict | string> {
  const path = `${zone.private_dns_zone_id}/virtualNetworkLinks`;
  const links = await askAll(path, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', NETWORK_LINK, context);
  const networks = links
    .filter(({ properties }) => (properties.virtualNetworkLinkState ?? 'Completed') === 'Completed')
    .map(({ properties }) => nameIn(properties.virtualNetwork.id, 'virtualNetworks') ?? '');
  if (networks.length === 0) {
    return failed(
      `The private DNS zone ${told(zoneName(zone))} is linked to no virtual network, so that none resolves its names.`,
      `Link it to ${told(own)}, or to the network whose DNS servers resolve for it.`,
    );
  }
  // A hub may resolve names for the networks that are peered with it.
  const isOwn = networks.some((each) => each.toLowerCase() === own.toLowerCase());
  const shown = told(isOwn ? own : networks.join(', '));
  return `${told(zoneName(zone))} has its records and is linked to ${shown}.`;
}

function zoneName({ private_dns_zone_id: id }: Zone): string {
  return nameIn(id, 'privateDnsZones') ?? id;
}
