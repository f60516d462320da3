import { oneLine } from '../toolkit/io/printable';

/**
 * Columns of text, two spaces apart; the last column is not limited.
 *
 * @param cells plain text; that of others becomes one line
 * @param color adds color to a padded cell
 */
export function formatTable(
  cells: readonly (readonly string[])[],
  color: (cell: string, column: number, row: number) => string = (cell) => cell,
): string[] {
  const rows = cells.map((row) => row.map(oneLine));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row, line) =>
    row
      .map((cell, column) => color(cell.padEnd(widths[column] ?? 0), column, line))
      .join('  ')
      .trimEnd(),
  );
}

/** `1 resource`, `2 resources`. */
export function count(quantity: number, noun: string): string {
  return `${quantity} ${noun}${quantity === 1 ? '' : 's'}`;
}
