import { CdnFrontdoorRule } from '@cdktf/provider-azurerm/lib/cdn-frontdoor-rule';
import * as azstage from '../../../../lib';
import { inBothMajors, stageOf } from '../../../helpers/azurerm-majors';

const type = 'azurerm_cdn_frontdoor_rule';
const ruleSet = (stage: azstage.Stage) =>
  azstage.FrontDoor.fromName(stage, 'Door', 'afd-existing', 'rg-existing').addRuleSet('Rules');

test('headers, redirects and rewrites have other names', () => {
  const { FrontDoorAction } = azstage;
  const { five } = inBothMajors(type, (stage) => {
    const rules = ruleSet(stage);
    rules.addRule('All', {
      stopsProcessing: true,
      actions: [
        FrontDoorAction.setRequestHeader('x-a', '1'),
        FrontDoorAction.removeRequestHeader('x-b'),
        FrontDoorAction.setResponseHeader('x-c', '2'),
        FrontDoorAction.redirect({ path: '/new' }),
      ],
    });
  });
  expect(five).toMatchObject({ behaviour_on_match: 'Stop' });
  expect(five).not.toHaveProperty('behavior_on_match');
  expect(five['actions']).toEqual({
    modify_request_header: [
      { header_name: 'x-a', operator: 'Overwrite', header_value: '1' },
      { header_name: 'x-b', operator: 'Delete' },
    ],
    modify_response_header: [{ header_name: 'x-c', operator: 'Overwrite', header_value: '2' }],
    // Without a host name, which azurerm 4 wants as an empty text.
    url_redirect: { redirect_type: 'Moved', redirect_protocol: 'Https', destination_path: '/new' },
  });
});

test('a path that is rewritten', () => {
  const { five } = inBothMajors(type, (stage) =>
    ruleSet(stage).addRule('Paths', {
      actions: [azstage.FrontDoorAction.rewrite({ sourcePattern: '/v1/', destination: '/' })],
    }),
  );
  expect(five['actions']).toEqual({
    url_rewrite: { source_pattern: '/v1/', destination_path: '/', preserve_unmatched_path_enabled: true },
  });
});

test('origin group and cache of an override are blocks', () => {
  const { five } = inBothMajors(type, (stage) => {
    const door = azstage.FrontDoor.fromName(stage, 'Door', 'afd-existing', 'rg-existing');
    const originGroup = door.addOriginGroup('Group');
    originGroup.addOrigin('Origin', { target: azstage.FrontDoorOriginTarget.publicHost('origin.example.com') });
    const cache = { behavior: azstage.FrontDoorCacheBehavior.OVERRIDE_ALWAYS, duration: '00:10:00' };
    door
      .addRuleSet('Rules')
      .addRule('Cached', { actions: [azstage.FrontDoorAction.overrideRoute({ originGroup, cache })] });
  });
  expect(five['actions']).toEqual({
    route_configuration_override: {
      origin_group: {
        cdn_frontdoor_origin_group_id: expect.stringContaining('azurerm_cdn_frontdoor_origin_group'),
        forwarding_protocol: 'HttpsOnly',
      },
      caching: {
        behaviour: 'OverrideAlways',
        duration: '00:10:00',
        compression_enabled: true,
        query_string_behaviour: 'UseQueryString',
      },
    },
  });
});

test('a condition has its opposite in the operator', () => {
  const { FrontDoorCondition, FrontDoorOperator } = azstage;
  const match = { operator: FrontDoorOperator.EQUAL, values: ['a'] };
  const { five } = inBothMajors(type, (stage) =>
    ruleSet(stage).addRule('Some', {
      actions: [azstage.FrontDoorAction.setRequestHeader('x-a', '1')],
      conditions: [
        FrontDoorCondition.path(match).not(),
        FrontDoorCondition.header('x-b', match),
        FrontDoorCondition.cookie('c', { ...match, transforms: [azstage.FrontDoorTransform.TRIM] }),
        FrontDoorCondition.countries('DE').not(),
        FrontDoorCondition.https(),
      ],
    }),
  );
  expect(five['conditions']).toEqual({
    request_path: [{ operator: 'NotEqual', values: ['a'] }],
    request_header: [{ name: 'x-b', operator: 'Equal', values: ['a'] }],
    request_cookies: [{ name: 'c', operator: 'Equal', values: ['a'], transforms: ['Trim'] }],
    remote_address: [{ operator: 'NotGeoMatch', values: ['DE'] }],
    request_scheme: [{ operator: 'Equal', values: ['HTTPS'] }],
  });
});

test.each([
  [
    { requestMethodCondition: [{ matchValues: ['GET'] }] },
    { request_method: [{ operator: 'Equal', values: ['GET'] }] },
  ],
  [
    { socketAddressCondition: [{ matchValues: ['10.0.0.0/8'] }] },
    { socket_address: [{ operator: 'IPMatch', values: ['10.0.0.0/8'] }] },
  ],
  [
    { postArgsCondition: [{ postArgsName: 'p', operator: 'Any' }] },
    { post_argument: [{ name: 'p', operator: 'Any' }] },
  ],
])('%j of the bindings is %j', (conditions, expected) => {
  const { five } = inBothMajors(
    type,
    (stage) =>
      new CdnFrontdoorRule(stage, 'Rule', {
        name: 'x',
        cdnFrontdoorRuleSetId: 's',
        order: 1,
        actions: {},
        conditions,
      }),
  );
  expect(five['conditions']).toEqual(expected);
});

test.each([
  [
    { remoteAddressCondition: [{ operator: 'Any' }] },
    'stage-test/Rule: conditions.remote_address.operator: got "Any", which azurerm 5 does not accept',
  ],
  [
    { httpVersionCondition: [{ matchValues: ['2.0'], negateCondition: '${var.x}' }] },
    'conditions.http_version.negate_condition: got "${var.x}", but azurerm 5 has the opposite',
  ],
])('%j is refused', (conditions, message) => {
  const stage = stageOf('~> 5.0');
  new CdnFrontdoorRule(stage, 'Rule', {
    name: 'x',
    cdnFrontdoorRuleSetId: 's',
    order: 1,
    actions: {},
    conditions: conditions as object,
  });
  expect(() => stage.toTerraform()).toThrow(message);
});
