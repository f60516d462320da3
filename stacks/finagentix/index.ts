import { acknowledge } from '../../lib/stage/acknowledge';
import { StagedApp, type StagedAppProps } from '../../lib/stage/staged-app';
import { AgentRuntimeStage } from './agent-runtime-stage';
import { AiServicesStage } from './ai-services-stage';
import { DataIngestionStage } from './data-ingestion-stage';
import { DataPlatformStage } from './data-platform-stage';
import { FoundationStage } from './foundation-stage';
import { finagentixParameters } from './parameters';

/** Makes the FinagentiX system: five stages, the first two shared by all projects. */
export function createApp(props: Omit<StagedAppProps, 'name'> = {}): StagedApp {
  const app = new StagedApp({ ...props, name: 'finagentix' });
  const parameters = app.readParameters(finagentixParameters);
  const foundation = new FoundationStage(app, parameters);
  const dataPlatform = new DataPlatformStage(app, foundation, parameters);
  const aiServices = new AiServicesStage(app, foundation, parameters);
  new DataIngestionStage(app, { foundation, dataPlatform, aiServices }, parameters);
  new AgentRuntimeStage(app, { foundation, dataPlatform, aiServices }, parameters);
  acknowledge(
    app,
    'AZS203',
    'No requirement asks for keys of our own: those of Azure are never lost, and rotate by themselves.',
  );
  return app;
}
