import { AzstageError } from '../errors';
import { ExitCode } from '../toolkit/exit-code';
import { type CheckOutcome, type RunResult, type StageOutcome, type StageResult } from '../toolkit/io/run-result';
import { type RunContext } from '../toolkit/run/run-context';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type VerifyLimits, verifyStages } from './verify-stages';

/** Results of stages that are deployed as they should be. */
const DEPLOYED: readonly StageResult[] = ['applied', 'unchanged', 'no-changes'];

/** Result of a deployment with the checks of the stages that are deployed; one that fails makes the exit code 1. */
export async function verifyDeployed(
  run: RunContext,
  result: RunResult,
  limits: VerifyLimits = {},
): Promise<RunResult> {
  const { session, assembly, units: all } = run;
  const deployed = result.stages.filter((stage) => DEPLOYED.includes(stage.result)).map(({ stage }) => stage);
  const selected = all.filter(({ name }) => deployed.includes(name));
  if (selected.length === 0 || session.interruption.happened) {
    return result;
  }
  try {
    const outcomes = await verifyStages({ session, assembly, all, selected, patient: true, ...limits });
    return withVerified(result, new Map(outcomes.map((outcome) => [outcome.stage, checksOf(outcome)])));
  } catch (error) {
    if (!(error instanceof AzstageError)) {
      throw error;
    }
    // What was deployed must be in the result all the same.
    return error.code === 'INTERRUPTED'
      ? { ...result, exitCode: ExitCode.INTERRUPTED }
      : withVerified(result, new Map(deployed.map((stage) => [stage, [refused(stage, error)]])));
  }
}

function withVerified(result: RunResult, checks: ReadonlyMap<string, readonly CheckOutcome[]>): RunResult {
  const hasFailed = [...checks.values()].flat().some(({ status }) => status === 'failed');
  return {
    ...result,
    exitCode: result.exitCode === ExitCode.DONE && hasFailed ? ExitCode.FAILED : result.exitCode,
    stages: result.stages.map((outcome) => {
      const verified = checks.get(outcome.stage);
      return verified === undefined ? outcome : { ...outcome, verified };
    }),
  };
}

/** Checks of a stage; where its state could not be read, that. */
function checksOf({ stage, verified, errors = [], fix }: StageOutcome): readonly CheckOutcome[] {
  return verified ?? errors.map(({ summary }) => notMade(stage, summary, fix));
}

function refused(stage: string, error: AzstageError): CheckOutcome {
  return notMade(stage, error.message, error instanceof ToolkitError ? error.fix : undefined);
}

function notMade(address: string, detail: string, fix?: string): CheckOutcome {
  return { check: 'access', address, status: 'failed', detail, ...(fix === undefined ? {} : { fix }), milliseconds: 0 };
}
