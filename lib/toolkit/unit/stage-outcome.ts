import { AzstageError } from '../../errors';
import { type StageError, type StageOutcome, type StageResult } from '../io/run-result';
import { ExitCode } from '../exit-code';
import { fileTrouble } from '../host/file-trouble';
import { type Settled } from '../scheduler';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type Diagnostic } from '../terraform/terraform-events';
import { TerraformFailure } from '../terraform/terraform-failure';
import { ToolkitError } from '../toolkit-error';

const SUCCESSES: readonly StageResult[] = [
  'unchanged',
  'no-changes',
  'applied',
  'destroyed',
  'moved',
  'not-deployed',
  'planned',
  'drifted',
  'verified',
];

/** Whether dependents of the stage may run. */
export function isSuccess(result: StageResult): boolean {
  return SUCCESSES.includes(result);
}

/** Outcome of a stage whose work threw an error. */
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

/** Outcome of a stage that the scheduler settled. */
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

/** Manual checks of the stages that were applied. */
export function manualChecks(
  units: readonly { readonly stage: StageArtifact }[],
  outcomes: readonly StageOutcome[],
): readonly string[] {
  const applied = new Set(outcomes.filter(({ result }) => result === 'applied').map(({ stage }) => stage));
  return units
    .filter(({ stage }) => applied.has(stage.name))
    .flatMap(({ stage }) => (stage.metadata?.checks ?? []).map((check) => `${stage.name}: ${check}`));
}

/** Exit code of the process for these outcomes. */
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

/** Diagnostic of Terraform on a stage, with its origin in the code. */
export function stageError(stage: StageArtifact, { summary, detail, address }: Diagnostic): StageError {
  return {
    summary,
    detail: detail === '' ? undefined : detail,
    address,
    ...(address === undefined ? {} : stage.originOf(address)),
  };
}
