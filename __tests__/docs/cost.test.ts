import fs from 'node:fs';
import path from 'node:path';
import billing from '../../lib/cost/billing.json';
import { ESTIMATORS } from '../../lib/cost/estimators';
import { type Range } from '../../lib/cost/range';
import { USAGE } from '../../lib/cost/usage-file';
import { prettierTable, blocksIn, read, repository } from '../helpers/markdown';

const PAGE = 'docs/cost.md';

const tables: Readonly<Record<string, string>> = { quantities: quantities(), free: free() };

/** Text between the marks of a table or a list: `<!-- quantities -->` and `<!-- end of quantities -->`. */
const between = (name: string) => new RegExp(`(?<=<!-- ${name} -->\n\n)[^]*?(?=\n\n<!-- end of ${name} -->)`);

test.each(Object.entries(tables))(
  'docs/cost.md has what is between the marks of %s as the code has it',
  (name, table) => {
    if (process.env['UPDATE_GOLDENS'] !== undefined) {
      fs.writeFileSync(
        path.join(repository, PAGE),
        read(PAGE).replace(between(name), () => table),
      );
    }
    expect(between(name).exec(read(PAGE))?.[0]).toBe(table);
  },
);

test('the usage file of the page is one', () => {
  const [usage = ''] = blocksIn(read(PAGE), 'json');
  expect(USAGE.parse(usage).stages?.['stage-agent-runtime']?.hours).toBe(200);
});

/** Quantities of each type, with what is assumed. */
function quantities(): string {
  const rows = [...ESTIMATORS]
    .sort((a, b) => ((a.types[0] ?? '') < (b.types[0] ?? '') ? -1 : 1))
    .flatMap(({ types, usage }) =>
      Object.entries(usage).map(([name, { description, unit, default: assumed }], index) => [
        index === 0 ? types.map((type) => `\`${type}\``).join(' ') : '',
        `\`${name}\``,
        description.replaceAll('_', '\\_'),
        unit,
        bounds(assumed),
      ]),
    );
  return prettierTable([['type', 'quantity', 'what it is', 'unit', 'assumed'], ...rows]);
}

/** Types by the reason why they are free or not priced. */
function free(): string {
  const byReason = new Map<string, string[]>();
  const notPriced = Object.entries(billing.notPriced).map(([type, reason]) => [type, `Not priced: ${reason}`] as const);
  for (const [type, reason] of [...Object.entries(billing.free), ...notPriced]) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), `\`${type.replace('azurerm_', '')}\``]);
  }
  return [...byReason].map(([reason, types]) => `- ${reason}: ${types.join(', ')}`).join('\n');
}

function bounds({ low, high }: Range): string {
  return low === high ? String(low) : `${low} to ${high}`;
}
