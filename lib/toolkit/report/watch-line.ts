import { formatDuration } from '../host/duration';
import { singleSpaced } from '../host/single-spaced';
import { describePlan } from '../io/outcome-text';
import { type WatchRound } from '../io/results';
import { type StageOutcome } from '../io/run-result';

/** Number of files, and of stages, that a line names. */
const MOST_NAMES = 3;

/** Results of stages without planned changes. */
const WITHOUT_CHANGES: readonly string[] = ['unchanged', 'no-changes'];

/**
 * Line of a round: `main.ts: network 1 to add, 0 to change, 0 to destroy; 2 without changes (1.2 s)`. The errors follow, each on a line.
 */
export function describeRound({ changed, result, error, milliseconds }: WatchRound): string {
  const start = changed.length === 0 ? 'start' : named(changed, 'files');
  const time = formatDuration(milliseconds);
  if (result === undefined) {
    const lines = [error?.message, error?.fix].filter((text) => text !== undefined);
    return `${start}: not planned (${time})\n${lines.join('\n')}`;
  }
  const same = result.stages.filter(({ result: end }) => WITHOUT_CHANGES.includes(end)).length;
  const other = result.stages.filter(({ result: end }) => !WITHOUT_CHANGES.includes(end));
  const parts = [
    ...other.slice(0, MOST_NAMES).map(describeStage),
    ...(other.length > MOST_NAMES ? [`and ${other.length - MOST_NAMES} more stages`] : []),
    ...(same > 0 || other.length === 0 ? [`${same} without changes`] : []),
  ];
  return [`${start}: ${parts.join('; ')} (${time})`, ...result.stages.flatMap(errorsOf)].join('\n');
}

function describeStage({ stage, result, counts, reason }: StageOutcome): string {
  if (result === 'planned' && counts !== undefined) {
    return `${stage} ${describePlan(counts)}`;
  }
  return result === 'blocked' && reason !== undefined ? `${stage} blocked ${reason}` : `${stage} ${result}`;
}

function errorsOf({ stage, errors = [], fix }: StageOutcome): readonly string[] {
  const lines = errors.map(({ summary, detail, address }) => {
    const where = address === undefined ? '' : ` (${address})`;
    const more = detail === undefined ? '' : ` ${singleSpaced(detail)}`;
    return `  ${stage}: ${summary}${where}${more}`;
  });
  return fix === undefined ? lines : [...lines, `  To do: ${fix}`];
}

function named(names: readonly string[], what: string): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more ${what}` : names.join(', ');
}
