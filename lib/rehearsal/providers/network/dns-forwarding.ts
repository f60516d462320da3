import { requireThat } from '../../arm/body-rules';
import { objectsAt, stringAt, valueAt } from '../../arm/json';
import { type ResourceType } from '../../arm/resource-type';
import { checkSameRegion, referenceAt } from './network-rules';
import { checkResolverSubnet } from './dns-resolvers';
import { occupantsOf } from './subnet-addresses';

const NAME = { pattern: /^[a-zA-Z][\w-]{0,78}[a-zA-Z0-9]$/ };
const RULESETS = 'Microsoft.Network/dnsForwardingRulesets';

/** Rules of a ruleset, and virtual networks that are linked to it, at most: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-dns-limits */
const MOST_RULES = 1000;
const MOST_SERVERS = 6;

const SUCCEEDED = { provisioningState: 'Succeeded' };

/** Outbound endpoints, each in a subnet of its own: https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets#outbound-endpoints */
export const outboundEndpoints: ResourceType = {
  type: 'Microsoft.Network/dnsResolvers/outboundEndpoints',
  name: NAME,
  isTracked: true,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure, id }, body) => {
    const network = referenceAt(azure.store.get(id.parent ?? '')?.properties ?? {}, 'virtualNetwork') ?? '';
    const subnetId = referenceAt(body.properties, 'subnet') ?? '';
    checkResolverSubnet(azure.store.get(subnetId), network, body, occupantsOf(azure, subnetId));
    return { ...body, properties: { ...body.properties, ...SUCCEEDED } };
  },
  remove: ({ azure }, resource) => {
    const [ruleset] = azure.store.referringTo(resource.id, /dnsForwardingRulesets$/i);
    requireThat(
      ruleset === undefined,
      `The outbound endpoint ${resource.id} is used by ${ruleset?.id ?? ''}.`,
      'CannotDeleteResource',
    );
  },
};

/** Rulesets: https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets#dns-forwarding-rulesets */
const rulesets: ResourceType = {
  type: RULESETS,
  name: NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    const endpoints = objectsAt(body.properties, 'dnsResolverOutboundEndpoints').map(
      (each) => stringAt(each, 'id') ?? '',
    );
    requireThat(endpoints.length > 0, `The ruleset ${body.id} has no outbound endpoint.`);
    endpoints.forEach((endpoint) => checkSameRegion(request, body, endpoint));
    return { ...body, properties: { ...body.properties, ...SUCCEEDED } };
  },
  remove: ({ azure }, resource) => {
    const [link] = azure.store.children(`${RULESETS}/virtualNetworkLinks`, resource.id);
    requireThat(
      link === undefined,
      `Can not delete resource before nested resources are deleted: ${link?.id ?? ''}.`,
      'CannotDeleteResource',
    );
  },
};

const rules: ResourceType = {
  type: `${RULESETS}/forwardingRules`,
  name: NAME,
  status: { created: 200 },
  put: ({ azure, id }, body) => {
    const domain = stringAt(body.properties, 'domainName') ?? '';
    requireThat(domain.endsWith('.'), `The domain '${domain}' of forwarding rule ${body.id} has to end with a dot.`);
    const servers = objectsAt(body.properties, 'targetDnsServers');
    requireThat(
      servers.length > 0 && servers.length <= MOST_SERVERS,
      `The forwarding rule ${body.id} has ${servers.length} servers, allowed are 1 to ${MOST_SERVERS}.`,
    );
    const others = azure.store.children(rules.type, id.parent ?? '').filter((each) => each.id !== body.id);
    requireThat(others.length < MOST_RULES, `The ruleset ${id.parent ?? ''} has ${MOST_RULES} rules already.`);
    requireThat(
      !others.some((each) => valueAt(each.properties, 'domainName') === domain),
      `The ruleset ${id.parent ?? ''} has a rule for ${domain} already.`,
      'Conflict',
    );
    return { ...body, properties: { forwardingRuleState: 'Enabled', ...body.properties, ...SUCCEEDED } };
  },
};

const links: ResourceType = {
  type: `${RULESETS}/virtualNetworkLinks`,
  name: NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure }, body) => {
    const network = referenceAt(body.properties, 'virtualNetwork') ?? '';
    const other = azure.store
      .referringTo(network, /dnsForwardingRulesets\/virtualNetworkLinks$/i)
      .find((each) => each.id !== body.id);
    requireThat(
      other === undefined,
      `The virtual network ${network} is linked to a ruleset already: ${other?.id ?? ''}.`,
      'Conflict',
    );
    return { ...body, properties: { ...body.properties, ...SUCCEEDED } };
  },
};

/** Forwarding of queries to other DNS servers. */
export const dnsForwarding: readonly ResourceType[] = [outboundEndpoints, rulesets, rules, links];
