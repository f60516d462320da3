import { type Style } from '../style';
import { type ChangeCounts, NO_CHANGES } from '../../toolkit/terraform/change-counts';

/** Width of a terminal in which each number has a column of its own. */
const WIDE = 72;

/**
 * Columns of a table with the numbers of changes: one for each number, or `+2 ~1 -0` in one where the terminal is narrow. The first, of imports, is left out
 * where there are none.
 */
export function countColumns(
  style: Style,
  names: readonly [string, string, string, string],
  stages: readonly { readonly counts?: ChangeCounts }[],
): { readonly header: readonly string[]; of(counts: ChangeCounts | undefined): readonly string[] } {
  const hasImports = stages.some(({ counts }) => counts?.imported !== undefined);
  if (style.columns !== undefined && style.columns < WIDE) {
    return {
      header: ['CHANGES'],
      of: (counts) => [
        counts === undefined ? '-' : `${importsOf(counts)}+${counts.added} ~${counts.changed} -${counts.destroyed}`,
      ],
    };
  }
  return {
    header: hasImports ? names : names.slice(1),
    of: (counts) => {
      const { imported = 0, added, changed, destroyed } = counts ?? NO_CHANGES;
      const numbers = [...(hasImports ? [imported] : []), added, changed, destroyed];
      return numbers.map((number) => (counts === undefined ? '-' : String(number)));
    },
  };
}

function importsOf({ imported }: ChangeCounts): string {
  return imported === undefined ? '' : `<${imported} `;
}
