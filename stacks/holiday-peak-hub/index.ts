import { acknowledge } from '../../lib/stage/acknowledge';
import { StagedApp, type StagedAppProps } from '../../lib/stage/staged-app';
import { AgentStage } from './agent-stage';
import { AGENTS } from './agents';
import { ClusterStage } from './cluster-stage';
import { CrudStage } from './crud-stage';
import { DataStage } from './data-stage';
import { GatewayStage } from './gateway-stage';
import { MessagingStage } from './messaging-stage';
import { SYSTEM } from './names';
import { NetworkStage } from './network-stage';
import { ObservabilityStage } from './observability-stage';
import { holidayPeakHubParameters } from './parameters';
import { RegistryStage } from './registry-stage';
import { StaticWebAppStage } from './static-web-app-stage';

/** Makes the Holiday Peak Hub system: what all services share, the CRUD service, a stage for each of the 21 agents, and the front end. */
export function createApp(props: Omit<StagedAppProps, 'name'> = {}): StagedApp {
  const app = new StagedApp({ ...props, name: SYSTEM, settings: { location: 'eastus', ...props.settings } });
  const parameters = app.readParameters(holidayPeakHubParameters);
  const observability = new ObservabilityStage(app, parameters);
  const network = new NetworkStage(app, observability, parameters);
  const data = new DataStage(app, network, parameters);
  const messaging = new MessagingStage(app, network, parameters);
  const registry = new RegistryStage(app, network, parameters);
  const cluster = new ClusterStage(app, { network, registry, data, messaging }, parameters);
  const services = { observability, data, messaging, cluster };
  new CrudStage(app, services);
  AGENTS.forEach((agent) => new AgentStage(app, agent, { ...services, network }, parameters));
  const gateway = new GatewayStage(app, observability, network, parameters);
  new StaticWebAppStage(app, gateway, parameters);
  acknowledge(
    app,
    'AZS203',
    'No requirement asks for keys of our own: those of Azure are never lost, and rotate by themselves.',
  );
  return app;
}
