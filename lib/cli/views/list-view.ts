import { formatTime } from '../../toolkit/host/local-time';
import { NO_STAGES } from '../../toolkit/io/no-stages';
import { type ListResult } from '../../toolkit/io/results';
import { joined } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatProblems } from './show-view';
import { formatHeading } from './synth-view';

/** Formats the stages of the app for the terminal. */
export function formatList(result: ListResult, style: Style): string {
  const header = ['STAGE', 'LIFECYCLE', 'OWNER', 'RESOURCES', 'STATUS', 'APPLIED', 'NEEDS'];
  const rows = result.stages.map((stage) => [
    stage.name,
    stage.lifecycle ?? '-',
    stage.sharing ?? '-',
    String(stage.resources),
    stage.isOrphaned === true ? 'deployed, not in the code' : stage.status,
    stage.appliedAt === undefined ? '-' : formatTime(stage.appliedAt),
    stage.dependencies.join(', ') || '-',
  ]);
  const table = formatTable([header, ...rows], (cell, column, row) =>
    row === 0 ? style.dim(cell) : column === 0 ? style.name(cell) : cell,
  );
  return joined([
    ...formatHeading(result, style),
    ...(result.app === undefined ? [] : ['']),
    ...(rows.length === 0 ? [NO_STAGES] : table),
    ...formatProblems(result.stages, style),
  ]);
}
