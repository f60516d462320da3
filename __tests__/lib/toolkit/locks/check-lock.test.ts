import { checkLock, type LockEvidence } from '../../../../lib/toolkit/locks/check-lock';
import { type Host } from '../../../../lib/toolkit/records/recorded-process';
import { type RunningTerraform } from '../../../../lib/toolkit/records/running-terraform';
import { type LockInfo } from '../../../../lib/toolkit/terraform/lock-info';

const NOBODY = 4_000_000;
const host: Host = { name: 'laptop', user: 'ann' };
const created = '2026-01-02T03:04:05.000Z';
const lock: LockInfo = { id: 'id', who: 'ann@laptop', operation: 'OperationTypeApply', created };
const record: RunningTerraform = {
  pid: NOBODY,
  host: 'laptop',
  user: 'ann',
  command: 'apply',
  since: '2026-01-02T03:04:04.000Z',
};

function checked(info: LockInfo, evidence: Partial<LockEvidence> = {}): string {
  const { holder, why } = checkLock(info, { host, ...evidence });
  return `${holder}: ${why}`;
}

describe('checkLock', () => {
  it.each<readonly [string, LockInfo, Partial<LockEvidence>, string]>([
    [
      'of a Terraform that was seen killed',
      { id: 'id' },
      { stale: { id: 'id' } },
      'dead: its Terraform process was killed',
    ],
    [
      'of another one than that',
      { id: 'id' },
      { stale: { id: 'other' } },
      'unknown: the backend does not report its holder',
    ],
    ['of nobody known', { id: 'id' }, {}, 'unknown: the backend does not report its holder'],
    [
      'of another machine',
      { ...lock, who: 'ann@desk' },
      {},
      'unknown: ann@desk acquired it, and this checkout has no record of that process',
    ],
    [
      'of a Terraform of this user on this machine that azstage did not start',
      lock,
      {},
      'unknown: ann@laptop acquired it',
    ],
  ])('%s', (_, info, evidence, expected) => {
    expect(checked(info, evidence).slice(0, expected.length)).toBe(expected);
  });

  describe('by what azstage wrote down', () => {
    const alive = { ...record, pid: process.pid };

    it.each<readonly [string, LockInfo, RunningTerraform, string]>([
      ['is alive with its process', lock, alive, `alive: process ${process.pid} is running on this machine`],
      ['is alive where the backend does not say whose it is', { id: 'id' }, alive, `alive: process ${process.pid}`],
      ['is dead with it, whatever else runs here', lock, record, `dead: process ${NOBODY} has ended`],
      [
        'is not that of a living process on another machine',
        { ...lock, who: 'bob@desk' },
        alive,
        'unknown: bob@desk acquired it',
      ],
      [
        'is not that of a dead one where nothing names it',
        { id: 'id' },
        record,
        'unknown: the backend does not report',
      ],
      ['is not that of another user', { ...lock, who: 'bob@laptop' }, record, 'unknown: bob@laptop acquired it'],
      [
        'is not that of another operation',
        { ...lock, operation: 'OperationTypePlan' },
        record,
        'unknown: ann@laptop acquired it',
      ],
      [
        'is not that of one long after',
        { ...lock, created: '2026-01-02T03:06:00.000Z' },
        record,
        'unknown: ann@laptop acquired it',
      ],
      [
        'is not that of one before',
        { ...lock, created: '2026-01-02T03:04:00.000Z' },
        record,
        'unknown: ann@laptop acquired it',
      ],
    ])('%s', (_, info, running, expected) => {
      expect(checked(info, { running }).slice(0, expected.length)).toBe(expected);
    });

    it('is dead with the attempt of a CI run on another machine, once the next one runs', () => {
      const github = (attempt: number) => ({ system: 'github' as const, id: '77', repository: 'o/r', attempt });
      const running = { ...record, host: 'runner-1', ci: github(1) };
      const evidence = (attempt: number) => ({ running, host: { ...host, ci: github(attempt) } });
      const there = { ...lock, who: 'ann@runner-1' };
      expect(checked(there, evidence(2))).toBe('dead: GitHub run 77, attempt 1, is over: this is attempt 2');
      expect(checked(there, evidence(1))).toMatch(/^unknown: process \d+ runs on runner-1/);
    });
  });
});
