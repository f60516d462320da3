import { ciRunOf, describeCiRun, isOver } from '../../../../lib/toolkit/records/ci-run';

const github = { GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: '2', GITHUB_REPOSITORY: 'o/r' };

describe('the CI run', () => {
  it.each([
    [github, 'GitHub run 77, attempt 2'],
    [{ BUILD_BUILDID: '88' }, 'Azure Pipelines build 88'],
    [{ CI_JOB_ID: '99' }, 'GitLab job 99'],
    [{ CI: 'true' }, undefined],
  ])('in %j is %s', (env, expected) => {
    const run = ciRunOf(env);
    expect(run === undefined ? undefined : describeCiRun(run)).toBe(expected);
  });

  it.each([
    ['an earlier attempt of the same run', { ...github, GITHUB_RUN_ATTEMPT: '1' }, true],
    ['the same attempt', github, false],
    ['an attempt that is not known', { GITHUB_RUN_ID: '77', GITHUB_REPOSITORY: 'o/r' }, false],
    ['another run', { ...github, GITHUB_RUN_ID: '76', GITHUB_RUN_ATTEMPT: '1' }, false],
    ['a run of another repository', { ...github, GITHUB_REPOSITORY: 'o/x', GITHUB_RUN_ATTEMPT: '1' }, false],
    ['a GitLab job', { CI_JOB_ID: '1' }, false],
  ])('of %s is over: %s', (_, env, expected) => {
    const run = ciRunOf(env);
    expect(run !== undefined && isOver(run, ciRunOf(github))).toBe(expected);
  });
});
