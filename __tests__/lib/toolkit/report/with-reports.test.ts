import fs from 'node:fs';
import path from 'node:path';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { type Report } from '../../../../lib/toolkit/report/report';
import { withReports } from '../../../../lib/toolkit/report/with-reports';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { reportIn } from '../../../helpers/report-schema';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const summary = ({ stages }: Report) => stages.map(({ stage, result }) => `${stage} ${result}`).join(', ');

/** network, then service that fails with `fail`, then site; every value in it is a secret. */
function shop(fail = false): TestProject {
  const project = TestProject.withStages({ stages: {} });
  project.change({
    stages: {
      network: {
        resources: {
          'terraform_data.Network': {
            input: 'secret-vnet',
            lifecycle: { ignore_changes: ['output'] },
            '//': { metadata: { path: 'network/Network', stackTrace: [`new Net (${project.directory}/net.ts:3:5)`] } },
          },
        },
        outputs: { id: '${terraform_data.Network.output}' },
        checks: ['The network is there.'],
      },
      service: {
        needs: ['network'],
        resources: {
          'terraform_data.Api': {
            input: '${data.terraform_remote_state.network.outputs.id}',
            ...(fail ? { provisioner: [{ 'local-exec': { command: 'exit 3' } }] } : {}),
          },
        },
      },
      site: { needs: ['service'], resources: { 'terraform_data.Site': { input: 'secret-site' } } },
    },
  });
  return project;
}

describeWithTerraform('--report', () => {
  it('tells of a plan in JSON, JUnit and Markdown, without a value', async () => {
    const project = shop();
    const files = ['out/a/plan.json', 'out/plan.xml', 'plan.md'];
    const parameters = ['--parameters', 'redisSku=secret-sku'];
    const { exitCode, stderr } = await project.azstage(
      'plan',
      '--detailed-exitcode',
      ...parameters,
      '--report',
      ...files,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.not.stringContaining('eport') as string });
    const report = reportIn(project.read('out/a/plan.json'));
    expect(report).toMatchObject({
      command: 'plan',
      app: 'shop',
      environment: 'dev',
      project: 'shop',
      location: 'eastus2',
      exitCode: 2,
      settings: { parameters: ['redisSku'] },
    });
    expect(report.stages[0]).toMatchObject({ stage: 'network', result: 'planned', counts: { added: 1 } });
    expect(report.stages[0]?.changes).toEqual([
      {
        address: 'terraform_data.Network',
        type: 'terraform_data',
        action: 'create',
        constructPath: 'network/Network',
        source: 'net.ts:3:5',
      },
    ]);
    expect(project.read('out/plan.xml')).toContain('<testcase name="network" classname="shop.dev" ');
    expect(project.read('plan.md')).toContain(
      '- `+` create `terraform_data.Network` (`network/Network`, `net.ts:3:5`)',
    );
    files.forEach((file) => expect(project.read(file)).not.toContain('secret'));
    expect(fs.readdirSync(path.join(project.directory, 'out'))).toEqual(['a', 'plan.xml']);
  });

  it('tells of a deployment whose stages failed, with what Terraform warned of', async () => {
    const project = shop(true);
    const { exitCode, stdout } = await project.azstage('up', '--yes', '--report', 'up.json', '--report', 'up.xml');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^network: warning: Redundant ignore_changes element\n {2}Adding an attribute/m);
    const report = reportIn(project.read('up.json'));
    expect(report).toMatchObject({ command: 'deploy', exitCode: 1, checks: ['network: The network is there.'] });
    expect(summary(report)).toBe('network applied, service failed, site skipped');
    expect(report.stages[0]).toMatchObject({
      counts: { added: 1, changed: 0, destroyed: 0 },
      changes: [{ address: 'terraform_data.Network', action: 'create' }],
      warnings: [{ summary: 'Redundant ignore_changes element' }],
    });
    expect(report.stages[1]).toMatchObject({
      code: 'TERRAFORM_FAILED',
      errors: [{ address: 'terraform_data.Api', constructPath: 'service/Api' }],
    });
    expect(project.read('up.xml')).toContain('tests="3" failures="1" errors="0" skipped="1"');
  });

  it('tells of a destruction, approved or not', async () => {
    const project = shop();
    await project.azstage('deploy', '--all', '--yes');
    await project.azstage('down', 'site', '--report', 'refused.json', 'refused.md');
    const refused = reportIn(project.read('refused.json'));
    expect(refused).toMatchObject({
      app: 'shop',
      exitCode: 3,
      error: { code: 'DECLINED', message: 'Approval is needed, and the run is not interactive' },
    });
    expect(refused.stages).toMatchObject([
      { stage: 'site', result: 'planned', changes: [{ address: 'terraform_data.Site', action: 'delete' }] },
    ]);
    expect(project.read('refused.md')).toMatch(/^## azstage down of `shop`, environment `dev`: not approved\n/);
    await project.azstage('down', 'site', '--yes', '--report', 'down.json');
    expect(summary(reportIn(project.read('down.json')))).toBe('site destroyed');
  });

  it('tells of a run that was refused as a whole what is known', async () => {
    const project = shop();
    expect(await project.azstage('deploy', 'site', '--report', 'r.json', 'r.xml')).toMatchObject({ exitCode: 1 });
    expect(reportIn(project.read('r.json'))).toMatchObject({
      app: 'shop',
      exitCode: 1,
      error: {
        code: 'REFUSED',
        message: 'site needs service, which is not deployed.',
        fix: 'Run azstage deploy service first, or add --with-dependencies.',
      },
      stages: [],
    });
    expect(project.read('r.xml')).toContain(
      '<error type="REFUSED" message="site needs service, which is not deployed.">',
    );
  });

  it('tells of an app that fails', async () => {
    const project = TestProject.withStages({ stages: {}, fail: 'no such region' });
    await project.azstage('plan', '--environment', 'staging', '--report', 'r.json');
    const report = reportIn(project.read('r.json'));
    expect(report).toMatchObject({ error: { code: 'APP_FAILED', message: 'no such region' }, stages: [] });
    expect(report.settings).toEqual({ environment: 'staging' });
  });

  it('tells of an interruption how far the run came', async () => {
    const project = TestProject.withStages({ stages: {} });
    const wait = { provisioner: [{ 'local-exec': { command: project.barrier('a') } }] };
    project.change({
      stages: {
        a: { resources: { 'terraform_data.A': { input: 'a', ...wait } } },
        b: { needs: ['a'], resources: { 'terraform_data.B': { input: 'b' } } },
      },
    });
    const cli = project.start('deploy', '--all', '--yes', '--report', 'r.json', 'r.xml');
    await project.until('barrier-a.reached');
    process.kill(cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    const report = reportIn(project.read('r.json'));
    expect(report.exitCode).toBe(130);
    expect(summary(report)).toMatch(/^a interrupted, b (cancelled|skipped)$/);
    expect(project.read('r.xml')).toContain('tests="2" failures="0" errors="1" skipped="1"');
  });
});

