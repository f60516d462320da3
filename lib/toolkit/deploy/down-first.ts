import { type StageUnit } from '../unit/stage-unit';
import { type PlannedChange } from '../terraform/terraform-events';

/** Stage whose deployed resources use what another one is about to replace or delete. */
export interface Standing {
  readonly unit: StageUnit;
  /** The changes of the other stage that affect it. */
  readonly on: readonly PlannedChange[];
  /** The stage and all deployed stages that depend on it, in the order of destruction. */
  readonly down: readonly StageUnit[];
}

/** Stages that have to go down before one is applied, as it replaces or deletes what they use. */
export interface DownFirst {
  readonly upstream: StageUnit;
  readonly standing: readonly Standing[];
  /** All stages that have to go down, in the order of destruction. */
  readonly down: readonly StageUnit[];
}
