import { runPage } from '../../../../lib/toolkit/report/run-page';
import { type Finding } from '../../../../lib/policy/finding';
import { RunDetails } from '../../../../lib/toolkit/run/run-details';
import { type StageOutcome } from '../../../../lib/toolkit/io/run-result';
import { changeWith, reportWith, stageWith } from '../../../helpers/reports';

const details = () => new RunDetails(() => 0, true);

it.each<[string, Partial<StageOutcome>]>([
  ['create', { changes: [changeWith()] }],
  ['change', { changes: [changeWith(), changeWith({ action: 'update' })] }],
  ['replace', { changes: [changeWith({ action: 'update' }), changeWith({ action: 'replace' })] }],
  ['destroy', { changes: [changeWith({ action: 'delete' }), changeWith({ action: 'replace' })] }],
  ['change', { changes: [] }],
  ['destroy', { result: 'destroyed' }],
  ['failed', { result: 'failed' }],
  ['failed', { result: 'interrupted' }],
  ['blocked', { result: 'blocked', changes: [changeWith()] }],
  ['skipped', { result: 'cancelled' }],
  ['unchanged', { result: 'no-changes' }],
  ['drifted', { result: 'drifted' }],
  ['absent', { result: 'not-deployed' }],
])('a stage is of the kind %s: %j', (kind, outcome) => {
  const [stage] = runPage(reportWith({ stages: [stageWith(outcome)] }), details()).stages;
  expect(stage?.kind).toBe(kind);
});

it('adds up what the stages cost, now and then', () => {
  const cost = (low: number) => ({
    currency: 'USD',
    before: { low: 10, high: 20 },
    after: { low, high: 40 },
    notPriced: 1,
  });
  const stages = [stageWith({ cost: cost(10) }), stageWith({ stage: 'stage-apps', cost: cost(30) })];
  expect(runPage(reportWith({ stages }), details()).cost).toEqual({
    before: '$20.00 to $40.00',
    after: '$40.00 to $80.00',
    change: '+$20.00 to +$40.00',
    note: '2 not priced',
  });
});

it('shows open findings by their level, and those that are accepted with the stage', () => {
  const finding = (more: Partial<Finding>): Finding => ({
    tool: 'azstage',
    ruleId: 'AZS001',
    level: 'warning',
    message: 'is public',
    stage: 'stage-data',
    constructPath: 'stage-data/Cache',
    ...more,
  });
  const findings = [
    finding({}),
    finding({ level: 'error', ruleId: 'AZS002' }),
    finding({ acknowledged: { reason: 'A demo' } }),
  ];
  const page = runPage({ ...reportWith({ stages: [stageWith()] }), findings }, details());
  expect(page.alerts.map(({ title, tone, items }) => [title, tone, items])).toEqual([
    ['Findings: errors', 'bad', [{ stage: 'stage-data', text: 'AZS002: is public', detail: 'stage-data/Cache' }]],
    ['Findings: warnings', 'warning', [{ stage: 'stage-data', text: 'AZS001: is public', detail: 'stage-data/Cache' }]],
  ]);
  expect(page.stages[0]?.sections.map(({ title, items }) => [title, items[0]])).toEqual([
    ['Findings: errors', { text: 'AZS002: is public (stage-data/Cache)' }],
    ['Findings: warnings', { text: 'AZS001: is public (stage-data/Cache)' }],
    ['Findings: accepted', { text: 'AZS001: is public (stage-data/Cache)', detail: 'A demo' }],
  ]);
});
