import { type Finding } from '../../policy/finding';
import { type AppDescription } from '../assembly/assembly';
import { type CiRun } from '../records/ci-run';
import { type CostDifference } from './cost-result';
import { type ExitCode } from '../exit-code';
import { type OutputRead } from '../references/remote-states';
import { type Origin } from '../assembly/stage-artifact';
import { type ChangeAction, type PlannedChange } from '../terraform/terraform-events';
import { type FailedCheck } from '../terraform/terraform-state';
import { type StageOutputs } from './shown-output';
import { type ChangeCounts } from '../terraform/change-counts';

/** Result of a stage in a run. */
export type StageResult =
  /** Its inputs are those of its last apply; Terraform was not run. */
  | 'unchanged'
  /** Terraform found nothing to do. */
  | 'no-changes'
  | 'applied'
  | 'destroyed'
  /** Resources of it were moved to another stage or from one, or its state to another backend. */
  | 'moved'
  /** Nothing of it is deployed. */
  | 'not-deployed'
  /** It was planned. */
  | 'planned'
  /** It has drifted. */
  | 'drifted'
  /** Its checks of what is deployed have found no failure. */
  | 'verified'
  /** It cannot be planned before another stage is deployed: all of it is deferred. */
  | 'blocked'
  | 'failed'
  | 'declined'
  /** A stage that it depends on failed. */
  | 'skipped'
  /** It had not started when the run was interrupted. */
  | 'cancelled'
  /** It was running when the run was interrupted. */
  | 'interrupted';

/** Error of a stage with its origin in the code. */
export interface StageError {
  readonly summary: string;
  readonly detail?: string;
  /** Terraform address of the resource. */
  readonly address?: string;
  /** Path of its construct. */
  readonly constructPath?: string;
  /** File and line that created the construct, where synth recorded it. */
  readonly source?: string;
}

/** Change of a stage with its origin in the code. */
export interface StageChange extends PlannedChange {
  /** Path of the construct. */
  readonly constructPath?: string;
  /** File and line that created the construct, where synth recorded it: `stacks/shop/data.ts:42:5`. */
  readonly source?: string;
  /** Outputs of other stages that cause the change. */
  readonly causes?: readonly OutputRead[];
}

/** Stage that depends on resources which another one replaces or deletes. */
export interface StandingStage {
  readonly stage: string;
  /** Changes to the resources that it depends on. */
  readonly on: readonly PlannedChange[];
  /** The stage and its dependents, in the order in which they are destroyed. */
  readonly down: readonly string[];
}

/** Stages that have to be destroyed before another one is applied. */
export interface StageDownFirst {
  readonly standing: readonly StandingStage[];
  /** Stages to destroy, in this order. */
  readonly down: readonly string[];
  /** Commands that do it, in this order. */
  readonly commands: readonly string[];
}

/** Drift of a stage from its last apply, and from the code; without values, which may be secret. */
export interface StageDrift {
  /** Changes made outside of Terraform. */
  readonly changedOutside: readonly OutsideChange[];
  /** Changes of the next apply because the code differs from what was applied. */
  readonly notApplied: readonly StageChange[];
  /** Outputs of other stages that have changed since the stage was applied. */
  readonly upstreamChanged: readonly ChangedOutput[];
}

/** Resource that was changed outside of Terraform. */
export interface OutsideChange extends Origin {
  readonly address: string;
  readonly type: string;
  /**
   * Change to the resource. `read`: none, but it depends on something outside of the app that has changed, such as the result of a data source, or the
   * time.
   */
  readonly action: 'update' | 'delete' | 'read';
  /** Names of the attributes that differ. */
  readonly attributes: readonly string[];
  /** Action of the next apply on it. @default it only updates the state */
  readonly answer?: ChangeAction;
  /** Changes of the next apply to other resources because of it. */
  readonly changes: readonly StageChange[];
}

/** Output of another stage whose value has changed since the stage was applied. */
export interface ChangedOutput extends OutputRead {
  /** Changes of the next apply because of it. */
  readonly changes: readonly StageChange[];
}

