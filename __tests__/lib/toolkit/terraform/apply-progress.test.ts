import { ApplyProgress, describeProgress } from '../../../../lib/toolkit/terraform/apply-progress';
import { type ChangeAction, parseEvent, type PlannedChange } from '../../../../lib/toolkit/terraform/terraform-events';

const change = (address: string, action: ChangeAction): PlannedChange => ({ address, type: 'terraform_data', action });
const hook = (type: string, address: string, action: string) =>
  JSON.stringify({ type, hook: { resource: { addr: address, resource_type: 'terraform_data' }, action } });

/** What is shown after each line of Terraform. */
function shownAfter(
  changes: readonly PlannedChange[] | undefined,
  lines: readonly (readonly [string, string, string])[],
) {
  const progress = new ApplyProgress(changes);
  return lines.map(([type, address, action]) => {
    const event = parseEvent(hook(type, address, action));
    const shown = event === undefined ? undefined : progress.follow(event);
    return shown && describeProgress(shown);
  });
}

describe('the progress of an apply', () => {
  it.each([
    ['destroyed before it is created', 'delete', 'create'],
    ['created before it is destroyed', 'create', 'delete'],
  ])('counts a resource that is %s as one change', (_, first, second) => {
    const shown = shownAfter(
      [change('a.A', 'replace'), change('b.B', 'update')],
      [
        ['apply_start', 'a.A', first],
        ['apply_complete', 'a.A', first],
        ['apply_start', 'a.A', second],
        ['apply_complete', 'a.A', second],
        ['apply_start', 'b.B', 'update'],
        ['apply_complete', 'b.B', 'update'],
      ],
    );
    const words: Record<string, readonly string[]> = {
      create: ['creating', 'created'],
      delete: ['destroying', 'destroyed'],
    };
    expect(shown).toEqual([
      `0 of 2 done, ${words[first]?.[0]} a.A`,
      `0 of 2 done, ${words[first]?.[1]} a.A`,
      `0 of 2 done, ${words[second]?.[0]} a.A`,
      `1 of 2 done, ${words[second]?.[1]} a.A`,
      '1 of 2 done, updating b.B',
      '2 of 2 done, updated b.B',
    ]);
  });

  it('leaves out what only the state learns, and reads', () => {
    const shown = shownAfter(
      [change('a.A', 'move'), change('a.B', 'import'), change('a.C', 'remove'), change('a.D', 'create')],
      [
        ['apply_start', 'data.x.Y', 'read'],
        ['apply_complete', 'data.x.Y', 'read'],
        ['apply_start', 'a.D', 'create'],
        ['apply_complete', 'a.D', 'create'],
      ],
    );
    expect(shown).toEqual([
      '0 of 1 done, reading data.x.Y',
      undefined,
      '0 of 1 done, creating a.D',
      '1 of 1 done, created a.D',
    ]);
  });

  it('shows what goes on after something else has ended or failed', () => {
    const shown = shownAfter(
      [change('a.A', 'create'), change('a.B', 'create'), change('a.C', 'create')],
      [
        ['apply_start', 'a.A', 'create'],
        ['apply_start', 'a.B', 'create'],
        ['apply_start', 'a.C', 'create'],
        ['apply_complete', 'a.C', 'create'],
        ['apply_errored', 'a.A', 'create'],
        ['apply_errored', 'a.B', 'create'],
      ],
    );
    expect(shown.slice(3)).toEqual([
      '1 of 3 done, creating a.A',
      '1 of 3 done, creating a.B',
      '1 of 3 done, failed a.B',
    ]);
  });

  it('has no numbers during a plan', () => {
    expect(shownAfter(undefined, [['refresh_start', 'a.A', '']])).toEqual(['reading a.A']);
  });
});
