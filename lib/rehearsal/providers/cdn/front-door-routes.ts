import facts from '../../../facts/front-door.json';
import { badRequest } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { isObject, type JsonObject, objectAt, objectsAt, stringAt, stringsAt, withDefaults } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { normalizeLocation } from '../../arm/write-rules';
import { DEPLOYED, FRONT_DOOR_NAME, PROFILE, profileOf, skuOf } from './front-door-profiles';

/** Origin groups: https://learn.microsoft.com/azure/frontdoor/origin#origin-group */
export const originGroups: ResourceType = {
  type: `${PROFILE}/originGroups`,
  name: FRONT_DOOR_NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ id }, body) => {
    if (!isObject(body.properties['loadBalancingSettings'])) {
      throw badRequest('BadRequest', `The origin group ${body.id} has no loadBalancingSettings.`);
    }
    return {
      ...body,
      properties: withDefaults(
        { ...body.properties, profileName: id.names[0], ...DEPLOYED },
        {
          loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3, additionalLatencyInMilliseconds: 50 },
          sessionAffinityState: 'Disabled',
          trafficRestorationTimeToHealedOrNewEndpointsInMinutes: 10,
        },
      ),
    };
  },
  remove: ({ azure: { store } }, resource) => {
    const [route] = store.referringTo(resource.id, /\/(routes|rules)$/i);
    if (route !== undefined) {
      throw badRequest('BadRequest', `The origin group ${resource.id} is in use by ${route.id}.`);
    }
  },
};

/** Origins: https://learn.microsoft.com/azure/frontdoor/origin */
export const origins: ResourceType = {
  type: `${PROFILE}/originGroups/origins`,
  name: FRONT_DOOR_NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  // The target of a private link is in another subscription as a rule.
  mayDangle: /\/privateLinkServices\//i,
  put: (request, body) => {
    const { azure, id } = request;
    if ((stringAt(body.properties, 'hostName') ?? '') === '') {
      throw badRequest('BadRequest', `The origin ${body.id} has no host name.`);
    }
    const others = azure.store.children(origins.type, id.parent ?? '').filter((each) => each.id !== body.id);
    if (others.length >= facts.limits.originsPerGroup) {
      throw badRequest('BadRequest', `An origin group has at most ${facts.limits.originsPerGroup} origins.`);
    }
    checkPrivateLink(request, body, others);
    return {
      ...body,
      properties: withDefaults(
        { ...body.properties, originGroupName: id.names[1], ...DEPLOYED },
        {
          httpPort: 80,
          httpsPort: 443,
          priority: 1,
          weight: 500,
          enabledState: 'Enabled',
          enforceCertificateNameCheck: true,
        },
      ),
    };
  },
  remove: ({ azure: { store }, id }, resource) => {
    const others = store.children(origins.type, id.parent ?? '').filter((each) => each.id !== resource.id);
    const [route] = store.referringTo(id.parent ?? '', /\/routes$/i);
    if (others.length === 0 && route !== undefined) {
      throw badRequest('BadRequest', `The origin ${resource.id} is the last of a group that ${route.id} uses.`);
    }
  },
};

/** Rules of origins behind a private link: https://learn.microsoft.com/azure/frontdoor/private-link */
function checkPrivateLink(request: ArmRequest, body: Resource, others: readonly Resource[]): void {
  const isPrivate = ({ properties }: Resource) =>
    Object.keys(objectAt(properties, 'sharedPrivateLinkResource')).length > 0;
  if (others.some((each) => isPrivate(each) !== isPrivate(body))) {
    throw badRequest('BadRequest', `The origins of a group are all private or all public: ${body.id}.`);
  }
  if (!isPrivate(body)) {
    return;
  }
  const link = objectAt(body.properties, 'sharedPrivateLinkResource');
  const region = normalizeLocation(stringAt(link, 'privateLinkLocation') ?? '');
  if (skuOf(profileOf(request)) !== 'Premium_AzureFrontDoor') {
    throw badRequest('BadRequest', `Private link of the origin ${body.id} needs the SKU Premium_AzureFrontDoor.`);
  }
  if (!facts.privateLinkRegions.includes(region)) {
    throw badRequest('BadRequest', `Private link of origins is not available in ${region}: ${body.id}.`);
  }
  if (body.properties['enforceCertificateNameCheck'] === false) {
    throw badRequest('BadRequest', `Private link of the origin ${body.id} needs the certificate name check.`);
  }
}

