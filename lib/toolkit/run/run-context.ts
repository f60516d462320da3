import { type Assembly } from '../assembly/assembly';
import { type Reporter } from '../io/io-host';
import { type KnownOrphans } from './known-orphans';
import { type Origin } from './origin';
import { type Session } from './session';
import { type StageUnit } from '../unit/stage-unit';
import { type ProgressListener } from '../terraform/stage-terraform';
import { type PlannedChange } from '../terraform/terraform-events';

/** Instructions for a stage that fails because of others, by the stage. */
export interface WaysOut {
  /** Instructions for stages that remove outputs with which others are deployed. */
  readonly removed: Map<StageUnit, string>;
  /** Instructions for stages that replace or delete resources which others depend on. */
  readonly standing: Map<StageUnit, string>;
}

/** Context of a run for the functions that work on its stages. */
export interface RunContext {
  readonly session: Session;
  readonly assembly: Assembly;
  /** All stages of the app, upstream first. */
  readonly units: readonly StageUnit[];
  /** Stages that are still deployed, and no longer in the code. */
  readonly orphans: KnownOrphans;
  /** Terraform types of the resources that this run has created so far. */
  readonly createdTypes: readonly string[];
  readonly waysOut: WaysOut;
  /** Azure subscription that the run is for. */
  readonly subscription?: string;
  /** Id of the bundle that the plans of the run are for. @default none */
  readonly bundle?: string;
  /** Version of Terraform. */
  readonly terraformVersion: string;
  /** Reporter of messages about a stage. */
  about(unit: StageUnit): Reporter;
  /** User or CI run, and commit, of the run. */
  origin(): Promise<Origin>;
  /**
   * Listener to the events of Terraform on a stage.
   *
   * @param changes changes that are applied. @default a plan, in which nothing changes
   */
  progressOf(unit: StageUnit, changes?: readonly PlannedChange[]): ProgressListener;
}
