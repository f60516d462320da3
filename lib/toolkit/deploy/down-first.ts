import { type StageUnit } from '../unit/stage-unit';
import { type PlannedChange } from '../terraform/terraform-events';

/** A stage that is deployed on what another one is about to replace or delete. */
export interface Standing {
  readonly unit: StageUnit;
  /** What of the other stage it stands on. */
  readonly on: readonly PlannedChange[];
  /** The stage and all that are deployed and need it, in the order in which they are destroyed. */
  readonly down: readonly StageUnit[];
}

/** Stages that have to go down before one is applied, as that replaces or deletes what they stand on. */
export interface DownFirst {
  readonly upstream: StageUnit;
  readonly standing: readonly Standing[];
  /** All that have to go down, in the order in which they are destroyed. */
  readonly down: readonly StageUnit[];
}
