import { SettingsError } from '../../lib/errors';
import { acknowledge } from '../../lib/stage/acknowledge';
import { StagedApp, type StagedAppProps } from '../../lib/stage/staged-app';
import { type Tenant } from '../../lib/tenants';
import { type Cidr } from '../../lib/values/cidr';
import { type Region } from '../../lib/values/region';
import { ClusterStage } from './cluster-stage';
import { DataStage } from './data-stage';
import { EdgeStage } from './edge-stage';
import { GlobalStage } from './global-stage';
import { localFiles } from './local';
import { NetworkStage } from './network-stage';
import { type AgenticPlatformParameters, agenticPlatformParameters } from './parameters';
import { Phase, reaches } from './phase';
import { PlatformStage } from './platform-stage';
import { type RegionStages } from './region-stages';
import { addTenants, platformTenants } from './tenant-stages';

/**
 * Makes the agentic platform, as much of it as its phase has: nothing but files for a laptop, one region, tenants in it, or several
 * regions.
 *
 * Its resources are called `agentic`, so that is the project unless another one is named.
 *
 * @throws SettingsError when the regions of the phase global do not begin with the location
 */
export function createApp(props: Omit<StagedAppProps, 'name'> = {}): StagedApp {
  const settings = { project: 'agentic', location: 'eastus', ...props.settings };
  const app = new StagedApp({ ...props, settings, name: 'agentic-platform' });
  const parameters = app.readParameters(agenticPlatformParameters);
  const regions = regionsOf(app, parameters);
  const tenants = platformTenants(app, parameters);
  app.addFiles('local', localFiles(parameters, tenants));
  acknowledge(app, 'AZS203', 'Data is encrypted at rest, as the design asks; no requirement asks for keys of our own.');
  if (reaches(parameters.phase, Phase.REGION)) {
    const global = new GlobalStage(app, regions, parameters);
    const stages = addRegions(global, regions, tenants, parameters);
    if (reaches(parameters.phase, Phase.TENANTS)) {
      addTenants(app, stages, tenants, parameters);
    }
    if (reaches(parameters.phase, Phase.GLOBAL)) {
      new EdgeStage(app, global, stages, parameters);
    }
  }
  return app;
}

/** Adds the stages of each region. */
function addRegions(
  global: GlobalStage,
  regions: readonly Region[],
  tenants: readonly Tenant[],
  parameters: AgenticPlatformParameters,
): RegionStages[] {
  const app = StagedApp.of(global);
  const isGlobal = reaches(parameters.phase, Phase.GLOBAL);
  const made: RegionStages[] = [];
  for (const [index, region] of regions.entries()) {
    const addressSpace = parameters.vnetAddressSpaces[index] as Cidr;
    const networks = made.map((each) => each.network);
    const network = new NetworkStage(app, region, global, addressSpace, networks);
    const others = isGlobal ? made.map((each) => each.data) : undefined;
    const data = new DataStage(app, network, parameters, others);
    const cluster = new ClusterStage(app, global, network, parameters);
    const platform = new PlatformStage(app, { global, network, data, cluster }, parameters, tenants);
    made.push({ region, network, data, cluster, platform });
  }
  return made;
}

/** The regions of the phase, the primary one first: that is the location. */
function regionsOf(app: StagedApp, { phase, regions }: AgenticPlatformParameters): [Region, ...Region[]] {
  const { location } = app.settings;
  if (!reaches(phase, Phase.GLOBAL)) {
    return [location];
  }
  const [first, ...others] = regions;
  if (first?.name !== location.name) {
    throw new SettingsError([
      {
        path: 'parameters.regions',
        message: `begin with ${first?.name}, and the location is ${location.name}`,
        allowed: 'the location first: it is the primary region',
        fix: `Set location=${first?.name}, or name ${location.name} first.`,
      },
    ]);
  }
  return [location, ...others];
}