describe('a report that cannot be written', () => {
  const refusals: readonly (readonly [string, string, number, string])[] = [
    [
      'has another extension',
      'report.txt',
      64,
      'A report is .json, .xml (JUnit), .md (Markdown) or .sarif, not report.txt.',
    ],
    ['has none', 'report', 64, 'A report is .json, .xml (JUnit), .md (Markdown) or .sarif, not report.'],
    ['is below a file', 'stages.json/report.md', 1, 'stages.json/report.md cannot be written: '],
    ['is a directory', 'taken.md', 1, 'taken.md is a directory.'],
  ];

  it.each(refusals)('because it %s is refused before anything is run', async (_, file, exitCode, message) => {
    const project = shop();
    fs.mkdirSync(path.join(project.directory, 'taken.md'));
    const refused = await project.azstage('deploy', '--all', '--yes', '--report', 'good.json', file);
    expect(refused).toMatchObject({ exitCode, stderr: expect.stringContaining(message) as string });
    expect(project.exists('cdktf.out')).toBe(false);
  });
});

describeWithTerraform('a report that can no longer be written', () => {
  it('makes a run fail that was done, and the other reports are written', async () => {
    const project = shop();
    const host = new RecordingIoHost();
    const session = project.session(host);
    const files = ['gone/report.md', 'there.json'];
    const result = await withReports(session, { command: 'deploy', files }, async () => {
      fs.rmdirSync(path.join(project.directory, 'gone'));
      return deploy(session, { stages: ['network'], yes: true });
    });
    expect(result).toMatchObject({ exitCode: 1, stages: [{ result: 'applied' }] });
    expect(host.texts('report.failed')).toEqual([
      expect.stringMatching(
        /^The report .*gone\/report\.md cannot be written: ENOENT.* Name a file in a directory that/,
      ),
    ]);
    expect(reportIn(project.read('there.json'))).toMatchObject({ exitCode: 0 });
  });
});

describe('on GitHub Actions', () => {
  const refused = (project: TestProject, file: string) =>
    project.azstageWith({ GITHUB_STEP_SUMMARY: path.join(project.directory, file) }, 'plan', 'nowhere');

  it('the Markdown is appended to the summary of the step', async () => {
    const project = shop();
    project.write('summary.md', '# Before');
    await refused(project, 'summary.md');
    await refused(project, 'summary.md');
    expect(project.read('summary.md')).toMatch(
      /^# Before\n## azstage plan of `shop`, environment `dev`: refused\n\n[^]*\n\n## azstage plan of `shop`[^]*$/,
    );
  });

  it('a summary without room is left as it is, with a warning', async () => {
    const project = shop();
    const full = 'x'.repeat(1024 * 1024 - 1000);
    project.write('summary.md', full);
    const { exitCode, stderr } = await refused(project, 'summary.md');
    expect(project.read('summary.md')).toBe(full);
    expect(stderr).toContain('The report was not appended to the step summary: 1047576 bytes of 1048576 are used\n');
    expect(exitCode).toBe(64);
  });

  it('a summary that cannot be written to is a warning', async () => {
    const { exitCode, stderr } = await refused(shop(), 'nowhere/summary.md');
    expect(stderr).toContain('The report was not appended to the step summary: ENOENT: no such file or directory');
    expect(exitCode).toBe(64);
  });
});