/** A resource that a plan deletes, and another one of its type and name that it creates: most likely its construct was renamed. */
export interface RenamedResource {
  /** Address of the resource that is deleted. */
  readonly from: string;
  /** Address of the resource that is created. */
  readonly to: string;
  /** Path of the construct that was renamed, or moved. */
  readonly construct?: string;
  /** Its path before. @default it cannot be told */
  readonly earlierPath?: string;
}

/** Outcome of a check of what is deployed. */
export interface CheckOutcome {
  /** Kind of the check: `exists`, or one of those that constructs contribute. */
  readonly check: string;
  /** Terraform address of the resource. */
  readonly address: string;
  /** Path of the construct that contributed it. @default none did */
  readonly constructPath?: string;
  /** `unreachable`: nothing is known, as the service cannot be reached from this machine. */
  readonly status: 'passed' | 'failed' | 'unreachable';
  readonly detail: string;
  /** Action that solves it. @default there is nothing to do */
  readonly fix?: string;
  readonly milliseconds: number;
}

/** Outcome of a stage, for programs and for the summary. */
export interface StageOutcome {
  readonly stage: string;
  readonly result: StageResult;
  /** Reason why it was run, or was not. */
  readonly reason?: string;
  readonly counts?: ChangeCounts;
  /** Changes that were planned, or applied. */
  readonly changes?: readonly StageChange[];
  /** Addresses of deferred resources and modules, without an index: they cannot be planned before other stages are deployed. */
  readonly deferred?: readonly string[];
  /** Stages to destroy before the plan can be applied. @default none */
  readonly downFirst?: StageDownFirst;
  /** Drift, where the stage was checked for it. */
  readonly drift?: StageDrift;
  /** Checks of what is deployed, where these were made. @default none were */
  readonly verified?: readonly CheckOutcome[];
  /** Checks of the stage that failed; sorted by address. @default all passed */
  readonly failedChecks?: readonly FailedCheck[];
  /** Monthly cost before and after, of a stage that was planned or destroyed. @default nothing of it is priced */
  readonly cost?: CostDifference;
  readonly milliseconds: number;
  /** Changes that were completed, of an apply that did not finish. */
  readonly reached?: { readonly done: number; readonly total: number };
  /** Stable code of the failure. */
  readonly code?: string;
  readonly errors?: readonly StageError[];
  /** Warnings of Terraform. */
  readonly warnings?: readonly StageError[];
  readonly fix?: string;
  /** Whether the state may still be locked, because Terraform was killed. */
  readonly mayBeLocked?: boolean;
}

/** Result of a run. */
export interface RunResult extends AppDescription {
  readonly command: string;
  readonly exitCode: ExitCode;
  /** Stages, upstream first. */
  readonly stages: readonly StageOutcome[];
  readonly milliseconds: number;
  /** Manual checks of the stages that were applied. */
  readonly checks: readonly string[];
  /** Outputs of the stages that were applied, without sensitive values. @default none, as of a plan */
  readonly outputs?: readonly StageOutputs[];
  /** Findings of the policy rules about the stages of a plan, and of hooks; acknowledged ones too. @default the command does not look for any */
  readonly findings?: readonly Finding[];
  /** Suggested next command. @default none */
  readonly next?: string;
}

/** Change of a plan that was not approved. */
export interface Difference {
  /** Address of a resource. */
  readonly address?: string;
  /** Name of an output. */
  readonly output?: string;
  /** Description without sensitive values. */
  readonly text: string;
}

/** Result of a stage in a run. */
export interface JournalStage {
  readonly stage: string;
  readonly result: string;
  readonly reason?: string;
  readonly counts?: ChangeCounts;
  readonly milliseconds: number;
}

/** Run according to its journal. */
export interface JournalRun {
  readonly id: string;
  readonly command: string;
  readonly user: string;
  readonly host: string;
  readonly started: string;
  /** CI run that it was part of. */
  readonly ci?: CiRun;
  /** Settings by name. Of parameters the names alone, as their values may be secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly stages: readonly JournalStage[];
  /** Exit code; absent when the run did not finish. */
  readonly exitCode?: number;
  readonly finished?: string;
}
