import facts from '../../../../lib/facts/arm-types.json';
import { POLICY_RULES } from '../../../../lib/policy/rules';
import { expectGolden } from '../../../helpers/golden';
import { violates } from '../../../helpers/violates';
import { CASES, type RuleCase } from './cases';

const RULES = new Map(POLICY_RULES.map((rule) => [rule.id, rule]));

/** What the rule of a case finds. */
function found({ rule, type, resources }: RuleCase): string | undefined {
  const tried = RULES.get(rule);
  return tried === undefined ? undefined : violates(tried, resources)[`${type}.Case`];
}

const pairs = POLICY_RULES.flatMap(({ id, resourceTypes }) => resourceTypes.map((type) => `${id} ${type}`));

test.each(POLICY_RULES.map((rule) => [rule.id, rule] as const))('%s finds what violates it, and nothing else', (id) => {
  const cases = CASES.filter(({ rule }) => rule === id);
  const verdicts = cases.map((each) => [each.type, each.name, found(each) !== undefined]);
  expect(verdicts).toEqual(cases.map(({ type, name, kind }) => [type, name, kind === 'violates']));
});

test('every type of every rule has a case that violates and one that complies', () => {
  const tried = (kind: RuleCase['kind']) =>
    new Set(CASES.filter((each) => each.kind === kind).map(({ rule, type }) => `${rule} ${type}`));
  expect(pairs.filter((pair) => !tried('violates').has(pair) || !tried('complies').has(pair))).toEqual([]);
});

test('every case is of a rule and a type that there is', () => {
  expect(CASES.filter(({ rule, type }) => !pairs.includes(`${rule} ${type}`))).toEqual([]);
});

test('findings say what was found and what is required', () => {
  const lines = CASES.filter(({ kind }) => kind === 'violates').map(
    (each) => `${each.rule} ${each.type}: ${found(each)}`,
  );
  expectGolden('fixtures/goldens/policy-findings.txt', `${[...new Set(lines)].join('\n')}\n`);
});

test('rules are sorted by their ids, and each has one of its own', () => {
  const ids = POLICY_RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

test('rules look at types that azstage makes', () => {
  const known = new Set(Object.keys(facts.types));
  expect(pairs.filter((pair) => !known.has(pair.split(' ')[1] ?? ''))).toEqual([]);
});
