import { FrontDoor } from '../../../../lib/constructs/edge/front-door';
import {
  FrontDoorAction,
  FrontDoorCacheBehavior,
  FrontDoorRedirect,
  type FrontDoorRuleCache,
} from '../../../../lib/constructs/edge/front-door-action';
import { type FrontDoorCacheOptions, FrontDoorQueryStrings } from '../../../../lib/constructs/edge/front-door-cache';
import {
  FrontDoorCondition,
  FrontDoorOperator,
  FrontDoorTransform,
} from '../../../../lib/constructs/edge/front-door-condition';
import { FrontDoorOriginTarget } from '../../../../lib/constructs/edge/front-door-origin-target';
import { FrontDoorForwarding, FrontDoorProtocol } from '../../../../lib/constructs/edge/front-door-protocol';
import { type FrontDoorRouteOptions } from '../../../../lib/constructs/edge/front-door-route';
import { type FrontDoorRuleOptions } from '../../../../lib/constructs/edge/front-door-rule';
import { RenderedStage, testStage } from '../../../../lib/testing';

const target = FrontDoorOriginTarget.publicHost('one.example.com');

function setUp() {
  const stage = testStage();
  const door = new FrontDoor(stage, 'Edge');
  const originGroup = door.addOriginGroup('Api');
  originGroup.addOrigin('One', { target });
  return { stage, door, originGroup };
}

function route(props: Partial<FrontDoorRouteOptions> = {}) {
  const { stage, door, originGroup } = setUp();
  door.addRoute('Api', { originGroup, ...props });
  return RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_route');
}

function rule(props: Partial<FrontDoorRuleOptions>) {
  const { stage, door } = setUp();
  door.addRuleSet('Headers').addRule('First', { actions: [FrontDoorAction.removeResponseHeader('Server')], ...props });
  return RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_rule');
}

