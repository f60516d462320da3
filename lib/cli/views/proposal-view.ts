import { describePlan } from '../../toolkit/io/outcome-text';
import { type MessageData } from '../../toolkit/io/messages';
import { type StageOutcome } from '../../toolkit/io/run-result';
import { addCounts } from '../../toolkit/terraform/stage-plan';
import { layout } from '../layout';
import { type Style } from '../style';
import { count, formatTable } from '../table';
import { colored, formatErrors } from './run-view';

type ProposedStage = MessageData['run.proposed']['stages'][number];

/** Results of stages without planned changes, which are counted and not listed. */
const WITHOUT_CHANGES: readonly string[] = ['unchanged', 'no-changes', 'not-deployed'];

/** Formats what is about to be approved: a table of the stages that change or cannot be planned, their errors, and the sum. */
export function formatProposal({ stages }: MessageData['run.proposed'], style: Style): string {
  const listed = stages.filter(({ result }) => !WITHOUT_CHANGES.includes(result));
  return layout([
    table(listed, style),
    formatErrors({ stages: listed.map((stage): StageOutcome => ({ ...stage, milliseconds: 0 })) }, style),
    [sum(listed, stages.length - listed.length)],
  ]);
}

function table(stages: readonly ProposedStage[], style: Style): string[] {
  const hasReasons = stages.some(({ reason }) => reason !== undefined);
  const header = ['STAGE', 'PLAN', 'ADD', 'CHANGE', 'DESTROY', ...(hasReasons ? ['REASON'] : [])];
  const rows = stages.map(({ stage, result, counts, reason }) => [
    stage,
    result,
    ...(counts === undefined ? ['-', '-', '-'] : [counts.added, counts.changed, counts.destroyed].map(String)),
    ...(hasReasons ? [reason ?? ''] : []),
  ]);
  return formatTable([header, ...rows], (cell, column, row) => {
    const stage = stages[row - 1];
    if (stage === undefined) {
      return style.dim(cell);
    }
    return column === 0 ? style.name(cell) : column === 1 ? colored(cell, stage.result, style) : cell;
  });
}

/** `2 stages: 5 to add, 1 to change, 0 to destroy; 3 stages without changes` */
function sum(listed: readonly ProposedStage[], others: number): string {
  const counts = addCounts(listed.flatMap(({ counts: each }) => each ?? []));
  const rest = others === 0 ? '' : `; ${count(others, 'stage')} without changes`;
  return `${count(listed.length, 'stage')}: ${describePlan(counts)}${rest}`;
}