/** Routes: https://learn.microsoft.com/azure/frontdoor/front-door-route-matching */
export const routes: ResourceType = {
  type: `${PROFILE}/afdEndpoints/routes`,
  name: FRONT_DOOR_NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    const properties = withDefaults(
      {
        ...body.properties,
        customDomains: objectsAt(body.properties, 'customDomains').map(({ id }) => ({ id, isActive: true })),
        endpointName: request.id.names[1],
        ...DEPLOYED,
      },
      {
        ruleSets: [],
        supportedProtocols: ['Http', 'Https'],
        patternsToMatch: ['/*'],
        forwardingProtocol: 'MatchRequest',
        linkToDefaultDomain: 'Disabled',
        httpsRedirect: 'Disabled',
        enabledState: 'Enabled',
      },
    );
    checkRoute(request, { ...body, properties });
    return { ...body, properties };
  },
};

function checkRoute({ azure, id }: ArmRequest, body: Resource): void {
  const { properties } = body;
  const group = stringAt(properties, 'originGroup', 'id') ?? '';
  if (azure.store.children(origins.type, group).length === 0) {
    throw badRequest('BadRequest', `The origin group ${group} of the route ${body.id} has no origins.`);
  }
  const linksDefault = properties['linkToDefaultDomain'] === 'Enabled';
  if (objectsAt(properties, 'customDomains').length === 0 && !linksDefault) {
    throw badRequest('BadRequest', `The route ${body.id} has no custom domain, and no link to the default domain.`);
  }
  const protocols = stringsAt(properties, 'supportedProtocols');
  if (properties['httpsRedirect'] === 'Enabled' && !(protocols.includes('Http') && protocols.includes('Https'))) {
    throw badRequest('BadRequest', `The redirection to HTTPS of ${body.id} needs both protocols.`);
  }
  const patterns = stringsAt(properties, 'patternsToMatch');
  if (patterns.length > facts.limits.pathPatterns || patterns.some((each) => !each.startsWith('/'))) {
    const text = `Patterns of ${body.id} must be at most ${facts.limits.pathPatterns}, each with a leading slash.`;
    throw badRequest('BadRequest', text);
  }
  const keys = keysOf(properties);
  const others = azure.store.ofType(routes.type, id.parent ?? '').filter((each) => each.id !== body.id);
  const twin = others.find((each) => keysOf(each.properties).some((key) => keys.includes(key)));
  if (twin !== undefined) {
    throw badRequest('BadRequest', `The route ${body.id} has a domain and a pattern that ${twin.id} has already.`);
  }
}

/** Domains and patterns of a route, which no other route may have. */
function keysOf(properties: JsonObject): readonly string[] {
  const domains = objectsAt(properties, 'customDomains').map((each) => String(each['id']).toLowerCase());
  const all = properties['linkToDefaultDomain'] === 'Enabled' ? [...domains, 'default'] : domains;
  return all.flatMap((domain) => stringsAt(properties, 'patternsToMatch').map((pattern) => `${domain} ${pattern}`));
}

/** Rule sets: https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine */
export const ruleSets: ResourceType = {
  type: `${PROFILE}/ruleSets`,
  name: { pattern: /^[a-zA-Z][\da-zA-Z]{0,59}$/ },
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    const others = request.azure.store.children(ruleSets.type, request.id.parent ?? '');
    if (others.filter((each) => each.id !== body.id).length >= facts.limits.ruleSets) {
      throw badRequest('BadRequest', `A profile has at most ${facts.limits.ruleSets} rule sets.`);
    }
    return { ...body, properties: { ...body.properties, profileName: request.id.names[0], ...DEPLOYED } };
  },
  remove: ({ azure: { store } }, resource) => {
    const [route] = store.referringTo(resource.id, /\/routes$/i);
    if (route !== undefined) {
      throw badRequest('BadRequest', `The rule set ${resource.id} is in use by the route ${route.id}.`);
    }
  },
};

/** Rules of a rule set. */
export const rules: ResourceType = {
  type: `${PROFILE}/ruleSets/rules`,
  name: { pattern: /^[a-zA-Z][\da-zA-Z]{0,259}$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure, id }, body) => {
    const { limits } = facts;
    const others = azure.store.children(rules.type, id.parent ?? '').filter((each) => each.id !== body.id);
    const twin = others.find((each) => each.properties['order'] === body.properties['order']);
    const actions = objectsAt(body.properties, 'actions').length;
    const conditions = objectsAt(body.properties, 'conditions').length;
    if (twin !== undefined || others.length >= limits.rulesPerRuleSet) {
      throw badRequest('BadRequest', `The rule ${body.id} has the order of ${twin?.id ?? ''}, or is one too many.`);
    }
    if (actions === 0 || actions > limits.actionsPerRule || conditions > limits.conditionsPerRule) {
      throw badRequest(
        'BadRequest',
        `The rule ${body.id} must have 1 to ${limits.actionsPerRule} actions and at most ${limits.conditionsPerRule} conditions.`,
      );
    }
    return {
      ...body,
      properties: withDefaults(
        { ...body.properties, ruleSetName: id.names[1], ...DEPLOYED },
        { conditions: [], matchProcessingBehavior: 'Continue' },
      ),
    };
  },
};
