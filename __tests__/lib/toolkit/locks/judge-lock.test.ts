import { judgeLock, type LockEvidence } from '../../../../lib/toolkit/locks/judge-lock';
import { type Here } from '../../../../lib/toolkit/records/recorded-process';
import { type RunningTerraform } from '../../../../lib/toolkit/records/running-terraform';
import { type LockInfo } from '../../../../lib/toolkit/terraform/lock-info';

const NOBODY = 4_000_000;
const here: Here = { host: 'laptop', user: 'ann', isCi: false };
const created = '2026-01-02T03:04:05.000Z';
const lock: LockInfo = { id: 'id', who: 'ann@laptop', operation: 'OperationTypeApply', created };
const record: RunningTerraform = {
  pid: NOBODY,
  host: 'laptop',
  user: 'ann',
  command: 'apply',
  since: '2026-01-02T03:04:04.000Z',
};

/** Seconds after the lock was taken. */
const at = (seconds: number) => ({ pid: 7, started: new Date(Date.parse(created) + seconds * 1000) });

function judged(info: LockInfo, evidence: Partial<LockEvidence> = {}): string {
  const { holder, why } = judgeLock(info, { here, processes: () => [], ...evidence });
  return `${holder}: ${why}`;
}

describe('judgeLock', () => {
  it.each<readonly [string, LockInfo, Partial<LockEvidence>, string]>([
    [
      'of a Terraform that was seen killed',
      { id: 'id' },
      { left: { id: 'id' } },
      'dead: the Terraform that held it was',
    ],
    [
      'of another one than that',
      { id: 'id' },
      { left: { id: 'other' } },
      'unknown: the backend does not say who took it',
    ],
    ['of nobody known', { id: 'id' }, {}, 'unknown: the backend does not say who took it'],
    ['of another machine', { ...lock, who: 'ann@desk' }, {}, 'unknown: it was taken on desk, and this is laptop'],
    [
      'of another user',
      { ...lock, who: 'bob@laptop' },
      {},
      'unknown: it was taken by bob, whose processes ann may not see',
    ],
    ['of a machine of CI', lock, { here: { ...here, isCi: true } }, 'unknown: machines of CI share names'],
    [
      'where processes are not seen',
      lock,
      { processes: () => undefined },
      'unknown: not all processes of this machine',
    ],
    ['of this machine, where no Terraform runs', lock, {}, 'dead: no Terraform is left on this machine'],
    ['of this machine, where one was started later', lock, { processes: () => [at(90)] }, 'dead: no Terraform is left'],
    ['of this machine, where one runs', lock, { processes: () => [at(-5)] }, 'unknown: it may be held by process 7'],
    ['when the clock may have been set', lock, { processes: () => [at(30)] }, 'unknown: it may be held by process 7'],
    [
      'of an unknown time',
      { ...lock, created: undefined },
      { processes: () => [at(90)] },
      'unknown: it may be held by',
    ],
  ])('%s', (_, info, evidence, expected) => {
    expect(judged(info, evidence).slice(0, expected.length)).toBe(expected);
  });

  describe('by what azstage wrote down', () => {
    const alive = { ...record, pid: process.pid };
    const others = { processes: () => [at(-5)] };

    it.each<readonly [string, LockInfo, RunningTerraform, string]>([
      ['lives with its process', lock, alive, `lives: process ${process.pid} is at work on this machine`],
      ['lives where the backend does not say whose it is', { id: 'id' }, alive, `lives: process ${process.pid}`],
      ['is dead with it, whatever else runs here', lock, record, `dead: process ${NOBODY} is no longer there`],
      [
        'is not that of a living process on another machine',
        { ...lock, who: 'bob@desk' },
        alive,
        'unknown: it was taken on',
      ],
      ['is not that of a dead one where nothing names it', { id: 'id' }, record, 'unknown: the backend does not say'],
      ['is not that of another user', { ...lock, who: 'bob@laptop' }, record, 'unknown: it was taken by bob'],
      [
        'is not that of another operation',
        { ...lock, operation: 'OperationTypePlan' },
        record,
        'unknown: it may be held by',
      ],
      [
        'is not that of one long after',
        { ...lock, created: '2026-01-02T03:06:00.000Z' },
        record,
        'unknown: it may be held by',
      ],
      [
        'is not that of one before',
        { ...lock, created: '2026-01-02T03:04:00.000Z' },
        record,
        'unknown: it may be held by',
      ],
    ])('%s', (_, info, running, expected) => {
      expect(judged(info, { running, ...others }).slice(0, expected.length)).toBe(expected);
    });

    it('is dead with the attempt of a CI run on another machine, once the next one runs', () => {
      const github = (attempt: number) => ({ system: 'github' as const, id: '77', repository: 'o/r', attempt });
      const running = { ...record, host: 'runner-1', ci: github(1) };
      const evidence = (attempt: number) => ({ running, here: { ...here, isCi: true, ci: github(attempt) } });
      const there = { ...lock, who: 'ann@runner-1' };
      expect(judged(there, evidence(2))).toBe('dead: GitHub run 77, attempt 1, is over: this is attempt 2');
      expect(judged(there, evidence(1))).toMatch(/^unknown: process \d+ is one of runner-1/);
    });
  });
});
