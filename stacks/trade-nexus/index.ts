import { quote, SettingsError } from '../../lib/errors';
import { acknowledge } from '../../lib/stage/acknowledge';
import { StagedApp, type StagedAppProps } from '../../lib/stage/staged-app';
import { AppsStage } from './apps-stage';
import { EnvironmentStage } from './environment-stage';
import { KnowledgeBaseStage } from './knowledge-base-stage';
import { KnowledgeBase, tradeNexusParameters } from './parameters';
import { StorageStage } from './storage-stage';

/** The environment of `azstage` without `--environment`: the only one that the system has. */
const ONLY_ENVIRONMENT = 'dev';

/**
 * Makes the Trade Nexus system: one resource group with three stages, and a fourth where the knowledge base is in Azure.
 *
 * @throws SettingsError for any environment but the default: names are fixed, so that a second one would claim what the first one has
 */
export function createApp(props: Omit<StagedAppProps, 'name'> = {}): StagedApp {
  const app = new StagedApp({ ...props, name: 'trade-nexus', settings: { location: 'westeurope', ...props.settings } });
  refuseOtherEnvironments(app.settings.environment);
  const parameters = app.readParameters(tradeNexusParameters);
  const environment = new EnvironmentStage(app, parameters);
  const storage = new StorageStage(app, environment, parameters);
  const knowledgeBase =
    parameters.knowledgeBase === KnowledgeBase.POSTGRESQL
      ? new KnowledgeBaseStage(app, environment, parameters)
      : undefined;
  new AppsStage(app, { environment, storage, knowledgeBase }, parameters);
  acknowledge(
    app,
    'AZS203',
    'No requirement asks for keys of our own: those of Azure are never lost, and rotate by themselves.',
  );
  return app;
}

function refuseOtherEnvironments(environment: string): void {
  if (environment !== ONLY_ENVIRONMENT) {
    throw new SettingsError([
      {
        path: 'environment',
        message: `got ${quote(environment)}, and trade-nexus has one environment with names of its own, which are fixed`,
        allowed: ONLY_ENVIRONMENT,
        fix: `Leave --environment out. For sizes and locks of production, write "profile": "prod" into environments/${ONLY_ENVIRONMENT}.json.`,
      },
    ]);
  }
}
