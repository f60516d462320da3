import { reportOf } from '../../../../lib/toolkit/report/report';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { changeWith, DRIFT, stageWith } from '../../../helpers/reports';
import { reportIn } from '../../../helpers/report-schema';

const context = {
  version: '1.2.3',
  started: new Date('2026-01-02T03:04:05.678Z'),
  settings: { environment: 'dev', parameters: { redisSku: 'secret' } },
  directory: '/home/me/shop',
};

const resultWith = (more: Partial<RunResult>): RunResult => ({
  command: 'deploy',
  exitCode: 0,
  stages: [],
  milliseconds: 1,
  checks: [],
  ...more,
});

describe('a report', () => {
  it('has no place for a value, whatever is in the outcome of a stage', () => {
    const values = { before: 'secret', after: { password: 'secret' }, value: 'secret' };
    const change = { ...changeWith({ causes: [{ stage: 'a', output: 'b', ...values } as never] }), ...values };
    const [outside, gone] = DRIFT.changedOutside.map((each) => ({ ...each, ...values, changes: [change] }));
    const drift = {
      changedOutside: [outside, gone].filter((each) => each !== undefined),
      notApplied: [change],
      upstreamChanged: [{ stage: 'a', output: 'b', changes: [change], ...values }],
      ...values,
    };
    const stage = stageWith({ changes: [change], errors: [{ summary: 'x', ...values } as never], drift, ...values });
    const report = reportOf(resultWith({ stages: [stage], ...values } as never), context);
    expect(JSON.stringify(report)).not.toContain('secret');
    expect(reportIn(JSON.stringify(report)).stages[0]?.drift?.changedOutside).toHaveLength(2);
  });

  it('tells sources from the directory of the project', () => {
    const sources = ['/home/me/shop/stacks/data.ts:42:5', '/home/me/shopping/a.ts:1', 'stacks/data.ts:42:5'];
    const changes = sources.map((source) => changeWith({ source }));
    const errors = sources.map((source) => ({ summary: 'x', source }));
    const [stage] = reportOf(resultWith({ stages: [stageWith({ changes, errors })] }), context).stages;
    const told = ['stacks/data.ts:42:5', '/home/me/shopping/a.ts:1', 'stacks/data.ts:42:5'];
    expect(stage?.changes?.map((change) => change.source)).toEqual(told);
    expect(stage?.errors?.map((error) => error.source)).toEqual(told);
  });
});
