import { type IoRequest } from '../../../../lib/toolkit/io/io-host';
import { Observed, reading } from '../../../helpers/previews';
import { reportIn } from '../../../helpers/report-schema';
import { StandingApp } from '../../../helpers/standing-app';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const LINE = 'replaces terraform_data.Environment, which apps uses: apps has to go down first';
const TO_DO =
  'Run azstage deploy env apps --down-first, which takes it down and deploys it again; or azstage down apps, then azstage deploy env apps.';

const yes = () => true;
const nobody = () => undefined;

/** Addresses of what is deployed of a stage. */
function resources(project: TestProject, stage: string): string[] {
  return Object.keys(project.inputs(stage));
}

function answering(answers: Partial<Record<IoRequest['code'], boolean>>) {
  return ({ code }: IoRequest) => answers[code] ?? true;
}

describeWithTerraform('plan of a stage that replaces what another one uses', () => {
  it('says which stage has to go down first, in words and for programs, and says nothing of one that is updated in place', async () => {
    const project = await StandingApp.changed();
    const planned = await Observed.plan(project);
    expect(planned.said('stage.down-first', 'env')).toEqual([`${LINE}\n${TO_DO}`]);
    expect(planned.stage('env').downFirst).toEqual({
      standing: [
        {
          stage: 'apps',
          on: [{ address: 'terraform_data.Environment', type: 'terraform_data', action: 'replace' }],
          down: ['apps'],
        },
      ],
      down: ['apps'],
      commands: ['azstage down apps', 'azstage deploy env apps'],
    });
    expect(planned.stage('apps')).not.toHaveProperty('downFirst');
    expect(planned.stage('settings').changes).toMatchObject([{ action: 'update' }]);
  });

  it('says it of stages that are not planned, as a summary, and in reports', async () => {
    const project = await StandingApp.changed();
    const { stdout, stderr } = await project.azstage(
      'plan',
      'env',
      '--summary',
      '--environment',
      'dev',
      '--report',
      'plan.md',
      'plan.xml',
      'plan.json',
    );
    expect(stderr).toContain(`env: ${LINE}`);
    expect(stdout).toContain(`env ${LINE}`);
    const down = 'azstage down apps --environment dev';
    expect(stderr).toContain(down);
    expect(project.read('plan.md')).toContain(
      '- `env` replaces `terraform_data.Environment`, which `apps` uses: `apps` has to go down first',
    );
    expect(project.read('plan.xml')).toContain(LINE);
    expect(reportIn(project.read('plan.json'))).toMatchObject({
      stages: [
        { stage: 'env', downFirst: { down: ['apps'], commands: [down, expect.stringContaining('deploy env apps')] } },
      ],
    });
  });

  it('counts what needs such a stage, and not what is not deployed', async () => {
    const jobs = { needs: ['apps'], resources: { 'terraform_data.Job': { input: 'a' } } };
    const project = await StandingApp.changed({ stages: { jobs, more: StandingApp.on('env', 'More') } });
    await project.azstage('down', 'more', '--yes');
    const planned = await Observed.plan(project);
    expect(planned.stage('env').downFirst).toMatchObject({ standing: [{ stage: 'apps' }], down: ['jobs', 'apps'] });
  });
});

