import { type StageOutcome, type StageResult } from '../../toolkit/io/run-result';
import { type Style } from '../style';

/** Colors a cell by the result of its stage. */
export function colored(cell: string, result: StageResult, style: Style): string {
  switch (result) {
    case 'applied':
    case 'destroyed':
    case 'moved':
    case 'planned':
    case 'verified':
      return style.good(cell);
    case 'unchanged':
    case 'no-changes':
    case 'not-deployed':
      return style.dim(cell);
    case 'failed':
    case 'interrupted':
      return style.bad(cell);
    case 'drifted':
    case 'blocked':
    case 'declined':
    case 'skipped':
    case 'cancelled':
      return style.warn(cell);
  }
}

/** Colors a table with a heading and a row for each stage: its name in the first column, its result in the second. */
export function stageColors(
  stages: readonly Pick<StageOutcome, 'result'>[],
  style: Style,
): (cell: string, column: number, row: number) => string {
  return (cell, column, row) => {
    const stage = stages[row - 1];
    if (stage === undefined) {
      return style.dim(cell);
    }
    return column === 0 ? style.name(cell) : column === 1 ? colored(cell, stage.result, style) : cell;
  };
}
