import facts from '../../../facts/front-door.json';
import { badRequest } from '../../arm/arm-error';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt, withDefaults } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { checkGlobal } from './private-dns-zones';

const RULE_SETS: Readonly<Record<string, readonly string[]>> = facts.managedRuleSets;

/** Firewall policies of Front Door: https://learn.microsoft.com/azure/web-application-firewall/afds/afds-overview */
export const frontDoorFirewallPolicies: ResourceType = {
  type: 'Microsoft.Network/frontDoorWebApplicationFirewallPolicies',
  name: { pattern: /^[a-zA-Z][\da-zA-Z]{0,127}$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (_request, body) => {
    checkGlobal({ ...body, location: body.location?.toLowerCase() });
    const sku = stringAt(body, 'sku', 'name') ?? '';
    if (!/^(Standard|Premium)_AzureFrontDoor$/.test(sku)) {
      throw badRequest(
        'BadRequest',
        `The SKU '${sku}' of ${body.id} is not Standard_AzureFrontDoor or Premium_AzureFrontDoor.`,
      );
    }
    const isPremium = sku === 'Premium_AzureFrontDoor';
    checkManagedRules(body, isPremium);
    checkCustomRules(body);
    const expirations = { javascriptChallengeExpirationInMinutes: 30, captchaExpirationInMinutes: 30 };
    return {
      ...body,
      location: 'Global',
      properties: withDefaults(
        { ...body.properties, provisioningState: 'Succeeded', resourceState: 'Enabled' },
        {
          policySettings: {
            enabledState: 'Enabled',
            mode: 'Prevention',
            requestBodyCheck: 'Enabled',
            ...(isPremium ? expirations : {}),
          },
          customRules: { rules: [] },
          managedRules: { managedRuleSets: [] },
          frontendEndpointLinks: [],
          routingRuleLinks: [],
        },
      ),
    };
  },
  read: (resource, { azure: { store } }) => ({
    ...resource,
    properties: {
      ...resource.properties,
      securityPolicyLinks: store.referringTo(resource.id, /\/securityPolicies$/i).map(({ id }) => ({ id })),
    },
  }),
  remove: ({ azure: { store } }, resource) => {
    const [policy] = store.referringTo(resource.id, /\/securityPolicies$/i);
    if (policy !== undefined) {
      throw badRequest(
        'BadRequest',
        `The firewall policy ${resource.id} is in use by the security policy ${policy.id}.`,
      );
    }
  },
};

function checkManagedRules(body: Resource, isPremium: boolean): void {
  const sets = objectsAt(body.properties, 'managedRules', 'managedRuleSets');
  if (sets.length > 0 && !isPremium) {
    throw badRequest(
      'BadRequest',
      `WebApplicationFirewallPolicy validation failed. Managed rules need the SKU Premium_AzureFrontDoor: ${body.id}.`,
    );
  }
  const wrong = sets.find(
    (each) => RULE_SETS[stringAt(each, 'ruleSetType') ?? '']?.includes(stringAt(each, 'ruleSetVersion') ?? '') !== true,
  );
  if (wrong !== undefined) {
    throw badRequest(
      'BadRequest',
      `The managed rule set ${String(wrong['ruleSetType'])} ${String(wrong['ruleSetVersion'])} is not supported.`,
    );
  }
}

function checkCustomRules({ id, properties }: Resource): void {
  const rules = objectsAt(properties, 'customRules', 'rules');
  const priorities = rules.map((each) => each['priority']);
  if (rules.length > facts.limits.firewallRules || new Set(priorities).size !== priorities.length) {
    throw badRequest(
      'BadRequest',
      `${id} must have at most ${facts.limits.firewallRules} custom rules, each with a priority of its own.`,
    );
  }
  const wrong = rules.find((each) => problemOf(each) !== undefined);
  if (wrong !== undefined) {
    throw badRequest('BadRequest', `The custom rule '${String(wrong['name'])}' of ${id} ${problemOf(wrong) ?? ''}.`);
  }
  const status = Number(
    objectAt(properties, 'policySettings')['customBlockResponseStatusCode'] ?? facts.blockStatusCodes[0],
  );
  if (!facts.blockStatusCodes.includes(status)) {
    throw badRequest('BadRequest', `The custom block response status code ${status} of ${id} is not supported.`);
  }
}

function problemOf(rule: JsonObject): string | undefined {
  const conditions = objectsAt(rule, 'matchConditions');
  if (conditions.length === 0 || conditions.length > facts.limits.firewallConditions) {
    return `must have 1 to ${facts.limits.firewallConditions} match conditions`;
  }
  if (rule['ruleType'] === 'RateLimitRule' && ![1, 5].includes(Number(rule['rateLimitDurationInMinutes']))) {
    return 'must have a rate limit of 1 or 5 minutes';
  }
  const many = conditions.find((each) => {
    const most = each['operator'] === 'IPMatch' ? facts.limits.firewallAddressRanges : facts.limits.firewallTexts;
    return each['operator'] !== 'GeoMatch' && stringsAt(each, 'matchValue').length > most;
  });
  return many === undefined ? undefined : 'has a match condition with too many values';
}
