import {
  FrontDoorFirewallMode,
  FrontDoorFirewallPolicy,
  type FrontDoorFirewallPolicyProps,
} from '../../../../lib/constructs/edge/front-door-firewall-policy';
import {
  FrontDoorFirewallAction,
  type FrontDoorFirewallMatch,
  FrontDoorFirewallOperator,
  FrontDoorFirewallRule,
  FrontDoorFirewallVariable,
} from '../../../../lib/constructs/edge/front-door-firewall-rule';
import {
  FrontDoorExclusionOperator,
  FrontDoorExclusionVariable,
  FrontDoorManagedRuleAction,
  FrontDoorManagedRuleSet,
} from '../../../../lib/constructs/edge/front-door-managed-rule-set';
import { FrontDoorSku } from '../../../../lib/constructs/edge/front-door-sku';
import { RenderedStage, testStage } from '../../../../lib/testing';

function policy(props: FrontDoorFirewallPolicyProps = {}, stage = testStage()) {
  new FrontDoorFirewallPolicy(stage, 'Firewall', props);
  return RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_firewall_policy');
}

const { SOCKET_ADDR, REQUEST_URI, REQUEST_HEADER, COOKIES } = FrontDoorFirewallVariable;
const { IP_MATCH, CONTAINS, EQUAL } = FrontDoorFirewallOperator;

describe('by default', () => {
  test("it blocks by Microsoft's rules, bots included, and limits the requests of each address", () => {
    const rendered = policy();
    expect(rendered).toMatchObject({
      name: 'fdfpdemodevfirewall',
      sku_name: 'Premium_AzureFrontDoor',
      enabled: true,
      mode: 'Prevention',
      request_body_check_enabled: true,
      custom_block_response_status_code: 403,
      managed_rule: [
        { type: 'Microsoft_DefaultRuleSet', version: '2.1', action: 'Block' },
        { type: 'Microsoft_BotManagerRuleSet', version: '1.1', action: 'Block' },
      ],
      custom_rule: [
        {
          name: 'RateLimit',
          priority: 1,
          type: 'RateLimitRule',
          action: 'Block',
          rate_limit_threshold: 1000,
          rate_limit_duration_in_minutes: 1,
          match_condition: [{ match_variable: 'SocketAddr', operator: 'IPMatch', match_values: ['0.0.0.0/0', '::/0'] }],
        },
      ],
    });
    for (const absent of ['redirect_url', 'custom_block_response_body', 'log_scrubbing']) {
      expect(rendered).not.toHaveProperty(absent);
    }
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const rendered = policy({
      name: 'fdfpshop',
      mode: FrontDoorFirewallMode.DETECTION,
      requestBodyCheck: false,
      blockStatusCode: 429,
      blockBody: 'Slow down',
      redirectUrl: 'https://example.com/blocked',
      rules: [FrontDoorFirewallRule.onlyCountries('Home', 'DE', 'ZZ')],
      managedRuleSets: [FrontDoorManagedRuleSet.defaultRules({ version: '2.0' })],
    });
    expect(rendered).toMatchObject({
      name: 'fdfpshop',
      mode: 'Detection',
      request_body_check_enabled: false,
      custom_block_response_status_code: 429,
      custom_block_response_body: 'U2xvdyBkb3du',
      redirect_url: 'https://example.com/blocked',
      custom_rule: [
        {
          type: 'MatchRule',
          match_condition: [{ operator: 'GeoMatch', match_values: ['DE', 'ZZ'], negation_condition: true }],
        },
      ],
      managed_rule: [{ version: '2.0' }],
    });
  });

  test('without managed rules it warns', () => {
    const stage = testStage();
    expect(policy({ managedRuleSets: [] }, stage)).not.toHaveProperty('managed_rule');
    expect(stage).toWarn('stage-test/Firewall: it has no managed rule sets: only its own rules block requests');
  });

  test('rules are evaluated in the order given', () => {
    const rules = [
      FrontDoorFirewallRule.blockAddresses('Blocked', '203.0.113.0/24', '2001:db8::/32'),
      FrontDoorFirewallRule.onlyAddresses('Office', '198.51.100.7'),
      FrontDoorFirewallRule.blockCountries('Countries', 'KP'),
      FrontDoorFirewallRule.rateLimit('Login', {
        requests: 20,
        minutes: 5,
        action: FrontDoorFirewallAction.JS_CHALLENGE,
        conditions: [{ variable: REQUEST_URI, operator: CONTAINS, values: ['/login'] }],
      }),
      FrontDoorFirewallRule.match('Debug', {
        conditions: [{ variable: REQUEST_HEADER, selector: 'X-Debug', operator: EQUAL, values: ['1'] }],
      }),
    ];
    expect(policy({ rules })['custom_rule']).toMatchObject([
      { name: 'Blocked', priority: 1, action: 'Block', match_condition: [{ negation_condition: false }] },
      { name: 'Office', priority: 2, match_condition: [{ negation_condition: true }] },
      { name: 'Countries', priority: 3 },
      { name: 'Login', priority: 4, action: 'JSChallenge', rate_limit_duration_in_minutes: 5 },
      { name: 'Debug', priority: 5, match_condition: [{ selector: 'X-Debug' }] },
    ]);
  });

  test('managed rules can be changed, and pass over what is named', () => {
    const managedRuleSets = [
      FrontDoorManagedRuleSet.defaultRules({
        overrides: [
          { ruleGroup: 'SQLI', ruleId: '942100', action: FrontDoorManagedRuleAction.LOG },
          { ruleGroup: 'SQLI', ruleId: '942200', enabled: false },
        ],
        exclusions: [
          {
            variable: FrontDoorExclusionVariable.REQUEST_BODY_JSON_ARG_NAMES,
            operator: FrontDoorExclusionOperator.EQUALS,
            selector: 'prompt',
          },
        ],
      }),
      FrontDoorManagedRuleSet.botManager({ overrides: [{ ruleGroup: 'UnknownBots', ruleId: '300600' }] }),
    ];
    expect(policy({ managedRuleSets })['managed_rule']).toMatchObject([
      {
        override: [
          {
            rule_group_name: 'SQLI',
            rule: [
              { rule_id: '942100', action: 'Log', enabled: true },
              { rule_id: '942200', action: 'AnomalyScoring', enabled: false },
            ],
          },
        ],
        exclusion: [{ match_variable: 'RequestBodyJsonArgNames', operator: 'Equals', selector: 'prompt' }],
      },
      { override: [{ rule_group_name: 'UnknownBots', rule: [{ action: 'Block', enabled: true }] }] },
    ]);
  });
});

