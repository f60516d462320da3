import { type Estimator, monthsOf } from '../estimator';
import { range, times } from '../range';

/** Public and private DNS zones: the zone, and its queries. */
export const dnsZone: Estimator<'millionQueries'> = {
  types: ['azurerm_dns_zone', 'azurerm_private_dns_zone'],
  usage: {
    millionQueries: { description: 'Queries to the zone', unit: 'million/month', default: range(0, 0.5) },
  },
  estimate: ({ type }, { millionQueries }, { hours }) => ({
    components: [
      {
        name: type === 'azurerm_dns_zone' ? 'DNS zone' : 'Private DNS zone',
        quantity: monthsOf(hours),
        price: type === 'azurerm_dns_zone' ? 'dnsZone' : 'privateDnsZone',
      },
      { name: 'Queries', quantity: millionQueries, price: 'dnsQueries' },
    ],
  }),
};

/** Endpoints of a DNS private resolver. */
export const dnsResolverEndpoint: Estimator = {
  types: ['azurerm_private_dns_resolver_inbound_endpoint', 'azurerm_private_dns_resolver_outbound_endpoint'],
  usage: {},
  estimate: (_, __, { hours }) => ({
    components: [{ name: 'Resolver endpoint', quantity: times(monthsOf(hours), 1), price: 'dnsResolver.endpoint' }],
  }),
};

/** A forwarding ruleset of a DNS private resolver. */
export const dnsForwardingRuleset: Estimator = {
  types: ['azurerm_private_dns_resolver_dns_forwarding_ruleset'],
  usage: {},
  estimate: (_, __, { hours }) => ({
    components: [{ name: 'Forwarding ruleset', quantity: monthsOf(hours), price: 'dnsResolver.ruleset' }],
  }),
};
