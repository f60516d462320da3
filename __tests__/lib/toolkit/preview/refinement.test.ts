import { differences } from '../../../../lib/toolkit/preview/refinement';
import { PlanJson } from '../../../../lib/toolkit/terraform/plan-json';

/** A change of one resource, as `terraform show -json` tells it. */
interface Change {
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly after_unknown?: unknown;
  readonly after_sensitive?: unknown;
  readonly importing?: { readonly id: string };
  /** Of the resource; in a plan beside the change. */
  readonly action_reason?: string;
}

interface Plan {
  readonly resources?: Readonly<Record<string, Change>>;
  readonly outputs?: Readonly<Record<string, Change>>;
}

function plan({ resources = {}, outputs = {} }: Plan): PlanJson {
  const resource_changes = Object.entries(resources).map(([address, change]) => ({
    address,
    mode: 'managed',
    type: 'terraform_data',
    action_reason: change.action_reason,
    change: { actions: ['create'], ...change },
  }));
  const output_changes = Object.fromEntries(
    Object.entries(outputs).map(([name, change]) => [name, { actions: ['create'], ...change }]),
  );
  return PlanJson.parse(JSON.stringify({ resource_changes, output_changes }));
}

const data = (change: Change): Plan => ({ resources: { 'terraform_data.A': change } });

function compare(approved: Plan, actual: Plan, deferred?: string[]): string[] {
  return differences(plan(approved), plan(actual), { deferred }).map(({ text }) => text);
}

describe('a plan that refines the one that was approved', () => {
  it.each<[string, Plan, Plan]>([
    ['is the same', data({ after: { input: 'a' } }), data({ after: { input: 'a' } })],
    ['knows what was unknown', data({ after: {}, after_unknown: { input: true } }), data({ after: { input: 'a' } })],
    [
      'knows what was unknown within a value',
      data({
        after: { tags: { a: 'x', list: [null, 'y'] } },
        after_unknown: { tags: { b: true, list: [true, false] } },
      }),
      data({ after: { tags: { a: 'x', b: 'z', list: ['w', 'y'] } } }),
    ],
    [
      'knows that what was unknown is nothing',
      data({ after: {}, after_unknown: { input: true } }),
      data({ after: { input: null } }),
    ],
    [
      'still does not know it',
      data({ after: {}, after_unknown: { input: true } }),
      data({ after: {}, after_unknown: { input: true } }),
    ],
    [
      'imports what would have been updated as well, and need not be',
      data({ actions: ['update'], before: { input: 'a' }, after: { input: 'b' }, importing: { id: 'x' } }),
      data({ actions: ['no-op'], before: { input: 'b' }, after: { input: 'b' }, importing: { id: 'x' } }),
    ],
    [
      'imports the same',
      data({ actions: ['no-op'], before: { input: 'a' }, after: { input: 'a' }, importing: { id: 'x' } }),
      data({ actions: ['no-op'], before: { input: 'a' }, after: { input: 'a' }, importing: { id: 'x' } }),
    ],
    [
      'need not change what would have been updated',
      data({ actions: ['update'], after: { id: 1 }, after_unknown: { input: true } }),
      data({ actions: ['no-op'], after: { id: 1, input: 'as before' } }),
    ],
    [
      'updates what would have been replaced',
      data({ actions: ['delete', 'create'], after: {}, after_unknown: { id: true, input: true } }),
      data({ actions: ['update'], after: { id: 1, input: 'a' } }),
    ],
    [
      'has the elements of a set in another order once they are known',
      data({ after: { set: [null, 'b', 'd'] }, after_unknown: { set: [true, false, false] } }),
      data({ after: { set: ['b', 'c', 'd'] } }),
    ],
    [
      'has fewer elements in a set, as unknown ones were equal',
      data({ after: { set: [null, null, 'b'] }, after_unknown: { set: [true, true, false] } }),
      data({ after: { set: ['b', 'c'] } }),
    ],
    [
      'knows an output',
      { outputs: { id: { after_unknown: true } } },
      { outputs: { id: { after: '42', after_unknown: false } } },
    ],
    ['removes an output that was to go', { outputs: { id: { actions: ['delete'] } } }, {}],
  ])('%s', (_name, approved, actual) => {
    expect(compare(approved, actual)).toEqual([]);
  });
});

