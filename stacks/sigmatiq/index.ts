import { StagedApp, type StagedAppProps } from '../../lib/stage/staged-app';
import { AppInfrastructureStage } from './app-infrastructure-stage';
import { AppsStage } from './apps-stage';
import { DataStage } from './data-stage';
import { FoundationStage } from './foundation-stage';
import { SharedResources, sigmatiqParameters } from './parameters';
import { SharedStage } from './shared-stage';

/**
 * Makes the Sigmatiq system: four stages in every environment, and one more in the environment that makes what all share.
 *
 * Its resources are called `trading` after the reference design, so that is the project unless another one is named.
 */
export function createApp(props: Omit<StagedAppProps, 'name'> = {}): StagedApp {
  const settings = { project: 'trading', location: 'centralus', ...props.settings };
  const app = new StagedApp({ ...props, settings, name: 'sigmatiq' });
  const parameters = app.readParameters(sigmatiqParameters);
  const shared = parameters.shared === SharedResources.MAKE ? new SharedStage(app, parameters) : undefined;
  const foundation = new FoundationStage(app, parameters);
  const data = new DataStage(app, foundation, parameters);
  const infrastructure = new AppInfrastructureStage(app, { foundation, data, shared }, parameters);
  new AppsStage(app, { data, infrastructure }, parameters);
  return app;
}
