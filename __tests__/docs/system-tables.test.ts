import fs from 'node:fs';
import path from 'node:path';
import { read, repository, tablesIn } from '../helpers/markdown';

/** The longest cell, in characters as written: a table is for what is looked up, a paragraph for the reasons. */
const LONGEST = 90;

const pages = fs.readdirSync(path.join(repository, 'docs/systems')).map((file) => `docs/systems/${file}`);

test.each(pages)('no cell of a table of %s is a paragraph', (page) => {
  const cells = tablesIn(read(page)).flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)));
  expect(cells).not.toEqual([]);
  expect(cells.filter((cell) => cell.length > LONGEST)).toEqual([]);
});
