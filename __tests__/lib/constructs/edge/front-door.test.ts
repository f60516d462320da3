import { FrontDoor, FrontDoorLogField, type FrontDoorProps } from '../../../../lib/constructs/edge/front-door';
import { FrontDoorFirewallPolicy } from '../../../../lib/constructs/edge/front-door-firewall-policy';
import { FrontDoorOriginTarget } from '../../../../lib/constructs/edge/front-door-origin-target';
import { FrontDoorSku } from '../../../../lib/constructs/edge/front-door-sku';
import { DnsZone } from '../../../../lib/constructs/network/dns-zone';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup, existingWorkspace } from '../../../helpers/neighbours';

function frontDoor(props: FrontDoorProps = {}, stage = testStage()) {
  return { stage, door: new FrontDoor(stage, 'Edge', props) };
}

describe('by default', () => {
  test('it is a Premium profile with one endpoint, whose logs leave out query strings', () => {
    const { stage } = frontDoor();
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_profile', {
      name: 'afd-demo-dev-edge',
      sku_name: 'Premium_AzureFrontDoor',
      response_timeout_seconds: 120,
      log_scrubbing_rule: [{ match_variable: 'QueryStringArgNames' }],
    });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_endpoint', {
      name: expect.stringMatching(/^fde-demo-dev-edge-\w{5}$/),
      enabled: true,
      tags: expect.objectContaining({ environment: 'dev' }),
    });
    const profile = RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_profile');
    for (const absent of ['identity', 'location']) {
      expect(profile).not.toHaveProperty(absent);
    }
    expect(stage.context.resourceProviders).toEqual(expect.arrayContaining(['Microsoft.Cdn', 'Microsoft.Network']));
  });

  test('a firewall of the same tier is before the endpoint', () => {
    const { stage } = frontDoor();
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_firewall_policy', {
      name: 'fdfpdemodevedgefirewall',
      sku_name: 'Premium_AzureFrontDoor',
      mode: 'Prevention',
    });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_security_policy', {
      security_policies: {
        firewall: {
          cdn_frontdoor_firewall_policy_id: expect.stringContaining('azurerm_cdn_frontdoor_firewall_policy.'),
          association: {
            patterns_to_match: ['/*'],
            domain: [{ cdn_frontdoor_domain_id: expect.stringContaining('azurerm_cdn_frontdoor_endpoint.') }],
          },
        },
      },
    });
  });

  test('it has no lock, in production either', () => {
    const { stage } = frontDoor({}, testStage({ app: testApp({ environment: 'prod' }) }));
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('logs, metrics and alerts go where the stage sends them', () => {
    const stage = testStage();
    stage.context.setDefaults({
      logAnalyticsWorkspace: existingWorkspace(stage),
      actionGroup: existingActionGroup(stage),
    });
    frontDoor({}, stage);
    expect(stage).toHaveResource('azurerm_monitor_diagnostic_setting', {
      target_resource_id: expect.stringContaining('azurerm_cdn_frontdoor_profile'),
      enabled_log: [{ category_group: 'allLogs' }],
      enabled_metric: [{ category: 'AllMetrics' }],
    });
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [
        expect.objectContaining({
          metric_name: 'OriginHealthPercentage',
          operator: 'LessThanOrEqual',
          threshold: 90,
          dimension: [{ name: 'OriginGroup', operator: 'Include', values: ['*'] }],
        }),
      ],
      severity: 2,
    });
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [expect.objectContaining({ metric_name: 'Percentage5XX', operator: 'GreaterThan', threshold: 10 })],
    });
    expect(stage).toHaveResourceCount('azurerm_monitor_metric_alert', 2);
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const { stage } = frontDoor({
      name: 'afd-shop',
      endpointName: 'shop',
      responseTimeoutSeconds: 240,
      scrubbedLogFields: [FrontDoorLogField.CLIENT_ADDRESS, FrontDoorLogField.URI],
      firewall: { rules: [] },
      lock: LockLevel.CAN_NOT_DELETE,
      tags: { team: 'edge' },
    });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_profile', {
      name: 'afd-shop',
      response_timeout_seconds: 240,
      log_scrubbing_rule: [{ match_variable: 'RequestIPAddress' }, { match_variable: 'RequestUri' }],
      tags: expect.objectContaining({ team: 'edge' }),
    });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_endpoint', { name: 'shop' });
    expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
    const firewall = RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_firewall_policy');
    expect(firewall).not.toHaveProperty('custom_rule');
    expect(firewall['tags']).toMatchObject({ team: 'edge' });
  });

  test('no field is left out of the logs where none is named', () => {
    const { stage } = frontDoor({ scrubbedLogFields: [] });
    expect(RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_profile')).not.toHaveProperty('log_scrubbing_rule');
  });

  test('a firewall policy can be shared', () => {
    const stage = testStage();
    const firewallPolicy = new FrontDoorFirewallPolicy(stage, 'Shared');
    frontDoor({ firewallPolicy }, stage);
    expect(stage).toHaveResourceCount('azurerm_cdn_frontdoor_firewall_policy', 1);
  });

  test.each<[string, FrontDoorProps, string]>([
    [
      'a timeout',
      { responseTimeoutSeconds: 15 },
      'stage-test/Edge: responseTimeoutSeconds: got 15. Allowed: a whole number from 16 to 240',
    ],
    [
      'a name',
      { name: 'afd_shop' },
      'stage-test/Edge: name: name "afd_shop" is not one that azurerm_cdn_frontdoor_profile takes',
    ],
    [
      'the name of an endpoint',
      { endpointName: 'a'.repeat(47) },
      'stage-test/Edge: endpointName: name "' + 'a'.repeat(47) + '" has 47 characters',
    ],
    [
      'a log field twice',
      { scrubbedLogFields: [FrontDoorLogField.URI, FrontDoorLogField.URI] },
      'stage-test/Edge: scrubbedLogFields[1]: got "RequestUri". Allowed: a value other than scrubbedLogFields[0]',
    ],
  ])('%s that Azure refuses is refused', (_title, props, message) => {
    expect(() => frontDoor(props)).toThrow(message);
  });

  test('two firewalls, and one of another tier, are refused', () => {
    const stage = testStage();
    const firewallPolicy = FrontDoorFirewallPolicy.fromName(stage, 'Old', 'fdfpold', 'rg-edge', {
      sku: FrontDoorSku.STANDARD,
    });
    expect(() => frontDoor({ firewallPolicy, firewall: {} }, stage)).toThrow(
      [
        'stage-test/Edge: firewall: the rules are those of firewallPolicy. Leave one of them out.',
        'stage-test/Edge: firewallPolicy: got "Standard_AzureFrontDoor". Allowed: a policy of Premium_AzureFrontDoor. Create a FrontDoorFirewallPolicy, or leave it out.',
      ].join('\n'),
    );
  });
});