describe('a plan that is not what was approved', () => {
  it.each<[string, Plan, Plan, string[]]>([
    [
      'has another known value',
      data({ after: { input: 'a' } }),
      data({ after: { input: 'b' } }),
      ['terraform_data.A: input was approved as "a", and is now "b"'],
    ],
    [
      'no longer knows a value',
      data({ after: { input: 'a' } }),
      data({ after: {}, after_unknown: { input: true } }),
      ['terraform_data.A: input was approved as "a", and is now (known after apply)'],
    ],
    [
      'sets what was not set',
      data({ after: { input: 'a' } }),
      data({ after: { input: 'a', tags: { b: 1 } } }),
      ['terraform_data.A: tags was approved as null, and is now {"b":1}'],
    ],
    [
      'has another known value within one that is known in part',
      data({ after: { o: { k: 'v' } }, after_unknown: { o: { id: true } } }),
      data({ after: { o: { k: 'w', id: '1' } } }),
      ['terraform_data.A: o was approved as {"k":"v"}, and is now {"k":"w","id":"1"}'],
    ],
    [
      'has an element more in a set',
      data({ after: { set: [null] }, after_unknown: { set: [true] } }),
      data({ after: { set: ['a', 'b'] } }),
      ['terraform_data.A: set was approved as [null], and is now ["a","b"]'],
    ],
    [
      'lacks a known element of a set',
      data({ after: { set: [null, 'b'] }, after_unknown: { set: [true, false] } }),
      data({ after: { set: ['a', 'c'] } }),
      ['terraform_data.A: set was approved as [null,"b"], and is now ["a","c"]'],
    ],
    [
      'has a list that is known in another order',
      data({ after: { list: ['a', 'b'] } }),
      data({ after: { list: ['b', 'a'] } }),
      ['terraform_data.A: list was approved as ["a","b"], and is now ["b","a"]'],
    ],
    [
      'replaces what was to be updated',
      data({ actions: ['update'], after: { input: 'a' } }),
      data({ actions: ['delete', 'create'], after: { input: 'a' } }),
      ['terraform_data.A: approved update, now replace'],
    ],
    [
      'does not make what was to be created',
      data({ after: {}, after_unknown: { id: true } }),
      {},
      ['terraform_data.A: approved create, now no change'],
    ],
    [
      'keeps what was to be deleted',
      data({ actions: ['delete'], before: { input: 'a' }, after: null }),
      data({ actions: ['no-op'], after: { input: 'a' } }),
      ['terraform_data.A: approved delete, now no change'],
    ],
    [
      'needs no update, with a value that is not the approved one',
      data({ actions: ['update'], before: { input: 'a' }, after: { input: 'b' } }),
      data({ actions: ['no-op'], before: { input: 'a' }, after: { input: 'a' } }),
      ['terraform_data.A: input was approved as "b", and is now "a"'],
    ],
    [
      'has another output',
      { outputs: { o: { after: ['a'] } } },
      { outputs: { o: { after: ['b'] } } },
      ['output o was approved as ["a"], and is now ["b"]'],
    ],
    ['lacks an output', { outputs: { o: { after: 'a' } } }, {}, ['output o was approved as "a", and is now null']],
  ])('%s', (_name, approved, actual, found) => {
    expect(compare(approved, actual)).toEqual(found);
  });

  it('changes a resource that no one approved', () => {
    const approved = data({ after: { input: 'a' } });
    const actual = { resources: { ...approved.resources, 'terraform_data.B': { after: { input: 'b' } } } };
    expect(differences(plan(approved), plan(actual))).toEqual([
      { address: 'terraform_data.B', text: 'terraform_data.B: create was not approved' },
    ]);
  });

  it('has a part that was deferred when the rest was approved', () => {
    const actual = { resources: { 'terraform_data.B["x"]': { after: { input: 'b' } } } };
    expect(compare({}, actual, ['terraform_data.B'])).toEqual(['terraform_data.B["x"]: create was deferred']);
  });

  it('changes an output that no one approved', () => {
    const actual = { outputs: { o: { actions: ['update'], after: 'a' }, same: { actions: ['no-op'], after: 'b' } } };
    expect(differences(plan({}), plan(actual))).toEqual([
      { output: 'o', text: 'output o: its change was not approved' },
    ]);
    expect(compare({}, actual, ['terraform_data.B'])).toEqual([]);
  });

  it('never shows what is sensitive, on either side', () => {
    const withSecret = (secret: string): Plan => ({
      resources: {
        'terraform_data.A': { after: { input: { password: secret } }, after_sensitive: { input: { password: true } } },
      },
      outputs: { o: { after: secret, after_sensitive: true } },
    });
    const [approved, actual] = [withSecret('secret-1'), withSecret('secret-2')];
    const found = compare(approved, actual);
    expect(found).toEqual([
      'terraform_data.A: input is not the value that was approved (sensitive)',
      'output o is not the value that was approved (sensitive)',
    ]);
    const shownBefore = { resources: { 'terraform_data.A': { after: { input: 'public' } } } };
    expect(compare(shownBefore, actual).join()).not.toContain('secret-2');
  });

  it('shows the beginning of a long value', () => {
    const [text = ''] = compare(data({ after: { input: 'a' } }), data({ after: { input: 'b'.repeat(1000) } }));
    expect(text).toHaveLength('terraform_data.A: input was approved as "a", and is now '.length + 83);
  });
});

