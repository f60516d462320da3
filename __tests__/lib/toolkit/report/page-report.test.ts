import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeApp, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(90_000);

const read = (output: string) => `\${data.terraform_remote_state.data.outputs.${output}}`;

/** data, whose database is replaced with another SKU and loses data, and apps, which read its id and its password. */
function shop(sku: string, apps: FakeApp['stages'][string]['resources'] = {}): FakeApp {
  return {
    stages: {
      data: {
        dataResources: ['terraform_data.Database'],
        resources: {
          'terraform_data.Database': { input: { sku }, triggers_replace: sku },
          'terraform_data.Password': { input: `\${sensitive("hunter2-${sku}")}` },
        },
        outputs: { id: '${terraform_data.Database.id}', password: '${terraform_data.Password.output}' },
        sensitive: ['password'],
      },
      apps: {
        needs: ['data'],
        resources: { 'terraform_data.Api': { input: { id: read('id'), key: read('password') } }, ...apps },
      },
      mail: { needs: ['data'], resources: { 'terraform_data.Mail': { input: 'mail' } } },
    },
  };
}

/** A page as rows of text: each tag ends a row, and its style and script are left out. */
function rowsOf(page: string): string {
  return page
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/\s*\n\s*/g, '\n')
    .replaceAll('&quot;', '"');
}

describeWithTerraform('--report plan.html', () => {
  it('shows what a plan changes, why, what loses data, and no secret', async () => {
    const project = await TestProject.deployed(shop('E5'));
    project.change(shop('E10'));
    const { exitCode } = await project.azstage('plan', '--report', 'plan.html', 'plan.json');
    expect(exitCode).toBe(0);
    const rows = rowsOf(project.read('plan.html'));
    expect(rows).toContain(
      'Data of these resources will be lost\ndata\n: replace data/Database\nterraform_data.Database\n',
    );
    expect(rows).toContain('triggers_replace\nforces replacement\n"E5"\n"E10"\n');
    expect(rows).toContain('input.sku\n"E5"\n"E10"\n');
    expect(rows).toContain('because of output\nid\nof\ndata\n');
    expect(rows).toContain('input.key\nsensitive\nsensitive\n');
    expect(rows).toContain('1 stage unchanged\n');
    expect(rows).toContain('apps\nchange');
    expect(project.read('plan.html')).not.toContain('hunter2');
    expect(project.read('plan.json')).not.toMatch(/"E10"|hunter2/);
  });

  it('shows the same of saved plans that are applied', async () => {
    const project = await TestProject.deployed(shop('E5'));
    project.change(shop('E5', { 'terraform_data.New': { input: 'new' } }));
    await project.azstage('plan', '--out', 'plans');
    const { exitCode } = await project.azstage('deploy', '--plan', 'plans', '--report', 'deploy.html');
    expect(exitCode).toBe(0);
    expect(rowsOf(project.read('deploy.html'))).toContain('input\n"new"\n');
  });

  it('shows no values with --summary', async () => {
    const project = await TestProject.deployed(shop('E5'));
    project.change(shop('E10'));
    await project.azstage('plan', '--summary', '--report', 'plan.html');
    const rows = rowsOf(project.read('plan.html'));
    expect(rows).toContain('data/Database\nterraform_data.Database\n');
    expect(rows).not.toMatch(/E10|input\.sku/);
  });

  it('has the same bytes for the same results', async () => {
    const project = await TestProject.deployed(shop('E5'));
    project.change(shop('E10'));
    const pages = [];
    for (const name of ['a.html', 'b.html']) {
      await project.azstageAt('2026-01-02T03:04:05.678Z', 'plan', '--parallelism', '1', '--report', name);
      pages.push(project.read(name));
    }
    expect(pages[1]).toBe(pages[0]);
    expect(pages[0]).toContain('2026-01-02 03:04:05 +00:00');
  });

  it('shows how far an apply that failed has come, and what did not run', async () => {
    const project = await TestProject.deployed(shop('E5'));
    project.change(
      shop('E5', {
        'terraform_data.First': { input: 1 },
        'terraform_data.Broken': {
          input: 2,
          depends_on: ['terraform_data.First'],
          provisioner: [{ 'local-exec': { command: 'echo "</script><script>alert(1)</script>"; exit 3' } }],
        },
        'terraform_data.Never': { input: 3, depends_on: ['terraform_data.Broken'] },
      }),
    );
    const { exitCode } = await project.azstage('deploy', '--all', '--yes', '--report', 'deploy.html');
    expect(exitCode).toBe(1);
    const page = project.read('deploy.html');
    const rows = rowsOf(page);
    expect(rows).toContain('Errors\napps\n: local-exec provisioner error\nterraform_data.Broken\n');
    expect(rows).toContain('failed, 1 of 3 changes done\n');
    expect(rows).toMatch(/apps\/First\nterraform_data\.First\ndone\ncreate\n/);
    expect(rows).toMatch(/apps\/Broken\nterraform_data\.Broken\nfailed\ncreate\n/);
    expect(rows).toMatch(/apps\/Never\nterraform_data\.Never\nnot reached\ncreate\n/);
    expect(rows).toMatch(/apps: deploy \d+\.\d s, from \d+\.\d s on/);
    expect(page).not.toContain('<script>alert');
  });

  it('is written of drift, of what is destroyed, and of a run that was refused', async () => {
    const project = await TestProject.deployed(shop('E5'));
    project.change(shop('E10'));
    await project.azstage('drift', '--report', 'drift.html');
    expect(rowsOf(project.read('drift.html'))).toContain('Drift\nnot applied: replace terraform_data.Database');
    const refused = await project.azstage('deploy', 'nothing', '--report', 'refused.html');
    expect(refused.exitCode).toBe(64);
    expect(rowsOf(project.read('refused.html'))).toContain('The run was refused\n');
    const options = ['--all', '--yes', '--allow-data-loss', 'terraform_data.Database'];
    const down = await project.azstage('down', ...options, '--report', 'down.html');
    expect(down.exitCode).toBe(0);
    const rows = rowsOf(project.read('down.html'));
    expect(rows).toContain('Data of these resources is lost\ndata\n: delete data/Database\n');
    expect(rows).toMatch(/0 added, 0 changed, 4 destroyed\n[\s\S]*apps\ndestroy/);
  });
});

describeWithTerraform('show --report app.html', () => {
  it('shows what is deployed, with outputs but for secrets, and drift', async () => {
    const project = await TestProject.deployed(shop('E5'));
    project.change({ stages: { ...shop('E5').stages, later: { resources: { 'terraform_data.Later': {} } } } });
    const { exitCode } = await project.azstage('show', '--drift', '--report', 'app.html');
    expect(exitCode).toBe(0);
    const rows = rowsOf(project.read('app.html'));
    expect(rows).toContain('azstage show of shop\n3 of 4 stages deployed, 0 drifted\n');
    expect(rows).toContain('password = &lt;sensitive&gt;\n');
    expect(rows).toContain('terraform_data.Database\n');
    expect(rows).toContain('1 stage not deployed\n');
    expect(project.read('app.html')).not.toContain('hunter2');
  });

  it('takes no other format, and nothing of the past', async () => {
    const project = await TestProject.deployed(shop('E5'));
    const other = await project.azstage('show', '--report', 'app.json');
    expect(other).toMatchObject({ exitCode: 64 });
    expect(other.stderr).toContain('A report of show is .html (a page), not app.json.');
    const past = await project.azstage('show', '--history', '--report', 'app.html');
    expect(past).toMatchObject({ exitCode: 64 });
    expect(project.exists('app.html')).toBe(false);
  });
});
