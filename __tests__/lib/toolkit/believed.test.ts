import { describeWithTerraform } from '../../helpers/terraform';
import { type CliResult, type FakeStage, TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const WORK = '.azstage/work/shop/shop/dev/cache';

const shop = (cache = 'E5'): Readonly<Record<string, FakeStage>> => ({
  cache: { resources: { 'terraform_data.Cache': { input: cache } } },
});

/** Runs a command with a script in the place of Terraform. */
function azstageWith(project: TestProject, body: string, ...args: string[]): Promise<CliResult> {
  return project.azstageWith({ TERRAFORM_BINARY_NAME: project.script('wrapped', body) }, ...args);
}

/** Ends with 0 where Terraform ends with 2. */
const WRAPPER = 'terraform "$@"; code=$?; [ $code = 2 ] && exit 0; exit $code';

describeWithTerraform('a wrapper that turns the exit code for changes into that for none', () => {
  it('is found out by the plan: deploy fails, names the cause, and records nothing', async () => {
    const project = TestProject.withStages({ stages: shop() });
    const { exitCode, stdout } = await azstageWith(project, WRAPPER, 'deploy', 'cache', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'cache: Terraform exited with 0, which means no changes, but its plan of cache has changes.\n  To do: Set terraform_wrapper: false where the workflow uses hashicorp/setup-terraform, or set TERRAFORM_BINARY_NAME',
    );
    expect(project.state('cache')).toBeUndefined();
    expect(project.exists(`${WORK}/last-seen.json`)).toBe(false);
    expect(project.exists(`${WORK}/plan.tfplan`)).toBe(false);
    expect((await project.azstage('list')).stdout).toMatch(/^cache .* not deployed /m);
  });

  it('is found out where a stage is deployed already, by plan, drift and down as well', async () => {
    const project = TestProject.withStages({ stages: shop() });
    await project.azstage('deploy', 'cache', '--yes');
    project.change({ stages: shop('E10') });
    for (const args of [['plan'], ['drift'], ['deploy', '--all', '--yes'], ['down', '--all', '--yes']]) {
      const { exitCode, stdout } = await azstageWith(project, WRAPPER, ...args);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('cache: Terraform exited with 0, which means no changes');
    }
    expect(project.inputs('cache')).toEqual({ 'terraform_data.Cache': 'E5' });
    expect((await project.azstage('deploy', 'cache', '--yes')).stdout).toMatch(/^cache +applied +0 +1 +0 /m);
  });
});

describeWithTerraform('a Terraform that ends as if it had applied', () => {
  /** Applies on a copy of the state, which is then thrown away. */
  const elsewhere = (state: string) =>
    `[ "$1" = apply ] || exec terraform "$@"
     cp ${state} ${state}.before 2> /dev/null
     terraform "$@"; code=$?
     rm -f ${state}; mv ${state}.before ${state} 2> /dev/null
     exit $code`;

  it('without having written the state has failed', async () => {
    const project = TestProject.withStages({ stages: shop() });
    const body = elsewhere(`${project.directory}/.azstage/state/shop/shop/dev/cache.tfstate`);
    const first = await azstageWith(project, body, 'deploy', 'cache', '--yes');
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toContain(
      'cache: Terraform exited with 0, but the state of cache does not confirm the apply.\n  To do: Another state than that of the backend was written, or none.',
    );
    await project.azstage('deploy', 'cache', '--yes');
    project.change({ stages: shop('E10') });
    const next = await azstageWith(project, body, 'deploy', 'cache', '--yes');
    expect(next.stdout).toContain('cache: Terraform exited with 0, but the state of cache does not confirm the apply.');
    expect((await project.azstage('plan')).stdout).toMatch(/^cache +planned +0 +1 +0 .*its Terraform JSON changed$/m);
    const gone = await azstageWith(project, body, 'down', 'cache', '--yes');
    expect(gone.stdout).toContain(
      'cache: Terraform exited with 0, but the state of cache does not confirm the destroy.',
    );
    expect((await project.azstage('list')).stdout).toMatch(/^cache .* deployed /m);
  });
});

describeWithTerraform('a plan that is not of the whole stage', () => {
  it('is neither applied nor recorded', async () => {
    const project = TestProject.withStages({
      stages: { cache: { resources: { 'terraform_data.Cache': {}, 'terraform_data.Other': {} } } },
    });
    const body = 'case "$1" in plan) exec terraform "$@" -target=terraform_data.Cache;; *) exec terraform "$@";; esac';
    const { exitCode, stdout } = await azstageWith(project, body, 'deploy', 'cache', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('cache: The plan of cache is not of the whole stage.');
    expect(project.state('cache')).toBeUndefined();
  });
});
