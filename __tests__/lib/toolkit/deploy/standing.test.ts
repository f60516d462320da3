import { plan } from '../../../../lib/toolkit/actions/plan';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { LOCKING_PROVIDER, LockingProvider } from '../../../helpers/locking-provider';
import { Observed, reading } from '../../../helpers/previews';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { StandingApp } from '../../../helpers/standing-app';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

/** What has to go down before env, by the plan. */
function downFirst({ stages }: RunResult) {
  return stages.find(({ stage }) => stage === 'env')?.downFirst;
}

async function planned(project: TestProject) {
  const { result } = await Observed.plan(project);
  return downFirst(result);
}

describeWithTerraform('what uses a stage', () => {
  it('is found where the block that is deleted has another name now', async () => {
    const project = await StandingApp.deployed();
    const env: FakeStage = {
      resources: { 'terraform_data.Renamed': {} },
      outputs: { id: '${terraform_data.Renamed.id}' },
    };
    project.change(StandingApp.with({ stages: { env } }));
    expect(await planned(project)).toMatchObject({
      standing: [{ stage: 'apps', on: [{ address: 'terraform_data.Environment', action: 'delete' }] }],
    });
    const { stderr } = await project.azstage('plan', 'env');
    expect(stderr).toContain('env: deletes terraform_data.Environment, which apps uses');
  });

  it('is found by its code where it cannot be previewed', async () => {
    const project = await StandingApp.changed({ stages: { more: StandingApp.on('env', 'More') } });
    const app = JSON.parse(project.read('stages.json')) as { stages: { more: { more?: unknown } } };
    app.stages.more.more = { output: { broken: { value: '${terraform_data.NotThere.id}' } } };
    project.write('stages.json', app);
    const { result } = await Observed.plan(project);
    expect(result.stages).toMatchObject([{}, {}, { stage: 'more', result: 'failed' }, {}]);
    expect(downFirst(result)).toMatchObject({ standing: [{ stage: 'apps' }, { stage: 'more' }] });
  });

  it('is found where it cannot be planned before', async () => {
    const each = { for_each: `\${toset([${reading('env', 'id').slice(2, -1)}])}`, input: '${each.key}' };
    const apps = { needs: ['env'], resources: { 'terraform_data.App': each } };
    const project = await StandingApp.changed({ stages: { apps } });
    const { result } = await Observed.plan(project);
    expect(result.stages).toMatchObject([{}, { stage: 'apps', result: 'blocked' }, {}]);
    expect(downFirst(result)).toMatchObject({ standing: [{ stage: 'apps' }] });
  });

  it('is found where it is no longer in the code, and is not deployed again then', async () => {
    const project = await StandingApp.deployed({ stages: { more: StandingApp.on('env', 'More') } });
    project.change(StandingApp.with({ kind: 'internal' }));
    expect(await planned(project)).toMatchObject({
      down: ['more', 'apps'],
      commands: ['azstage down more apps', 'azstage deploy env apps'],
    });
    const deployed = await Observed.deploy(project, () => true, { downFirst: true });
    expect(deployed.stage('env')).toMatchObject({
      result: 'declined',
      fix: 'Run azstage down more apps, then azstage deploy env apps.',
    });
  });

  it('is nothing that has let go in its code, and nothing where the output stays as it is', async () => {
    const project = await StandingApp.changed({
      stages: { env: { ...StandingApp.env('external'), outputs: { id: 'env' } } },
    });
    expect(await planned(project)).toBeUndefined();
    const other = await StandingApp.changed();
    const app = JSON.parse(other.read('stages.json')) as { stages: Record<string, unknown> };
    other.write('stages.json', { ...app, stages: { ...app.stages, apps: { needs: ['env'], resources: {} } } });
    expect(await planned(other)).toBeUndefined();
  });
});

describeWithTerraform('a grant', () => {
  it('blocks no deletion', async () => {
    const azure = await LockingProvider.start();
    const terraform = { required_providers: { azurerm: { source: LOCKING_PROVIDER } } };
    const stages = (scope: string) => ({
      env: {
        terraform,
        resources: { 'azurerm_account.Redis': { name: 'redis', scope } },
        outputs: { id: '${azurerm_account.Redis.id}' },
      },
      apps: {
        needs: ['env'],
        terraform,
        resources: { 'azurerm_role_assignment.Grant': { name: 'grant', scope: reading('env', 'id') } },
      },
    });
    const project = TestProject.withStages({ stages: stages('/groups/a') }).withEnv(azure.env);
    await Observed.deploy(project, () => true);
    project.change({ stages: stages('/groups/b') });
    const result = await plan(project.session(new RecordingIoHost()), { stages: [] });
    expect(result.stages).toMatchObject([
      { stage: 'env', changes: [{ action: 'replace' }] },
      { stage: 'apps', changes: [{ action: 'replace', causes: [{ stage: 'env', output: 'id' }] }] },
    ]);
    expect(downFirst(result)).toBeUndefined();
    azure.close();
  });
});
