import { deploy, type DeployOptions } from '../../../../lib/toolkit/actions/deploy';
import { down } from '../../../../lib/toolkit/actions/down';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(120_000);

const read = (stage: string, output: string) => `\${data.terraform_remote_state.${stage}.outputs.${output}}`;

/** a, then b and c, then d; every stage makes one resource from what it reads. */
const diamond = (values: { readonly a?: string; readonly unread?: string } = {}): Record<string, FakeStage> => ({
  a: {
    resources: {
      'terraform_data.A': { input: values.a ?? 'a' },
      'terraform_data.Unread': { input: values.unread ?? 'unread' },
    },
    outputs: { a: '${terraform_data.A.output}', unread: '${terraform_data.Unread.output}' },
  },
  b: {
    needs: ['a'],
    resources: { 'terraform_data.B': { input: `${read('a', 'a')}b` } },
    outputs: { b: '${terraform_data.B.output}' },
  },
  c: { needs: ['a'], resources: { 'terraform_data.C': { input: 'c' } }, outputs: { c: '${terraform_data.C.output}' } },
  d: { needs: ['b', 'c'], resources: { 'terraform_data.D': { input: `${read('b', 'b')}${read('c', 'c')}d` } } },
});

const failing = { provisioner: [{ 'local-exec': { command: 'echo no such luck >&2; exit 1' } }] };

async function deployAll(project: TestProject, options: Partial<DeployOptions> = {}): Promise<RunResult> {
  return deploy(project.session(new RecordingIoHost()), { stages: [], all: true, yes: true, ...options });
}

/** `a applied, b skipped` */
function summary({ stages }: RunResult): string {
  return stages.map(({ stage, result }) => `${stage} ${result}`).join(', ');
}

describeWithTerraform('deploy', () => {
  it('applies a diamond in order, each stage reading what the others made', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    const result = await deployAll(project);
    expect(summary(result)).toBe('a applied, b applied, c applied, d applied');
    expect(result.exitCode).toBe(0);
    expect(project.inputs('d')).toEqual({ 'terraform_data.D': 'abcd' });
  });

  it('runs no Terraform on stages that did not change', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    const binary = project.script('counting', 'echo "$1" >> calls\nexec terraform "$@"');
    const env = project.env({ TERRAFORM_BINARY_NAME: binary });
    const counting = project.session(new RecordingIoHost(), { env });
    const result = await deploy(counting, { stages: [], all: true });
    expect(summary(result)).toBe('a unchanged, b unchanged, c unchanged, d unchanged');
    expect(result.stages[0]?.reason).toBe('its inputs are those of its last apply');
    expect(project.exists('cdktf.out/stacks/a/calls')).toBe(false);
  });

  it('runs what reads an output that changed, and says which', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    project.change({ stages: diamond({ a: 'A' }) });
    const result = await deployAll(project);
    expect(summary(result)).toBe('a applied, b applied, c unchanged, d applied');
    expect(result.stages.map((stage) => stage.reason)).toEqual([
      'its Terraform JSON changed',
      'output a of a changed',
      'its inputs are those of its last apply',
      'output b of b changed',
    ]);
    expect(project.inputs('d')).toEqual({ 'terraform_data.D': 'Abcd' });
  });

  it('does not run what reads other outputs than the one that changed', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    project.change({ stages: diamond({ unread: 'changed' }) });
    expect(summary(await deployAll(project))).toBe('a applied, b unchanged, c unchanged, d unchanged');
  });

  it('runs stages that did not change with --force, and finds nothing to do', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    const result = await deployAll(project, { force: true });
    expect(summary(result)).toBe('a no-changes, b no-changes, c no-changes, d no-changes');
    expect(result.stages[0]?.reason).toBe('--force');
  });

  it('does not skip a stage whose state was changed elsewhere', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    const file = '.azstage/state/shop/shop/dev/c.tfstate';
    const state = JSON.parse(project.read(file)) as { serial: number; resources: unknown[] };
    project.write(file, { ...state, serial: state.serial + 1, resources: [], outputs: {} });
    const result = await deployAll(project);
    expect(summary(result)).toBe('a unchanged, b unchanged, c applied, d unchanged');
    expect(result.stages[2]?.reason).toBe('it is no longer deployed');
  });

  it('stops what needs a failure, finishes the rest, and resumes there the next time', async () => {
    const stages = diamond();
    const project = TestProject.withStages({
      stages: { ...stages, b: { ...stages['b'], resources: { 'terraform_data.B': { input: 'b', ...failing } } } },
    });
    const failed = await deployAll(project);
    expect(summary(failed)).toBe('a applied, b failed, c applied, d skipped');
    expect(failed.exitCode).toBe(1);
    expect(failed.stages[1]).toMatchObject({
      errors: [
        {
          address: 'terraform_data.B',
          constructPath: 'b/B',
          detail: expect.stringContaining('no such luck') as string,
        },
      ],
    });
    expect(failed.stages[3]?.reason).toBe('because of b');
    project.change({ stages });
    expect(summary(await deployAll(project))).toBe('a unchanged, b applied, c unchanged, d applied');
  });

  it('keeps the states of environments and projects apart', async () => {
    const project = await TestProject.deployed({
      stages: { a: { ...diamond()['a'], sharing: 'shared' }, b: diamond()['b'] ?? {} },
    });
    const other = await project.azstage('deploy', '--all', '--yes', '--project', 'other');
    expect(other.stdout).toMatch(/^a +unchanged/m);
    expect(other.stdout).toMatch(/^b +applied/m);
    const staging = await project.azstage('deploy', '--all', '--yes', '-e', 'staging');
    expect(staging.stdout).toMatch(/^a +applied/m);
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(/^b +unchanged/m);
  });

  it('names the command that deploys what is missing, and takes it along when told to', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    const { exitCode, stderr } = await project.azstage('deploy', 'd', '-e', 'staging', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('d needs b, which is not deployed.\nd needs c, which is not deployed.');
    expect(stderr).toContain('Run azstage deploy b c --environment staging first, or add --with-dependencies.');
    const result = await deployAll(project, { stages: ['d'], all: false, withDependencies: true });
    expect(summary(result)).toBe('a applied, b applied, c applied, d applied');
  });

  it('wants stages to be named, or all', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    expect(await project.azstage('deploy')).toMatchObject({ exitCode: 64 });
    expect(await project.azstage('deploy', 'a', '--all')).toMatchObject({ exitCode: 64 });
  });

  it('deploys three times as many stages as run at once', async () => {
    const stages: Record<string, FakeStage> = {};
    for (let index = 0; index < 24; index += 1) {
      const needs = index < 8 ? [] : [`s${index - 8}`];
      const input = needs[0] === undefined ? 'x' : `${read(needs[0], 'o')}x`;
      stages[`s${index}`] = {
        needs,
        resources: { 'terraform_data.R': { input } },
        outputs: { o: '${terraform_data.R.output}' },
      };
    }
    const project = TestProject.withStages({ stages });
    const result = await deployAll(project, { parallelism: 8 });
    expect(result.stages.every((stage) => stage.result === 'applied')).toBe(true);
    expect(project.inputs('s23')).toEqual({ 'terraform_data.R': 'xxx' });
  });

  it.each([
    ['read: connection reset by peer', 'the connection was lost'],
    [
      'unexpected status 412 with error: PreconditionFailed: There is another user operation in progress which requires an exclusive lock on cosmos',
      'another operation on the resource is still at work',
    ],
    [
      'polling after AccessPolicyAssignmentCreateUpdate: polling failed',
      'another operation on the resource is still at work',
    ],
  ])('tries again after a failure that goes away by itself, and says so: %s', async (message, reason) => {
    const project = TestProject.withStages({ stages: {} });
    const command = `[ -e ${project.directory}/tried ] || { touch ${project.directory}/tried; echo '${message}' >&2; exit 1; }`;
    project.change({
      stages: {
        a: { resources: { 'terraform_data.A': { input: 'a', provisioner: [{ 'local-exec': { command } }] } } },
      },
    });
    const host = new RecordingIoHost();
    const result = await deploy(project.session(host), { stages: ['a'], yes: true });
    expect(summary(result)).toBe('a applied');
    expect(host.texts('stage.retried')).toEqual([`a: retrying in 10 s: ${reason}`]);
  });
});

