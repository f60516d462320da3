import { type StageResult } from '../../toolkit/io/run-result';
import { type Style } from '../style';

/** Colors a cell by the result of its stage. */
export function colored(cell: string, result: StageResult, style: Style): string {
  switch (result) {
    case 'applied':
    case 'destroyed':
    case 'planned':
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
