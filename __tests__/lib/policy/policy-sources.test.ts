import { z } from 'zod';
import facts from '../../../lib/facts/policy-sources.json';
import { POLICY_RULES } from '../../../lib/policy/rules';
import verdicts from '../../fixtures/checkov-verdicts.json';
import { CASES, caseKey } from './rules/cases';

const CHECKS = z.record(
  z.string(),
  z.union([
    z.strictObject({ types: z.array(z.string()).min(1), rule: z.string(), differs: z.string().optional() }),
    z.strictObject({ types: z.array(z.string()).min(1), excused: z.string() }),
  ]),
);
const { checkov, avm, azurePolicy, aprl } = z
  .strictObject({
    about: z.string(),
    source: z.array(z.string()),
    verified: z.string(),
    checkov: CHECKS,
    avm: CHECKS,
    azurePolicy: z.record(z.guid(), z.string()),
    aprl: z.record(z.guid(), z.string()),
  })
  .parse(facts);

/** Checks with the rule that asks the same. */
function mapped(checks: z.infer<typeof CHECKS>): readonly string[] {
  return Object.entries(checks).flatMap(([id, check]) => ('rule' in check ? [`${check.rule} ${id}`] : []));
}

function sources(name: 'checkov' | 'avm' | 'azurePolicy' | 'aprl'): readonly string[] {
  return POLICY_RULES.flatMap((rule) => (rule.sources[name] ?? []).map((id) => `${rule.id} ${id}`));
}

test('the sources of rules are the checks that the facts say', () => {
  expect([...sources('checkov')].sort()).toEqual([...mapped(checkov)].sort());
  expect([...sources('avm')].sort()).toEqual([...mapped(avm)].sort());
});

test('definitions of Azure Policy and recommendations of APRL are known by name', () => {
  const ids = (name: 'azurePolicy' | 'aprl') => [...new Set(sources(name).map((source) => source.slice(-36)))].sort();
  expect(ids('azurePolicy')).toEqual(Object.keys(azurePolicy));
  expect(ids('aprl')).toEqual(Object.keys(aprl));
});

test('a rule checks the types that its sources check', () => {
  // The rule asks the account of a container.
  const elsewhere = ['CKV2_AZURE_21'];
  const unchecked = Object.entries({ ...checkov, ...avm }).filter(([id, check]) => {
    const rule = POLICY_RULES.find((each) => 'rule' in check && each.id === check.rule);
    return (
      rule !== undefined && !elsewhere.includes(id) && check.types.some((type) => !rule.resourceTypes.includes(type))
    );
  });
  expect(unchecked).toEqual([]);
});

const VERDICTS: Readonly<Record<string, readonly string[]>> = verdicts;

/** Cases that Checkov judged, with the checks that failed, and those of them about which a rule says something else. */
const judged = CASES.flatMap((one) => {
  const failed = VERDICTS[caseKey(one)];
  return failed === undefined ? [] : [{ ...one, failed }];
});
const different = judged.filter(
  ({ kind, failed }) => kind !== 'unknown' && (kind === 'violates') !== failed.length > 0,
);

test('rules find what Checkov finds, but for the differences that the facts explain', () => {
  const unexplained = different.filter(({ rule, type, failed }) => {
    const asked = POLICY_RULES.find(({ id }) => id === rule)?.sources.checkov ?? [];
    return (failed.length > 0 ? failed : asked)
      .flatMap((id) => checkov[id] ?? [])
      .some((check) => check.types.includes(type) && !('differs' in check));
  });
  expect(unexplained.map(caseKey)).toEqual([]);
  expect(judged.length).toBeGreaterThan(400);
});

test('a difference that the facts explain is one', () => {
  const place = ({ rule, type }: { readonly rule: string; readonly type: string }) => `${rule} ${type}`;
  const silent = CASES.filter((one) => one.kind === 'violates' && VERDICTS[caseKey(one)] === undefined).map(place);
  // What is in another stage no case shows.
  const elsewhere = ['CKV2_AZURE_31', 'CKV2_AZURE_32', 'CKV2_AZURE_33', 'CKV2_AZURE_21'];
  const shown = new Set([...different.flatMap((one) => [place(one), ...one.failed]), ...silent, ...elsewhere]);
  const explained = Object.entries(checkov).flatMap(([id, check]) => ('differs' in check ? [{ id, ...check }] : []));
  const unseen = explained.filter(
    ({ id, types, rule = '' }) => !shown.has(id) && !types.some((type) => shown.has(place({ rule, type }))),
  );
  expect(unseen).toEqual([]);
});

test('what Checkov said is about cases that there still are', () => {
  const keys = new Set(CASES.map(caseKey));
  expect(Object.keys(verdicts).filter((key) => !keys.has(key))).toEqual([]);
});
