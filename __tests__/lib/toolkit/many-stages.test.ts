import { graph } from '../../../lib/toolkit/actions/graph';
import { list } from '../../../lib/toolkit/actions/list';
import { RecordingIoHost } from '../../helpers/recording-io-host';
import { type FakeStage, TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const STAGES = 3000;
const number = (index: number) => `s${String(index).padStart(4, '0')}`;

/** A chain of stages, each of which reads the one before. */
async function synthesized(): Promise<TestProject> {
  const stages = Array.from({ length: STAGES }, (_, index): [string, FakeStage] => {
    const input = index === 0 ? 'x' : `\${data.terraform_remote_state.${number(index - 1)}.outputs.id}`;
    const needs = index === 0 ? [] : [number(index - 1)];
    return [number(index), { needs, resources: { 'terraform_data.A': { input } }, outputs: { id: 'x' } }];
  });
  const project = TestProject.withStages({ stages: Object.fromEntries(stages) });
  await project.azstage('synth');
  return project;
}

describe('a chain of 3,000 stages', () => {
  it('is listed and drawn in a few seconds, and signals are answered time and again', async () => {
    const project = await synthesized();
    const session = () => project.session(new RecordingIoHost(), { skipSynth: true });
    const started = performance.now();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const { stages } = await list(session());
    const drawn = await graph(session(), 'text');
    clearInterval(timer);
    expect(performance.now() - started).toBeLessThan(10_000);
    const all = Array.from({ length: STAGES }, (_, index) => number(index));
    expect(stages.map(({ name }) => name)).toEqual(all);
    expect(drawn.graph.replaceAll('↓ ', '').split('\n')).toEqual(all);
    expect(turns).toBeGreaterThan(5);
  });
});
