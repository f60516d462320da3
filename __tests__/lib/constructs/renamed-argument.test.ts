import { CosmosAccount } from '../../../lib/constructs/data/cosmos-account';
import { ApplicationInsights } from '../../../lib/constructs/observability/application-insights';
import { LogAnalyticsWorkspace } from '../../../lib/constructs/observability/log-analytics-workspace';
import { type Stage } from '../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';

const OLD = { disable_ip_masking: true, local_authentication_disabled: false };
const NEW = { ip_masking_enabled: false, local_authentication_enabled: true };

function insights(stage: Stage): Record<string, unknown> {
  new ApplicationInsights(stage, 'Insights', {
    workspace: LogAnalyticsWorkspace.fromName(stage, 'Logs', 'log-existing', 'rg-existing'),
    ipMasking: false,
    localAuthentication: true,
  });
  return RenderedStage.of(stage).resource('azurerm_application_insights');
}

test('the old name is written where the stage allows an azurerm that does not know the new one', () => {
  const rendered = insights(testStage());
  expect(rendered).toMatchObject(OLD);
  Object.keys(NEW).forEach((name) => expect(rendered).not.toHaveProperty(name));
});

test.each(['~> 4.78', '= 4.81.0'])('the new name is written with the version %s', (azurermVersion) => {
  const rendered = insights(testStage({ app: testApp({ azurermVersion }) }));
  expect(rendered).toMatchObject(NEW);
  Object.keys(OLD).forEach((name) => expect(rendered).not.toHaveProperty(name));
});

test('a construct that comes later and needs a newer azurerm decides, too', () => {
  const stage = testStage();
  insights(stage);
  new CosmosAccount(stage, 'Account');
  stage.context.requireAzurermMinor(81);
  const rendered = RenderedStage.of(stage);
  expect(rendered.resource('azurerm_application_insights')).toMatchObject(NEW);
  expect(rendered.resource('azurerm_cosmosdb_account')).toMatchObject({ local_authentication_enabled: false });
  expect(rendered.resource('azurerm_cosmosdb_account')).not.toHaveProperty('local_authentication_disabled');
});
