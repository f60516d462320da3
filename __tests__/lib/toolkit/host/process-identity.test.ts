import { identityOf, isAlive, parseStat } from '../../../../lib/toolkit/host/process-identity';
import { checkProcess, hostOf, recordProcess } from '../../../../lib/toolkit/records/recorded-process';
import { RunLock } from '../../../../lib/toolkit/records/run-lock';
import { TestProject } from '../../../helpers/test-project';
import { besideZombie } from '../../../helpers/zombie';

afterAll(() => TestProject.removeAll());

const now = new Date('2026-01-02T03:04:05Z');
const NOBODY = 4_000_000;
const itOnLinux = process.platform === 'linux' ? it : it.skip;

describe('isAlive', () => {
  it('knows this process, and not one that is gone', () => {
    expect([isAlive(identityOf(process.pid)), isAlive({ pid: NOBODY })]).toEqual([true, false]);
  });

  itOnLinux('takes a process that has ended for gone though its parent never asked how', async () => {
    await besideZombie((pid) => {
      expect(() => process.kill(pid, 0)).not.toThrow();
      expect([isAlive({ pid }), isAlive(identityOf(pid))]).toEqual([false, false]);
      const here = hostOf({});
      expect(checkProcess(recordProcess(pid, here, now), here)).toMatchObject({ holder: 'dead' });
    });
  });

  itOnLinux('lets the lock be taken over that such a process left behind', async () => {
    const project = TestProject.empty();
    await besideZombie((pid) => {
      RunLock.acquire(project.directory, 'deploy', now);
      project.write('run.lock', { ...(JSON.parse(project.read('run.lock')) as object), ...identityOf(pid) });
      RunLock.acquire(project.directory, 'plan', now);
      expect(RunLock.holder(project.directory)).toMatchObject({ command: 'plan', pid: process.pid });
    });
  });
});

describe('parseStat', () => {
  const fields = (state: string) => [state, ...Array.from({ length: 18 }, (_, index) => index), 4711, 0, 0].join(' ');

  it.each([
    ['S', false],
    ['R', false],
    ['D', false],
    ['T', false],
    ['Z', true],
    ['X', true],
    ['x', true],
  ])('reads that a process in state %s has ended: %s', (state, hasEnded) => {
    expect(parseStat(`12 (node) ${fields(state)}\n`)).toEqual({ hasEnded, startTime: '4711' });
  });

  it.each(['a) Z 1 (b', 'my prog) ', '(sd-pam)', ') S ('])('is not misled by a process called "%s"', (name) => {
    expect(parseStat(`12 (${name}) ${fields('S')}\n`)).toEqual({ hasEnded: false, startTime: '4711' });
  });
});