describe('refused is', () => {
  const rule = (condition: FrontDoorFirewallMatch) => ({
    rules: [FrontDoorFirewallRule.match('Rule', { conditions: [condition] })],
  });
  const { defaultRules, botManager } = FrontDoorManagedRuleSet;
  const override = (action: FrontDoorManagedRuleAction) => [{ ruleGroup: 'G', ruleId: '1', action }];
  const exclusion = (operator: FrontDoorExclusionOperator, selector: string) => ({
    managedRuleSets: [
      FrontDoorManagedRuleSet.defaultRules({
        exclusions: [{ variable: FrontDoorExclusionVariable.REQUEST_COOKIE_NAMES, operator, selector }],
      }),
    ],
  });

  test.each<[string, FrontDoorFirewallPolicyProps, string]>([
    [
      'a name with hyphens',
      { name: 'fdfp-shop' },
      'stage-test/Firewall: name: name "fdfp-shop" is not one that azurerm_cdn_frontdoor_firewall_policy takes',
    ],
    ['a status', { blockStatusCode: 404 }, 'blockStatusCode: got 404. Allowed: 200, 403, 405, 406, 429, or 990 to 999'],
    ['an empty body', { blockBody: '' }, 'blockBody: got 0. Allowed: 1 to 2048 bytes'],
    ['an address over HTTP', { redirectUrl: 'http://a.b' }, 'redirectUrl: got "http://a.b"'],
    [
      'a redirect to nowhere',
      {
        rules: [
          FrontDoorFirewallRule.match('Rule', {
            action: FrontDoorFirewallAction.REDIRECT,
            conditions: [{ variable: SOCKET_ADDR, operator: IP_MATCH, values: ['203.0.113.7'] }],
          }),
        ],
      },
      'redirectUrl: a rule redirects, and has nowhere to',
    ],
    [
      'a managed redirect to nowhere',
      { managedRuleSets: [botManager({ overrides: override(FrontDoorManagedRuleAction.REDIRECT) })] },
      'redirectUrl: a rule redirects, and has nowhere to',
    ],
    [
      '101 rules',
      { rules: Array.from({ length: 101 }, (_, i) => FrontDoorFirewallRule.blockCountries(`R${i}`, 'KP')) },
      'rules: got 101. Allowed: up to 100 rules',
    ],
    [
      'a name twice',
      { rules: [FrontDoorFirewallRule.blockCountries('A', 'KP'), FrontDoorFirewallRule.blockCountries('A', 'DE')] },
      'rules.name[1]: got "A". Allowed: a value other than rules.name[0]',
    ],
    ['a rule set twice', { managedRuleSets: [botManager(), botManager()] }, 'managedRuleSets.type[1]'],
    ['the name of a rule', { rules: [FrontDoorFirewallRule.blockCountries('a-b', 'KP')] }, 'rules[0].name: got "a-b"'],
    ['no condition', { rules: [FrontDoorFirewallRule.match('A', { conditions: [] })] }, 'rules[0].conditions: got 0'],
    [
      'a limit of 0',
      { rules: [FrontDoorFirewallRule.rateLimit('A', { requests: 0 })] },
      'rules[0].requests: got 0. Allowed: a whole number from 1',
    ],
    [
      'two minutes',
      { rules: [FrontDoorFirewallRule.rateLimit('A', { requests: 9, minutes: 2 })] },
      'rules[0].minutes: got 2. Allowed: 1 or 5',
    ],
    [
      'a text of an address',
      rule({ variable: SOCKET_ADDR, operator: EQUAL, values: ['a'] }),
      'rules[0].conditions[0].operator: got "Equal". Allowed: IPMatch or GeoMatch with SocketAddr',
    ],
    [
      'an address of a text',
      rule({ variable: REQUEST_URI, operator: IP_MATCH, values: ['203.0.113.7'] }),
      'rules[0].conditions[0].operator: got "IPMatch". Allowed: one for texts with RequestUri',
    ],
    [
      'a selector',
      rule({ variable: REQUEST_URI, selector: 'a', operator: EQUAL, values: ['a'] }),
      'rules[0].conditions[0].selector: got "a". Allowed: none with RequestUri',
    ],
    [
      'a nameless cookie',
      rule({ variable: COOKIES, operator: EQUAL, values: ['a'] }),
      'rules[0].conditions[0].selector: Cookies needs the name of one',
    ],
    ['no value', rule({ variable: REQUEST_URI, operator: EQUAL, values: [] }), 'rules[0].conditions[0].values: got 0'],
    [
      '11 texts',
      rule({ variable: REQUEST_URI, operator: EQUAL, values: Array.from({ length: 11 }, (_, i) => `${i}`) }),
      'rules[0].conditions[0].values: got 11. Allowed: 1 to 10 values',
    ],
    [
      'a long text',
      rule({ variable: REQUEST_URI, operator: EQUAL, values: ['a'.repeat(257)] }),
      'Allowed: 1 to 256 characters',
    ],
    [
      'an address',
      { rules: [FrontDoorFirewallRule.blockAddresses('A', '10.0.0')] },
      'rules[0].conditions[0].values[0]',
    ],
    ['a country', { rules: [FrontDoorFirewallRule.blockCountries('A', 'Germany')] }, 'Allowed: a country code'],
    [
      'a version',
      { managedRuleSets: [defaultRules({ version: '3.2' })] },
      'managedRuleSets[0].version: got "3.2". Allowed: 2.1, 2.0, 1.1',
    ],
    [
      'an action without score',
      { managedRuleSets: [defaultRules({ overrides: override(FrontDoorManagedRuleAction.BLOCK) })] },
      'managedRuleSets[0].overrides[0].action: got "Block". Allowed: AnomalyScoring, Log',
    ],
    [
      'a score without version 2',
      {
        managedRuleSets: [
          defaultRules({ version: '1.1', overrides: override(FrontDoorManagedRuleAction.ANOMALY_SCORING) }),
        ],
      },
      'managedRuleSets[0].overrides[0].action: got "AnomalyScoring". Allowed: Allow, Block, Log, Redirect',
    ],
    [
      'a score of bots',
      { managedRuleSets: [botManager({ overrides: override(FrontDoorManagedRuleAction.ANOMALY_SCORING) })] },
      'Allowed: Allow, Block, Log, Redirect, JSChallenge',
    ],
    ['a star', exclusion(FrontDoorExclusionOperator.EQUALS, '*'), 'Allowed: a name; * with EqualsAny alone'],
    ['no star', exclusion(FrontDoorExclusionOperator.EQUALS_ANY, 'a'), 'Allowed: * with EqualsAny'],
    [
      'an exclusion that is too new',
      {
        managedRuleSets: [
          defaultRules({
            version: '1.1',
            exclusions: [
              {
                variable: FrontDoorExclusionVariable.REQUEST_BODY_JSON_ARG_NAMES,
                operator: FrontDoorExclusionOperator.EQUALS,
                selector: 'a',
              },
            ],
          }),
        ],
      },
      'managedRuleSets[0].exclusions[0].variable: got "RequestBodyJsonArgNames". Allowed: another with Microsoft_DefaultRuleSet 1.1. Use version 2.0 or newer.',
    ],
  ])('%s', (_title, props, message) => {
    expect(() => policy(props)).toThrow(message);
  });
});

test('an imported one is read', () => {
  const stage = testStage();
  const imported = FrontDoorFirewallPolicy.fromName(stage, 'Old', 'fdfpold', 'rg-edge');
  expect(imported.sku).toBe(FrontDoorSku.PREMIUM);
  expect(RenderedStage.of(stage).dataSources('azurerm_cdn_frontdoor_firewall_policy')).toEqual([
    expect.objectContaining({ name: 'fdfpold', resource_group_name: 'rg-edge' }),
  ]);
});
