import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(40_000);

/** a waits at a barrier while it is applied; z is independent, b needs a. */
function waitingProject(): TestProject {
  const project = TestProject.withStages({ stages: {} });
  const wait = { provisioner: [{ 'local-exec': { command: project.barrier('a') } }] };
  project.change({
    stages: {
      a: {
        resources: {
          'terraform_data.First': { input: 'first' },
          'terraform_data.Second': { input: 'second', depends_on: ['terraform_data.First'], ...wait },
          'terraform_data.Third': { input: 'third', depends_on: ['terraform_data.Second'] },
        },
      },
      b: { needs: ['a'], resources: { 'terraform_data.B': { input: 'b' } } },
      z: { resources: { 'terraform_data.Z': { input: 'z' } } },
    },
  });
  return project;
}

function terraformPid(project: TestProject): number {
  return (JSON.parse(project.read('.azstage/work/shop/shop/dev/a/running.json')) as { pid: number }).pid;
}

describeWithTerraform('an interruption during apply', () => {
  it.each([
    ['the process', 1],
    ['the process group, as Ctrl-C does', -1],
  ])('of %s stops Terraform in an orderly way, once', async (_, sign) => {
    const project = waitingProject();
    const cli = project.start('deploy', '--all', '--yes', '--parallelism', '1');
    await project.until('barrier-a.reached');
    process.kill(sign * cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    const [, ended = ''] = cli.output().split('a: apply\n');
    expect(
      ended
        .replace(/after \d+(?:\.\d)? s/, 'after 1.0 s')
        .trimEnd()
        .split('\n'),
    ).toEqual([
      'Interrupted: nothing new is started. Running stages are stopped, which may take minutes.',
      'Interrupted after 1.0 s. No lock is left.',
      '  interrupted  a (1 of 3 changes done)',
      '  not started  b, z',
      'To go on: azstage deploy a b z',
    ]);
    const log = project.read('.azstage/work/shop/shop/dev/a/apply.log');
    expect(log.match(/Interrupt received/g)).toHaveLength(1);
    expect(log).not.toContain('Two interrupts received');
    const first = project.state('a')?.resources.find((resource) => resource.name === 'First');
    expect(first?.instances).toHaveLength(1);
    project.open('a');
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    const after = project.state('a')?.resources.find((resource) => resource.name === 'First');
    expect(after?.instances[0]?.attributes.id).toBe(first?.instances[0]?.attributes.id);
  });

  it('of the command line by SIGKILL lets Terraform finish, and the next run finds everything done', async () => {
    const project = waitingProject();
    const cli = project.start('deploy', 'a', '--yes');
    await project.until('barrier-a.reached');
    process.kill(cli.pid, 'SIGKILL');
    await cli.ended;
    const meanwhile = await project.azstage('deploy', 'a', '--yes');
    expect(meanwhile).toMatchObject({ exitCode: 4 });
    expect(meanwhile.stdout).toContain('Terraform is still running on a: apply of an earlier run');
    const terraform = terraformPid(project);
    project.open('a');
    await endOf(terraform);
    const ids = JSON.stringify(project.state('a')?.resources.map(({ instances }) => instances[0]?.attributes.id));
    const again = await project.azstage('deploy', 'a', '--yes');
    expect(again.stdout).toMatch(/^a +unchanged/m);
    expect(again.stderr).not.toContain('was killed');
    expect(JSON.stringify(project.state('a')?.resources.map(({ instances }) => instances[0]?.attributes.id))).toBe(ids);
    expect(project.inputs('a')).toHaveProperty(['terraform_data.Third'], 'third');
  });

  it('of Terraform by SIGKILL is a failed stage, and what was done before is applied no second time', async () => {
    const project = waitingProject();
    const cli = project.start('deploy', '--all', '--yes');
    await project.until('barrier-a.reached');
    process.kill(-terraformPid(project), 'SIGKILL');
    expect(await cli.ended).toBe(1);
    expect(cli.output()).toMatch(/^a +failed/m);
    expect(cli.output()).toContain('a: Terraform was killed by SIGKILL during apply.');
    expect(cli.output()).toMatch(/^b +skipped .*because of a$/m);
    expect(cli.output()).toMatch(/^z +applied/m);
    project.open('a');
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    expect(Object.keys(project.inputs('a')).sort()).toEqual([
      'terraform_data.First',
      'terraform_data.Second',
      'terraform_data.Third',
    ]);
  });

  it('twice says what would be lost and asks; three times kills', async () => {
    const project = waitingProject();
    const stubborn = "trap '' INT TERM; touch stubborn.reached; while :; do sleep 0.1; done";
    const binary = project.script(
      'stubborn',
      `case "$1" in apply) cd ${project.directory}; ${stubborn};; *) exec terraform "$@";; esac`,
    );
    const host = new RecordingIoHost(() => false);
    const session = project.session(host, { env: project.env({ TERRAFORM_BINARY_NAME: binary }) });
    const running = deploy(session, { stages: ['z'], yes: true });
    await project.until('stubborn.reached');
    session.interruption.interrupt();
    session.interruption.interrupt();
    await new Promise((resolve) => setImmediate(resolve));
    expect(host.requests).toEqual([{ code: 'interrupt.kill', text: expect.stringContaining('locked') as string }]);
    session.interruption.interrupt();
    const result = await running;
    expect(result.exitCode).toBe(130);
    expect(result.stages[0]).toMatchObject({ stage: 'z', result: 'interrupted' });
  });
});

describeWithTerraform('two runs at once', () => {
  it('are one: the second is told who is at work', async () => {
    const project = waitingProject();
    const cli = project.start('deploy', 'a', '--yes');
    await project.until('barrier-a.reached');
    const second = await project.azstage('deploy', 'z', '--yes');
    expect(second.exitCode).toBe(4);
    expect(second.stderr).toMatch(
      new RegExp(`has been running azstage deploy in this directory since .* \\(process ${cli.pid}\\)`),
    );
    expect((await project.azstage('show', '--skip-synth')).stdout).toMatch(/^z +not deployed/m);
    project.open('a');
    expect(await cli.ended).toBe(0);
    expect(await project.azstage('deploy', 'z', '--yes')).toMatchObject({ exitCode: 0 });
  });

  it('are kept apart by the lock of the state where they are in different directories', async () => {
    const project = waitingProject();
    const cli = project.start('deploy', 'a', '--yes');
    await project.until('barrier-a.reached');
    const other = TestProject.withStages({ stages: {} });
    const state = `${project.directory}/.azstage/state/shop/shop/dev/a.tfstate`;
    other.change({
      stages: { a: { resources: { 'terraform_data.First': {} }, terraform: { backend: { local: { path: state } } } } },
    });
    const second = await other.azstage('deploy', 'a', '--yes');
    expect(second.exitCode).toBe(4);
    expect(second.stdout).toMatch(/a: The state is locked by \S+@\S+ for OperationTypeApply since /);
    project.open('a');
    expect(await cli.ended).toBe(0);
  });
});

async function endOf(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
