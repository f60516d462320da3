import { execFileSync } from 'node:child_process';
import { TestProject } from '../../helpers/test-project';

jest.setTimeout(120_000);

const STAGES = { base: {}, data: { needs: ['base'] }, web: { needs: ['data', 'base'] } };

afterAll(() => TestProject.removeAll());

describe('azstage pipeline', () => {
  it('writes the files, and says what is to be set up', async () => {
    const project = TestProject.withStages({ stages: STAGES });
    const { exitCode, stdout } = await project.azstage('pipeline', 'github');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('.github/workflows/azstage-deploy-dev.yml    written');
    expect(stdout).toContain('dev: 3 stages in 3 jobs');
    expect(stdout).toContain('Environments dev-approval: required reviewers.');
    expect(project.read('.github/workflows/azstage-deploy-dev.yml')).toContain('needs: data\n');
    const again = await project.azstage('pipeline', 'github');
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).not.toContain('written');
  });

  it('compares the files with the stages, and changes none of them', async () => {
    const project = TestProject.withStages({ stages: STAGES });
    const missing = await project.azstage('pipeline', 'gitlab', '--check', '--json');
    expect(missing).toMatchObject({ exitCode: 1 });
    expect(missing.messages.at(-1)).toMatchObject({
      code: 'pipeline.result',
      data: {
        files: [
          { path: '.gitlab-ci.yml', status: 'missing' },
          { path: '.gitlab-ci-dev.yml', status: 'missing' },
        ],
      },
    });
    expect(project.exists('.gitlab-ci.yml')).toBe(false);
    await project.azstage('pipeline', 'gitlab');
    expect(await project.azstage('pipeline', 'gitlab', '--check')).toMatchObject({ exitCode: 0 });
    project.change({ stages: { ...STAGES, more: { needs: ['web'] } } });
    const outdated = await project.azstage('pipeline', 'gitlab', '--check');
    expect(outdated).toMatchObject({ exitCode: 1 });
    expect(outdated.stdout).toContain('.gitlab-ci-dev.yml  outdated');
    expect(outdated.stdout).toMatch(/\.gitlab-ci-dev\.yml, line \d+\n- .*\n\+ more:/);
    expect(outdated.stdout).toContain('1 file not as the stages make them. Run the command without --check.');
    expect(project.read('.gitlab-ci-dev.yml')).not.toContain('more:');
  });

  it('removes files of its own that are no longer needed, and no others', async () => {
    const project = TestProject.withStages({ stages: STAGES });
    await project.azstage('pipeline', 'azure-devops', '--environments', 'dev,prod');
    project.write('azure-pipelines-mine.yml', 'steps: []\n');
    const check = await project.azstage('pipeline', 'azure-devops', '--environments', 'dev', '--no-drift', '--check');
    expect(check.stdout).toContain('azure-pipelines-drift.yml         unneeded');
    const { stdout } = await project.azstage('pipeline', 'azure-devops', '--environments', 'dev', '--no-drift');
    expect(stdout).toContain('azure-pipelines-deploy-prod.yml   removed');
    expect(project.exists('azure-pipelines-deploy-prod.yml')).toBe(false);
    expect(project.exists('azure-pipelines-mine.yml')).toBe(true);
  });

  it('overwrites no file that it did not write, unless it is told to', async () => {
    const project = TestProject.withStages({ stages: STAGES });
    project.write('.gitlab-ci.yml', 'mine: {}\n');
    const refused = await project.azstage('pipeline', 'gitlab');
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stderr).toContain('These files were not written by azstage: .gitlab-ci.yml. Nothing was written.');
    expect(project.exists('.gitlab-ci-dev.yml')).toBe(false);
    expect(await project.azstage('pipeline', 'gitlab', '--force')).toMatchObject({ exitCode: 0 });
    expect(project.read('.gitlab-ci.yml')).toContain('# Written by azstage pipeline');
  });

  it('prints the files and writes none with --dry-run', async () => {
    const project = TestProject.withStages({ stages: STAGES });
    const { exitCode, stdout } = await project.azstage('pipeline', 'gitlab', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# \.gitlab-ci\.yml\n# Written by azstage pipeline/);
    expect(stdout).toContain('\n# .gitlab-ci-dev.yml\n# Written by');
    expect(project.exists('.gitlab-ci.yml')).toBe(false);
  });

  it('writes to the root of the repository, with commands in the directory of the project', async () => {
    const project = TestProject.empty();
    execFileSync('git', ['init', '--quiet', project.directory]);
    const inner = TestProject.withStages({ stages: STAGES });
    project.write('infra/cdktf.json', inner.read('cdktf.json'));
    project.write('infra/stages.json', inner.read('stages.json'));
    const infra = TestProject.at(`${project.directory}/infra`);
    expect(await infra.azstage('pipeline', 'github')).toMatchObject({ exitCode: 0 });
    const text = project.read('.github/workflows/azstage-deploy-dev.yml');
    expect(text).toContain('working-directory: infra');
    expect(text).toContain('path: infra/plans');
    expect(infra.exists('.github')).toBe(false);
    expect(await infra.azstage('pipeline', 'github', '--out', 'ci')).toMatchObject({ exitCode: 0 });
    expect(infra.read('ci/.github/workflows/azstage-pull-request.yml')).toMatch(
      /npx azstage pipeline .* --out ci --check/,
    );
  });

  it('names the runner of each stage that has one, and refuses one of no stage', async () => {
    const project = TestProject.withStages({ stages: STAGES });
    await project.azstage('pipeline', 'github', '--runner', 'data=self-hosted,vnet');
    const text = project.read('.github/workflows/azstage-deploy-dev.yml');
    expect(text).toMatch(/ {2}data:\n(?:.*\n){2} {4}runs-on: \[self-hosted, vnet\]/);
    expect(text).toMatch(/ {2}base:\n.*\n {4}runs-on: ubuntu-latest/);
    // What plans all stages has to reach what each of them reaches.
    expect(project.read('.github/workflows/azstage-drift.yml')).toContain('runs-on: [self-hosted, vnet]');
    await project.azstage('pipeline', 'github', '--runner', '*=vnet', 'web=other');
    const all = project.read('.github/workflows/azstage-deploy-dev.yml');
    expect(all.match(/runs-on: .*/g)).toEqual(['runs-on: vnet', 'runs-on: vnet', 'runs-on: other']);
    expect(project.read('.github/workflows/azstage-drift.yml')).toContain('runs-on: vnet');
    expect(project.read('.github/workflows/azstage-pull-request.yml').match(/runs-on: .*/g)).toEqual([
      'runs-on: ubuntu-latest',
      'runs-on: ubuntu-latest',
      'runs-on: vnet',
      'runs-on: ubuntu-latest',
    ]);
    const unknown = await project.azstage('pipeline', 'github', '--runner', 'dta=vnet');
    expect(unknown).toMatchObject({ exitCode: 64 });
    expect(unknown.stderr).toContain('--runner: there is no stage "dta".');
    const several = await project.azstage('pipeline', 'github', '--runner', 'data=vnet', 'web=other');
    expect(several.stderr).toContain('The plan of dev has stages with several runners: vnet and other.');
  });

  it('warns of a stage that needs more than a job of GitLab may', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `s${index}`);
    const stages = { ...Object.fromEntries(names.map((name) => [name, {}])), last: { needs: names } };
    const project = TestProject.withStages({ stages });
    const { exitCode, stderr } = await project.azstage('pipeline', 'gitlab', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      'A job of GitLab may need 50 others, unless the instance allows more: last. Use --per layer.',
    );
    const layers = await project.azstage('pipeline', 'gitlab', '--dry-run', '--per', 'layer');
    expect(layers.stderr).not.toContain('A job of GitLab');
  });

  it.each([
    [['--environments', 'dev,'], 'Expected names, separated by commas'],
    [['--environments', 'dev', '--environment', 'dev'], '--environment and --environments are both given.'],
    [['--environments', 'dev,dev'], '--environments: dev is given twice.'],
    [['--down-at', 'midnight'], '--down-at: got "midnight". Allowed: five fields of cron, such as "0 20 * * 1-5".'],
  ])('refuses %j', async (args, message) => {
    const project = TestProject.withStages({ stages: STAGES });
    const { exitCode, stderr } = await project.azstage('pipeline', 'github', ...args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });
});

