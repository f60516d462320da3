import fs from 'node:fs';
import path from 'node:path';
import { cliTables } from '../helpers/cli-tables';
import { read, repository } from '../helpers/markdown';

const PAGE = 'docs/cli.md';
const tables = cliTables();

/** What is between the marks of a table: `<!-- commands -->` and `<!-- end of commands -->`. */
const between = (name: string) => new RegExp(`(?<=<!-- ${name} -->\n\n)[^]*?(?=\n\n<!-- end of ${name} -->)`);

test.each(Object.entries(tables))('docs/cli.md has the table of %s as the command line has it', (name, table) => {
  if (process.env['UPDATE_GOLDENS'] !== undefined) {
    fs.writeFileSync(
      path.join(repository, PAGE),
      read(PAGE).replace(between(name), () => table),
    );
  }
  expect(between(name).exec(read(PAGE))?.[0] ?? `no table of ${name}`).toBe(table);
});

test('the command line has commands and options', () => {
  expect(tables['commands']).toContain('| `azstage plan [stages...]` (`diff`)');
  expect(tables['common options']).toContain('| `-e`, `--environment <name>`');
  expect(tables['other options']).toContain('| `--id <id>`');
});
