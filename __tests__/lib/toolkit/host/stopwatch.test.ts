import { RunProgress } from '../../../../lib/cli/run-progress';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { type IoMessage } from '../../../../lib/toolkit/io/io-host';
import { stopwatch } from '../../../../lib/toolkit/host/stopwatch';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

describe('stopwatch', () => {
  it('measures from now on, in whole milliseconds', () => {
    const ticks = [1000.4, 1250.9, 2000];
    const elapsed = stopwatch(() => ticks.shift() ?? 0);
    expect([elapsed(), elapsed()]).toEqual([251, 1000]);
  });
});

describe('the time that a stage has taken so far', () => {
  it('is measured here, whatever time of day a message has', () => {
    const progress = new RunProgress();
    const time = '2199-01-01T00:00:00.000Z';
    progress.follow({ code: 'stage.started', stage: 'a', text: 'plan', time, level: 'info' } as IoMessage);
    const elapsed = progress.stages[0]?.elapsed ?? (() => NaN);
    expect(elapsed()).toBeGreaterThanOrEqual(0);
    expect(elapsed()).toBeLessThan(10_000);
  });
});

describeWithTerraform('a run while the clock of the machine is set back', () => {
  it('says how long it took, and writes down the times of day that it saw', async () => {
    const project = TestProject.withStages({ stages: { a: { resources: { 'terraform_data.A': { input: 'x' } } } } });
    const host = new RecordingIoHost();
    let now = Date.parse('2026-01-02T03:00:00Z');
    let ticks = 0;
    const clock = () => new Date((now -= 60_000));
    const session = project.session(host, { clock, ticks: () => (ticks += 500) });
    const { milliseconds, stages, exitCode } = await deploy(session, { stages: ['a'], yes: true });
    expect(exitCode).toBe(0);
    expect(stages[0]?.milliseconds).toBeGreaterThanOrEqual(500);
    expect(milliseconds).toBeGreaterThan(stages[0]?.milliseconds ?? Infinity);
    expect(milliseconds % 500).toBe(0);
    const times = host.messages.map(({ time }) => Date.parse(time));
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });
});
