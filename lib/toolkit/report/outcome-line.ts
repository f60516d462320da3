import { count } from '../host/count';
import { ExitCode } from '../exit-code';
import { type StageOutcome, type StageResult } from '../io/run-result';
import { describeCounts, describePlan } from '../io/outcome-text';
import { describeVerified } from '../io/verified-text';
import { type Report } from './report';
import { addCounts, type ChangeCounts } from '../terraform/change-counts';

/** Summary of a run: `2 to add, 0 to change, 1 to destroy`, `failed`. */
export function outcomeLine(report: Report): string {
  switch (report.exitCode) {
    case ExitCode.DONE:
    case ExitCode.CHANGES:
      return describeChanges(report);
    case ExitCode.FAILED:
      return report.error?.code === 'REFUSED' ? 'refused' : 'failed';
    case ExitCode.DECLINED:
      return 'not approved';
    case ExitCode.LOCKED:
      return 'locked';
    case ExitCode.STALE:
      return 'not what was approved';
    case ExitCode.OVER_BUDGET:
      return 'over budget';
    case ExitCode.FINDINGS:
      return 'has findings';
    case ExitCode.USAGE:
      return 'refused';
    case ExitCode.INTERRUPTED:
      return 'interrupted';
  }
}

/** Object that a command has found none of, by its name. */
const NOTHING: Readonly<Record<string, string>> = { drift: 'drift', verify: 'stage is deployed' };

function describeChanges({ command, stages }: Report): string {
  const parts = [
    describeStages(stages, ['planned', 'blocked'], describePlan),
    describeStages(stages, ['applied', 'destroyed'], describeCounts),
    stagesThatAre('drifted', stages),
    stagesThatAre('blocked', stages),
    stagesThatAre('verified', stages),
    describeChecks(stages),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? `no ${NOTHING[command] ?? 'changes'}` : parts.join(', ');
}

/** Number of checks that `deploy --verify` has made beside its changes. */
function describeChecks(stages: readonly StageOutcome[]): string | undefined {
  const checks = stages.flatMap(({ verified = [] }) => verified);
  return checks.length === 0 ? undefined : describeVerified(checks);
}

function stagesThatAre(result: StageResult, stages: readonly StageOutcome[]): string | undefined {
  const number = stages.filter((stage) => stage.result === result).length;
  return number === 0 ? undefined : `${count(number, 'stage')} ${result}`;
}

/** The sum of the counts of stages; a stage that is blocked as a whole has none. */
function describeStages(
  stages: readonly StageOutcome[],
  results: readonly StageResult[],
  describe: (counts: ChangeCounts) => string,
): string | undefined {
  const counts = stages.flatMap((stage) => (results.includes(stage.result) ? (stage.counts ?? []) : []));
  return counts.length === 0 ? undefined : describe(addCounts(counts));
}
