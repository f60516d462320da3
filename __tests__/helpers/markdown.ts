import fs from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const repository = path.resolve(__dirname, '../..');

/** A row of a table: its cells by the heading of their column. */
export type Row = Readonly<Record<string, string>>;

/** All pages for users, by path from the root, sorted. */
export function pages(): string[] {
  const docs = fs
    .readdirSync(path.join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join('docs', file));
  return ['README.md', 'CONTRIBUTING.md', ...docs].sort();
}

/** The text of a page, by path from the root. */
export function read(page: string): string {
  return fs.readFileSync(path.join(repository, page), 'utf8');
}

/** The rows of the table whose first columns have these headings. */
export function tableOf(text: string, ...headings: string[]): Row[] {
  const lines = text.split('\n');
  const isHead = (line: string) => headings.every((heading, column) => cellsOf(line)[column] === heading);
  const start = lines.findIndex(isHead);
  const columns = cellsOf(lines[start] ?? '');
  const body = lines.slice(start + 2);
  const end = body.findIndex((line) => !line.startsWith('|'));
  return body.slice(0, end).map((line) => {
    const cells = cellsOf(line);
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** The texts that are set as code. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** The text without its code, which has no links and no headings. */
export function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

/** The contents of the code blocks in a language. */
export function blocksIn(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\S+).*\n([^]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , content = '']) => content);
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
