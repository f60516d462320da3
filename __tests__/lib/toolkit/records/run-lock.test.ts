import { ToolkitError } from '../../../../lib/toolkit/toolkit-error';
import { hostOf } from '../../../../lib/toolkit/records/recorded-process';
import { RunLock } from '../../../../lib/toolkit/records/run-lock';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

const now = new Date('2026-01-02T03:04:05Z');
const NOBODY = 4_000_000;

describe('the lock of a run', () => {
  it('keeps a second run out until it is released', () => {
    const { directory } = TestProject.empty();
    const lock = RunLock.acquire(directory, 'deploy', now);
    expect(() => RunLock.acquire(directory, 'plan', now)).toThrow(ToolkitError);
    expect(() => RunLock.acquire(directory, 'plan', now)).toThrow(
      `has been running azstage deploy in this directory since 2026-01-02 03:04:05 +00:00 (process ${process.pid}).`,
    );
    lock.release();
    RunLock.acquire(directory, 'plan', now).release();
  });

  it.each([
    ['a process that is gone', { pid: NOBODY }],
    ['an earlier process with an id that is used again', { pid: process.pid, startTime: 'earlier' }],
  ])('of %s is taken over', (_, holder) => {
    const project = TestProject.empty();
    RunLock.acquire(project.directory, 'deploy', now);
    project.write('run.lock', { ...(JSON.parse(project.read('run.lock')) as object), ...holder });
    RunLock.acquire(project.directory, 'plan', now);
    expect(JSON.parse(project.read('run.lock'))).toMatchObject({ command: 'plan', pid: process.pid });
  });

  it('of another machine is left alone, whatever its process', () => {
    const project = TestProject.empty();
    project.write('run.lock', { pid: NOBODY, host: 'elsewhere', user: 'ann', command: 'deploy', since: 'then' });
    expect(() => RunLock.acquire(project.directory, 'plan', now)).toThrow(
      'ann on elsewhere has been running azstage deploy in this directory',
    );
  });

  it('of an earlier attempt of the same CI run is taken over, on whichever machine that was', () => {
    const project = TestProject.empty();
    const here = (attempt: string) => hostOf({ GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: attempt });
    const { ci } = here('1');
    project.write('run.lock', { pid: NOBODY, host: 'elsewhere', user: 'ann', command: 'deploy', since: 'then', ci });
    expect(() => RunLock.acquire(project.directory, 'plan', now, here('1'))).toThrow('GitHub run 77, attempt 1)');
    RunLock.acquire(project.directory, 'plan', now, here('2'));
    expect(RunLock.holder(project.directory)).toMatchObject({ command: 'plan', pid: process.pid, ci: { attempt: 2 } });
  });
});