describe('a route', () => {
  test('takes every path, sends clients to HTTPS, and caches nothing', () => {
    const rendered = route();
    expect(rendered).toMatchObject({
      name: 'api',
      patterns_to_match: ['/*'],
      supported_protocols: ['Http', 'Https'],
      https_redirect_enabled: true,
      forwarding_protocol: 'HttpsOnly',
      link_to_default_domain: true,
      enabled: true,
    });
    for (const absent of ['cache', 'cdn_frontdoor_custom_domain_ids', 'cdn_frontdoor_rule_set_ids']) {
      expect(rendered).not.toHaveProperty(absent);
    }
  });

  test('names the origins of its group, those added later too, so that it goes before them', () => {
    const { stage, door, originGroup } = setUp();
    door.addRoute('Api', { originGroup });
    originGroup.addOrigin('Two', { target });
    expect(RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_route')['cdn_frontdoor_origin_ids']).toEqual([
      expect.stringMatching(/azurerm_cdn_frontdoor_origin\..*One/),
      expect.stringMatching(/azurerm_cdn_frontdoor_origin\..*Two/),
    ]);
  });

  test('each default can be overridden by name', () => {
    const { stage, door, originGroup } = setUp();
    door.addRoute('Api', {
      originGroup,
      name: 'pages',
      patterns: ['/api', '/api/*'],
      originPath: '/v1/',
      customDomains: [door.addCustomDomain('www.example.com')],
      linkToDefaultDomain: true,
      protocols: [FrontDoorProtocol.HTTPS],
      httpsRedirect: false,
      forwarding: FrontDoorForwarding.MATCH_REQUEST,
      ruleSets: [door.addRuleSet('Api')],
      enabled: false,
    });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_route', {
      name: 'pages',
      patterns_to_match: ['/api', '/api/*'],
      cdn_frontdoor_origin_path: '/v1/',
      cdn_frontdoor_custom_domain_ids: [expect.stringContaining('azurerm_cdn_frontdoor_custom_domain')],
      link_to_default_domain: true,
      supported_protocols: ['Https'],
      https_redirect_enabled: false,
      forwarding_protocol: 'MatchRequest',
      cdn_frontdoor_rule_set_ids: [expect.stringContaining('azurerm_cdn_frontdoor_rule_set')],
      enabled: false,
    });
  });

  test('with a domain of yours leaves the host name of Front Door alone', () => {
    const { stage, door, originGroup } = setUp();
    door.addRoute('Api', { originGroup, customDomains: [door.addCustomDomain('www.example.com')] });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_route', { link_to_default_domain: false });
  });

  test.each<[string, Partial<FrontDoorRouteOptions>, string]>([
    [
      'a redirect without HTTP',
      { protocols: [FrontDoorProtocol.HTTPS] },
      'stage-test/Edge/Route-Api: httpsRedirect: clients can only be redirected where protocols has both Http and Https, and it has Https. Leave protocols out, or set httpsRedirect to false.',
    ],
    ['no protocol', { protocols: [], httpsRedirect: false }, 'protocols: got []. Allowed: one at least'],
    [
      'no domain at all',
      { linkToDefaultDomain: false },
      'linkToDefaultDomain: without a custom domain no request reaches the route. Name customDomains, or leave it out.',
    ],
    ['no pattern', { patterns: [] }, 'patterns: got 0. Allowed: 1 to 25 patterns'],
    [
      'a pattern without slash',
      { patterns: ['api/*'] },
      'patterns[0]: got "api/*". Allowed: a path that starts with /',
    ],
    ['a star inside', { patterns: ['/a/*/b'] }, 'patterns[0]: got "/a/*/b". Allowed: a path that starts with /'],
    ['a star after a word', { patterns: ['/a*'] }, 'patterns[0]: got "/a*"'],
    ['a pattern twice', { patterns: ['/a', '/a'] }, 'patterns[1]: got "/a". Allowed: a value other than patterns[0]'],
    [
      'a path without slash',
      { originPath: 'v1' },
      'originPath: got "v1". Allowed: a path that starts with /, without *',
    ],
    ['a name', { name: 'a_b' }, 'name: name "a_b" is not one that azurerm_cdn_frontdoor_route takes'],
  ])('%s is refused', (_title, props, message) => {
    expect(() => route(props)).toThrow(message);
  });

  test('a group without an enabled origin is refused', () => {
    const { door } = setUp();
    const originGroup = door.addOriginGroup('Empty');
    originGroup.addOrigin('Off', { target, enabled: false });
    expect(() => door.addRoute('Api', { originGroup })).toThrow(
      'stage-test/Edge/Route-Api: originGroup: stage-test/Edge/Empty has no enabled origin. Add one before the route: addOrigin.',
    );
  });

  test('a path that another route serves on the domain is refused, on another it is not', () => {
    const { door, originGroup } = setUp();
    door.addRoute('One', { originGroup, patterns: ['/API/*'] });
    const domain = door.addCustomDomain('www.example.com');
    door.addRoute('Two', { originGroup, patterns: ['/api/*'], customDomains: [domain] });
    expect(() => door.addRoute('Three', { originGroup, patterns: ['/api/*'] })).toThrow(
      'stage-test/Edge/Route-Three: patterns: stage-test/Edge/Route-One serves one of them on the same domain. Give each route paths or domains of its own.',
    );
  });

  test('a domain twice, and one of another Front Door, are refused', () => {
    const { stage, door, originGroup } = setUp();
    const own = door.addCustomDomain('www.example.com');
    const other = new FrontDoor(stage, 'Other').addCustomDomain('other.example.com');
    expect(() => door.addRoute('Api', { originGroup, customDomains: [own, own, other] })).toThrow(
      /customDomains: stage-test\/Other\/Domain-other\.example\.com is of another Front Door\. Add the domain to stage-test\/Edge[^]*customDomains\[1\]: got "www\.example\.com"/,
    );
  });
});

describe('a cache', () => {
  const cache = (options: FrontDoorCacheOptions) => route({ cache: options })['cache'];

  test('tells query strings apart, and compresses all that Front Door can', () => {
    expect(cache({})).toMatchObject({
      query_string_caching_behavior: 'UseQueryString',
      compression_enabled: true,
      content_types_to_compress: expect.arrayContaining(['application/json', 'text/html']),
    });
    expect(cache({})).not.toHaveProperty('query_strings');
  });

  test('takes what is given', () => {
    expect(
      cache({
        queryStrings: FrontDoorQueryStrings.INCLUDE_SPECIFIED,
        parameters: ['page'],
        contentTypes: ['text/css'],
      }),
    ).toEqual({
      query_string_caching_behavior: 'IncludeSpecifiedQueryStrings',
      query_strings: ['page'],
      compression_enabled: true,
      content_types_to_compress: ['text/css'],
    });
    expect(cache({ compression: false })).not.toHaveProperty('content_types_to_compress');
  });

  test.each<[FrontDoorCacheOptions, string]>([
    [
      { parameters: ['page'] },
      'cache.parameters: UseQueryString names none. Leave them out, or use IncludeSpecifiedQueryStrings or IgnoreSpecifiedQueryStrings as queryStrings.',
    ],
    [
      { queryStrings: FrontDoorQueryStrings.IGNORE_SPECIFIED },
      'cache.parameters: IgnoreSpecifiedQueryStrings needs one at least',
    ],
    [
      { queryStrings: FrontDoorQueryStrings.IGNORE_SPECIFIED, parameters: ['a,b'] },
      'cache.parameters[0]: got "a,b". Allowed: the name of one parameter, without a comma',
    ],
    [{ contentTypes: ['image/png'] }, 'cache.contentTypes[0]: got "image/png"'],
    [{ contentTypes: ['text/css', 'text/css'] }, 'cache.contentTypes[1]: got "text/css"'],
    [
      { compression: false, contentTypes: ['text/css'] },
      'cache.contentTypes: nothing is compressed. Leave compression or contentTypes out.',
    ],
  ])('%j is refused', (options, message) => {
    expect(() => cache(options)).toThrow(message);
  });
});

