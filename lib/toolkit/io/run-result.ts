import { type AppDescription } from '../assembly/assembly';
import { type CiRun } from '../records/ci-run';
import { type ExitCode } from '../exit-code';
import { type OutputRead } from '../references/remote-states';
import { type Origin } from '../assembly/stage-artifact';
import { type ChangeAction, type ChangeCounts, type PlannedChange } from '../terraform/terraform-events';
import { type FailedCheck } from '../terraform/terraform-state';

/** How a stage ended in a run. */
export type StageResult =
  /** Its inputs are those of its last apply; Terraform was not run. */
  | 'unchanged'
  /** Terraform found nothing to do. */
  | 'no-changes'
  | 'applied'
  | 'destroyed'
  /** Nothing of it is deployed. */
  | 'not-deployed'
  /** A plan was made. */
  | 'planned'
  /** Something of it is not as it should be. */
  | 'drifted'
  /** It cannot be planned before another stage is deployed. */
  | 'blocked'
  | 'failed'
  | 'declined'
  /** A stage that it needs failed. */
  | 'skipped'
  /** It had not started when the run was interrupted. */
  | 'cancelled'
  /** It was at work when the run was interrupted. */
  | 'interrupted';

/** One error, with where it is from. */
export interface StageError {
  readonly summary: string;
  readonly detail?: string;
  /** Terraform address of the resource. */
  readonly address?: string;
  /** Path of its construct. */
  readonly constructPath?: string;
  /** File and line that made the construct, where synth recorded it. */
  readonly source?: string;
}

/** One change to a stage, and where it comes from. */
export interface StageChange extends PlannedChange {
  /** Path of the construct. */
  readonly constructPath?: string;
  /** File and line that made the construct, where synth recorded it: `stacks/shop/data.ts:42:5`. */
  readonly source?: string;
  /** Outputs of other stages without which there would be no change. */
  readonly causes?: readonly OutputRead[];
}

/** A stage that stands on what another one replaces or deletes. */
export interface StandingStage {
  readonly stage: string;
  /** What it stands on. */
  readonly on: readonly PlannedChange[];
  /** The stage and what needs it, in the order in which they are destroyed. */
  readonly down: readonly string[];
}

/** Stages that have to go down before another one is applied. */
export interface StageDownFirst {
  readonly standing: readonly StandingStage[];
  /** All that have to go down, in the order in which they are destroyed. */
  readonly down: readonly string[];
  /** Commands that do it, one after another. */
  readonly commands: readonly string[];
}

/** What of a stage is not as its last apply left it, or not as the code wants it; without values, which may be secret. */
export interface StageDrift {
  /** What others than Terraform changed. */
  readonly changedOutside: readonly OutsideChange[];
  /** What the next apply would do because the code is not what was applied. */
  readonly notApplied: readonly StageChange[];
  /** Outputs of other stages that are no longer what the stage was applied with. */
  readonly upstreamChanged: readonly ChangedOutput[];
}

/** A resource that was changed outside of Terraform. */
export interface OutsideChange extends Origin {
  readonly address: string;
  readonly type: string;
  /**
   * What was done to it. `read`: nothing, but it is made from something outside of the app that is not what it was, such as what a data
   * source finds, or the time.
   */
  readonly action: 'update' | 'delete' | 'read';
  /** Names of the attributes that differ. */
  readonly attributes: readonly string[];
  /** What the next apply would do to it. @default nothing but take note */
  readonly answer?: ChangeAction;
  /** What the next apply would do to others because of it. */
  readonly changes: readonly StageChange[];
}

/** An output of another stage whose value is not the one that a stage was applied with. */
export interface ChangedOutput extends OutputRead {
  /** What the next apply would do because of it. */
  readonly changes: readonly StageChange[];
}

/** How one stage ended, for programs and for the summary. */
export interface StageOutcome {
  readonly stage: string;
  readonly result: StageResult;
  /** Why it was run, or why it was not. */
  readonly reason?: string;
  readonly counts?: ChangeCounts;
  /** What was planned, or applied. */
  readonly changes?: readonly StageChange[];
  /** Resources and modules that cannot be planned before other stages are deployed, without an index. */
  readonly deferred?: readonly string[];
  /** What has to go down before what was planned can be applied. @default nothing */
  readonly downFirst?: StageDownFirst;
  /** What is not as it should be, of a stage that was looked at for that. */
  readonly drift?: StageDrift;
  /** Checks of the stage that did not pass; by address. @default all passed */
  readonly failedChecks?: readonly FailedCheck[];
  readonly milliseconds: number;
  /** Stable code of the failure. */
  readonly code?: string;
  readonly errors?: readonly StageError[];
  /** What Terraform warned of. */
  readonly warnings?: readonly StageError[];
  readonly fix?: string;
  /** Whether the state may be left locked, because Terraform was killed. */
  readonly mayBeLocked?: boolean;
}

/** How a run ended. */
export interface RunResult extends AppDescription {
  readonly command: string;
  readonly exitCode: ExitCode;
  /** In the order in which stages are deployed. */
  readonly stages: readonly StageOutcome[];
  readonly milliseconds: number;
  /** What to look at in the stages that were applied. */
  readonly checks: readonly string[];
}

/** One thing that a plan does, and that was not approved. */
export interface Difference {
  /** Of a resource. */
  readonly address?: string;
  /** Of an output. */
  readonly output?: string;
  /** In words, without sensitive values. */
  readonly text: string;
}

/** How a stage ended in a run. */
export interface JournalStage {
  readonly stage: string;
  readonly result: string;
  readonly reason?: string;
  readonly counts?: ChangeCounts;
  readonly milliseconds: number;
}

/** One run, as its record tells it. */
export interface JournalRun {
  readonly id: string;
  readonly command: string;
  readonly user: string;
  readonly host: string;
  readonly started: string;
  /** The CI run that it was part of. */
  readonly ci?: CiRun;
  /** Settings by name. Parameters by name alone: their values may be secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly stages: readonly JournalStage[];
  /** Absent when the run never came to its end. */
  readonly exitCode?: number;
  readonly finished?: string;
}
