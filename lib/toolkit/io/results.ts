import { type ParameterDescription } from '../../manifest/app-metadata';
import { type AppDescription } from '../assembly/assembly';
import { type Liveness } from '../records/recorded-process';
import { type CiRun } from '../records/ci-run';
import { type JournalRun, type RunResult } from './run-result';
import { type FailedCheck } from '../terraform/terraform-state';

/** One stage that was synthesized. */
export interface SynthesizedStage {
  readonly name: string;
  readonly title?: string;
  readonly resources: number;
  readonly dependencies: readonly string[];
  /** Its Terraform JSON, from the project's directory. */
  readonly file: string;
  /** What must have been done by hand before it is applied. */
  readonly prerequisites: readonly string[];
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
}

/** What `synth` made. */
export interface SynthResult extends AppDescription {
  /** From the project's directory. */
  readonly directory: string;
  /** Upstream first. */
  readonly stages: readonly SynthesizedStage[];
  /** The command that one would run next. */
  readonly next?: string;
}

/** How much of a stage is there. */
export type DeploymentStatus =
  | 'deployed'
  | 'not deployed'
  /** Its state cannot be read, or is not the one that was known. */
  | 'unknown';

/** A stage as it is deployed, by its state and the record in it. */
export interface Deployment {
  readonly status: DeploymentStatus;
  /** Time of its last apply, in ISO 8601. @default not known: something else than azstage applied it, or not to its end */
  readonly appliedAt?: string;
  /** User or CI run that planned it. */
  readonly appliedBy?: string;
  /** Commit that was applied, with `+` where files were not committed. */
  readonly commit?: string;
  readonly subscriptionId?: string;
  /** What it is by the code, or was when it was applied: `permanent`, `on-demand` or `ephemeral`. */
  readonly lifecycle?: string;
  /** Checks that did not pass when it was applied. @default all passed */
  readonly failedChecks?: readonly FailedCheck[];
  /** Reason why the status is unknown, or what has to be looked at. @default none */
  readonly problem?: string;
}

/** One stage of the app. */
export interface ListedStage extends Deployment {
  readonly name: string;
  readonly title?: string;
  readonly purpose?: string;
  /** `shared` or `project`. */
  readonly sharing?: string;
  /** Number of resources in the code; of a stage that is not in the code, in its state. */
  readonly resources: number;
  readonly dependencies: readonly string[];
  /** Whether it is deployed, and no longer in the code. @default false */
  readonly isOrphaned?: boolean;
}

/** Result of `list`. */
export interface ListResult extends AppDescription {
  /** Upstream first; stages that are no longer in the code at the end. */
  readonly stages: readonly ListedStage[];
}

/** How a graph is written. */
export type GraphFormat = 'text' | 'mermaid' | 'dot' | 'svg';

/** What `graph` drew. */
export interface GraphResult {
  readonly format: GraphFormat;
  readonly graph: string;
}

/** One output of a stage. */
export interface ShownOutput {
  readonly name: string;
  readonly sensitive: boolean;
  /** Absent when it is hidden. */
  readonly value?: unknown;
}

/** The outputs of stages. */
export interface OutputsResult {
  readonly stages: readonly {
    readonly name: string;
    readonly outputs: readonly ShownOutput[];
    /** Reason why its state cannot be read. @default it can */
    readonly problem?: string;
  }[];
}

/** One stage as it is deployed. */
export interface ShownStage extends Deployment {
  readonly name: string;
  readonly title?: string;
  readonly isDeployed: boolean;
  /** Addresses of the resources that Terraform made. */
  readonly resources: readonly string[];
  readonly outputs: readonly ShownOutput[];
  /** What to look at once it is deployed. */
  readonly checks: readonly string[];
}

/** What `show` found. */
export interface ShowResult extends AppDescription {
  /** Upstream first. */
  readonly stages: readonly ShownStage[];
  /** How the stages differ from what they should be, where it was asked for. */
  readonly drift?: RunResult;
}

/** What `show --history` found. */
export interface HistoryResult {
  /** The latest first. */
  readonly runs: readonly JournalRun[];
}

/** The parameters in force. */
export interface ParametersResult extends AppDescription {
  readonly parameters: readonly ParameterDescription[];
}

/** What is known of the lock of a stage. */
export type LockStatus =
  | 'free'
  | 'locked'
  /** A local state has the note of a lock that its Terraform could not tidy up: it locks nothing. */
  | 'stale'
  /** A run is at work in this directory, and trying the lock could stand in its way. */
  | 'not-tried'
  /** The lock cannot be tried: the backend is out of reach, or Terraform is. */
  | 'unclear';

/** The lock of one stage. */
export interface StageLock {
  readonly stage: string;
  readonly status: LockStatus;
  /** Id of the lock; absent where nothing tells it. */
  readonly id?: string;
  /** Who took it: `user@host` */
  readonly who?: string;
  /** When, in ISO 8601. */
  readonly since?: string;
  /** For what: `plan`, `apply` or another command of Terraform. */
  readonly operation?: string;
  /** Whether who took it is still there. */
  readonly holder?: Liveness;
  /** What says so. */
  readonly why?: string;
  /** The CI run that took it, where azstage started that Terraform from here. */
  readonly ci?: CiRun;
}

/** The run that holds the lock of this directory. */
export interface LockingRun {
  /** The command of azstage. */
  readonly command: string;
  /** `user@host` */
  readonly who: string;
  /** Since when, in ISO 8601. */
  readonly since?: string;
  readonly process: number;
  /** Whether it is still there. */
  readonly holder: Liveness;
  /** What says so. */
  readonly why: string;
  readonly ci?: CiRun;
}

/** The locks that `locks` found. */
export interface LocksResult extends AppDescription {
  /** Those that are not locked as well; upstream first. */
  readonly stages: readonly StageLock[];
  /** @default no run is at work in this directory */
  readonly run?: LockingRun;
}

/** What `unlock` did. */
export interface UnlockResult extends AppDescription {
  readonly stage: string;
  /** `cleaned-up`: what a dead Terraform noted was taken away, and locked nothing. */
  readonly result: 'released' | 'cleaned-up' | 'not-locked';
  /** The lock that was there. */
  readonly lock: StageLock;
  /** The command that one would run next. @default there is nothing to look at */
  readonly next?: string;
}

/** One thing that was checked. */
export interface DoctorCheck {
  readonly name: string;
  readonly status: 'ok' | 'problem' | 'skipped';
  readonly detail: string;
  /** What to do about a problem. */
  readonly fix?: string;
}

/** What `doctor` checked. */
export interface DoctorResult {
  readonly checks: readonly DoctorCheck[];
}

/** What `init` wrote. */
export interface InitResult {
  /** Absolute. */
  readonly directory: string;
  /** From the directory. */
  readonly files: readonly string[];
}
