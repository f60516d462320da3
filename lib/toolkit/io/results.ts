import { type ParameterDescription, type TenantMetadata } from '../../manifest/app-metadata';
import { type AppDescription } from '../assembly/assembly';
import { type Range } from './cost-result';
import { type Liveness } from '../records/recorded-process';
import { type CiRun } from '../records/ci-run';
import { type JournalRun, type RunResult } from './run-result';
import { type FailedCheck } from '../terraform/terraform-state';
import { type ShownOutput, type StageOutputs } from './shown-output';

/** Synthesized stage. */
export interface SynthesizedStage {
  readonly name: string;
  readonly title?: string;
  readonly resources: number;
  readonly dependencies: readonly string[];
  /** Path of its Terraform JSON, relative to the project's directory. */
  readonly file: string;
  /** Manual steps before it is applied. */
  readonly prerequisites: readonly string[];
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
}

/** Directory of files that synth wrote beside the Terraform JSON. */
export interface SynthesizedDirectory {
  /** Path relative to the project's directory. */
  readonly directory: string;
  /** Number of files in it and below it. */
  readonly files: number;
}

/** Result of `synth`. */
export interface SynthResult extends AppDescription {
  /** Output directory, relative to the project's directory. */
  readonly directory: string;
  /** Stages, upstream first. */
  readonly stages: readonly SynthesizedStage[];
  /** Directories of files beside the Terraform JSON, sorted. @default none */
  readonly files?: readonly SynthesizedDirectory[];
  /** Suggested next command. */
  readonly next?: string;
}

/** Status of the deployment of a stage. */
export type DeploymentStatus =
  | 'deployed'
  | 'not deployed'
  /** Its state cannot be read, or is not the known one. */
  | 'unknown';

/** Deployment of a stage, according to its state and the record in it. */
export interface Deployment {
  readonly status: DeploymentStatus;
  /** Time of its last apply, in ISO 8601. @default not known: something other than azstage applied it, or the apply did not finish */
  readonly appliedAt?: string;
  /** User or CI run that planned it. */
  readonly appliedBy?: string;
  /** Commit that was applied, with `+` where files were not committed. */
  readonly commit?: string;
  readonly subscriptionId?: string;
  /** Lifecycle in the code, otherwise in the record of its last apply: `permanent`, `on-demand` or `ephemeral`. */
  readonly lifecycle?: string;
  /** Checks that failed in its last apply. @default all passed */
  readonly failedChecks?: readonly FailedCheck[];
  /** Reason why the status is unknown, or a problem that needs attention. @default none */
  readonly problem?: string;
}

/** Stage of the app. */
export interface ListedStage extends Deployment {
  readonly name: string;
  readonly title?: string;
  readonly purpose?: string;
  /** Sharing: `shared` or `project`. */
  readonly sharing?: string;
  /** Number of resources in the code; of a stage that is not in the code, in its state. */
  readonly resources: number;
  readonly dependencies: readonly string[];
  /** Whether it is deployed, and no longer in the code. @default false */
  readonly isOrphaned?: boolean;
}

/** Result of `list`. */
export interface ListResult extends AppDescription {
  /** Stages, upstream first; those that are no longer in the code at the end. */
  readonly stages: readonly ListedStage[];
}

/** Result of `tenants list` and `tenants check`. */
export interface TenantsResult extends AppDescription {
  /** Tenants, sorted by id. */
  readonly tenants: readonly TenantMetadata[];
}

/** Result of `tenants add`. */
export interface AddedTenantResult {
  /** File of the tenant, relative to the project's directory. */
  readonly file: string;
  readonly tenant: TenantMetadata;
  /** Suggested next command. @default none: no stage has resources of it */
  readonly next?: string;
}

/** Format of a graph. */
export type GraphFormat = 'text' | 'mermaid' | 'dot' | 'svg';

/** Box of a drawing: a stage, or several equivalent stages. */
export interface GraphNode {
  /** Name of the stage, or of the group: `tenant-* (100 stages)`. */
  readonly name: string;
  /** Names of the nodes that it depends on; transitive dependencies are left out. */
  readonly dependencies: readonly string[];
  /** Names of its stages, upstream first. @default the stage of that name */
  readonly stages?: readonly string[];
  /** Title of the stage. @default none, as of a group */
  readonly title?: string;
  /** Lifecycle: `permanent`, `on-demand` or `ephemeral`. @default unknown, or different within the group */
  readonly lifecycle?: string;
  /** Number of nodes on the longest path to it, from 0: nodes of one layer do not depend on each other. */
  readonly layer?: number;
  /** Number of its stages by status. @default not asked for */
  readonly statuses?: Readonly<Partial<Record<DeploymentStatus, number>>>;
}

/** Result of `graph`. */
export interface GraphResult {
  readonly format: GraphFormat;
  readonly graph: string;
  /** Boxes of the drawing, upstream first. */
  readonly nodes: readonly GraphNode[];
}

