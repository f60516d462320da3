import { Observed, reading } from '../../../helpers/previews';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

/** a puts out what is known and what is not; b and c read it. */
const chain = (first: string, b: object = {}): Record<string, FakeStage> => ({
  a: {
    resources: { 'terraform_data.A': { input: first } },
    outputs: { name: '${terraform_data.A.input}', id: '${terraform_data.A.id}' },
  },
  b: {
    needs: ['a'],
    resources: { 'terraform_data.B': { input: [reading('a', 'name'), reading('a', 'id')], ...b } },
    outputs: { b: '${terraform_data.B.output[0]}' },
  },
  c: { needs: ['b'], resources: { 'terraform_data.C': { input: reading('b', 'b') } } },
});

/** b is made from whether a file is there that the apply of a makes. */
function withSurprise(output = 'input[0]'): TestProject {
  const project = TestProject.withStages({ stages: {} });
  const file = `${project.directory}/made`;
  const { a, b, c } = chain('a') as { a: FakeStage; b: FakeStage; c: FakeStage };
  const made = { input: 'a', provisioner: [{ 'local-exec': { command: `touch ${file}` } }] };
  const surprised = { input: [reading('a', 'id'), `\${fileexists("${file}") ? "late" : "early"}`] };
  project.change({
    stages: {
      a: { ...a, resources: { 'terraform_data.A': made } },
      b: { ...b, resources: { 'terraform_data.B': surprised }, outputs: { b: `\${terraform_data.B.${output}}` } },
      c,
    },
  });
  return project;
}

/** Yes to some questions, no to the others. */
function answers(...given: boolean[]): () => boolean | undefined {
  return () => given.shift();
}

