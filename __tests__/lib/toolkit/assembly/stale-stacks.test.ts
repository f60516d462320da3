import fs from 'node:fs';
import path from 'node:path';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

const stage = { resources: { 'terraform_data.X': { input: 'x' } } };

/** A project that had a stage `old` beside `a`, and has it no longer. */
async function changed(before: (project: TestProject) => void = () => undefined): Promise<TestProject> {
  const project = TestProject.withStages({ stages: { a: stage, old: stage } });
  await project.azstage('synth');
  before(project);
  project.change({ stages: { a: stage } });
  expect((await project.azstage('synth')).exitCode).toBe(0);
  return project;
}

const stacks = (project: TestProject) => fs.readdirSync(path.join(project.directory, 'cdktf.out/stacks')).sort();

describe('a stack that is no longer in the app', () => {
  it('is removed from the output directory, with what Terraform makes again', async () => {
    const project = await changed((before) => {
      before.write('cdktf.out/stacks/old/assets/x/file', '');
      before.write('cdktf.out/stacks/old/.terraform.lock.hcl', '');
      before.write('cdktf.out/stacks/old/.terraform/providers/p', '');
    });
    expect(stacks(project)).toEqual(['a']);
  });

  it('is told of with --debug', async () => {
    const project = await changed();
    project.change({ stages: {} });
    const { messages } = await project.azstage('synth', '--json', '--debug');
    expect(messages.find(({ code }) => code === 'app.cleaned-up')?.data).toEqual({ stacks: ['a'] });
  });

  it.each([
    ['a state', 'cdktf.out/stacks/old/terraform.tfstate'],
    ['a backup of one', 'cdktf.out/stacks/old/terraform.tfstate.backup'],
    ['a state that its backend refused', 'cdktf.out/stacks/old/errored.tfstate'],
    ['what tells where its state is', 'cdktf.out/stacks/old/.terraform/terraform.tfstate'],
    ['a file of the user', 'cdktf.out/stacks/old/notes.txt'],
    ['a Terraform that may be at work on it', '.azstage/work/shop/shop/dev/old/running.json'],
  ])('stays with %s', async (_, file) => {
    const project = await changed((before) => before.write(file, '{}'));
    expect(stacks(project)).toEqual(['a', 'old']);
    expect(project.exists(file)).toBe(true);
  });

  it('is none that the user made', async () => {
    const project = TestProject.withStages({ stages: { a: stage } });
    project.write('cdktf.out/stacks/mine/main.tf', '');
    fs.mkdirSync(path.join(project.directory, 'cdktf.out/stacks/empty'));
    fs.symlinkSync('mine', path.join(project.directory, 'cdktf.out/stacks/link'));
    await project.azstage('synth');
    expect(stacks(project)).toEqual(['a', 'empty', 'link', 'mine']);
  });
});
