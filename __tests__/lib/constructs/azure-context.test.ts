import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { Fn, TerraformStack, Testing } from 'cdktf';
import { Construct } from 'constructs';
import { AzureContext, kebab } from '../../../lib/constructs/azure-context';
import { StorageAccount } from '../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { ResourceGroup } from '../../../lib/constructs/management/resource-group';
import { ActionGroup } from '../../../lib/constructs/observability/action-group';
import { LogAnalyticsWorkspace } from '../../../lib/constructs/observability/log-analytics-workspace';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';
import { EnvironmentProfile } from '../../../lib/values/environment-profile';
import { Region } from '../../../lib/values/region';

const IDENTITY = 'azurerm_user_assigned_identity';

describe('the context of a construct', () => {
  test('is that of the nearest scope that has one', () => {
    const stage = testStage();
    expect(AzureContext.of(new Construct(new Construct(stage, 'Outer'), 'Inner'))).toBe(stage.context);
  });

  test('is missing outside of a stage, and the message says what to do', () => {
    const stack = new TerraformStack(Testing.app(), 'plain');
    expect(() => new UserAssignedIdentity(stack, 'App')).toThrow(
      'plain/App: is not in a stage. Put it in a Stage, or call AzureContext.attach(stack, {...}) on your own TerraformStack.',
    );
  });

  test('can be attached to a stack of your own', () => {
    const stack = new TerraformStack(Testing.app(), 'plain');
    new AzurermProvider(stack, 'azurerm', { features: [{}] });
    const group = () => ResourceGroup.fromName(stack, 'Group', 'rg-own');
    AzureContext.attach(stack, {
      project: 'own',
      environment: 'dev',
      profile: EnvironmentProfile.DEV,
      location: Region.of('westeurope'),
      today: '2026-11-01',
      resourceGroup: group,
    });
    new UserAssignedIdentity(stack, 'App');
    expect(stack).toHaveResource(IDENTITY, { name: 'id-own-dev-app', location: 'westeurope' });
  });
});

describe('names', () => {
  test('carry the path below the stage, without the segments that repeat the type', () => {
    const stage = testStage();
    const news = new Construct(stage, 'NewsService');
    new UserAssignedIdentity(news, 'UserAssignedIdentity');
    new UserAssignedIdentity(news, 'Second');
    expect(stage).toHaveResource(IDENTITY, { name: 'id-demo-dev-news-service' });
    expect(stage).toHaveResource(IDENTITY, { name: 'id-demo-dev-news-service-second' });
  });

  test('that would be the same are refused, with both paths', () => {
    const stage = testStage();
    new UserAssignedIdentity(stage, 'SecFilings');
    expect(() => new UserAssignedIdentity(stage, 'sec-filings')).toThrow(
      'stage-test/sec-filings: name: got "id-demo-dev-sec-filings". Allowed: a name other than that of stage-test/SecFilings. Set name.',
    );
  });

  test('may be given twice, because the groups may differ', () => {
    const stage = testStage();
    new UserAssignedIdentity(stage, 'One', { name: 'id-same' });
    new UserAssignedIdentity(stage, 'Two', { name: 'id-same' });
    expect(stage).toHaveResourceCount(IDENTITY, 2);
  });

  test('may be computed by Terraform', () => {
    const stage = testStage();
    new UserAssignedIdentity(stage, 'App', { name: Fn.join('-', ['id', 'computed']) });
    expect(stage).toHaveResource(IDENTITY, { name: '${join("-", ["id", "computed"])}' });
  });

  test('in the public DNS differ between stages, environments and salts', () => {
    const names = [
      testStage(),
      testStage({ id: 'stage-other' }),
      testStage({ app: testApp({ environment: 'staging' }) }),
      testStage({ app: testApp({ nameSalt: 'contoso' }) }),
    ].map((stage) => {
      new StorageAccount(stage, 'Files');
      return String(RenderedStage.of(stage).resource('azurerm_storage_account')['name']).slice(-5);
    });
    expect(new Set(names).size).toBe(4);
  });

  test.each([
    ['SecFilings', 'sec-filings'],
    ['AIModels', 'ai-models'],
    ['Redis2Cache', 'redis2-cache'],
    ['already-kebab', 'already-kebab'],
  ])('%s is %s in kebab case', (id, expected) => {
    expect(kebab(id)).toBe(expected);
  });
});

test('defaults apply to what is made after them, and add up', () => {
  const stage = testStage();
  new StorageAccount(stage, 'Before');
  const workspace = new LogAnalyticsWorkspace(stage, 'Logs');
  const actionGroup = new ActionGroup(stage, 'OnCall', { emails: ['ops@example.com'] });
  stage.context.setDefaults({ logAnalyticsWorkspace: workspace });
  stage.context.setDefaults({ actionGroup });
  new StorageAccount(stage, 'After');
  expect(stage.context.defaults).toEqual({ logAnalyticsWorkspace: workspace, actionGroup });
  expect(stage).toHaveResourceCount('azurerm_monitor_diagnostic_setting', 2);
  expect(stage).toHaveResourceCount('azurerm_monitor_metric_alert', 1);
});

test('zones take a profile that wants them and a region that has them', () => {
  const zones = (environment: string, location: string) =>
    testStage({ app: testApp({ environment, location }) }).context.zoneRedundant;
  expect([zones('prod', 'eastus2'), zones('prod', 'westus'), zones('dev', 'eastus2')]).toEqual([true, false, false]);
});

test('the versions that a stage requires are the highest that a construct of it needs', () => {
  const stage = testStage();
  stage.context.requireAzurermMinor(60);
  stage.context.requireAzurermMinor(57);
  stage.context.requireTerraformMinor(11);
  stage.context.requireTerraformMinor(9);
  expect(RenderedStage.of(stage).terraform).toMatchObject({
    required_version: '>= 1.11',
    required_providers: { azurerm: { version: '~> 4.60' } },
  });
});

test('the providers that a subscription must have registered are named once, sorted', () => {
  const stage = testStage();
  new StorageAccount(stage, 'One');
  new StorageAccount(stage, 'Two');
  new UserAssignedIdentity(stage, 'App');
  stage.context.registerResourceProvider(undefined);
  expect(stage.context.resourceProviders).toEqual(['Microsoft.ManagedIdentity', 'Microsoft.Storage']);
});
