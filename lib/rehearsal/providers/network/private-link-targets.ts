import facts from '../../../facts/private-link.json';
import { badRequest, unsupported } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { type Json, stringAt } from '../../arm/json';
import { parseResourceId } from '../../arm/resource-id';
import { type Resource } from '../../arm/resource-store';

/** Facts about the types that private endpoints connect to. */
const ENTRIES = facts.entries.flatMap((entry) =>
  entry.armType.split('|').map((type, index) => ({
    ...entry,
    armType: index === 0 ? type : `${entry.armType.slice(0, entry.armType.indexOf('/'))}/${type}`,
  })),
);

/** Facts by type in lower case. */
const TARGETS = new Map(
  ENTRIES.map(({ armType }) => {
    const type = armType.toLowerCase();
    return [type, ENTRIES.filter((each) => each.armType.toLowerCase() === type)] as const;
  }),
);

/** Types that private endpoints connect to. */
export const TARGET_TYPES = [...TARGETS.values()].map(([first]) => first?.armType ?? '');

/** Zones of domains whose names in public DNS differ from `privatelink.` before them. */
const PUBLIC_DOMAIN: Readonly<Record<string, string>> = { 'vaultcore.azure.net': 'vault.azure.net' };

/** What a service needs for private endpoints, besides that it exists. */
const NEEDS: Readonly<Record<string, { readonly text: string; readonly holds: (target: Resource) => boolean }>> = {
  // https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks#use-private-endpoints
  'microsoft.cognitiveservices/accounts': {
    text: 'the account must have a custom subdomain',
    holds: ({ properties }) => (stringAt(properties, 'customSubDomainName') ?? '') !== '',
  },
  // https://learn.microsoft.com/azure/container-registry/container-registry-skus
  'microsoft.containerregistry/registries': {
    text: 'the registry must have the SKU Premium',
    holds: (each) => sku(each) === 'Premium',
  },
  // https://learn.microsoft.com/azure/azure-app-configuration/concept-private-endpoint
  'microsoft.appconfiguration/configurationstores': {
    text: 'the store must not have the SKU free',
    holds: (each) => sku(each)?.toLowerCase() !== 'free',
  },
  // https://learn.microsoft.com/azure/event-hubs/private-link-service
  'microsoft.eventhub/namespaces': {
    text: 'the namespace must not have the SKU Basic',
    holds: (each) => sku(each) !== 'Basic',
  },
  // https://learn.microsoft.com/azure/service-bus-messaging/private-link-service
  'microsoft.servicebus/namespaces': {
    text: 'the namespace must have the SKU Premium',
    holds: (each) => sku(each) === 'Premium',
  },
  // https://learn.microsoft.com/azure/static-web-apps/private-endpoint
  'microsoft.web/staticsites': {
    text: 'the app must have the SKU Standard',
    holds: (each) => sku(each) === 'Standard',
  },
  // https://learn.microsoft.com/azure/search/service-create-private-endpoint
  'microsoft.search/searchservices': {
    text: 'the service must not have the SKU free',
    holds: (each) => sku(each) !== 'free',
  },
};

function sku(target: Resource): string | undefined {
  return stringAt(target, 'sku', 'name');
}

/**
 * Checks what a private endpoint connects to.
 *
 * @throws ArmError when the target has no such group, or takes no private endpoints as it is
 */
export function checkTarget({ azure }: ArmRequest, targetId: string, groupIds: readonly string[]): void {
  const type = parseResourceId(targetId)?.type ?? '';
  const known = TARGETS.get(type.toLowerCase());
  if (known === undefined) {
    throw unsupported(`private endpoints of ${type}`);
  }
  const groups = known.flatMap(({ subresources }) => subresources);
  const wrong = groupIds.find((each) => !groups.some((group) => group.toLowerCase() === each.toLowerCase()));
  if (groupIds.length !== 1 || wrong !== undefined) {
    throw badRequest(
      'PrivateEndpointGroupIdNotValid',
      `Group ids ${groupIds.join(', ') || 'none'} of a private endpoint of ${targetId}: it takes one of ${groups.join(', ')}.`,
    );
  }
  const [target, need] = [azure.store.get(targetId), NEEDS[type.toLowerCase()]];
  if (target !== undefined && need !== undefined && !need.holds(target)) {
    throw badRequest(
      'BadRequest',
      `Call to ${type} failed. Error message: For private endpoints ${need.text}: ${targetId}.`,
    );
  }
}

/** Public domain of a zone: `blob.core.windows.net` for `privatelink.blob.core.windows.net`. */
function publicDomain(zone: string): string {
  const domain = zone.replace(/^([^.]+\.)?privatelink\./, '');
  return PUBLIC_DOMAIN[domain] ?? domain;
}

/** Names of the zones for a target, with the region in place. */
function zonesOf(target: Resource, groupId: string): readonly string[] {
  return (TARGETS.get(target.type.toLowerCase()) ?? [])
    .filter(({ subresources }) => subresources.some((each) => each.toLowerCase() === groupId.toLowerCase()))
    .flatMap(({ zones }) => zones.public)
    .map((zone) => zone.replace('{regionName}', target.location ?? ''));
}

/** Host names of a target in a domain, as its properties have them; its name where they have none. */
function hostsIn(target: Resource, domain: string): readonly string[] {
  const found = textsIn(target.properties)
    .map((text) => /^(?:[a-z]+:\/\/)?([a-z0-9.*-]+)(?:[:/].*)?$/i.exec(text)?.[1]?.toLowerCase() ?? '')
    .filter((host) => host.endsWith(`.${domain}`));
  return [...new Set(found.length === 0 ? [`${target.name.toLowerCase()}.${domain}`] : found)];
}

function textsIn(value: Json | undefined): readonly string[] {
  return typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap((each) => textsIn(each))
      : [];
}

/** Host names that a private endpoint of a target answers for, each with an address of its own. */
export function hostsOf(target: Resource, groupId: string): readonly string[] {
  const domains = [...new Set(zonesOf(target, groupId).map((zone) => publicDomain(zone)))];
  return domains.flatMap((domain) => hostsIn(target, domain));
}

/** Name of the record of a host in a zone; undefined where the zone is of another domain. */
export function recordName(host: string, zone: string): string | undefined {
  const domain = publicDomain(zone);
  return host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : undefined;
}
