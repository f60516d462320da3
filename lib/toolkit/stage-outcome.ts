import { AzstageError } from '../errors';
import { type StageDrift } from './drift';
import { ExitCode } from './exit-code';
import { fileTrouble } from './file-trouble';
import { type OutputRead } from './remote-states';
import { type Settled } from './scheduler';
import { type StageArtifact } from './stage-artifact';
import { type ChangeCounts, type Diagnostic, type PlannedChange } from './terraform/terraform-events';
import { type FailedCheck } from './terraform/terraform-state';
import { TerraformFailure } from './terraform/terraform-failure';
import { ToolkitError } from './toolkit-error';

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
  readonly notPlanned?: readonly string[];
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
export interface RunResult {
  readonly command: string;
  /** Name of the system; absent where the app knows nothing of azstage, as are the next three. */
  readonly app?: string;
  readonly environment?: string;
  readonly project?: string;
  readonly location?: string;
  readonly exitCode: ExitCode;
  /** In the order in which stages are deployed. */
  readonly stages: readonly StageOutcome[];
  readonly milliseconds: number;
  /** What to look at in the stages that were applied. */
  readonly checks: readonly string[];
}

const SUCCESSES: readonly StageResult[] = [
  'unchanged',
  'no-changes',
  'applied',
  'destroyed',
  'not-deployed',
  'planned',
  'drifted',
];

/** Whether what needs the stage may go on. */
export function isSuccess(result: StageResult): boolean {
  return SUCCESSES.includes(result);
}

/** The outcome of a stage that threw. */
export function failedOutcome(
  stage: StageArtifact,
  thrown: unknown,
  interrupted: boolean,
): Omit<StageOutcome, 'milliseconds'> {
  const error = fileTrouble(thrown) ?? thrown;
  if (!(error instanceof AzstageError)) {
    const { message, stack } = error as Error;
    return { stage: stage.name, result: 'failed', code: 'UNEXPECTED', errors: [{ summary: message, detail: stack }] };
  }
  const fix = error instanceof ToolkitError ? error.fix : undefined;
  if (error.code === 'DECLINED' && fix === undefined) {
    return { stage: stage.name, result: 'declined', code: error.code };
  }
  return {
    stage: stage.name,
    result: resultOf(error, interrupted),
    reason: error.message.split('\n')[0],
    code: error.code,
    errors: errorsOf(stage, error),
    fix,
    mayBeLocked: error instanceof TerraformFailure && error.wasKilled ? true : undefined,
  };
}

/** The outcome of a stage that the scheduler settled. */
export function settledOutcome(name: string, settled: Settled<{ ok: boolean; outcome: StageOutcome }>): StageOutcome {
  switch (settled.status) {
    case 'finished':
      return settled.result.outcome;
    case 'skipped':
      return { stage: name, result: 'skipped', reason: `because of ${settled.because}`, milliseconds: 0 };
    case 'cancelled':
      return { stage: name, result: 'cancelled', reason: 'the run was interrupted', milliseconds: 0 };
  }
}

/** How the process ends after these outcomes. */
export function exitCodeOf(outcomes: readonly StageOutcome[], interrupted: boolean): ExitCode {
  if (interrupted) {
    return ExitCode.INTERRUPTED;
  }
  const failed = outcomes.filter((outcome) => outcome.result === 'failed');
  if (failed.some((outcome) => outcome.code !== 'LOCKED' && outcome.code !== 'STALE')) {
    return ExitCode.FAILED;
  }
  if (failed[0] !== undefined) {
    return failed[0].code === 'LOCKED' ? ExitCode.LOCKED : ExitCode.STALE;
  }
  if (outcomes.some((outcome) => outcome.result === 'declined')) {
    return ExitCode.DECLINED;
  }
  return outcomes.every((outcome) => isSuccess(outcome.result) || outcome.result === 'blocked')
    ? ExitCode.DONE
    : ExitCode.FAILED;
}

function resultOf(error: AzstageError, interrupted: boolean): StageResult {
  if (error.code === 'DECLINED') {
    return 'declined';
  }
  return interrupted || error.code === 'INTERRUPTED' ? 'interrupted' : 'failed';
}

function errorsOf(stage: StageArtifact, error: AzstageError): StageError[] {
  if (!(error instanceof TerraformFailure) || error.diagnostics.length === 0 || error.code === 'LOCKED') {
    return [{ summary: error.message }];
  }
  return error.diagnostics.map((diagnostic) => stageError(stage, diagnostic));
}

/** What Terraform reports of a stage, with where it is from. */
export function stageError(stage: StageArtifact, { summary, detail, address }: Diagnostic): StageError {
  return {
    summary,
    detail: detail === '' ? undefined : detail,
    address,
    ...(address === undefined ? {} : stage.originOf(address)),
  };
}
