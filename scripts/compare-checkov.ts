import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GOLDEN_APPS, goldenRun } from '../__tests__/helpers/golden-assembly';
import { CASES, caseKey } from '../__tests__/lib/policy/rules/cases';
import facts from '../lib/facts/policy-sources.json';
import { POLICY_RULES } from '../lib/policy/rules';
import { findingsOf } from '../lib/toolkit/policy/findings-of';
import { type CheckedResource, checkedResources } from './checkov/checkov-report';
import { hclOf, type Root } from './checkov/hcl';

const RECORD = path.resolve(__dirname, '../__tests__/fixtures/checkov-verdicts.json');

/** Checks that differ from the rules of which they are sources on purpose. */
const EXPLAINED = new Set(Object.entries(facts.checkov).flatMap(([id, check]) => ('differs' in check ? [id] : [])));

/** Checks of Checkov that are sources of a rule. */
const CHECKS = new Map(POLICY_RULES.map(({ id, sources }) => [id, new Set(sources.checkov)]));

/**
 * Compares the findings about the goldens of all systems with those of Checkov, and records what Checkov finds in the cases that the tests of the rules
 * have: a test compares the rules with that, without Checkov. Differences that `lib/facts/policy-sources.json` explains are counted alone.
 *
 * Usage: `npm run compare:checkov [-- <checkov>]`
 */
async function main([checkov = 'checkov']: readonly string[]): Promise<number> {
  const goldens = GOLDEN_APPS.map((app) => ({ app, assembly: goldenRun(app).assembly }));
  const stages = goldens.flatMap(({ app, assembly }) =>
    assembly.stages.map((stage) => ({ folder: `${app}/${stage.name}`, root: stage.template as Root })),
  );
  const cases = CASES.map(({ resources }, index) => ({ folder: `case-${index}`, root: { resource: resources } }));
  const checked = run(checkov, [...stages, ...cases]);

  fs.writeFileSync(RECORD, `${recorded(checked)}\n`);
  const ours = new Map<string, Set<string>>();
  for (const { app, assembly } of goldens) {
    for (const { stage, address, ruleId } of await findingsOf(assembly, '.')) {
      const key = `${app}/${stage} ${address}`;
      ours.set(key, (ours.get(key) ?? new Set()).add(ruleId));
    }
  }
  const lines = differences(checked, ours);
  const unexplained = lines.filter(({ isExplained }) => !isExplained);
  unexplained.forEach(({ text }) => say(text));
  say(
    `${stages.length} stages: ${lines.length - unexplained.length} explained differences, ${unexplained.length} others`,
  );
  say(`${cases.length} cases: recorded in ${path.relative(process.cwd(), RECORD)}`);
  return unexplained.length === 0 ? 0 : 1;
}

function run(
  checkov: string,
  stages: readonly { readonly folder: string; readonly root: Root }[],
): ReadonlyMap<string, CheckedResource> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-checkov-'));
  try {
    for (const { folder, root } of stages) {
      fs.mkdirSync(path.join(directory, folder), { recursive: true });
      fs.writeFileSync(path.join(directory, folder, 'main.tf'), hclOf(root));
    }
    const args = ['--directory', directory, '--framework', 'terraform', '--output', 'json', '--compact', '--soft-fail'];
    return checkedResources(execFileSync(checkov, args, { encoding: 'utf8', maxBuffer: 2 ** 30 }));
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

/** The checks that failed, of those that are sources of the rule of a case. Cases about which Checkov says nothing are left out. */
function recorded(checked: ReadonlyMap<string, CheckedResource>): string {
  const verdicts = CASES.flatMap((one, index) => {
    const { passed, failed } = checked.get(`case-${index} ${one.type}.Case`) ?? {};
    const mine = (ids: ReadonlySet<string> = new Set()) =>
      [...ids].filter((id) => CHECKS.get(one.rule)?.has(id)).sort();
    return mine(passed).length + mine(failed).length === 0
      ? []
      : [`  ${JSON.stringify(caseKey(one))}: ${JSON.stringify(mine(failed))}`];
  });
  return `{\n${verdicts.join(',\n')}\n}`;
}

interface Difference {
  readonly text: string;
  readonly isExplained: boolean;
}

/** What one of both finds alone in a resource of a golden that Checkov looks at. */
function differences(
  checked: ReadonlyMap<string, CheckedResource>,
  ours: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Difference[] {
  const resources = [...checked].filter(([key]) => !key.startsWith('case-'));
  return resources.flatMap(([key, { passed, failed }]) =>
    [...CHECKS].flatMap(([rule, ids]) => {
      const tried = [...ids].filter((id) => passed.has(id) || failed.has(id));
      const theirs = tried.filter((id) => failed.has(id));
      const isOurs = ours.get(key)?.has(rule) === true;
      const text = `${key}: ${isOurs ? `${rule} alone` : `${theirs.join(', ')} alone, not ${rule}`}`;
      const isSame = tried.length === 0 || isOurs === theirs.length > 0;
      return isSame ? [] : [{ text, isExplained: (isOurs ? tried : theirs).every((id) => EXPLAINED.has(id)) }];
    }),
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
