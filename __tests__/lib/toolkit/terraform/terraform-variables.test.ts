import fs from 'node:fs';
import path from 'node:path';
import { GitRepository } from '../../../../lib/toolkit/host/git';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterEach(() => TestProject.removeAll());

const stages = { 'stage-a': { resources: { 'terraform_data.A': { input: 'a' } } } };

/** A project that notes it when its app or its Terraform is started. */
function watchedProject(): TestProject {
  const project = TestProject.withStages({ stages });
  const { app } = JSON.parse(project.read('cdktf.json')) as { app: string };
  project.write('cdktf.json', { app: `touch app-was-run; ${app}` });
  project.script('terraform', `touch ${path.join(project.directory, 'terraform-was-run')}; exec terraform "$@"`);
  return project;
}

function watched(project: TestProject, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, TERRAFORM_BINARY_NAME: path.join(project.directory, 'terraform') };
}

const COMMANDS = [
  ['plan'],
  ['deploy', 'stage-a', '--yes'],
  ['up', '--yes'],
  ['down', 'stage-a', '--yes'],
  ['drift'],
  ['show'],
  ['show', '--drift'],
  ['list'],
  ['outputs'],
  ['locks'],
  ['unlock', 'stage-a'],
];

describe('a variable that Terraform shall not get', () => {
  test.each(COMMANDS)('stops azstage %s %s before the app or Terraform is run', async (...args) => {
    const project = watchedProject();
    const env = watched(project, { TF_WORKSPACE: 'dev', TF_CLI_ARGS_plan: '-target=terraform_data.A' });
    const { exitCode, stderr } = await project.azstageWith(env, ...args.filter((each) => each !== undefined));
    expect(stderr).toContain('TF_WORKSPACE is set: another workspace is another state');
    expect(stderr).toContain('TF_CLI_ARGS_plan is set: -target may change which state is meant');
    expect(stderr).toContain('Unset TF_WORKSPACE TF_CLI_ARGS_plan. Choose with --environment and --project.');
    expect(exitCode).toBe(64);
    expect([project.exists('app-was-run'), project.exists('terraform-was-run')]).toEqual([false, false]);
  });

  test.each(COMMANDS)('stops azstage %s %s before Terraform is run where a backend takes it', async (...args) => {
    const project = watchedProject();
    project.change({ stages: { 'stage-a': { ...stages['stage-a'], terraform: { backend: { http: {} } } } } });
    const env = watched(project, { TF_HTTP_ADDRESS: 'http://127.0.0.1:9/a' });
    const { exitCode, stderr } = await project.azstageWith(env, ...args.filter((each) => each !== undefined));
    expect(stderr).toContain('TF_HTTP_ADDRESS is set: stage-a keeps its state by http and leaves address open');
    expect(exitCode).toBe(64);
    expect(project.exists('app-was-run')).toBe(true);
  });

  test.each([['synth'], ['graph'], ['parameters'], ['completion', 'bash'], ['--help'], ['init', 'new']])(
    'is of no concern to azstage %s %s, which runs no Terraform',
    async (...args) => {
      const project = TestProject.withStages({ stages });
      const { exitCode } = await project.azstageWith(
        { TF_WORKSPACE: 'dev' },
        ...args.filter((each) => each !== undefined),
      );
      expect(exitCode).toBe(0);
    },
  );
});

describe('a stage that is no longer in the code', () => {
  test('is not looked for where a variable says', async () => {
    const project = TestProject.withStages({ stages });
    project.write('.azstage/work/shop/shop/dev/gone/applied.tf.json', { terraform: { backend: { http: {} } } });
    const env = { TF_HTTP_ADDRESS: 'http://127.0.0.1:9/gone' };
    const { exitCode, stderr } = await project.azstageWith(env, 'list');
    expect(stderr).toContain('TF_HTTP_ADDRESS is set: gone keeps its state by http and leaves address open');
    expect(exitCode).toBe(64);
  });
});

describe('what opens a bundle', () => {
  const secrets = { AZSTAGE_PASSPHRASE: 'correct horse', AZSTAGE_IDENTITY_FILE: 'key.txt', OTHER: 'stays' };

  test('does not reach the app', async () => {
    const project = TestProject.withStages({ stages });
    const { app } = JSON.parse(project.read('cdktf.json')) as { app: string };
    project.write('cdktf.json', { app: `env > app-env; ${app}` });
    expect((await project.azstageWith(secrets, 'synth')).exitCode).toBe(0);
    expect(project.read('app-env')).toContain('OTHER=stays');
    expect(project.read('app-env')).not.toMatch(/AZSTAGE_PASSPHRASE|AZSTAGE_IDENTITY_FILE/);
  });

  test('does not reach git', async () => {
    const project = TestProject.empty();
    project.script('bin/git', `env > ${path.join(project.directory, 'git-env')}; pwd; echo`);
    const env = { ...secrets, PATH: [path.join(project.directory, 'bin'), process.env['PATH']].join(path.delimiter) };
    await GitRepository.of(project.directory, env);
    expect(project.read('git-env')).toContain('OTHER=stays');
    expect(project.read('git-env')).not.toMatch(/AZSTAGE_PASSPHRASE|AZSTAGE_IDENTITY_FILE/);
  });
});

