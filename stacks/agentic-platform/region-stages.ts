import { type Region } from '../../lib/values/region';
import { type ClusterStage } from './cluster-stage';
import { type DataStage } from './data-stage';
import { type NetworkStage } from './network-stage';
import { type PlatformStage } from './platform-stage';

/** The stages of one region. */
export interface RegionStages {
  readonly region: Region;
  readonly network: NetworkStage;
  readonly data: DataStage;
  readonly cluster: ClusterStage;
  readonly platform: PlatformStage;
}
