import fs from 'node:fs';
import path from 'node:path';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { deployPlan } from '../../../../lib/toolkit/actions/deploy-plan';
import { plan } from '../../../../lib/toolkit/actions/plan';
import { Bundle } from '../../../../lib/toolkit/bundle/bundle';
import { type IoMessage } from '../../../../lib/toolkit/io/io-host';
import { Journal } from '../../../../lib/toolkit/run/journal';
import { Observed, reading } from '../../../helpers/previews';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { StandingApp } from '../../../helpers/standing-app';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const yes = () => true;
const options = { yes: true, downFirst: true };

/** What somebody has put into the environment, which is not deleted while it is there. */
const BY_HAND = 'in-environment/by-hand';

function remove(project: TestProject, file: string): void {
  fs.rmSync(path.join(project.directory, file));
}

/** Fails when something is destroyed while the file is in the project. */
function refusingWhile(file: string) {
  return { provisioner: [{ 'local-exec': { command: `test ! -e ../../../${file}`, when: 'destroy' } }] };
}

describeWithTerraform('what goes wrong around stages that go down first', () => {
  it('leaves the stage alone when one of them cannot be destroyed, and says which are down', async () => {
    const apps = StandingApp.on('env', 'App');
    const stuck = { ...apps, resources: { ...apps.resources, 'terraform_data.Stuck': refusingWhile('stuck') } };
    const jobs = { needs: ['apps'], resources: { 'terraform_data.Job': { input: reading('apps', 'id') } } };
    const project = await StandingApp.changed({ stages: { apps: stuck, jobs } });
    project.write('stuck', '');
    const before = project.state('env')?.serial;
    const failed = await Observed.deploy(project, yes, options);
    expect(failed.summary).toBe('env failed, apps skipped, jobs skipped, settings skipped');
    expect(failed.stage('env')).toMatchObject({
      reason: expect.stringContaining('because of apps: ') as string,
      errors: [{ address: 'terraform_data.Stuck' }],
      fix: 'jobs went down first: azstage deploy env apps jobs deploys it again.',
    });
    expect(project.state('env')?.serial).toBe(before);
    remove(project, 'stuck');
    const again = await Observed.deploy(project, yes, options);
    expect(again.summary).toBe('env applied, apps applied, jobs applied, settings applied');
  });

  it('tells what went down for a stage that then fails, and the next run deploys it', async () => {
    const project = await StandingApp.changed();
    project.write(BY_HAND, '');
    const failed = await Observed.deploy(project, yes, options);
    expect(failed.summary).toBe('env failed, apps skipped, settings skipped');
    expect(failed.stage('env').fix).toBe('apps went down first: azstage deploy env apps deploys it again.');
    remove(project, BY_HAND);
    const again = await Observed.deploy(project, yes, options);
    expect(again.summary).toBe('env applied, apps applied, settings applied');
  });

  it('names what reads outputs of a stage that fails to replace them, although it is updated in place', async () => {
    const project = await StandingApp.changed({
      stages: { apps: { resources: { 'terraform_data.App': {} } } },
    });
    project.write(BY_HAND, '');
    const failed = await Observed.deploy(project, yes, { yes: true });
    expect(failed.stage('env')).toMatchObject({
      result: 'failed',
      fix: 'settings was applied with outputs of what it replaces or deletes. If they prevent that, run azstage down settings, then azstage deploy env settings.',
    });
  });

  it('starts nothing more after an interruption, and the next run goes on', async () => {
    const project = await StandingApp.changed();
    let interrupt = () => undefined as void;
    class InterruptingHost extends RecordingIoHost {
      public override notify(message: IoMessage): void {
        super.notify(message);
        if (message.code === 'stage.finished' && message.text.startsWith('destroyed')) {
          interrupt();
        }
      }
    }
    const session = project.session(new InterruptingHost(yes));
    interrupt = () => session.interruption.interrupt();
    const { exitCode, stages } = await deploy(session, { stages: [], all: true, ...options });
    expect(exitCode).toBe(130);
    expect(stages.map(({ result }) => result)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    const again = await Observed.deploy(project, yes, options);
    expect(again.summary).toBe('env applied, apps applied, settings applied');
  });
});

describeWithTerraform('plans that were kept', () => {
  it('are not applied before the stages that use it have gone down', async () => {
    const project = await StandingApp.changed();
    await plan(project.session(new RecordingIoHost()), { stages: [], out: 'plans' });
    const bundle = await Bundle.open(path.join(project.directory, 'plans'), {});
    const before = project.state('env')?.serial;
    const { exitCode, stages } = await deployPlan(project.session(new RecordingIoHost()), bundle, {});
    expect(exitCode).toBe(3);
    expect(stages).toMatchObject([
      {
        stage: 'env',
        result: 'declined',
        fix: expect.stringContaining('azstage deploy env apps --down-first') as string,
      },
      { stage: 'apps', result: 'skipped' },
      { stage: 'settings', result: 'skipped' },
    ]);
    expect(project.state('env')?.serial).toBe(before);
  });
});

describeWithTerraform('the record of a run', () => {
  it('has both ends of a stage that went down and was deployed again', async () => {
    const project = await StandingApp.changed();
    await Observed.deploy(project, yes, options);
    const [run] = Journal.readAll(path.join(project.directory, '.azstage'));
    expect(run?.stages.map(({ stage, result }) => `${stage} ${result}`).slice(0, 2)).toEqual([
      'apps destroyed',
      'env applied',
    ]);
    expect(run?.stages.filter(({ stage }) => stage === 'apps').map(({ result }) => result)).toEqual([
      'destroyed',
      'applied',
    ]);
  });
});