describeWithTerraform('approval', () => {
  it('is asked for what changes alone', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    project.change({ stages: diamond({ unread: 'changed' }) });
    const host = new RecordingIoHost(() => true);
    expect(summary(await deploy(project.session(host), { stages: [], all: true }))).toContain('a applied');
    expect(host.requests.map((request) => request.text)).toEqual(['Apply to a: 0 to add, 1 to change, 0 to destroy?']);
  });

  it('is asked for all stages together, however few run at once, and those that need others are among them', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    const host = new RecordingIoHost(() => true);
    const result = await deploy(project.session(host), { stages: [], all: true, parallelism: 1 });
    expect(result.exitCode).toBe(0);
    expect(host.requests.map((request) => request.text)).toEqual([
      'Apply to a, b, c, d: 5 to add, 0 to change, 0 to destroy?',
    ]);
  });

  it('shows each plan before it is asked for', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    const host = new RecordingIoHost(() => false);
    await deploy(project.session(host), { stages: ['a'] });
    expect(host.texts('plan.shown').join()).toContain('terraform_data.A will be created');
  });

  it('changes nothing when it is refused', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    const result = await deploy(project.session(new RecordingIoHost(() => false)), { stages: [], all: true });
    expect(summary(result)).toBe('a declined, b skipped, c skipped, d skipped');
    expect(result.exitCode).toBe(3);
    expect(project.state('a')).toBeUndefined();
  });

  it('is needed when the run is not interactive, and the exit code says so', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    const { exitCode, stdout } = await project.azstage('deploy', 'a');
    expect(exitCode).toBe(3);
    expect(stdout).toContain(
      'a: Approval is needed, and the run is not interactive\n  To do: Look at the plan, then add --yes.',
    );
    expect(project.state('a')).toBeUndefined();
  });

  it('is given for prod by typing its name', async () => {
    const project = TestProject.withStages({ stages: diamond(), profile: 'prod' });
    const host = new RecordingIoHost((request) => request.expected === 'dev');
    expect(summary(await deploy(project.session(host), { stages: ['a'] }))).toBe('a applied');
    expect(host.requests[0]).toMatchObject({ code: 'approve.protected', expected: 'dev' });
  });

  it('leaves no plan behind: plans hold secrets in clear', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    await deploy(project.session(new RecordingIoHost(() => false)), { stages: ['a'] });
    expect(project.exists('.azstage/work/shop/shop/dev/a/plan.tfplan')).toBe(false);
  });
});

