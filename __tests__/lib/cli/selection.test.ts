import { describeWithTerraform } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const tenant = (name: string, lifecycle = 'on-demand') => ({
  needs: ['network'],
  lifecycle,
  tags: { tenant: name },
  resources: { 'terraform_data.Tenant': { input: name } },
  outputs: { name },
});

const platform = {
  stages: {
    network: { lifecycle: 'permanent', resources: { 'terraform_data.Network': { input: 'vnet' } } },
    'tenant-acme': tenant('acme'),
    'tenant-beta': tenant('beta'),
    'tenant-trial': tenant('trial', 'ephemeral'),
    edge: { needs: ['tenant-acme'], resources: { 'terraform_data.Edge': { input: 'edge' } } },
  },
};

/** Stages of the rows of a table on standard output. */
function rows(stdout: string): string[] {
  return [...stdout.matchAll(/^(network|edge|tenant-\w+) /gm)].map(([, name = '']) => name);
}

describe('commands that read no Terraform', () => {
  it.each([
    ['list', ['tenant-*', '--exclude', 'tenant-trial']],
    ['list', ['--lifecycle', 'on-demand', '--exclude', 'edge']],
    ['show', ['--tag', 'tenant=acme', 'tenant=beta']],
    ['synth', ['tenant-acme', 'tenant-b*']],
  ])('%s %j shows the selected stages alone', async (command, args) => {
    const { exitCode, stdout } = await TestProject.withStages(platform).azstage(command, ...args);
    expect({ exitCode, rows: rows(stdout) }).toEqual({ exitCode: 0, rows: ['tenant-acme', 'tenant-beta'] });
  });

  it('graph draws the selected stages, with the dependencies that lead over others', async () => {
    const project = TestProject.withStages(platform);
    const { stdout } = await project.azstage('graph', '--exclude', 'tenant-*');
    expect(stdout).toBe('network\n└── edge\n');
    expect((await project.azstage('graph', '--lifecycle', 'ephemeral', '--status')).stdout).toContain(
      'tenant-trial: not deployed',
    );
  });

  it('outputs and locks take patterns', async () => {
    const project = TestProject.withStages(platform);
    const { messages } = await project.azstage('outputs', 'tenant-?????', '--json');
    expect(messages.at(-1)?.data).toMatchObject({ stages: [{ name: 'tenant-trial' }] });
    expect((await project.azstage('outputs', 'tennant-*')).stderr).toContain('No stage matches "tennant-*".');
  });

  it('a pattern that the shell expanded is refused with what to type', async () => {
    const project = TestProject.withStages(platform);
    project.write('tenant-acme.json', {});
    const { exitCode, stderr } = await project.azstage('list', 'tenant-acme.json');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringContaining("passes them on: 'tenant-*'.") as string,
    });
  });
});

describeWithTerraform('azstage deploy', () => {
  it('applies what a pattern selects, without the excluded, and asks as always', async () => {
    const project = TestProject.withStages(platform);
    await project.azstage('deploy', 'network', '--yes');
    expect(await project.azstage('deploy', 'tenant-*')).toMatchObject({ exitCode: 3 });
    const { exitCode } = await project.azstage('deploy', 'tenant-*', '--yes', '--exclude', 'tenant-trial');
    expect(exitCode).toBe(0);
    expect(['tenant-acme', 'tenant-beta', 'tenant-trial'].map((name) => project.state(name) !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('a filter without names selects among all stages; an exclusion alone selects none', async () => {
    const project = TestProject.withStages(platform);
    expect((await project.azstage('deploy', '--exclude', 'edge', '--yes')).stderr).toContain(
      'No stage is selected: name stages, or pass --all, --lifecycle or --tag.',
    );
    await project.azstage('deploy', '--lifecycle', 'permanent', '--yes');
    expect(project.inputs('network')).toEqual({ 'terraform_data.Network': 'vnet' });
    const all = await project.azstage('deploy', '--all', '--exclude', 'tenant-*', 'edge', '--yes');
    expect(all).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^network +unchanged/m) as string });
  });

  it('refuses an excluded stage that a selected one needs like any missing upstream', async () => {
    const project = TestProject.withStages(platform);
    const { exitCode, stderr } = await project.azstage('deploy', '--all', '--exclude', 'network', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('azstage deploy network');
  });
});

describeWithTerraform('azstage down', () => {
  it('destroys what a pattern and a lifecycle select, those that are no longer in the code too', async () => {
    const project = TestProject.withStages(platform);
    await project.azstage('deploy', '--all', '--exclude', 'edge', '--yes');
    const { 'tenant-trial': _, ...stages } = platform.stages;
    project.change({ stages });
    await project.azstage('down', 'tenant-*', '--lifecycle', 'ephemeral', '--yes');
    expect(project.state('tenant-trial')?.resources).toEqual([]);
    expect(project.inputs('tenant-acme')).toEqual({ 'terraform_data.Tenant': 'acme' });
    const { exitCode } = await project.azstage('down', 'tenant-*', '--yes');
    expect(exitCode).toBe(0);
    expect(project.state('tenant-beta')?.resources).toEqual([]);
  });
});
