import fs from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const repository = path.resolve(__dirname, '../..');

/** A row of a table: its cells by the heading of their column. */
export type Row = Readonly<Record<string, string>>;

/** A table of a page. */
export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly Row[];
}

/** All pages that are written by hand, by path from the root, sorted. */
export function pages(): string[] {
  const docs = fs
    .readdirSync(path.join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(?!api\/|reference\/).*\.md$/.test(file))
    .map((file) => path.posix.join('docs', file));
  return ['README.md', 'CONTRIBUTING.md', ...docs].sort();
}

/** The text of a page, by path from the root. */
export function read(page: string): string {
  return fs.readFileSync(path.join(repository, page), 'utf8');
}

/** The tables of a text, in order. */
export function tablesIn(text: string): Table[] {
  return [...withoutBlocks(text).matchAll(/(?:^\|.*\n?)+/gm)].map(([table]) => {
    const [headings = [], , ...body] = table.trimEnd().split('\n').map(cellsOf);
    const rowOf = (cells: readonly string[]) =>
      Object.fromEntries(headings.map((heading, column) => [heading, cells[column] ?? '']));
    return { headings, rows: body.map(rowOf) };
  });
}

/** The rows of the first table whose first columns have these headings. */
export function tableOf(text: string, ...headings: string[]): readonly Row[] {
  const found = tablesIn(text).find((table) => headings.every((heading, column) => table.headings[column] === heading));
  return found?.rows ?? [];
}

/** The texts that are set as code. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** The text without its code, which has no links and no headings. */
export function withoutCode(text: string): string {
  return withoutBlocks(text).replace(/`[^`\n]*`/g, '');
}

/** The contents of the code blocks in a language. */
export function blocksIn(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\S+).*\n([^]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , content = '']) => content);
}

function withoutBlocks(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '');
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** A table as Prettier formats it, the headings first. */
export function prettierTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