describeWithTerraform('plan', () => {
  it('ends with 2 for changes when told to', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    expect((await project.azstage('plan')).exitCode).toBe(0);
    expect((await project.azstage('plan', '--detailed-exitcode')).exitCode).toBe(2);
    const deployed = await TestProject.deployed({ stages: diamond() });
    expect((await deployed.azstage('plan', '--detailed-exitcode')).exitCode).toBe(0);
  });
});

describeWithTerraform('down', () => {
  const asks = (answer: boolean | undefined = true) => new RecordingIoHost(() => answer);

  it('destroys in the reverse order, and asks once', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    const host = asks();
    const result = await down(project.session(host), { stages: [], all: true });
    expect(summary(result)).toBe('a destroyed, b destroyed, c destroyed, d destroyed');
    const order = host.messages.filter(({ code }) => code === 'stage.finished').map(({ stage }) => stage);
    expect([order[0], order[3]]).toEqual(['d', 'a']);
    expect(host.requests).toEqual([
      { code: 'approve.destroy', expected: 'dev', text: 'Destroy 5 resources of a, b, c, d? Type dev to continue' },
    ]);
    expect(project.inputs('a')).toEqual({});
  });

  it('refuses while something that is deployed needs the stage, and takes it along with --cascade', async () => {
    const project = await TestProject.deployed({ stages: diamond() });
    const { exitCode, stderr } = await project.azstage('down', 'b', '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'shop, environment dev, in eastus2\nd is deployed and needs b.\nDestroy it first, or add --cascade to destroy it too.\n',
    });
    const result = await down(project.session(asks()), { stages: ['b'], cascade: true });
    expect(summary(result)).toBe('b destroyed, d destroyed');
    expect(summary(await down(project.session(asks()), { stages: ['c'] }))).toBe('c destroyed');
  });

  it('says so when nothing is deployed', async () => {
    const project = TestProject.withStages({ stages: diamond() });
    const result = await down(project.session(asks()), { stages: ['a'] });
    expect(summary(result)).toBe('a not-deployed');
    expect(result.exitCode).toBe(0);
  });

  it('refuses a stage that was permanent when it was deployed, whatever the code says now', async () => {
    const permanent = { a: { ...diamond()['a'], lifecycle: 'permanent' } };
    const project = TestProject.withStages({ stages: permanent });
    await deployAll(project);
    project.change({ stages: { a: { ...diamond()['a'] } } });
    const refused = await project.azstage('down', 'a', '--yes');
    expect(refused.stderr).toBe(
      'shop, environment dev, in eastus2\na is permanent: holding data, or shared.\nTo destroy it anyway, add --allow-permanent.\n',
    );
    const result = await down(project.session(asks()), { stages: ['a'], allowPermanent: true });
    expect(summary(result)).toBe('a destroyed');
  });

  it('wants the name of a protected environment, for which --yes is not enough', async () => {
    const project = TestProject.withStages({ stages: diamond(), profile: 'prod' });
    await deployAll(project, { stages: ['a'], all: false });
    expect(await project.azstage('down', 'a', '--yes')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('Add --confirm dev.') as string,
    });
    expect(await project.azstage('down', 'a', '--confirm', 'dev')).toMatchObject({ exitCode: 0 });
  });

  it('tells before a first deployment what must be done by hand', async () => {
    const project = TestProject.withStages({
      stages: { a: { ...diamond()['a'], prerequisites: ['Fill in the key.'] } },
    });
    const first = asks();
    await deploy(project.session(first), { stages: [], all: true });
    expect(first.texts('stage.note')).toEqual(['a: prerequisites: Fill in the key.']);
    const second = asks();
    await deploy(project.session(second), { stages: [], all: true });
    expect(second.texts('stage.note')).toEqual([]);
  });

  it('destroys a stage that is no longer in the code', async () => {
    const stages = diamond();
    const project = await TestProject.deployed({ stages });
    const { d, ...rest } = stages;
    project.change({ stages: rest });
    const host = asks();
    await deploy(project.session(host), { stages: [], all: true });
    expect(host.texts('stage.orphaned')[0]).toMatch(/^d: is still deployed \(1 resources\), but no longer in the code/);
    expect((await project.azstage('down', 'b', '--yes')).stderr).toContain('d is deployed and needs b.');
    expect(summary(await down(project.session(asks()), { stages: ['d'] }))).toBe('d destroyed');
    expect(project.inputs('d')).toEqual({});
  });
});
