import {
  type AddedTenantResult,
  type DoctorResult,
  type GraphResult,
  type HistoryResult,
  type InitResult,
  type ListResult,
  type LocksResult,
  type OutputsResult,
  type ParametersResult,
  type ShowResult,
  type SynthResult,
  type TenantsResult,
  type UnlockResult,
  type WatchRound,
} from './results';
import { type BootstrapPart, type BootstrapResult } from './bootstrap-result';
import { type CheckResult, type RulesResult } from './check-result';
import { type CostResult, type Range } from './cost-result';
import { type ImageBuildsResult, type ImagesResult } from './image-results';
import { type FoundResource } from './imports';
import { type AppDescription } from '../assembly/assembly';
import { type LogLine } from './log-line';
import { type PipelineResult } from './pipeline-result';
import { type SecretSetResult, type SecretsResult } from './secret-results';
import {
  type RenamedResource,
  type Difference,
  type RunResult,
  type StageDownFirst,
  type StageOutcome,
} from './run-result';
import { type PlannedChange } from '../terraform/terraform-events';
import { type ChangeCounts } from '../terraform/change-counts';

/**
 * Messages of the engine by code, with the type of their `data`.
 *
 * Codes are stable; a new version may add messages, and keys to their data. docs/cli.md documents them.
 */
