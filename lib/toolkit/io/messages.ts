import {
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
  type UnlockResult,
} from './results';
import { type Difference, type RunResult, type StageDownFirst, type StageOutcome } from './run-result';
import { type ChangeCounts, type PlannedChange } from '../terraform/terraform-events';

/**
 * Every message of the engine: its code and what its `data` holds.
 *
 * Codes are stable; a new version may add messages, and keys to their data. docs/cli.md lists them for programs.
 */
export interface MessageData {
  /** The app's command starts. */
  'app.started': { readonly command: string };
  /** A line that the app wrote. */
  'app.output': { readonly line: string };
  /** The app's command is done. */
  'app.finished': { readonly milliseconds: number };
  /** Stacks are removed that an earlier run of the app left in the output directory. */
  'app.cleaned-up': { readonly stacks: readonly string[] };
  /** The app is not run, as another run is at work here: what it wrote is used. */
  'app.skipped': Readonly<Record<string, never>>;
  /** A run starts, with the stages it is about. */
  'run.started': { readonly command: string; readonly stages: readonly string[]; readonly parallelism: number };
  /** The user interrupted, for the first time or again. */
  'run.interrupted': { readonly times: number };
  /** The record of a run could not be written to its end. */
  'journal.failed': Readonly<Record<string, never>>;
  /** A run is over. */
  'run.result': RunResult;
  /** A report was written. */
  'report.written': { readonly file: string };
  /** A report could not be written. */
  'report.failed': { readonly file: string };
  /** Providers are downloaded. */
  'providers.installing': { readonly providers: readonly string[] };
  /** A stage has state, but is no longer in the code. */
  'stage.orphaned': { readonly resources: number; readonly key: string };
  /** Locks of Azure stand in the way of what is going to be deleted, and are lifted meanwhile. */
  'management-lock.in-the-way': { readonly locks: readonly { readonly stage: string; readonly address: string }[] };
  /** A lock of Azure is lifted for deletions below it. */
  'management-lock.lifted': { readonly address: string };
  /** A lock of Azure is back in its place. */
  'management-lock.restored': { readonly address: string };
  /** A stage loses outputs with which another one is deployed. */
  'stage.outputs-removed': { readonly user: string; readonly outputs: readonly string[]; readonly isFirst: boolean };
  /** Stages have to go down before this one is applied. */
  'stage.down-first': StageDownFirst;
  /** The last apply of a stage was killed: nobody knows how far it came. */
  'stage.interrupted': { readonly since?: string; readonly pid: number };
  /** Something about a stage that is good to know. */
  'stage.note': Readonly<Record<string, never>>;
  /** Terraform starts on a stage. */
  'stage.started': { readonly doing: 'plan' | 'apply' | 'destroy'; readonly reason?: string };
  /** What Terraform is doing, and how many of its changes are made. */
  'stage.progress': {
    readonly doing: string;
    readonly address: string;
    readonly done: number;
    readonly total?: number;
  };
  /** A stage was planned. */
  'stage.planned': { readonly counts: ChangeCounts; readonly changes: readonly PlannedChange[] };
  /** It was found out, before anything is applied, what would be done to a stage. */
  'stage.previewed': Omit<StageOutcome, 'stage' | 'milliseconds'>;
  /** A stage waits until another one has written to services of a third stage that let only one in at a time. */
  'stage.waiting': { readonly services: readonly string[] };
  /** A failure that may go away by itself: Terraform is run again. */
  'stage.retried': { readonly reason: string; readonly seconds: number; readonly attempt: number };
  /** A stage is done, or will not be. */
  'stage.finished': StageOutcome;
  /** A plan, as Terraform shows it. */
  'plan.shown': { readonly counts: ChangeCounts; readonly changes: readonly PlannedChange[] };
  /** The plans of a run were written. */
  'bundle.written': { readonly directory: string; readonly isEncrypted: boolean; readonly stages: readonly string[] };
  /** The plans of a run were not written. */
  'bundle.refused': { readonly directory: string };
  /** A plan is not what was approved. */
  'plan.differs': { readonly differences: readonly Difference[] };
  /** The stages whose files differ from those of another commit, and those that need them. */
  'since.found': {
    readonly ref: string;
    readonly changed: readonly string[];
    readonly downstream: readonly string[];
    readonly removed: readonly string[];
  };
  /** What `synth` made. */
  'synth.result': SynthResult;
  /** What `list` found. */
  'list.result': ListResult;
  /** What `graph` drew. */
  'graph.result': GraphResult;
  /** What `show` found. */
  'show.result': ShowResult;
  /** The runs that `show --history` found. */
  'history.result': HistoryResult;
  /** The outputs of stages. */
  'outputs.result': OutputsResult;
  /** The parameters in force. */
  'parameters.result': ParametersResult;
  /** The locks that `locks` found. */
  'locks.result': LocksResult;
  /** What `unlock` did. */
  'unlock.result': UnlockResult;
  /** What `doctor` checked. */
  'doctor.result': DoctorResult;
  /** What `init` wrote. */
  'init.result': InitResult;
  /** A script for the shell. */
  'completion.result': { readonly shell: string };
  /** The command failed. */
  'command.failed': { readonly code: string; readonly fix?: string; readonly stack?: string };
}

/** Stable identifier of a message. */
export type MessageCode = keyof MessageData;
