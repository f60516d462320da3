import { formatDuration } from '../../toolkit/host/duration';
import { type RunResult, type StageError, type StageOutcome, type StageResult } from '../../toolkit/io/run-result';
import { type Style } from '../style';
import { formatTable } from '../table';
import { colored } from './result-color';
import { formatErrors } from './stage-errors';

/** Results of stages on which Terraform was not started. */
const NOT_STARTED: readonly StageResult[] = ['skipped', 'cancelled', 'not-deployed'];

/** Results of stages that were changed. */
const CHANGED: readonly StageResult[] = ['applied', 'destroyed'];

/** Number of stages that a line names. */
const MOST_NAMES = 6;

/** Errors of Terraform and of providers that only say that they were stopped. */
const STOPPED = /execution halted|operation cancell?ed|context cancell?ed|signal: (?:interrupt|killed|terminated)/i;

/** Formats the result of a run that the user interrupted: what was reached, what was not, and the errors that are none of the interruption. */
export function formatInterrupted(result: RunResult, style: Style): string[][] {
  const { stages, milliseconds, next } = result;
  const locked = stages.filter(({ mayBeLocked }) => mayBeLocked === true).map(({ stage }) => stage);
  const lock = locked.length === 0 ? 'No lock is left.' : `A lock may be left on ${locked.join(', ')}.`;
  const isChanged = stages.some(({ result: end, reached }) => CHANGED.includes(end) || reached !== undefined);
  const nothing = isChanged ? '' : ' Nothing was changed.';
  return [
    formatErrors({ stages: stages.flatMap(withoutStopped) }, style),
    [
      `Interrupted after ${formatDuration(milliseconds)}. ${lock}${nothing}`,
      ...formatGroups(groupsOf(stages), style),
      ...(next === undefined ? [] : [`To go on: ${style.bold(next)}`]),
    ],
  ];
}

/** Stages by result, in the order in which the results occur; those that were not started are last. */
function groupsOf(stages: readonly StageOutcome[]): ReadonlyMap<string, readonly StageOutcome[]> {
  const groups = new Map<string, StageOutcome[]>();
  for (const stage of [...stages].sort((a, b) => Number(isNotStarted(a)) - Number(isNotStarted(b)))) {
    const name = isNotStarted(stage) ? 'not started' : stage.result.replace('-', ' ');
    groups.set(name, [...(groups.get(name) ?? []), stage]);
  }
  return groups;
}

function formatGroups(groups: ReadonlyMap<string, readonly StageOutcome[]>, style: Style): string[] {
  const rows = [...groups].map(([name, group]) => {
    const more = group.length - MOST_NAMES;
    const names = group.slice(0, MOST_NAMES).map(named);
    return [name, [...names, ...(more > 0 ? [`... and ${more} more`] : [])].join(', ')];
  });
  const results = [...groups.values()].map(([first]) => first?.result ?? 'cancelled');
  return formatTable(rows, (cell, column, row) =>
    column === 0 ? `  ${colored(cell, results[row] ?? 'cancelled', style)}` : cell,
  );
}

function isNotStarted({ result }: StageOutcome): boolean {
  return NOT_STARTED.includes(result);
}

function named({ stage, reached }: StageOutcome): string {
  return reached === undefined ? stage : `${stage} (${reached.done} of ${reached.total} changes done)`;
}

/** A stage with the errors that it would have had without the interruption. */
function withoutStopped(stage: StageOutcome): readonly StageOutcome[] {
  if (stage.result !== 'failed' && stage.result !== 'interrupted') {
    return [];
  }
  const isOwn = ({ summary, detail = '' }: StageError) => !STOPPED.test(`${summary} ${detail}`);
  const errors = stage.errors?.filter((error) => isOwn(error)) ?? [];
  const isReason = errors.length > 0 && stage.code !== 'INTERRUPTED';
  return isReason ? [{ ...stage, errors }] : [];
}