/** What is not left of an approved plan after an apply of it that did not finish. */
function notLeft(approved: Plan, actual: Plan): string[] {
  return differences(plan(approved), plan(actual), { isStarted: true }).map(({ text }) => text);
}

const REPLACE = ['delete', 'create'];
const created = data({ after: { input: 'a' }, after_unknown: { id: true } });
const updated = data({ actions: ['update'], before: { input: 'a', id: '1' }, after: { input: 'b', id: '1' } });
const replaced = data({ actions: REPLACE, before: { input: 'a' }, after: { input: 'b' }, after_unknown: { id: true } });
const deleted = data({ actions: ['delete'], before: { input: 'a' }, after: null });
const kept = (input: string) => data({ actions: ['no-op'], before: { input }, after: { input, id: '1' } });

/** Two changes of one address, as of a resource whose old object create_before_destroy has left. */
function withOldObject(change: Change): PlanJson {
  const both = [
    { address: 'terraform_data.A', mode: 'managed', type: 'terraform_data', change },
    {
      address: 'terraform_data.A',
      deposed: '1234abcd',
      mode: 'managed',
      type: 'terraform_data',
      change: { actions: ['delete'], before: { input: 'a' }, after: null },
    },
  ];
  return PlanJson.parse(JSON.stringify({ resource_changes: both }));
}

describe('a plan of what is left after an apply that did not finish', () => {
  it.each<[string, Plan, Plan]>([
    ['is the same', created, created],
    ['has a creation that is done', created, kept('a')],
    [
      'replaces what was not created to the end',
      created,
      data({ actions: REPLACE, after: { input: 'a' }, action_reason: 'replace_because_tainted' }),
    ],
    ['has an update that is done', updated, kept('b')],
    ['has a replacement that is done', replaced, kept('b')],
    ['creates what was deleted to be replaced', replaced, data({ after: { input: 'b' } })],
    ['has a deletion that is done', deleted, {}],
    ['deletes', deleted, deleted],
  ])('%s', (_name, approved, actual) => {
    expect(notLeft(approved, actual)).toEqual([]);
  });

  it.each<[string, Plan, Plan, string[]]>([
    [
      'creates with another value',
      created,
      data({ after: { input: 'x' } }),
      ['terraform_data.A: input was approved as "a", and is now "x"'],
    ],
    ['finds another value', created, kept('x'), ['terraform_data.A: input was approved as "a", and is now "x"']],
    [
      'replaces what was created, for another reason',
      created,
      data({ actions: REPLACE, after: { input: 'a' } }),
      ['terraform_data.A: approved create, now replace'],
    ],
    ['no longer creates', created, {}, ['terraform_data.A: approved create, now no change']],
    ['replaces what was to be updated', updated, replaced, ['terraform_data.A: approved update, now replace']],
    ['deletes what was to be updated', updated, deleted, ['terraform_data.A: approved update, now delete']],
    ['keeps what was to be deleted', deleted, kept('a'), ['terraform_data.A: approved delete, now no change']],
    [
      'changes what was not approved',
      deleted,
      { resources: { 'terraform_data.B': { after: { input: 'b' } } } },
      ['terraform_data.B: create was not approved'],
    ],
  ])('is refused when it %s', (_name, approved, actual, found) => {
    expect(notLeft(approved, actual)).toEqual(found);
  });

  it('deletes the old object of what was replaced, and of nothing else', () => {
    const done = { actions: ['no-op'], before: { input: 'b' }, after: { input: 'b' } };
    const left = (approved: Plan, change: Change) =>
      differences(plan(approved), withOldObject(change), { isStarted: true }).map(({ text }) => text);
    expect(left(replaced, done)).toEqual([]);
    expect(left(updated, done).join()).toMatch(
      /terraform_data\.A: (delete was not approved|approved update, now delete)/,
    );
  });
});