describe('azstage pipeline of a StagedApp', () => {
  const app =
    'node --require {repository}/node_modules/tsx/dist/preflight.cjs --require tsx/cjs {fixtures}/apps/staged.ts';

  it('takes the environments of environments/, production last, and warns of states on this machine', async () => {
    const project = TestProject.withApp(app);
    project.write('environments/a.json', { profile: 'prod' });
    project.write('environments/dev.json', {});
    const { exitCode, stderr, messages } = await project.azstage(
      'pipeline',
      'github',
      '--down-at',
      '0 20 * * *',
      '--json',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(messages.at(-1)).toMatchObject({
      data: { environments: [{ name: 'dev', stages: 3, jobs: 3 }, { name: 'a' }] },
    });
    expect(messages.find(({ code }) => code === 'pipeline.local-state')).toMatchObject({
      level: 'warning',
      data: { environments: ['dev', 'a'] },
    });
    const text = project.read('.github/workflows/azstage-down-up.yml');
    expect(text).toContain("github.event.schedule == '0 20 * * *'");
    // Production goes down by hand alone, after the approval.
    expect(text).toMatch(
      / {2}down-a:\n.*\n {4}needs: approve-a\n {4}if: \(?github.event_name == 'workflow_dispatch' [^|]*\n/,
    );
    expect(text).toContain('--yes --confirm a');
    expect(text).not.toContain('--confirm dev');
  });
});
