import { type ListResult } from '../../toolkit/actions/list';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatHeading } from './synth-view';

/** The stages of the app, for people. */
export function formatList(result: ListResult, style: Style): string {
  const header = ['STAGE', 'LIFECYCLE', 'OWNER', 'RESOURCES', 'STATUS', 'NEEDS'];
  const rows = result.stages.map((stage) => [
    stage.name,
    stage.lifecycle ?? '-',
    stage.sharing ?? '-',
    String(stage.resources),
    stage.status,
    stage.dependencies.join(', ') || '-',
  ]);
  const table = formatTable([header, ...rows], (cell, column, row) =>
    row === 0 ? style.dim(cell) : column === 0 ? style.name(cell) : cell,
  );
  return [...formatHeading(result, style), ...(result.app === undefined ? [] : ['']), ...table].join('\n');
}
