import { type Stage } from '../../lib/stage/stage';
import { StagedApp } from '../../lib/stage/staged-app';
import { ResourceName } from '../../lib/values/resource-name';

/** Name of the system. */
export const SYSTEM = 'holiday-peak-hub';

/** The reference design's short form of the system's name in the names that it fixes: `holidaypeakhub-dev-aks`. */
const DESIGN_NAME = 'holidaypeakhub';

/** A name that the reference design fixes, such as `holidaypeakhub-dev-aks`. */
export function designName(stage: Stage, what: string): string {
  return `${DESIGN_NAME}-${stage.context.environment}-${what}`;
}

/** A name for types that take 24 characters, which the system's own would fill before the environment is in it. */
export function shortName(stage: Stage, resourceType: string): string {
  const { environment } = stage.context;
  return ResourceName.derive({
    resourceType,
    project: 'hph',
    environment,
    uniqueness: [StagedApp.of(stage).settings.nameSalt, SYSTEM, environment, stage.node.id, resourceType].join('/'),
  });
}
