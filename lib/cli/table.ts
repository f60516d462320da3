import { oneLine } from '../toolkit/io/printable';

/**
 * Columns of text, two spaces apart; the last column is not limited.
 *
 * @param cells plain text; that of others becomes one line
 * @param color adds color to a padded cell
 * @param width width of the terminal, in which a long last column continues on further lines. @default any
 */
export function formatTable(
  cells: readonly (readonly string[])[],
  color: (cell: string, column: number, row: number) => string = (cell) => cell,
  width?: number,
): string[] {
  const rows = cells.map((row) => row.map(oneLine));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const start = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  return rows.flatMap((row, line) => {
    const [last = '', ...more] = wrapped(row[columns - 1] ?? '', start, width);
    const cellsOfRow = row.map((cell, column) => (column === columns - 1 ? last : cell));
    const first = cellsOfRow
      .map((cell, column) => color(cell.padEnd(widths[column] ?? 0), column, line))
      .join('  ')
      .trimEnd();
    return [first, ...more];
  });
}

/** Room that a column needs to be continued below itself. */
const LEAST_ROOM = 16;

/** Indent of a last column that has no room beside the others. */
const INDENT = 4;

/** Lines of a last cell, which begins after so many cells; all but the first with their indent. */
function wrapped(cell: string, start: number, width = Infinity): string[] {
  if (start + cell.length < width) {
    return [cell];
  }
  const hasRoom = width - start > LEAST_ROOM;
  const indent = hasRoom ? start : INDENT;
  const lines: string[] = hasRoom ? [] : [''];
  let line = '';
  for (const word of cell.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent + longer.length >= width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  const [first = '', ...rest] = [...lines, line];
  return [first, ...rest.map((text) => `${' '.repeat(indent)}${text}`)];
}
