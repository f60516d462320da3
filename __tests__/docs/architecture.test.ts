import fs from 'node:fs';
import path from 'node:path';
import { codeIn, read, repository, tableOf } from '../helpers/markdown';

const page = read('docs/architecture.md');

test('the table of docs/architecture.md has every folder of the toolkit', () => {
  const folders = fs.readdirSync(path.join(repository, 'lib/toolkit'), { withFileTypes: true });
  const listed = tableOf(page, 'folder', 'contents').flatMap(({ folder = '' }) => codeIn(folder));
  expect(listed.sort()).toEqual(folders.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort());
});

test('the names and paths in docs/architecture.md are in the sources', () => {
  const sources = ['bin', 'lib'].map(textOf).join('\n');
  const names = codeIn(page.replace(/^```[^]*?^```$/gm, ''));
  const isPath = (name: string) => /^(bin|lib|__tests__)\//.test(name);
  const isKnown = (name: string) =>
    isPath(name) ? fs.existsSync(path.join(repository, name)) : new RegExp(`\\b${name}\\b`).test(sources);
  const checked = names.filter((name) => isPath(name) || /^[a-z]*[A-Z]?[a-z]+(?:[A-Z][a-z]*)+$/.test(name));
  expect(checked.length).toBeGreaterThan(50);
  expect(checked.filter((name) => !isKnown(name))).toEqual([]);
});

/** The TypeScript below a folder. */
function textOf(folder: string): string {
  return fs
    .readdirSync(path.join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(path.join(folder, file)))
    .join('\n');
}
