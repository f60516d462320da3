import { Observed, reading } from '../../../helpers/previews';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

/** b makes something for each of what a puts out, unknown before; c needs b and reads what it can and cannot plan. */
const stages: Record<string, FakeStage> = {
  a: {
    resources: { 'terraform_data.A': { input: 'a' } },
    outputs: {
      ids: '${toset([terraform_data.A.id])}',
      some: '${toset([terraform_data.A.id, "b"])}',
      count: '${length(terraform_data.A.id) > 1 ? 2 : 0}',
      ready: true,
    },
  },
  b: {
    needs: ['a'],
    resources: {
      'terraform_data.Plain': { input: reading('a', 'ready') },
      'terraform_data.Each': { for_each: reading('a', 'ids'), input: '${each.value}' },
      'terraform_data.After': { input: '${values(terraform_data.Each)[*].input}' },
    },
    outputs: { plain: '${terraform_data.Plain.input}', after: '${length(terraform_data.After.input)}' },
  },
  c: {
    needs: ['b'],
    resources: {
      'terraform_data.C': { input: reading('b', 'plain') },
      'terraform_data.D': { input: reading('b', 'after') },
    },
  },
};

const withB = (resources: Readonly<Record<string, unknown>>) =>
  TestProject.withStages({ stages: { a: stages['a'] ?? {}, b: { needs: ['a'], resources } } });

describeWithTerraform('a stage that cannot be planned as a whole', () => {
  it('is blocked until the stage whose values are missing is deployed, and what needs it is previewed', async () => {
    const observed = await Observed.plan(TestProject.withStages({ stages }));
    expect(observed.summary).toBe('a planned, b blocked, c planned');
    expect(observed.stage('b').reason).toBe('until a is deployed: terraform_data.Each needs output ids of a');
    expect(observed.changes('b')).toEqual(['create terraform_data.Plain']);
    expect(observed.text('b')).toMatch(
      /Deferred until upstream stages are applied:\n {2}terraform_data\.After\n {2}terraform_data\.Each$/,
    );
    expect(observed.lines('c', 'input')).toEqual(['+ input = true', '+ input = (known after apply)']);
  });

  it('is no failure, and counts as a change', async () => {
    const project = TestProject.withStages({ stages });
    const { exitCode, stdout } = await project.azstage('plan');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^b +blocked +1 +0 +0 .*until a is deployed: terraform_data\.Each needs output ids of a$/m);
    expect((await project.azstage('plan', '--detailed-exitcode')).exitCode).toBe(2);
  });

  it.each([
    ['a number', { count: reading('a', 'count') }],
    ['a set that is known in part', { for_each: reading('a', 'some') }],
    ['a map whose keys are unknown', { for_each: `\${{for id in ${reading('a', 'ids').slice(2, -1)} : id => 1}}` }],
  ])('waits for %s', async (_name, instances) => {
    const observed = await Observed.plan(withB({ 'terraform_data.Each': { ...instances, input: 'x' } }));
    expect(observed.summary).toBe('a planned, b blocked');
    expect(observed.stage('b').reason).toMatch(/^until a is deployed: terraform_data\.Each needs output \w+ of a$/);
    expect(observed.text('b')).toContain('Deferred until upstream stages are applied:\n  terraform_data.Each');
  });

  it('does not wait for what is known of the values', async () => {
    const observed = await Observed.plan(
      withB({ 'terraform_data.Each': { for_each: '${toset(["x", "y"])}', input: reading('a', 'ids') } }),
    );
    expect(observed.changes('b')).toEqual(['create terraform_data.Each["x"]', 'create terraform_data.Each["y"]']);
  });

  it('is asked for again, once the rest of it can be planned', async () => {
    const project = TestProject.withStages({ stages });
    const observed = await Observed.deploy(project, () => true);
    expect(observed.questions).toEqual([
      'Apply to a, b, c: 4 to add, 0 to change, 0 to destroy? The deferred changes of b need approval later.',
      'Apply to b: 3 to add, 0 to change, 0 to destroy?',
    ]);
    expect(observed.said('plan.differs', 'b')).toEqual([
      expect.stringMatching(
        /^the plan differs from the approved one:\n {2}terraform_data\.After: create was deferred\n {2}terraform_data\.Each\["[0-9a-f-]+"\]: create was deferred$/,
      ),
    ]);
    expect(observed.summary).toBe('a applied, b applied, c applied');
  });

  it('stops there when the run is not interactive', async () => {
    const project = TestProject.withStages({ stages });
    const given = [true];
    const observed = await Observed.deploy(project, () => given.shift());
    expect(observed.summary).toBe('a applied, b failed, c skipped');
    expect(observed.result.exitCode).toBe(5);
  });
});

describeWithTerraform('a stage with an error of its own', () => {
  it('fails with them all, in the words of the stage', async () => {
    const ready = reading('a', 'ready').slice(2, -1);
    const project = withB({
      'terraform_data.NoNumber': { input: `\${tonumber(${ready})}` },
      'terraform_data.NoSet': { for_each: `\${[${ready}]}`, input: 'x' },
      'terraform_data.NotThere': { input: reading('a', 'nothing') },
    });
    const observed = await Observed.plan(project, { detailedExitCode: true });
    expect(observed.summary).toBe('a planned, b failed');
    expect(
      observed
        .stage('b')
        .errors?.map(({ summary, constructPath }) => `${constructPath}: ${summary}`)
        .sort(),
    ).toEqual([
      'b/NoNumber: Invalid function argument',
      'b/NoSet: Invalid for_each argument',
      'b/NotThere: Unsupported attribute',
    ]);
    expect(observed.everything).not.toContain('azstage_upstream');
    expect(observed.result.exitCode).toBe(1);
  });

  it('fails where it reads an output that no stage has', async () => {
    const observed = await Observed.plan(withB({ 'terraform_data.B': { input: reading('a', 'nothing') } }));
    expect(observed.stage('b')).toMatchObject({ result: 'failed', errors: [{ summary: 'Unsupported attribute' }] });
  });

  it('fails where a condition of its own does not hold', async () => {
    const condition = `\${${reading('a', 'ready').slice(2, -1)} == false}`;
    const precondition = [{ condition, error_message: 'Not ready.' }];
    const observed = await Observed.plan(withB({ 'terraform_data.B': { input: 'x', lifecycle: { precondition } } }));
    expect(observed.stage('b')).toMatchObject({ result: 'failed', errors: [{ detail: 'Not ready.' }] });
  });

  it('skips what needs it', async () => {
    const b = { needs: ['a'], resources: { 'terraform_data.B': { input: reading('a', 'nothing') } } };
    const observed = await Observed.plan(TestProject.withStages({ stages: { ...stages, b } }));
    expect(observed.summary).toBe('a planned, b failed, c skipped');
    expect(observed.stage('c').reason).toBe('because of b');
  });
});
