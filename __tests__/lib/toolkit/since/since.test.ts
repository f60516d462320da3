import fs from 'node:fs';
import path from 'node:path';
import { commitAll, describeWithGit, worktreesOf } from '../../../helpers/git';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const read = (stage: string, output: string) => `\${data.terraform_remote_state.${stage}.outputs.${output}}`;

/** b reads `name` of a, c reads `other` of a; d stands alone. */
const stages = (name = 'net', alone = 'd'): Record<string, FakeStage> => ({
  a: {
    resources: { 'terraform_data.A': { input: name } },
    outputs: { name: '${terraform_data.A.input}', other: 'same' },
  },
  b: { needs: ['a'], resources: { 'terraform_data.B': { input: read('a', 'name') } } },
  c: { needs: ['a'], resources: { 'terraform_data.C': { input: read('a', 'other') } } },
  d: { resources: { 'terraform_data.D': { input: alone } } },
});

/** A project in a repository of its own, with everything deployed and committed. */
async function deployed(): Promise<TestProject> {
  const project = await TestProject.deployed({ stages: stages() });
  project.write('.gitignore', 'cdktf.out\n.azstage\n');
  commitAll(project.directory);
  return project;
}

/** The names of the stages in the table of results. */
function rows(stdout: string): string[] {
  return stdout.split('\n').flatMap((line) => /^(\w) {2,}/.exec(line)?.[1] ?? []);
}

describeWithGit('plan --since', () => {
  it('plans what differs from a commit, and what its outputs affect', async () => {
    const project = await deployed();
    project.change({ stages: stages('net2') });
    const { exitCode, stdout, stderr } = await project.azstage('plan', '--since', 'HEAD', '--summary');
    expect(exitCode).toBe(0);
    expect(rows(stdout)).toEqual(['a', 'b']);
    expect(stderr).toContain('Differ from HEAD: a\n');
    expect(stdout).toContain('update terraform_data.B (b/B) because of output name of a');
  });

  it('plans nothing where nothing differs, and a new stage whatever the rest', async () => {
    const project = await deployed();
    const same = await project.azstage('plan', '--since', 'HEAD');
    expect(same.stderr).toContain('No stage differs from HEAD');
    expect(same.stdout).toContain('Nothing to do.');
    project.change({ stages: { ...stages(), e: { resources: { 'terraform_data.E': { input: 'e' } } } } });
    expect(rows((await project.azstage('plan', '--since', 'HEAD')).stdout)).toEqual(['e']);
  });

  it('runs the app of the commit with the same settings', async () => {
    const project = await deployed();
    project.change({ stages: stages('net', '@sku@') });
    commitAll(project.directory);
    const { stdout } = await project.azstage('plan', '--since', 'HEAD', '--parameters', 'redisSku=E10');
    expect(stdout).toContain('Nothing to do.');
    const before = await project.azstage('plan', '--since', 'HEAD~1', '--parameters', 'redisSku=E10');
    expect(rows(before.stdout)).toEqual(['d']);
  });

  it('tells of a stage that was taken out, and keeps to the stages that are named', async () => {
    const project = await deployed();
    const { d: _, ...rest } = stages('net2');
    project.change({ stages: rest });
    const { stderr, stdout } = await project.azstage('plan', 'b', '--since', 'HEAD');
    expect(stderr).toContain('Differ from HEAD: a; removed: d');
    expect(rows(stdout)).toEqual([]);
  });

  it('works in a directory below the root of the repository', async () => {
    const project = TestProject.empty();
    const app = `node ${path.resolve(__dirname, '../../../fixtures/apps/fake.js')}`;
    project.write('infra/cdktf.json', { language: 'typescript', app });
    project.write('infra/stages.json', { stages: stages() });
    commitAll(project.directory);
    project.write('infra/stages.json', { stages: stages('net', 'other') });
    const infra = TestProject.at(path.join(project.directory, 'infra'));
    expect(rows((await infra.azstage('plan', '--since', 'HEAD')).stdout)).toEqual(['d']);
  });

  it('leaves no worktree behind, and nothing in the working directory', async () => {
    const project = await deployed();
    const before = fs.readdirSync(project.directory);
    await project.azstage('plan', '--since', 'HEAD');
    expect(worktreesOf(project.directory)).toHaveLength(1);
    expect(fs.readdirSync(project.directory)).toEqual(before);
  });

  it('refuses what is no commit, and a directory that is in no repository', async () => {
    const project = await deployed();
    const unknown = await project.azstage('plan', '--since', 'nowhere');
    expect(unknown).toMatchObject({ exitCode: 64 });
    expect(unknown.stderr).toContain('"nowhere" is not a commit of the repository in');
    const outside = await TestProject.withStages({ stages: stages() }).azstage('plan', '--since', 'HEAD');
    expect(outside).toMatchObject({ exitCode: 64 });
    expect(outside.stderr).toContain('The project has to be in a git repository.');
  });

  it('says so when the app of the commit fails', async () => {
    const project = TestProject.withStages({ stages: {}, fail: 'no such luck' });
    commitAll(project.directory);
    project.change({ stages: stages() });
    const { exitCode, stderr } = await project.azstage('plan', '--since', 'HEAD');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The app of HEAD fails:\nno such luck');
  });
});
