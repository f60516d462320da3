import { LockHolder } from '../../../../lib/toolkit/locks/lock-holder';
import { type StageUnit } from '../../../../lib/toolkit/unit/stage-unit';
import { BlobBackend } from '../../../helpers/blob-backend';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithBlobBackend } from '../../../helpers/terraform';
import { type FakeApp, TestProject } from '../../../helpers/test-project';

jest.setTimeout(60_000);
let blobs: BlobBackend;
beforeAll(async () => {
  blobs = await BlobBackend.start();
});
beforeEach(() => blobs.renew());
afterAll(async () => {
  await blobs.stop();
  TestProject.removeAll();
});

function pair(command = 'true'): FakeApp {
  const provisioner = { 'local-exec': { command } };
  return {
    stages: {
      a: { resources: { 'terraform_data.A': { input: 'a' } }, outputs: { id: 'a' }, terraform: blobs.backend('a') },
      b: {
        needs: ['a'],
        resources: { 'terraform_data.B': { input: '${data.terraform_remote_state.a.outputs.id}', provisioner } },
        terraform: blobs.backend('b'),
      },
    },
  };
}

describeWithBlobBackend('what needs a stage', () => {
  it('keeps it from going while a run elsewhere deploys it', async () => {
    const project = TestProject.withStages(pair()).withEnv(blobs.env);
    await project.azstage('deploy', 'a', '--yes');
    project.change(pair(project.barrier('b')));
    const deploying = project.start('deploy', 'b', '--yes');
    await project.until('barrier-b.reached');
    const { exitCode, stderr } = await project.checkout().azstage('down', 'a', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('b is locked by another run, which may deploy it and needs a.');
    project.open('b');
    expect(await deploying.ended).toBe(0);
  });

  it('cannot be deployed while its lock is held, and can be afterwards', async () => {
    const project = TestProject.withStages(pair()).withEnv(blobs.env);
    await project.azstage('deploy', 'a', '--yes');
    const session = project.session(new RecordingIoHost());
    const units = session.unitsOf(await session.synthesize('down'));
    const holder = new LockHolder();
    expect(await holder.hold(units[1] as StageUnit)).toBeUndefined();
    const other = project.checkout();
    expect(await other.azstage('deploy', 'b', '--yes')).toMatchObject({ exitCode: 4 });
    await holder.release();
    expect(await other.azstage('deploy', 'b', '--yes')).toMatchObject({ exitCode: 0 });
  });

  it('lets it go once it is destroyed', async () => {
    const project = TestProject.withStages(pair()).withEnv(blobs.env);
    await project.azstage('deploy', '--all', '--yes');
    expect(await project.checkout().azstage('down', 'a', '--cascade', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await blobs.isLeased('b')).toBe(false);
    expect((await project.azstage('list')).stdout).toMatch(/^a .* not deployed/m);
  });

  it('is still found in a fresh checkout once its code has gone and what it needed was applied again', async () => {
    const project = TestProject.withStages(pair()).withEnv(blobs.env);
    await project.azstage('deploy', '--all', '--yes');
    const { a } = pair().stages;
    project.change({ stages: { a: { ...a, outputs: { other: 'a' } } } });
    await project.azstage('deploy', 'a', '--yes');
    expect((await project.checkout().azstage('list')).stdout).toMatch(/^b .* deployed, not in the code/m);
  });
});