describeWithTerraform('deploy of a stage that replaces what another one uses', () => {
  it('shows what is destroyed, asks, takes it down and deploys it again', async () => {
    const project = await StandingApp.changed();
    const deployed = await Observed.deploy(project, yes);
    expect(deployed.questions).toEqual([
      'Destroy 1 resources of apps first, and deploy them again?',
      'Apply to env, apps, settings: 2 to add, 1 to change, 1 to destroy?',
    ]);
    expect(deployed.text('apps')).toMatch(/will be destroyed[^]*will be created/);
    expect(deployed.summary).toBe('env applied, apps applied, settings applied');
    expect(deployed.said('stage.finished', 'apps')).toEqual([
      'destroyed: 0 added, 0 changed, 1 destroyed',
      'applied: 1 added, 0 changed, 0 destroyed',
    ]);
    expect(deployed.said('plan.differs', 'apps')).toEqual([]);
    const again = await Observed.deploy(project, nobody);
    expect(again.summary).toBe('env unchanged, apps unchanged, settings unchanged');
  });

  it('touches nothing where the answer is no', async () => {
    const project = await StandingApp.changed();
    const before = project.state('apps')?.serial;
    const deployed = await Observed.deploy(project, answering({ 'approve.down-first': false }));
    expect(deployed.summary).toBe('env declined, apps skipped, settings skipped');
    expect(deployed.result.exitCode).toBe(3);
    expect(deployed.questions).toHaveLength(1);
    expect(project.state('apps')?.serial).toBe(before);
  });

  it('takes nothing down where the plan is not approved after all', async () => {
    const project = await StandingApp.changed();
    const deployed = await Observed.deploy(project, answering({ 'approve.plan': false }));
    expect(deployed.summary).toBe('env declined, apps skipped, settings skipped');
    expect(resources(project, 'apps')).toEqual(['terraform_data.App']);
    expect((await Observed.deploy(project, yes)).summary).toBe('env applied, apps applied, settings applied');
  });

  it.each([{ yes: true }, {}])(
    'is refused with the commands when the run is not interactive, with %j',
    async (options) => {
      const project = await StandingApp.changed();
      const deployed = await Observed.deploy(project, nobody, options);
      expect(deployed.stage('env')).toMatchObject({
        result: 'declined',
        errors: [{ summary: expect.stringContaining(`It ${LINE}`) as string }],
        fix: TO_DO,
      });
      expect(deployed.result.exitCode).toBe(3);
      expect(resources(project, 'apps')).toEqual(['terraform_data.App']);
    },
  );

  it('takes it down unasked with --down-first', async () => {
    const project = await StandingApp.changed();
    const { exitCode, stderr } = await project.azstage('deploy', '--all', '--yes', '--down-first');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`env: ${LINE}`);
    expect(stderr).toMatch(/apps: destroyed[^]*env: applied[^]*apps: applied/);
  });

  it('goes on for what is updated in place, unasked', async () => {
    const project = await StandingApp.changed({
      stages: { apps: { resources: { 'terraform_data.App': {} } } },
    });
    const deployed = await Observed.deploy(project, nobody, { yes: true });
    expect(deployed.summary).toBe('apps unchanged, env applied, settings applied');
    expect(deployed.said('stage.down-first', 'env')).toEqual([]);
  });

  it('takes what needs it along, in order, and deploys all of it again', async () => {
    const jobs = { needs: ['apps'], resources: { 'terraform_data.Job': { input: reading('apps', 'id') } } };
    const project = await StandingApp.changed({ stages: { jobs } });
    const deployed = await Observed.deploy(project, yes, { yes: true, downFirst: true });
    expect(deployed.summary).toBe('env applied, apps applied, jobs applied, settings applied');
    const order = deployed.messages
      .filter(({ code }) => code === 'stage.finished')
      .map(({ stage, text }) => `${stage} ${text.split(':')[0]}`);
    expect(order.slice(0, 3)).toEqual(['jobs destroyed', 'apps destroyed', 'env applied']);
    expect(order).toEqual(expect.arrayContaining(['apps applied', 'jobs applied']));
    expect(deployed.said('plan.differs', 'jobs')).toEqual([]);
  });

  it('never takes a permanent stage down', async () => {
    const project = await StandingApp.changed({
      stages: { apps: { ...StandingApp.on('env', 'App'), lifecycle: 'permanent' } },
    });
    const deployed = await Observed.deploy(project, yes, { downFirst: true });
    expect(deployed.stage('env')).toMatchObject({
      result: 'declined',
      fix: 'Run azstage down apps --allow-permanent, then azstage deploy env apps.',
    });
    expect(deployed.questions).toEqual([]);
    expect(resources(project, 'apps')).toEqual(['terraform_data.App']);
  });

  it('never takes a stage down that it does not deploy again', async () => {
    const project = await StandingApp.changed();
    const deployed = await Observed.deploy(project, yes, { all: false, stages: ['env'], downFirst: true });
    expect(deployed.stage('env')).toMatchObject({ result: 'declined', fix: TO_DO });
    expect(deployed.questions).toEqual([]);
  });

  it('asks for data that would be lost, which --down-first is not', async () => {
    const dataResources = ['terraform_data.App'];
    const project = await StandingApp.changed({
      stages: { apps: { ...StandingApp.on('env', 'App'), dataResources } },
    });
    const options = { yes: true, downFirst: true };
    const refused = await Observed.deploy(project, nobody, options);
    expect(refused.stage('env')).toMatchObject({
      result: 'declined',
      fix: "Allow it with --allow-data-loss 'terraform_data.App'.",
    });
    const allowed = await Observed.deploy(project, nobody, { ...options, allowDataLoss: ['terraform_data.App'] });
    expect(allowed.summary).toBe('env applied, apps applied, settings applied');
  });

  it('wants the name of a protected environment to be typed', async () => {
    const project = await StandingApp.changed({ profile: 'prod' });
    const host = await Observed.deploy(project, yes);
    expect(host.questions[0]).toBe('Destroy 1 resources of apps first, and deploy them again? Type dev to continue');
  });
});
