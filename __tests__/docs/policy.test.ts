import fs from 'node:fs';
import path from 'node:path';
import { type PolicyRule } from '../../lib/policy/rule';
import { POLICY_RULES } from '../../lib/policy/rules';
import { prettierTable, read, repository } from '../helpers/markdown';

const PAGE = 'docs/policy.md';

const BETWEEN = /(?<=<!-- rules -->\n\n)[^]*?\n*(?=<!-- end of rules -->)/;

test('docs/policy.md has all rules with their sources', () => {
  const table = `${rules()}\n\n`;
  if (process.env['UPDATE_GOLDENS'] !== undefined) {
    fs.writeFileSync(
      path.join(repository, PAGE),
      read(PAGE).replace(BETWEEN, () => table),
    );
  }
  expect(BETWEEN.exec(read(PAGE))?.[0]).toBe(table);
});

function rules(): string {
  const rows = POLICY_RULES.map((rule) => [
    `\`${rule.id}\``,
    rule.severity,
    rule.title,
    sourcesOf(rule).join(', ') || '-',
    `[page](${rule.sources.url})`,
  ]);
  return prettierTable([['rule', 'severity', 'requirement', 'same in', ''], ...rows]);
}

/** Ids of other scanners, and recommendations, that ask for the same. */
function sourcesOf({ sources: { waf, checkov = [], avm = [] } }: PolicyRule): readonly string[] {
  const names = avm.map((name) => `\`${name}\``);
  return [...(waf === undefined ? [] : [waf]), ...checkov.map((id) => `\`${id}\``), ...names];
}