describeWithTerraform('deploy on an empty environment', () => {
  it('shows all plans, asks once, and applies what was unknown then', async () => {
    const project = TestProject.withStages({ stages: chain('vnet') });
    const seen: string[] = [];
    const observed = await Observed.deploy(project, ({ text }) => {
      seen.push(text, ...['a', 'b', 'c'].filter((stage) => project.state(stage) !== undefined));
      return true;
    });
    expect(seen).toEqual(['Apply to a, b, c: 3 to add, 0 to change, 0 to destroy?']);
    expect(observed.summary).toBe('a applied, b applied, c applied');
    expect(observed.lines('c', 'input')).toEqual(['+ input = (known after apply)']);
    expect(observed.messages.filter(({ code }) => code === 'plan.shown').map(({ stage }) => stage)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(project.inputs('c')).toEqual({ 'terraform_data.C': 'vnet' });
    expect(observed.messages.some(({ code }) => code === 'plan.differs')).toBe(false);
  });

  it('applies nothing when the answer is no', async () => {
    const project = TestProject.withStages({ stages: chain('a') });
    const observed = await Observed.deploy(project, answers(false));
    expect(observed.summary).toBe('a declined, b skipped, c skipped');
    expect(observed.result.exitCode).toBe(3);
    expect(['a', 'b', 'c'].map((stage) => project.state(stage))).toEqual([undefined, undefined, undefined]);
  });

  it('asks nothing with --yes, and makes no preview', async () => {
    const project = TestProject.withStages({ stages: chain('a') });
    const observed = await Observed.deploy(project, () => undefined, { yes: true });
    expect(observed.summary).toBe('a applied, b applied, c applied');
    expect(observed.messages.some(({ code }) => code === 'plan.shown')).toBe(false);
  });

  it('applies the others when one cannot be previewed, as its preview said', async () => {
    const stages = chain('a');
    const wrong = { needs: ['a'], resources: { 'terraform_data.W': { input: `\${tonumber("${'x'}")}` } } };
    const project = TestProject.withStages({ stages: { ...stages, wrong } });
    const observed = await Observed.deploy(project, answers(true));
    expect(observed.summary).toBe('a applied, b applied, c applied, wrong failed');
    expect(observed.questions).toEqual(['Apply to a, b, c: 3 to add, 0 to change, 0 to destroy?']);
  });
});

describeWithTerraform('deploy of a change', () => {
  it('goes on where a change turns out not to be needed', async () => {
    const project = await TestProject.deployed({ stages: chain('a') });
    const changed = chain('a');
    const more = { ...changed['a']?.resources, 'terraform_data.More': { input: 'x' } };
    // Unknown until it is applied, and then what it was before.
    const name = '${terraform_data.More.id == "" ? "" : terraform_data.A.input}';
    project.change({
      stages: { ...changed, a: { resources: more, outputs: { ...changed['a']?.outputs, name } } },
    });
    const observed = await Observed.deploy(project, answers(true));
    expect(observed.questions).toEqual(['Apply to a, b, c: 1 to add, 2 to change, 0 to destroy?']);
    expect(observed.summary).toBe('a applied, b unchanged, c unchanged');
  });

  it('applies the saved plan of a stage that reads nothing that moves', async () => {
    const project = await TestProject.deployed({ stages: chain('a') });
    const changed = chain('a', { triggers_replace: 'again' });
    project.change({ stages: { ...changed, c: { resources: { 'terraform_data.C': { input: 'c' } } } } });
    const observed = await Observed.deploy(project, answers(true));
    expect(observed.summary).toBe('a unchanged, b applied, c applied');
    expect(observed.said('stage.started', 'c')).toEqual(['plan: its Terraform JSON changed', 'apply']);
  });
});

describeWithTerraform('a plan that is not what was approved', () => {
  it('is asked for again, with what differs, and applied when the answer is yes', async () => {
    const project = withSurprise();
    const observed = await Observed.deploy(project, answers(true, true));
    expect(observed.questions).toEqual([
      'Apply to a, b, c: 3 to add, 0 to change, 0 to destroy?',
      'Apply to b: 1 to add, 0 to change, 0 to destroy?',
    ]);
    expect(observed.said('plan.differs', 'b')).toEqual([
      'the plan differs from the approved one:\n  terraform_data.B: input was approved as [null,"early"], and is now [' +
        `"${project.state('a')?.outputs['id']?.value as string}","late"]`,
    ]);
    expect(observed.summary).toBe('a applied, b applied, c applied');
    expect(observed.result.exitCode).toBe(0);
  });

  it('is not applied when the answer is no; what was applied before stays', async () => {
    const project = withSurprise();
    const observed = await Observed.deploy(project, answers(true, false));
    expect(observed.summary).toBe('a applied, b declined, c skipped');
    expect(observed.result.exitCode).toBe(3);
    expect(project.inputs('a')).toEqual({ 'terraform_data.A': 'a' });
    expect(project.state('b')).toBeUndefined();
    expect(project.exists('.azstage/work/shop/shop/dev/b/plan.tfplan')).toBe(false);
  });

  it('ends the run with an exit code of its own when the run is not interactive, and is resumed by the next', async () => {
    const project = withSurprise();
    const observed = await Observed.deploy(project, answers(true));
    expect(observed.summary).toBe('a applied, b failed, c skipped');
    expect(observed.result.exitCode).toBe(5);
    expect(observed.stage('b')).toMatchObject({
      code: 'STALE',
      reason: 'The plan of b differs from the approved one, and the run is not interactive',
      fix: 'Stages that were applied stay as they are. Plan again to review and approve the rest.',
    });
    expect(observed.said('plan.differs', 'b')).toEqual([expect.stringContaining('"late"')]);
    expect((await Observed.deploy(project, answers(true))).summary).toBe('a unchanged, b applied, c applied');
  });

  it('makes what comes after it differ as well, where that was known', async () => {
    const project = withSurprise('input[1]');
    const observed = await Observed.deploy(project, answers(true, true, true));
    expect(observed.questions.slice(1)).toEqual([
      'Apply to b: 1 to add, 0 to change, 0 to destroy?',
      'Apply to c: 1 to add, 0 to change, 0 to destroy?',
    ]);
    expect(observed.said('plan.differs', 'c')).toEqual([
      'the plan differs from the approved one:\n  terraform_data.C: input was approved as "early", and is now "late"',
    ]);
    expect(project.inputs('c')).toEqual({ 'terraform_data.C': 'late' });
  });
});
