import { count } from '../../toolkit/host/count';
import { describePlan } from '../../toolkit/io/outcome-text';
import { type MessageData } from '../../toolkit/io/messages';
import { addCounts } from '../../toolkit/terraform/change-counts';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { countColumns } from './count-columns';
import { stageColors } from './result-color';
import { formatErrors } from './stage-errors';

type ProposedStage = MessageData['run.proposed']['stages'][number];

/** Results of stages without planned changes, which are counted and not listed. */
const WITHOUT_CHANGES: readonly string[] = ['unchanged', 'no-changes', 'not-deployed'];

/** Formats what is about to be approved: a table of the stages that change or cannot be planned, their errors, and the sum. */
export function formatProposal({ stages }: MessageData['run.proposed'], style: Style): string {
  const listed = stages.filter(({ result }) => !WITHOUT_CHANGES.includes(result));
  return layout([
    table(listed, style),
    formatErrors({ stages: listed }, style),
    [sum(listed, stages.length - listed.length)],
  ]);
}

function table(stages: readonly ProposedStage[], style: Style): string[] {
  const hasReasons = stages.some(({ reason }) => reason !== undefined);
  const numbers = countColumns(style, ['IMPORT', 'ADD', 'CHANGE', 'DESTROY'], stages);
  const header = ['STAGE', 'PLAN', ...numbers.header, ...(hasReasons ? ['REASON'] : [])];
  const rows = stages.map(({ stage, result, counts, reason }) => [
    stage,
    result,
    ...numbers.of(counts),
    ...(hasReasons ? [reason ?? ''] : []),
  ]);
  return formatTable([header, ...rows], stageColors(stages, style), style.columns);
}

/** `2 stages: 5 to add, 1 to change, 0 to destroy; 3 stages without changes` */
function sum(listed: readonly ProposedStage[], others: number): string {
  const counts = addCounts(listed.flatMap(({ counts: each }) => each ?? []));
  const rest = others === 0 ? '' : `; ${count(others, 'stage')} without changes`;
  return `${count(listed.length, 'stage')}: ${describePlan(counts)}${rest}`;
}
