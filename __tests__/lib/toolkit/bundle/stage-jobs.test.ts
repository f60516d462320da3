import fs from 'node:fs';
import path from 'node:path';
import { asBlobs, stockTerraform } from '../../../helpers/blob-project';
import {
  chainOf,
  inputIn,
  PipelineJobs,
  resourcesIn,
  SharedDirectory,
  stageOf,
  waitingFor,
} from '../../../helpers/pipeline-jobs';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeApp, type FakeStage, TestProject } from '../../../helpers/test-project';

jest.setTimeout(120_000);
afterAll(() => TestProject.removeAll());

let states: SharedDirectory;

function projectOf(stages: FakeApp['stages']): TestProject {
  return TestProject.withStages(asBlobs(states, stages));
}

describeWithTerraform('a job for each stage', () => {
  beforeEach(() => {
    states = new SharedDirectory();
  });

  it('does nothing when it is run again, and says when the plan was applied', async () => {
    const jobs = await PipelineJobs.plan(projectOf(chainOf()));
    await jobs.run('a');
    const before = await states.state('a');
    const again = await jobs.run('a');
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toMatch(
      /^a +unchanged .*these plans were applied at \d{4}-\d\d-\d\d \S+ \+00:00, serial \d+/m,
    );
    await jobs.run('b');
    expect((await jobs.run('a')).exitCode).toBe(0);
    expect(await states.state('a')).toEqual(before);
  });

  it('may be one of several stages, which run in their order', async () => {
    const jobs = await PipelineJobs.plan(projectOf(chainOf()));
    expect((await jobs.run('b', 'c')).stderr).toContain('b needs a, whose plan is not applied yet.');
    expect((await jobs.run('a', 'b')).stdout).toMatch(/^a +applied.*\nb +applied/m);
    expect((await jobs.run('b', 'c')).stdout).toMatch(/^b +unchanged.*\nc +applied/m);
  });

  it('ends well where the plans have nothing for its stage', async () => {
    const project = projectOf(chainOf());
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    project.change(asBlobs(states, chainOf('B')));
    const all = await PipelineJobs.plan(project);
    expect((await all.run('a')).stdout).toMatch(/^a +unchanged +- +- +- .*its inputs are those of its last apply$/m);
    const some = await PipelineJobs.plan(project, 'b');
    expect((await some.run('a')).stdout).toMatch(/^a +unchanged .*the plans have no part for it$/m);
    expect(await some.run('b')).toMatchObject({ exitCode: 0 });
    expect(await inputIn(states, 'b')).toMatch(/^B /);
    const unknown = await some.run('x');
    expect({ exitCode: unknown.exitCode, stderr: unknown.stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringContaining('Stages: a, b, c.') as string,
    });
  });

  it('goes on with updates, replacements and deletions of which a part is done', async () => {
    const project = projectOf({});
    const file = path.join(project.directory, 'azure-is-well');
    const before = {
      'terraform_data.Updated': { input: 1 },
      'terraform_data.Replaced': { input: 1, triggers_replace: 1 },
      'terraform_data.Swapped': { input: 1, triggers_replace: 1, lifecycle: { create_before_destroy: true } },
      'terraform_data.Deleted': { input: 1 },
      'terraform_data.Kept': { input: 1 },
    };
    const after = {
      'terraform_data.Updated': { input: 2 },
      'terraform_data.Replaced': { input: 2, triggers_replace: 2 },
      'terraform_data.Swapped': { input: 2, triggers_replace: 2, lifecycle: { create_before_destroy: true } },
      'terraform_data.Kept': { input: 1 },
      'terraform_data.Late': waitingFor(file),
    };
    project.change(asBlobs(states, { a: stageOf('a', [], { resources: before }) }));
    await project.azstage('deploy', '--all', '--yes');
    project.change(asBlobs(states, { a: stageOf('a', [], { resources: after }) }));
    const jobs = await PipelineJobs.plan(project);
    expect((await jobs.run('a')).exitCode).toBe(1);
    fs.writeFileSync(file, '');
    expect((await jobs.run('a')).stdout).toMatch(/^a +applied/m);
    const found = await resourcesIn(states, 'a');
    expect(Object.keys(found).sort()).toEqual(['Kept', 'Late', 'Own', 'Replaced', 'Swapped', 'Updated']);
    expect([found['Updated'], found['Replaced'], found['Swapped']].map((each) => each?.input?.value)).toEqual([
      2, 2, 2,
    ]);
  });

  it('that failed half way applies nothing that was not approved', async () => {
    const project = projectOf({});
    const file = path.join(project.directory, 'azure-is-well');
    const app = (resources: FakeStage['resources']) => asBlobs(states, { a: stageOf('a', [], { resources }) });
    const kept = { 'terraform_data.Kept': { input: 1 } };
    project.change(app(kept));
    await project.azstage('deploy', '--all', '--yes');
    project.change(app({ ...kept, 'terraform_data.Late': waitingFor(file) }));
    const jobs = await PipelineJobs.plan(project);
    expect((await jobs.run('a')).exitCode).toBe(1);
    const beside = project.checkout();
    await beside.azstage('synth');
    await stockTerraform(beside, 'a', 'init', '-input=false');
    await stockTerraform(beside, 'a', 'state', 'rm', 'terraform_data.Kept');
    fs.writeFileSync(file, '');
    const { exitCode, stdout, stderr } = await jobs.run('a');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('terraform_data.Kept: create was not approved');
    expect(stdout).toContain('Plan again to review and approve the rest.');
    expect(Object.keys(await resourcesIn(states, 'a'))).not.toContain('Kept');
  });

  it('is refused when its stage, or one that it needs, was changed by something else', async () => {
    const project = projectOf(chainOf());
    const jobs = await PipelineJobs.plan(project);
    await project.checkout().azstage('deploy', 'a', '--yes');
    const own = await jobs.run('a');
    expect(own.exitCode).toBe(5);
    expect(own.stderr).toMatch(/the state of a was changed: none, and now serial \d/);
    const needing = await jobs.run('b');
    expect(needing.exitCode).toBe(5);
    expect(needing.stderr).toMatch(/the state of a, which b needs, was changed: none, and now serial \d/);
    project.change(asBlobs(states, chainOf('B')));
    expect((await jobs.run('b')).stderr).toContain('the code of b was changed');
    expect(await states.state('b')).toBeUndefined();
  });

  it('is refused when a newer bundle was applied to its stage, or when that was destroyed', async () => {
    const project = projectOf(chainOf());
    const jobs = await PipelineJobs.plan(project);
    await jobs.run('a', 'b', 'c');
    expect(await project.checkout().azstage('down', 'c', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await jobs.run('c')).toMatchObject({ exitCode: 5 });
    expect(await states.state('c')).toMatchObject({ resources: [] });
    expect(await (await PipelineJobs.plan(project, '--force')).run('a')).toMatchObject({ exitCode: 0 });
  });

  it('applies what was planned with --force for a reason that no state shows, so that those after it can go on', async () => {
    const project = projectOf(chainOf());
    await project.azstage('deploy', '--all', '--yes');
    const jobs = await PipelineJobs.plan(project, '--force');
    for (const name of ['c', 'a', 'b']) {
      expect(await jobs.run(name)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(new RegExp(`^${name} +no changes`, 'm')) as string,
      });
    }
  });

  it('takes the confirmation of a loss of data that another job has had already', async () => {
    const project = projectOf({});
    const data = { resources: { 'terraform_data.Data': { input: 1 } }, dataResources: ['terraform_data.Data'] };
    project.change(asBlobs(states, { a: stageOf('a', [], data), b: stageOf('b') }));
    await project.azstage('deploy', '--all', '--yes');
    project.change(asBlobs(states, { a: stageOf('a'), b: stageOf('B') }));
    const jobs = await PipelineJobs.plan(project);
    const refused = await jobs.run('a');
    expect(refused.exitCode).toBe(3);
    for (const name of ['a', 'b', 'a']) {
      expect(await jobs.run(name, '--allow-data-loss', 'terraform_data.Data')).toMatchObject({ exitCode: 0 });
    }
    expect(Object.keys(await resourcesIn(states, 'a'))).toEqual(['Own']);
  });

  it('of a stage that no longer reads an output comes before the one that removes the output', async () => {
    const project = projectOf({ a: stageOf('a'), b: stageOf('b', ['a']) });
    await project.azstage('deploy', '--all', '--yes');
    const { outputs: _, ...bare } = stageOf('a');
    project.change(asBlobs(states, { a: bare, b: { ...stageOf('b'), needs: ['a'] } }));
    const jobs = await PipelineJobs.plan(project);
    const early = await jobs.run('a');
    expect({ exitCode: early.exitCode, stderr: early.stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(
        'a removes outputs with which b is deployed, and whose plan, which no longer reads them, is not applied yet.',
      ) as string,
    });
    for (const name of ['b', 'a']) {
      expect(await jobs.run(name)).toMatchObject({ exitCode: 0 });
    }
  });
});
