import fs from 'node:fs';
import path from 'node:path';
import { read, repository } from '../helpers/markdown';
import { policyTables } from '../helpers/policy-tables';

const PAGE = 'docs/policy-rules.md';

/** What is between the marks of a table. */
const between = (name: string) => new RegExp(`(?<=<!-- ${name} -->\n\n)[^]*?(?=\n\n<!-- end of ${name} -->)`);

test.each(Object.entries(policyTables()))(
  'docs/policy-rules.md has the table of %s as the rules are',
  (name, table) => {
    if (process.env['UPDATE_GOLDENS'] !== undefined) {
      fs.writeFileSync(
        path.join(repository, PAGE),
        read(PAGE).replace(between(name), () => table),
      );
    }
    expect(between(name).exec(read(PAGE))?.[0] ?? `no table of ${name}`).toBe(table);
  },
);