describe('a custom domain', () => {
  function withDomain(hostName: string, zoneName?: string) {
    const { stage, door } = frontDoor();
    const dnsZone = zoneName === undefined ? undefined : new DnsZone(stage, 'Zone', { zoneName });
    const domain = door.addCustomDomain(hostName, { dnsZone });
    const group = door.addOriginGroup('Api');
    group.addOrigin('One', { target: FrontDoorOriginTarget.publicHost('one.example.org') });
    door.addRoute('Api', { originGroup: group, customDomains: [domain] });
    return stage;
  }

  test('has a certificate of Front Door, TLS 1.2, and the firewall', () => {
    const stage = withDomain('www.example.com');
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_custom_domain', {
      name: 'www-example-com',
      host_name: 'www.example.com',
      tls: { certificate_type: 'ManagedCertificate', minimum_version: 'TLS12' },
    });
    const { domain } = (
      RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_security_policy')['security_policies'] as {
        firewall: { association: { domain: object[] } };
      }
    ).firewall.association;
    expect(domain).toEqual([
      { cdn_frontdoor_domain_id: expect.stringContaining('azurerm_cdn_frontdoor_endpoint') },
      { cdn_frontdoor_domain_id: expect.stringContaining('azurerm_cdn_frontdoor_custom_domain') },
    ]);
    expect(stage).toHaveResourceCount('azurerm_dns_txt_record', 0);
  });

  test('writes its TLS version under the old name where azurerm may be older than 4.72', () => {
    const { stage, door } = frontDoor({}, testStage({ app: testApp({ azurermVersion: '~> 4.60' }) }));
    door.addCustomDomain('www.example.com');
    const { tls } = RenderedStage.of(stage).resource('azurerm_cdn_frontdoor_custom_domain');
    expect(tls).toEqual({ certificate_type: 'ManagedCertificate', minimum_tls_version: 'TLS12' });
  });

  test('with a zone gets both records, the one that leads to Front Door after route and firewall', () => {
    const stage = withDomain('www.shop.example.com', 'example.com');
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_custom_domain', {
      dns_zone_id: expect.stringContaining('azurerm_dns_zone.'),
    });
    expect(stage).toHaveResource('azurerm_dns_txt_record', {
      name: '_dnsauth.www.shop',
      ttl: 3600,
      record: [{ value: expect.stringContaining('.validation_token') }],
    });
    expect(stage).toHaveResource('azurerm_dns_cname_record', {
      name: 'www.shop',
      record: expect.stringMatching(/azurerm_cdn_frontdoor_endpoint\..*\.host_name/),
      depends_on: expect.arrayContaining([
        expect.stringContaining('azurerm_cdn_frontdoor_route.'),
        expect.stringContaining('azurerm_cdn_frontdoor_security_policy.'),
      ]),
    });
  });

  test('at the apex of a zone follows the endpoint, and warns of its renewal', () => {
    const stage = withDomain('example.com', 'example.com');
    expect(stage).toHaveResource('azurerm_dns_txt_record', { name: '_dnsauth' });
    expect(stage).toHaveResource('azurerm_dns_a_record', {
      name: '@',
      target_resource_id: expect.stringMatching(/azurerm_cdn_frontdoor_endpoint\..*\.id/),
    });
    expect(stage).toWarn(
      'stage-test/Edge/Domain-example.com: example.com is the apex of its zone: Front Door renews its certificate only once the domain is validated anew',
    );
  });

  test.each([
    ['*.example.com', undefined, 'hostName: got "*.example.com". Allowed: a domain in lower case'],
    [`${'a'.repeat(53)}.example.com`, undefined, 'Allowed: up to 64 characters, for a certificate of Front Door'],
    [
      'www.example.org',
      'example.com',
      'stage-test/Edge/Domain-www.example.org: hostName: got "www.example.org". Allowed: example.com or a name that ends in .example.com',
    ],
  ])('%s is refused', (hostName, zone, message) => {
    expect(() => withDomain(hostName, zone)).toThrow(message);
  });

  test('is refused beyond the 500 that a firewall takes, one of which is the endpoint', () => {
    const { door } = frontDoor();
    Array.from({ length: 499 }, (_, index) => door.addCustomDomain(`t${index}.example.com`));
    expect(() => door.addCustomDomain('last.example.com')).toThrow(
      'stage-test/Edge: addCustomDomain: it has 499 domains, and a firewall takes no more beside the endpoint',
    );
  });
});

describe('an imported one', () => {
  test('is read, and takes origin groups and rule sets', () => {
    const stage = testStage();
    const door = FrontDoor.fromName(stage, 'Existing', 'afd-shared', 'rg-edge');
    door.addOriginGroup('Api');
    door.addRuleSet('Headers');
    expect(RenderedStage.of(stage).dataSources('azurerm_cdn_frontdoor_profile')).toEqual([
      expect.objectContaining({ name: 'afd-shared', resource_group_name: 'rg-edge' }),
    ]);
    expect(door.sku).toBe(FrontDoorSku.PREMIUM);
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_origin_group', {
      cdn_frontdoor_profile_id: expect.stringContaining('data.azurerm_cdn_frontdoor_profile'),
    });
    expect(stage).toHaveResource('azurerm_cdn_frontdoor_rule_set', { name: 'Headers' });
    expect(stage).toHaveResourceCount('azurerm_cdn_frontdoor_profile', 0);
  });
});
