import { LockHolder } from '../../../../lib/toolkit/locks/lock-holder';
import { type StageUnit } from '../../../../lib/toolkit/unit/stage-unit';
import { type BlobBackend } from '../../../helpers/blob-backend';
import { asBlobs, blobProject, deployedBlobProject, useBlobBackend } from '../../../helpers/blob-project';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithBlobBackend } from '../../../helpers/terraform';
import { type FakeStage } from '../../../helpers/test-project';

jest.setTimeout(60_000);
let blobs: BlobBackend;
useBlobBackend((started) => (blobs = started));

function pair(command = 'true'): Record<'a' | 'b', FakeStage> {
  const provisioner = { 'local-exec': { command } };
  return {
    a: { resources: { 'terraform_data.A': { input: 'a' } }, outputs: { id: 'a' } },
    b: {
      needs: ['a'],
      resources: { 'terraform_data.B': { input: '${data.terraform_remote_state.a.outputs.id}', provisioner } },
    },
  };
}

describeWithBlobBackend('what needs a stage', () => {
  it('keeps it from going while a run elsewhere deploys it', async () => {
    const project = blobProject(blobs, pair());
    await project.azstage('deploy', 'a', '--yes');
    project.change(asBlobs(blobs, pair(project.barrier('b'))));
    const deploying = project.start('deploy', 'b', '--yes');
    await project.until('barrier-b.reached');
    const { exitCode, stderr } = await project.checkout().azstage('down', 'a', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('b is locked by another run, which may deploy it and needs a.');
    project.open('b');
    expect(await deploying.ended).toBe(0);
  });

  it('cannot be deployed while its lock is held, and can be afterwards', async () => {
    const project = blobProject(blobs, pair());
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
    const project = await deployedBlobProject(blobs, pair());
    expect(await project.checkout().azstage('down', 'a', '--cascade', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await blobs.isLeased('b')).toBe(false);
    expect((await project.azstage('list')).stdout).toMatch(/^a .* not deployed/m);
  });

  it('is still found in a fresh checkout once its code has gone and what it needed was applied again', async () => {
    const project = await deployedBlobProject(blobs, pair());
    project.change(asBlobs(blobs, { a: { ...pair().a, outputs: { other: 'a' } } }));
    await project.azstage('deploy', 'a', '--yes');
    expect((await project.checkout().azstage('list')).stdout).toMatch(/^b .* deployed, not in the code/m);
  });
});