export interface MessageData {
  /** The app's command starts. */
  'app.started': { readonly command: string };
  /** A line of output of the app. */
  'app.output': { readonly line: string };
  /** The app's command is still running. */
  'app.waiting': { readonly milliseconds: number; readonly lastLine?: string };
  /** The app's command has ended. */
  'app.finished': { readonly milliseconds: number };
  /** Stale stacks of an earlier synth are removed from the output directory. */
  'app.cleaned-up': { readonly stacks: readonly string[] };
  /** The app is not run, as another run holds the lock: its output is used. */
  'app.skipped': Readonly<Record<string, never>>;
  /** The settings of the app are known: what the command is about. */
  'app.selected': AppDescription;
  /** A run starts, with the stages it is about. */
  'run.started': {
    readonly command: string;
    readonly stages: readonly string[];
    readonly parallelism: number;
    /** Whether the stages are worked on again afterwards, as when they are previewed before they are applied. */
    readonly isPreparation: boolean;
  };
  /** Stages before the question: those whose plans are about to be approved, and what becomes of the others. */
  'run.proposed': { readonly stages: readonly Omit<StageOutcome, 'milliseconds'>[] };
  /** The user interrupted the run, for the first time or again. */
  'run.interrupted': { readonly times: number };
  /** The journal of a run is incomplete. */
  'journal.failed': Readonly<Record<string, never>>;
  /** A run has ended. */
  'run.result': RunResult;
  /** Findings of the policy rules. */
  'check.result': CheckResult;
  /** Policy rules. */
  'check.rules': RulesResult;
  /** Costs of stages. */
  'cost.result': CostResult;
  /** The low bound of the cost of a stage is over its budget. */
  'cost.over-budget': {
    readonly stage: string;
    readonly environment?: string;
    readonly monthly: Range;
    readonly budget: { readonly from: number; readonly to: number };
  };
  /** The usage file cannot be read: costs are left out of the result. */
  'cost.skipped': { readonly reason: string };
  /** Azure is asked for prices. */
  'cost.asking': { readonly requests: number };
  /** Azure could not be asked for prices: those of an earlier day are taken. */
  'cost.outdated': { readonly date?: string; readonly reason: string };
  /** The usage file has quantities of resources that are not in the app. */
  'cost.unknown-address': { readonly unknown: readonly string[] };
  /** A report was written. */
  'report.written': { readonly file: string };
  /** A report could not be written. */
  'report.failed': { readonly file: string };
  /** Providers are downloaded. */
  'providers.installing': { readonly providers: readonly string[] };
  /** A stage has state, but is no longer in the code. */
  'stage.orphaned': { readonly resources: number; readonly key: string };
  /** Management locks cover resources that are going to be deleted, and will be lifted for the deletion. */
  'management-lock.in-the-way': { readonly locks: readonly { readonly stage: string; readonly address: string }[] };
  /** A management lock is lifted for deletions in its scope. */
  'management-lock.lifted': { readonly address: string };
  /** A management lock is restored. */
  'management-lock.restored': { readonly address: string };
  /** A stage removes outputs with which another one is deployed. */
  'stage.outputs-removed': { readonly user: string; readonly outputs: readonly string[]; readonly isFirst: boolean };
  /** Stages have to be destroyed before this one is applied. */
  'stage.down-first': StageDownFirst;
  /** The last apply of a stage was killed: its progress is unknown. */
  'stage.interrupted': { readonly since?: string; readonly pid: number };
  /** A note about a stage. */
  'stage.note': Readonly<Record<string, never>>;
  /** A plan deletes resources and creates them under other addresses: their constructs seem to have been renamed. */
  'stage.renamed': { readonly renamed: readonly RenamedResource[] };
  /** A stage creates what another one has deployed: it seems to have been moved in the code. */
  'stage.moved': { readonly from: string; readonly addresses: readonly string[] };
  /** Resources that are about to move from the state of one stage to that of another. */
  'move.planned': { readonly from: string; readonly to: string; readonly addresses: readonly string[] };
  /** Azure is asked for resources that are not in the states. */
  'import.looking': { readonly resources: number };
  /** Resources that are not in the states, and which of them Azure has. */
  'import.found': { readonly resources: readonly FoundResource[] };
  /** Azure is asked what there is of the storage account for states and of what belongs to it. */
  'bootstrap.looking': { readonly account: string };
  /** Parts that are there, that will be made, and that will be completed. */
  'bootstrap.planned': BootstrapResult;
  /** A part is about to be made or completed. */
  'bootstrap.step': BootstrapPart;
  /** Something in Azure takes minutes, such as a role that was given to count. */
  'bootstrap.waiting': { readonly what: string };
  /** It stopped before all parts were made. */
  'bootstrap.stopped': { readonly done: readonly BootstrapPart[] };
  /** Result of `bootstrap`. */
  'bootstrap.result': BootstrapResult;
  /** Terraform starts on a stage. */
  'stage.started': { readonly doing: 'plan' | 'apply' | 'destroy' | 'verify' | 'move'; readonly reason?: string };
  /** Progress of Terraform, and the number of completed changes. */
  'stage.progress': {
    readonly doing: string;
    readonly address: string;
    readonly done: number;
    readonly total?: number;
  };
  /** A stage was planned. */
  'stage.planned': { readonly counts: ChangeCounts; readonly changes: readonly PlannedChange[] };
  /** A stage was previewed: planned before anything is applied. */
  'stage.previewed': Omit<StageOutcome, 'stage' | 'milliseconds'>;
  /** A stage waits for another one that writes to the same services of a third stage, which accept one change at a time. */
  'stage.waiting': { readonly services: readonly string[] };
  /** A transient error: Terraform is run again. */
  'stage.retried': { readonly reason: string; readonly seconds: number; readonly attempt: number };
  /** A stage has ended, or will not be run. */
  'stage.finished': StageOutcome;
  /** The build of an image starts. */
  'image.started': { readonly image: string; readonly builder: 'acr' | 'docker'; readonly run?: string };
  /** A line of the log of a build. */
  'image.output': { readonly image: string; readonly line: string };
  /** An image was built, and pushed unless it was only to be built. */
  'image.finished': { readonly image: string; readonly isPushed: boolean; readonly milliseconds: number };
  /** A note about the build of an image. */
  'image.note': { readonly run: string };
  /** An image is in its registry already, or has to be built before its stage is applied. */
  'image.planned': { readonly image: string; readonly status: string };
  /** A plan, as Terraform shows it. */
  'plan.shown': { readonly counts: ChangeCounts; readonly changes: readonly PlannedChange[] };
  /** The plans of a run were written as a bundle. */
  'bundle.written': { readonly directory: string; readonly isEncrypted: boolean; readonly stages: readonly string[] };
  /** The bundle of a run was not written. */
  'bundle.refused': { readonly directory: string };
  /** A plan differs from the approved one. */
  'plan.differs': { readonly differences: readonly Difference[] };
  /** Stages whose files differ from those of another commit, and their dependents. */
  'since.found': {
    readonly ref: string;
    readonly changed: readonly string[];
    readonly downstream: readonly string[];
    readonly removed: readonly string[];
  };
  /** Files of the project are watched. */
  'watch.started': { readonly directory: string };
  /** Files that the app changes at each synth are no longer watched. */
  'watch.ignored': { readonly files: readonly string[] };
  /** A round of `watch` has ended. */
  'watch.round': WatchRound;
  /** A step of a rehearsal starts, with the stages that it is about. */
  'rehearsal.step': { readonly step: string; readonly stages: readonly string[] };
  /** A line of a log. */
  'logs.line': LogLine;
  /** Something about the logs of an app, a job or a cluster, such as that nothing of it runs. */
  'logs.note': { readonly app: string };
  /** Logs that cannot be read, or are incomplete. */
  'logs.trouble': { readonly app: string; readonly code?: string };
  /** A hook starts. */
  'hook.started': { readonly hook: string; readonly event: 'afterSynth' | 'afterPlan' };
  /** Text that a hook wrote. */
  'hook.output': { readonly hook: string };
  /** A hook has ended, with so many findings. */
  'hook.finished': {
    readonly hook: string;
    readonly event: 'afterSynth' | 'afterPlan';
    readonly findings: number;
    readonly milliseconds: number;
  };
  /** Result of `synth`. */
  'synth.result': SynthResult;
  /** Result of `list`. */
  'list.result': ListResult;
  /** Result of `graph`. */
  'graph.result': GraphResult;
  /** Result of `show`. */
  'show.result': ShowResult;
  /** Result of `show --history`. */
  'history.result': HistoryResult;
  /** Result of `outputs`. */
  'outputs.result': OutputsResult;
  /** Result of `parameters`. */
  'parameters.result': ParametersResult;
  /** Result of `images list`. */
  'images.result': ImagesResult;
  /** Result of `images build` and `images push`. */
  'images.built': ImageBuildsResult;
  /** Result of `tenants list`. */
  'tenants.result': TenantsResult;
  /** Result of `tenants check`. */
  'tenants.checked': TenantsResult;
  /** Result of `tenants add`. */
  'tenants.added': AddedTenantResult;
  /** Key vaults are asked which secrets they have. */
  'secrets.asking': { readonly vaults: readonly string[] };
  /** Network that a key vault is reached from, before a value is asked for. */
  'secrets.network': { readonly vault: string; readonly network: string };
  /** Result of `secrets`. */
  'secrets.result': SecretsResult;
  /** Result of `secrets set`. */
  'secrets.set': SecretSetResult;
  /** Result of `locks`. */
  'locks.result': LocksResult;
  /** Result of `unlock`. */
  'unlock.result': UnlockResult;
  /** Result of `doctor`. */
  'doctor.result': DoctorResult;
  /** Result of `init`. */
  'init.result': InitResult;
  /** Result of `pipeline`. */
  'pipeline.result': PipelineResult;
  /** Stages that have to run inside the private network, and no runner is given for. */
  'pipeline.network': { readonly stages: readonly string[] };
  /** Stages that need more stages than a job of GitLab may need jobs. */
  'pipeline.needs': { readonly stages: readonly string[] };
  /** Environments whose states are on this machine, where no job finds them. */
  'pipeline.local-state': { readonly environments: readonly string[] };
  /** Completion script of a shell. */
  'completion.result': { readonly shell: string };
  /** The command failed. */
  'command.failed': { readonly code: string; readonly fix?: string; readonly stack?: string };
}

/** Stable identifier of a message. */
export type MessageCode = keyof MessageData;
