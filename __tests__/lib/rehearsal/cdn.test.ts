import { CdnManagementClient } from '@azure/arm-cdn';
import { FrontDoorManagementClient } from '@azure/arm-frontdoor';
import { namesOf, refused, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const PREMIUM = 'Premium_AzureFrontDoor';
const STANDARD = 'Standard_AzureFrontDoor';

describe('Front Door', () => {
  let test: TestAzure;
  let cdn: CdnManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    cdn = new CdnManagementClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const id = (path: string) => test.idOf(path);
  const part = (path: string, profile = 'afd') => ({ id: id(`Microsoft.Cdn/profiles/${profile}/${path}`) });
  const bad = (message = /./, code = 'BadRequest') => refused(code, message);
  const profile = (name: string, sku: string, more: object = {}) =>
    cdn.profiles.beginCreateAndWait('rg', name, { location: 'Global', sku: { name: sku }, ...more });
  const endpoint = (name: string, of = 'afd') =>
    cdn.afdEndpoints.beginCreateAndWait('rg', of, name, { location: 'Global' });
  const originGroup = (name: string, of = 'afd', more: object = { loadBalancingSettings: {} }) =>
    cdn.afdOriginGroups.beginCreateAndWait('rg', of, name, more);
  const origin = (group: string, name: string, more: object = {}, of = 'afd') =>
    cdn.afdOrigins.beginCreateAndWait('rg', of, group, name, { hostName: 'app.example.net', ...more });
  const domain = (name: string, hostName: string, more: object = {}) =>
    cdn.afdCustomDomains.beginCreateAndWait('rg', 'afd', name, { hostName, ...more });
  const route = (name: string, more: object = {}, of = 'web') =>
    cdn.routes.beginCreateAndWait('rg', 'afd', of, name, {
      originGroup: part('originGroups/apps'),
      linkToDefaultDomain: 'Enabled',
      ...more,
    });
  beforeAll(async () => {
    await profile('afd', PREMIUM);
    await profile('small', STANDARD);
    await endpoint('web');
    await originGroup('apps');
    await origin('apps', 'app');
  });

  describe('profiles', () => {
    it('goes from Standard to Premium and not back', async () => {
      const made = await profile('grown', STANDARD);
      expect(made).toMatchObject({
        location: 'Global',
        kind: 'frontdoor',
        originResponseTimeoutSeconds: 60,
        frontDoorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      await expect(profile('grown', PREMIUM)).resolves.toMatchObject({ frontDoorId: made.frontDoorId });
      await expect(profile('grown', STANDARD)).rejects.toEqual(bad(/cannot go from Premium/));
      await cdn.profiles.beginUpdateAndWait('rg', 'grown', { originResponseTimeoutSeconds: 120 });
      await expect(cdn.profiles.get('rg', 'grown')).resolves.toMatchObject({ originResponseTimeoutSeconds: 120 });
      expect(await namesOf(cdn.profiles.listByResourceGroup('rg'))).toEqual(['afd', 'small', 'grown']);
      await cdn.profiles.beginDeleteAndWait('rg', 'grown');
      await expect(cdn.profiles.get('rg', 'grown')).rejects.toEqual(bad(/./, 'ResourceNotFound'));
    });

    it('refuses the SKU of another product, and timeouts that are too short', async () => {
      await expect(profile('new', 'Standard_Microsoft')).rejects.toEqual(bad(/Standard_Microsoft/));
      await expect(profile('new', PREMIUM, { originResponseTimeoutSeconds: 15 })).rejects.toEqual(bad(/16 to 240/));
    });
  });

  describe('endpoints, origins and routes', () => {
    it('serves an endpoint at a host of its own', async () => {
      const made = await endpoint('other');
      expect(made.hostName).toMatch(/^other-[0-9a-z]{10}\.z01\.azurefd\.net$/);
      await cdn.afdEndpoints.beginUpdateAndWait('rg', 'afd', 'other', { enabledState: 'Disabled' });
      await expect(cdn.afdEndpoints.get('rg', 'afd', 'other')).resolves.toMatchObject({
        hostName: made.hostName,
        enabledState: 'Disabled',
      });
      await cdn.afdEndpoints.beginDeleteAndWait('rg', 'afd', 'other');
      expect(await namesOf(cdn.afdEndpoints.listByProfile('rg', 'afd'))).toEqual(['web']);
    });

    it('keeps what a route uses', async () => {
      await expect(route('all')).resolves.toMatchObject({ patternsToMatch: ['/*'], enabledState: 'Enabled' });
      await expect(cdn.afdOriginGroups.beginDeleteAndWait('rg', 'afd', 'apps')).rejects.toEqual(bad(/in use by/));
      await expect(cdn.afdOrigins.beginDeleteAndWait('rg', 'afd', 'apps', 'app')).rejects.toEqual(bad(/the last/));
      await cdn.routes.beginDeleteAndWait('rg', 'afd', 'web', 'all');
      await origin('apps', 'spare');
      await cdn.afdOrigins.beginDeleteAndWait('rg', 'afd', 'apps', 'spare');
      expect(await namesOf(cdn.afdOrigins.listByOriginGroup('rg', 'afd', 'apps'))).toEqual(['app']);
    });

    it.each<readonly [string, object, RegExp]>([
      ['no origins', { originGroup: { id: 'empty' } }, /has no origins/],
      ['no domain', { linkToDefaultDomain: 'Disabled' }, /no custom domain/],
      ['a pattern without slash', { patternsToMatch: ['api/*'] }, /leading slash/],
      ['a redirection of one protocol', { httpsRedirect: 'Enabled', supportedProtocols: ['Https'] }, /both protocols/],
    ])('refuses a route with %s', async (_what, more, message) => {
      await originGroup('empty');
      const given = 'originGroup' in more ? { ...more, originGroup: part('originGroups/empty') } : more;
      await expect(route('refused', given)).rejects.toEqual(bad(message));
    });

    it('reads a route with its defaults where it leaves them out', async () => {
      await expect(route('all', { httpsRedirect: 'Enabled' })).resolves.toMatchObject({
        supportedProtocols: ['Http', 'Https'],
      });
      await expect(route('twin')).rejects.toEqual(bad(/that .*\/routes\/all has already/));
      await route('api', { patternsToMatch: ['/api/*'] });
      await expect(route('v1', { patternsToMatch: ['/v1/*', '/api/*'] })).rejects.toEqual(bad(/\/routes\/api/));
      for (const name of await namesOf(cdn.routes.listByEndpoint('rg', 'afd', 'web'))) {
        await cdn.routes.beginDeleteAndWait('rg', 'afd', 'web', name ?? '');
      }
    });

    it('takes origins behind a private link in a group of their own, on Premium, where the region has it', async () => {
      const link = (privateLinkLocation: string) => ({
        sharedPrivateLinkResource: {
          privateLink: { id: id('Microsoft.Network/privateLinkServices/pls') },
          privateLinkLocation,
          requestMessage: 'Front Door',
        },
      });
      await originGroup('private');
      await originGroup('private', 'small');
      await expect(origin('private', 'app', link('westeurope'), 'small')).rejects.toEqual(bad(/Premium/));
      await expect(origin('private', 'app', link('polandcentral'))).rejects.toEqual(bad(/not available in poland/));
      const unchecked = { ...link('westeurope'), enforceCertificateNameCheck: false };
      await expect(origin('private', 'app', unchecked)).rejects.toEqual(bad(/certificate name check/));
      await origin('private', 'app', link('westeurope'));
      await expect(origin('private', 'public')).rejects.toEqual(bad(/all private or all public/));
      await expect(originGroup('none', 'afd', {})).rejects.toEqual(bad(/loadBalancingSettings/));
    });
  });

  describe('rules', () => {
    const rule = (name: string, order: number, count = 1) =>
      cdn.rules.beginCreateAndWait('rg', 'afd', 'headers', name, {
        order,
        actions: Array.from({ length: count }, () => ({
          name: 'ModifyResponseHeader',
          parameters: {
            typeName: 'DeliveryRuleHeaderActionParameters',
            headerAction: 'Append',
            headerName: 'x-frame-options',
            value: 'DENY',
          },
        })),
      });

    it('orders the rules of a set, which is kept while a route has it', async () => {
      await cdn.ruleSets.create('rg', 'afd', 'headers');
      await expect(rule('frames', 1)).resolves.toMatchObject({ matchProcessingBehavior: 'Continue' });
      await expect(rule('again', 1)).rejects.toEqual(bad(/the order of/));
      await expect(rule('none', 2, 0)).rejects.toEqual(bad(/1 to 5 actions/));
      await expect(rule('many', 2, 6)).rejects.toEqual(bad(/1 to 5 actions/));
      await route('ruled', { ruleSets: [part('ruleSets/headers')] });
      const remove = () => cdn.ruleSets.beginDeleteAndWait('rg', 'afd', 'headers');
      await expect(remove()).rejects.toEqual(bad(/routes\/ruled/));
      await cdn.routes.beginDeleteAndWait('rg', 'afd', 'web', 'ruled');
      await remove();
      await expect(cdn.rules.get('rg', 'afd', 'headers', 'frames')).rejects.toEqual(bad(/./, 'ParentResourceNotFound'));
    });
  });

  describe('domains and firewalls', () => {
    const firewall = (name: string, sku: string, more: object = {}) =>
      new FrontDoorManagementClient(
        test.credential,
        test.subscriptionId,
        test.options,
      ).policies.beginCreateOrUpdateAndWait('rg', name, { location: 'Global', sku: { name: sku }, ...more });
    const managed = (ruleSetType: string, ruleSetVersion: string) => ({
      managedRules: { managedRuleSets: [{ ruleSetType, ruleSetVersion, ruleSetAction: 'Block' }] },
    });
    const custom = (...priorities: readonly number[]) => ({
      customRules: {
        rules: priorities.map((priority, index) => ({
          name: `rule${index}`,
          priority,
          ruleType: 'MatchRule',
          action: 'Block',
          matchConditions: [{ matchVariable: 'RemoteAddr', operator: 'IPMatch', matchValue: ['198.51.100.0/24'] }],
        })),
      },
    });
    const policy = (name: string, wafPolicy: string, ...domains: readonly string[]) =>
      cdn.securityPolicies.beginCreateAndWait('rg', 'afd', name, {
        parameters: {
          type: 'WebApplicationFirewall',
          wafPolicy: { id: id(`Microsoft.Network/frontDoorWebApplicationFirewallPolicies/${wafPolicy}`) },
          associations: [{ domains: domains.map((each) => part(each)), patternsToMatch: ['/*'] }],
        },
      });

    it('proves a domain by a token, and keeps it while a route has it', async () => {
      const made = await domain('shop', 'Shop.example.com');
      expect(made).toMatchObject({
        domainValidationState: 'Pending',
        validationProperties: { validationToken: expect.stringMatching(/^_[0-9a-f]{32}$/) },
        tlsSettings: { certificateType: 'ManagedCertificate', minimumTlsVersion: 'TLS12' },
      });
      await expect(domain('twin', 'shop.example.com')).rejects.toEqual(bad(/already in use/, 'Conflict'));
      await expect(domain('shop', 'pay.example.com')).rejects.toEqual(bad(/cannot be changed/));
      await expect(domain('long', `${'a'.repeat(60)}.example.com`)).rejects.toEqual(bad(/at most 64/));
      await route('shop', { customDomains: [part('customDomains/shop')] });
      const remove = () => cdn.afdCustomDomains.beginDeleteAndWait('rg', 'afd', 'shop');
      await expect(remove()).rejects.toEqual(bad(/routes\/shop/));
      await cdn.routes.beginDeleteAndWait('rg', 'afd', 'web', 'shop');
      await remove();
    });

    it.each<readonly [string, string, object, RegExp]>([
      ['managed rules on Standard', STANDARD, managed('Microsoft_DefaultRuleSet', '2.1'), /Premium/],
      ['a rule set of no such version', PREMIUM, managed('Microsoft_DefaultRuleSet', '9.9'), /9\.9/],
      ['two rules of one priority', PREMIUM, custom(1, 1), /priority of its own/],
      ['another SKU', 'Standard_v2', {}, /Standard_v2/],
      ['a status code', PREMIUM, { policySettings: { customBlockResponseStatusCode: 404 } }, /404/],
    ])('refuses a firewall policy with %s', async (_what, sku, more, message) => {
      await expect(firewall('refused', sku, more)).rejects.toEqual(bad(message));
    });

    it('puts a firewall of the SKU of the profile in front of domains that have none', async () => {
      await firewall('waf', PREMIUM, { ...managed('Microsoft_DefaultRuleSet', '2.1'), ...custom(1, 2) });
      await firewall('wafSmall', STANDARD, custom(1));
      await expect(policy('guard', 'wafSmall', 'afdEndpoints/web')).rejects.toEqual(bad(/must be the same/));
      await expect(policy('guard', 'waf')).rejects.toEqual(bad(/no domain/));
      await expect(policy('guard', 'waf', 'afdEndpoints/web')).resolves.toMatchObject({ profileName: 'afd' });
      await expect(policy('again', 'waf', 'afdEndpoints/web')).rejects.toEqual(bad(/securityPolicies\/guard/));
      const policies = new FrontDoorManagementClient(test.credential, test.subscriptionId, test.options).policies;
      await expect(policies.get('rg', 'waf')).resolves.toMatchObject({
        policySettings: { mode: 'Prevention', enabledState: 'Enabled' },
        securityPolicyLinks: [part('securityPolicies/guard')],
      });
      await expect(policies.beginDeleteAndWait('rg', 'waf')).rejects.toEqual(bad(/securityPolicies\/guard/));
      await cdn.securityPolicies.beginDeleteAndWait('rg', 'afd', 'guard');
      await policies.beginDeleteAndWait('rg', 'waf');
    });
  });
});
