import { type ResourceProvider } from '../../arm/resource-type';
import { afdEndpoints, customDomains, profiles, secrets, securityPolicies } from './front-door-profiles';
import { originGroups, origins, routes, rules, ruleSets } from './front-door-routes';

/** Front Door Standard and Premium: https://learn.microsoft.com/rest/api/frontdoor/ */
export const cdn: ResourceProvider = {
  namespace: 'Microsoft.Cdn',
  types: [
    afdEndpoints,
    customDomains,
    originGroups,
    origins,
    profiles,
    routes,
    rules,
    ruleSets,
    secrets,
    securityPolicies,
  ],
};
