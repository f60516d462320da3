import { type Style } from '../style';
import { type ChangeCounts } from '../../toolkit/terraform/change-counts';

/** Width of a terminal in which each number has a column of its own. */
const WIDE = 72;

/** Columns of a table with the numbers of changes: one for each number, or `+2 ~1 -0` in one where the terminal is narrow. */
export function countColumns(
  style: Style,
  names: readonly [string, string, string],
): { readonly header: readonly string[]; of(counts: ChangeCounts | undefined): readonly string[] } {
  if (style.columns !== undefined && style.columns < WIDE) {
    return {
      header: ['CHANGES'],
      of: (counts) => [counts === undefined ? '-' : `+${counts.added} ~${counts.changed} -${counts.destroyed}`],
    };
  }
  return {
    header: names,
    of: (counts) =>
      counts === undefined ? ['-', '-', '-'] : [counts.added, counts.changed, counts.destroyed].map(String),
  };
}
