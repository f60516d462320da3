import { type Construct } from 'constructs';
import { Stage, type StageProps } from '../../lib/stage/stage';
import { type Region } from '../../lib/values/region';

/** Properties of a stage of one region; the title has the name of the region behind it. */
export type RegionStageProps = Omit<StageProps, 'location' | 'nameQualifier' | 'sharing'>;

/** A stage that each region has: its resources are in the region, and have its name in theirs. Its id is `<region>-<part>`. */
export abstract class RegionStage extends Stage {
  public readonly region: Region;

  constructor(scope: Construct, region: Region, part: string, props: RegionStageProps) {
    super(scope, `${region.name}-${part}`, {
      ...props,
      title: `${props.title} in ${region.displayName}`,
      location: region.name,
      nameQualifier: region.name,
    });
    this.region = region;
  }
}