describe('a rule', () => {
  test('renders each kind of action', () => {
    const rendered = rule({
      actions: [
        FrontDoorAction.setRequestHeader('X-Edge', 'yes'),
        FrontDoorAction.removeRequestHeader('X-Debug'),
        FrontDoorAction.setResponseHeader('Strict-Transport-Security', 'max-age=31536000'),
        FrontDoorAction.removeResponseHeader('Server'),
        FrontDoorAction.rewrite({ sourcePattern: '/v1/', destination: '/' }),
      ],
      stopsProcessing: true,
    });
    expect(rendered).toMatchObject({
      name: 'First',
      order: 1,
      behavior_on_match: 'Stop',
      actions: {
        request_header_action: [
          { header_action: 'Overwrite', header_name: 'X-Edge', value: 'yes' },
          { header_action: 'Delete', header_name: 'X-Debug' },
        ],
        response_header_action: [
          { header_action: 'Overwrite', header_name: 'Strict-Transport-Security', value: 'max-age=31536000' },
          { header_action: 'Delete', header_name: 'Server' },
        ],
        url_rewrite_action: { source_pattern: '/v1/', destination: '/', preserve_unmatched_path: true },
      },
    });
    expect(rendered).not.toHaveProperty('conditions');
  });

  test('redirects over HTTPS', () => {
    const actions = [FrontDoorAction.redirect({ hostName: 'www.example.com', type: FrontDoorRedirect.PERMANENT })];
    expect(rule({ actions })['actions']).toEqual({
      url_redirect_action: {
        redirect_type: 'PermanentRedirect',
        redirect_protocol: 'Https',
        destination_hostname: 'www.example.com',
      },
    });
  });

  test('leads to another group, and waits for its origins', () => {
    const { stage, door, originGroup } = setUp();
    const actions = [FrontDoorAction.overrideRoute({ originGroup })];
    door.addRuleSet('Beta').addRule('First', { actions });
    originGroup.addOrigin('Two', { target });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_rule', {
      behavior_on_match: 'Continue',
      actions: {
        route_configuration_override_action: {
          cdn_frontdoor_origin_group_id: expect.stringContaining('azurerm_cdn_frontdoor_origin_group'),
          forwarding_protocol: 'HttpsOnly',
          cache_behavior: 'Disabled',
        },
      },
      depends_on: [expect.stringMatching(/origin\..*One/), expect.stringMatching(/origin\..*Two/)],
    });
  });

  test('renders conditions by their kind', () => {
    const conditions = [
      FrontDoorCondition.path({ operator: FrontDoorOperator.WILDCARD, values: ['images/*'] }),
      FrontDoorCondition.path({
        operator: FrontDoorOperator.BEGINS_WITH,
        values: ['a'],
        transforms: [FrontDoorTransform.LOWERCASE],
      }).not(),
      FrontDoorCondition.fileExtension({ operator: FrontDoorOperator.EQUAL, values: ['pdf'] }),
      FrontDoorCondition.queryString({ operator: FrontDoorOperator.ANY, negate: true }).not(),
      FrontDoorCondition.hostName({ operator: FrontDoorOperator.EQUAL, values: ['www.example.com'] }),
      FrontDoorCondition.header('X-Beta', { operator: FrontDoorOperator.ANY }),
      FrontDoorCondition.cookie('beta', { operator: FrontDoorOperator.EQUAL, values: ['1'] }),
      FrontDoorCondition.methods('GET', 'HEAD'),
      FrontDoorCondition.https(false),
      FrontDoorCondition.countries('DE'),
    ];
    expect(rule({ conditions })['conditions']).toEqual({
      url_path_condition: [
        { operator: 'Wildcard', match_values: ['images/*'], negate_condition: false },
        { operator: 'BeginsWith', match_values: ['a'], negate_condition: true, transforms: ['Lowercase'] },
      ],
      url_file_extension_condition: [{ operator: 'Equal', match_values: ['pdf'], negate_condition: false }],
      query_string_condition: [{ operator: 'Any', negate_condition: false }],
      host_name_condition: [{ operator: 'Equal', match_values: ['www.example.com'], negate_condition: false }],
      request_header_condition: [{ header_name: 'X-Beta', operator: 'Any', negate_condition: false }],
      cookies_condition: [{ cookie_name: 'beta', operator: 'Equal', match_values: ['1'], negate_condition: false }],
      request_method_condition: [{ operator: 'Equal', match_values: ['GET', 'HEAD'], negate_condition: false }],
      request_scheme_condition: [{ operator: 'Equal', match_values: ['HTTP'], negate_condition: false }],
      remote_address_condition: [{ operator: 'GeoMatch', match_values: ['DE'], negate_condition: false }],
    });
    expect(rule({ conditions: [FrontDoorCondition.addresses('20.1.0.0/16', '2001:db8::/32')] })['conditions']).toEqual({
      socket_address_condition: [
        { operator: 'IPMatch', match_values: ['20.1.0.0/16', '2001:db8::/32'], negate_condition: false },
      ],
    });
  });

  test('comes after the rules before it, and takes no order twice', () => {
    const { stage, door } = setUp();
    const actions = [FrontDoorAction.removeResponseHeader('Server')];
    const set = door.addRuleSet('Headers');
    set.addRule('One', { actions, order: 10 });
    set.addRule('Two', { actions });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_rule', { name: 'Two', order: 11 });
    expect(() => set.addRule('Three', { actions, order: 10 })).toThrow(
      'stage-test/Edge/RuleSet-Headers/Three: order: got 10. Allowed: a number other than that of stage-test/Edge/RuleSet-Headers/One',
    );
  });

  test('a set takes 100', () => {
    const set = setUp().door.addRuleSet('Headers');
    const actions = [FrontDoorAction.removeResponseHeader('Server')];
    Array.from({ length: 100 }, (_, index) => set.addRule(`Rule${index}`, { actions }));
    expect(() => set.addRule('Last', { actions })).toThrow('ruleSet: it has 100 rules, the most that Front Door takes');
  });

  const header = FrontDoorAction.removeResponseHeader('Server');
  const rewrite = FrontDoorAction.rewrite({ sourcePattern: '/', destination: '/' });
  const redirect = FrontDoorAction.redirect({});
  const { EQUAL, ANY, WILDCARD } = FrontDoorOperator;
  const override = (cache: FrontDoorRuleCache) => ({ actions: [FrontDoorAction.overrideRoute({ cache })] });

  test.each<[string, Partial<FrontDoorRuleOptions>, string]>([
    ['no action', { actions: [] }, 'stage-test/Edge/RuleSet-Headers/First: actions: got 0. Allowed: 1 to 5 actions'],
    [
      'six actions',
      { actions: [header, header, header, header, header, header] },
      'actions: got 6. Allowed: 1 to 5 actions',
    ],
    [
      'two ways',
      { actions: [rewrite, redirect] },
      'actions: a rule redirects or rewrites, and once. Create two rules.',
    ],
    [
      'two overrides',
      { actions: [0, 1].flatMap(() => override({ behavior: FrontDoorCacheBehavior.DISABLED }).actions) },
      'actions: a rule overrides the route once',
    ],
    ['a negative order', { order: -1 }, 'order: got -1. Allowed: a whole number from 0'],
    ['a name with hyphens', { name: 'a-b' }, 'name: name "a-b" is not one that azurerm_cdn_frontdoor_rule takes'],
    ['a path of a redirect', { actions: [FrontDoorAction.redirect({ path: 'a' })] }, 'actions[0].path: got "a"'],
    [
      'a question mark',
      { actions: [FrontDoorAction.redirect({ queryString: '?a=b' })] },
      'actions[0].queryString: got "?a=b"',
    ],
    [
      'a rewrite without slash',
      { actions: [FrontDoorAction.rewrite({ sourcePattern: 'a', destination: 'b' })] },
      'actions[0].sourcePattern: got "a". Allowed: a path that starts with /',
    ],
    [
      'an empty header',
      { actions: [FrontDoorAction.setRequestHeader('X', '')] },
      'actions[0].value: got "". Allowed: 1 to 640',
    ],
    ['the name of a header', { actions: [FrontDoorAction.setRequestHeader('X Y', 'a')] }, 'actions[0].name: got "X Y"'],
    [
      'nothing to override',
      { actions: [FrontDoorAction.overrideRoute({})] },
      'actions[0]: there is nothing to override',
    ],
    [
      'a protocol without group',
      { actions: [FrontDoorAction.overrideRoute({ forwarding: FrontDoorForwarding.HTTP_ONLY })] },
      'actions[0].forwarding: it comes with an originGroup alone',
    ],
    [
      'no duration',
      override({ behavior: FrontDoorCacheBehavior.OVERRIDE_ALWAYS }),
      'actions[0].cache.duration: OverrideAlways needs one',
    ],
    [
      'a duration that the origin decides',
      override({ behavior: FrontDoorCacheBehavior.HONOR_ORIGIN, duration: '00:10:00' }),
      'actions[0].cache.duration: HonorOrigin supports none. Use OverrideAlways or OverrideIfOriginMissing.',
    ],
    [
      'a duration of 0 days',
      override({ behavior: FrontDoorCacheBehavior.OVERRIDE_ALWAYS, duration: '0.10:00:00' }),
      'actions[0].cache.duration: got "0.10:00:00". Allowed: d.hh:mm:ss or hh:mm:ss, up to 365.23:59:59',
    ],
    [
      'a key of no cache',
      override({ behavior: FrontDoorCacheBehavior.DISABLED, compression: true }),
      'actions[0].cache: Disabled takes neither queryStrings, nor parameters, nor compression',
    ],
    [
      'parameters that no one reads',
      override({ behavior: FrontDoorCacheBehavior.HONOR_ORIGIN, parameters: ['a'] }),
      'actions[0].cache.parameters: UseQueryString names none',
    ],
    [
      'values of Any',
      { conditions: [FrontDoorCondition.path({ operator: ANY, values: ['a'] })] },
      'conditions[0].values: the operator Any allows none. Leave them out, or use another operator.',
    ],
    [
      'no values',
      { conditions: [FrontDoorCondition.path({ operator: EQUAL })] },
      'conditions[0].values: Equal needs one at least',
    ],
    [
      '26 values',
      {
        conditions: [
          FrontDoorCondition.path({ operator: EQUAL, values: Array.from({ length: 26 }, (_, i) => `${i}`) }),
        ],
      },
      'conditions[0].values: got 26. Allowed: up to 25 values',
    ],
    [
      'eleven conditions',
      { conditions: Array.from({ length: 11 }, () => FrontDoorCondition.https()) },
      'conditions: got 11. Allowed: up to 10 conditions',
    ],
    [
      'a wildcard of a host',
      { conditions: [FrontDoorCondition.hostName({ operator: WILDCARD, values: ['*'] })] },
      'conditions[0].operator: got "Wildcard". Allowed: another operator: only paths take Wildcard',
    ],
    [
      'a method',
      { conditions: [FrontDoorCondition.methods('PATCH')] },
      'conditions[0].values[0]: got "PATCH". Allowed: GET, POST',
    ],
    [
      'a country',
      { conditions: [FrontDoorCondition.countries('de')] },
      'conditions[0].values[0]: got "de". Allowed: a country code',
    ],
    [
      'an address',
      { conditions: [FrontDoorCondition.addresses('10.0.0.0/33')] },
      'conditions[0].values[0]: got "10.0.0.0/33"',
    ],
    [
      'a nameless cookie',
      { conditions: [FrontDoorCondition.cookie('', { operator: ANY })] },
      'conditions[0].cookieName: got ""',
    ],
  ])('%s is refused', (_title, props, message) => {
    expect(() => rule(props)).toThrow(message);
  });

  test('a group without origins is refused', () => {
    const { door } = setUp();
    const originGroup = door.addOriginGroup('Empty');
    expect(() =>
      door.addRuleSet('Beta').addRule('First', { actions: [FrontDoorAction.overrideRoute({ originGroup })] }),
    ).toThrow('actions[0].originGroup: stage-test/Edge/Empty has no enabled origin. Add one first: addOrigin.');
  });
});