describeWithTerraform('what Terraform gets', () => {
  test('is variables of the user, and nothing of what opens a bundle, down to its provisioners', async () => {
    const project = TestProject.withStages({
      stages: {
        'stage-a': {
          more: { variable: { sku: { type: 'string' } } },
          resources: {
            'terraform_data.A': {
              input: '${var.sku}',
              provisioner: [{ 'local-exec': { command: 'env > ../../../terraform-env' } }],
            },
          },
        },
      },
    });
    const env = {
      TF_VAR_sku: 'E10',
      AZSTAGE_PASSPHRASE: 'correct horse',
      AZSTAGE_IDENTITY_FILE: 'key.txt',
      TF_DATA_DIR: 'mine',
      TF_WORKSPACE: 'default',
      TF_CLI_ARGS: '-no-color -parallelism=2',
    };
    const { exitCode, stderr } = await project.azstageWith(env, 'deploy', '--all', '--yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(project.inputs('stage-a')).toEqual({ 'terraform_data.A': 'E10' });
    const seen = project.read('terraform-env').split('\n');
    expect(seen).toEqual(expect.arrayContaining(['TF_VAR_sku=E10', 'TF_IN_AUTOMATION=1', 'TF_INPUT=0']));
    expect(seen).toContain('TF_CLI_ARGS_apply=-parallelism=2');
    expect(seen.filter((line) => /^(AZSTAGE_|TF_WORKSPACE|TF_CLI_ARGS=|TF_DATA_DIR=mine)/.test(line))).toEqual([]);
  });
});

describeWithTerraform('azstage doctor', () => {
  const real = fs.realpathSync(
    (process.env['PATH'] ?? '')
      .split(path.delimiter)
      .map((directory) => path.join(directory, 'terraform'))
      .find((file) => fs.existsSync(file)) ?? '/',
  );

  /** As hashicorp/setup-terraform installs one: exits with 0 where Terraform ends with 2. */
  function withWrapper(project: TestProject): string {
    return project.script('bin/terraform', `${real} "$@"\ncode=$?\n[ $code = 2 ] && exit 0\nexit $code`);
  }

  test('finds a wrapper that hides exit codes, and the binary that it hides', async () => {
    const project = TestProject.withStages({ stages });
    const wrapper = withWrapper(project);
    const hidden = project.script('bin/terraform-bin', `exec ${real} "$@"`);
    const { exitCode, stdout } = await project.azstageWith({ TERRAFORM_BINARY_NAME: wrapper }, 'doctor');
    expect(stdout).toContain(
      `${wrapper} exits with 0 where Terraform exits with 2, for a plan with changes: it is a wrapper`,
    );
    expect(stdout).toContain('Set terraform_wrapper: false where the workflow uses hashicorp/setup-terraform');
    expect(stdout).toContain(`or set TERRAFORM_BINARY_NAME=${hidden}.`);
    expect(exitCode).toBe(1);
  });

  test('finds the binary where the PATH or the wrapper says it is', async () => {
    const project = TestProject.withStages({ stages });
    withWrapper(project);
    const hidden = project.script('real/terraform-bin', `exec ${real} "$@"`);
    const bin = path.join(project.directory, 'bin');
    const onPath = [bin, path.dirname(hidden), process.env['PATH']].join(path.delimiter);
    expect((await project.azstageWith({ PATH: onPath }, 'doctor')).stdout).toContain(
      `TERRAFORM_BINARY_NAME=${hidden}.`,
    );
    const said = { PATH: [bin, process.env['PATH']].join(path.delimiter), TERRAFORM_CLI_PATH: path.dirname(hidden) };
    expect((await project.azstageWith(said, 'doctor')).stdout).toContain(`TERRAFORM_BINARY_NAME=${hidden}.`);
  });

  test('is content with exit codes that are those of Terraform', async () => {
    const { exitCode, stdout } = await TestProject.withStages({ stages }).azstage('doctor');
    expect(stdout).toMatch(/^ok {7}Exit codes {5}as Terraform documents them$/m);
    expect(stdout).toMatch(/^ok {7}Variables {6}no refused variable$/m);
    expect(exitCode).toBe(0);
  });

  test('reports variables that Terraform shall not get, and checks the rest without them', async () => {
    const project = TestProject.withStages({ stages: { 'stage-a': { terraform: { backend: { http: {} } } } } });
    const env = { TF_WORKSPACE: 'dev', TF_HTTP_ADDRESS: 'http://127.0.0.1:9/a' };
    const { exitCode, stdout } = await project.azstageWith(env, 'doctor');
    expect(stdout).toMatch(/^problem {2}Variables {6}TF_WORKSPACE is set: another workspace/m);
    expect(stdout).toContain('TF_HTTP_ADDRESS is set: stage-a keeps its state by http');
    expect(stdout).toContain('Fix: Unset TF_WORKSPACE TF_HTTP_ADDRESS.');
    expect(stdout).toMatch(/^ok {7}Exit codes/m);
    expect(stdout).toMatch(/^skipped {2}Backend .*until the variables are unset$/m);
    expect(exitCode).toBe(1);
  });
});