/** Result of `outputs`. */
export interface OutputsResult {
  readonly stages: readonly (StageOutputs & {
    /** Reason why its state cannot be read. @default it was read */
    readonly problem?: string;
  })[];
}

/** Deployed stage with its resources. */
export interface ShownStage extends Deployment {
  readonly name: string;
  readonly title?: string;
  readonly isDeployed: boolean;
  /** Addresses of its managed resources. */
  readonly resources: readonly string[];
  readonly outputs: readonly ShownOutput[];
  /** Manual checks after deployment. */
  readonly checks: readonly string[];
  /** Monthly cost that its absence saves, where it is not permanent. @default it is deployed, or nothing of it is priced */
  readonly savedPerMonth?: Range & { readonly currency: string };
}

/** Result of `show`. */
export interface ShowResult extends AppDescription {
  /** Stages, upstream first. */
  readonly stages: readonly ShownStage[];
  /** Drift of the stages, where it was requested. */
  readonly drift?: RunResult;
}

/** Result of `show --history`. */
export interface HistoryResult {
  /** Runs, latest first. */
  readonly runs: readonly JournalRun[];
}

/** Result of `parameters`. */
export interface ParametersResult extends AppDescription {
  readonly parameters: readonly ParameterDescription[];
}

/** Status of the lock of a stage. */
export type LockStatus =
  | 'free'
  | 'locked'
  /** The lock file of a local state was left by a dead Terraform: it locks nothing. */
  | 'stale'
  /** A run is in progress in this directory, which trying the lock could block. */
  | 'not-tried'
  /** The lock cannot be tried: the backend or Terraform is not available. */
  | 'unclear';

/** Lock of a stage. */
export interface StageLock {
  readonly stage: string;
  readonly status: LockStatus;
  /** Id of the lock, where it is known. */
  readonly id?: string;
  /** Holder of the lock: `user@host`. */
  readonly who?: string;
  /** Time at which it was acquired, in ISO 8601. */
  readonly since?: string;
  /** Command of Terraform that acquired it: `plan`, `apply` or another one. */
  readonly operation?: string;
  /** Whether the holder is alive. */
  readonly holder?: Liveness;
  /** Evidence for {@link holder}. */
  readonly why?: string;
  /** CI run that acquired it, where azstage recorded that. */
  readonly ci?: CiRun;
}

/** Run that holds the lock of this directory. */
export interface LockingRun {
  /** Command of azstage. */
  readonly command: string;
  /** Holder of the lock: `user@host`. */
  readonly who: string;
  /** Start of the run, in ISO 8601. */
  readonly since?: string;
  readonly process: number;
  /** Whether it is alive. */
  readonly holder: Liveness;
  /** Evidence for {@link holder}. */
  readonly why: string;
  readonly ci?: CiRun;
}

/** Result of `locks`. */
export interface LocksResult extends AppDescription {
  /** All stages, locked or not; upstream first. */
  readonly stages: readonly StageLock[];
  /** @default no run is in progress in this directory */
  readonly run?: LockingRun;
}

/** Result of `unlock`. */
export interface UnlockResult extends AppDescription {
  readonly stage: string;
  /** Outcome; `cleaned-up`: the lock file of a dead Terraform, which locked nothing, was removed. */
  readonly result: 'released' | 'cleaned-up' | 'not-locked';
  /** Lock before the command. */
  readonly lock: StageLock;
  /** Suggested next command. @default there is nothing to check */
  readonly next?: string;
}

/** Check of `doctor`. */
export interface DoctorCheck {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem' | 'skipped';
  readonly detail: string;
  /** Instruction for a problem or a warning. */
  readonly fix?: string;
}

/** Result of `doctor`. */
export interface DoctorResult {
  readonly checks: readonly DoctorCheck[];
}

/** Result of `init`. */
export interface InitResult {
  /** Absolute path of the project. */
  readonly directory: string;
  /** Name of the system. */
  readonly name: string;
  /** Files that were written, relative to the directory. */
  readonly files: readonly string[];
  /** Files that were there and are not what a new project has. */
  readonly kept: readonly string[];
  /** Names that were added to the sections of an existing package.json. */
  readonly added?: Readonly<Record<'scripts' | 'dependencies' | 'devDependencies' | 'overrides', readonly string[]>>;
  /** Entries of an existing package.json that a new project has with another value. */
  readonly keptEntries: readonly string[];
  /** Lines that are missing in .gitignore. */
  readonly unignored: readonly string[];
}

/** Round of `watch`: the plan after changes of the sources. */
export interface WatchRound {
  /** Changed files, relative to the directory of the project; none in the first round. */
  readonly changed: readonly string[];
  /** Result of the plan. @default the app failed, or the run was refused as a whole */
  readonly result?: RunResult;
  /** Error of the app, or reason of the refusal. @default there was none */
  readonly error?: { readonly code: string; readonly message: string; readonly fix?: string };
  readonly milliseconds: number;
}
