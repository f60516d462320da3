import { BlobBackend } from '../../../helpers/blob-backend';
import { asBlobs, blobProject } from '../../../helpers/blob-project';
import { describeWithBlobBackend } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

jest.setTimeout(120_000);

const stages = (queueIn: 'base' | 'apps'): Record<'base' | 'apps', FakeStage> => ({
  base: { resources: { 'terraform_data.Cache': {}, ...(queueIn === 'base' ? { 'terraform_data.Queue': {} } : {}) } },
  apps: { resources: { 'terraform_data.Store': {}, ...(queueIn === 'apps' ? { 'terraform_data.Queue': {} } : {}) } },
});

describeWithBlobBackend('azstage move with the azurerm backend', () => {
  let blobs: BlobBackend;
  beforeAll(async () => {
    blobs = await BlobBackend.start();
  });
  afterAll(async () => {
    await blobs.stop();
    TestProject.removeAll();
  });

  const idOf = async (stage: string, name: string) =>
    (await blobs.state(stage))?.resources.find((each) => each.name === name)?.instances[0]?.attributes.id;

  it('moves a resource from a fresh checkout', async () => {
    const project = blobProject(blobs, stages('base'));
    await expect(project.azstage('deploy', '--all', '--yes')).resolves.toMatchObject({ exitCode: 0 });
    const id = await idOf('base', 'Queue');
    const other = project.checkout();
    other.change(asBlobs(blobs, stages('apps')));
    const { exitCode, stderr } = await other.azstage('move', '--from', 'base', '--to', 'apps', '--yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await idOf('apps', 'Queue')).toBe(id);
    expect(await idOf('base', 'Queue')).toBeUndefined();
    await expect(other.azstage('plan', '--force', '--detailed-exitcode')).resolves.toMatchObject({ exitCode: 0 });
  });

  it('changes nothing while another run holds the lock of the stage that gets the resource', async () => {
    await blobs.renew();
    const project = blobProject(blobs, stages('base'));
    await project.azstage('deploy', '--all', '--yes');
    const other = project.checkout();
    project.change(asBlobs(blobs, stages('apps')));
    const slow = { provisioner: { 'local-exec': { command: other.barrier('apply') } } };
    const apps = { resources: { ...stages('base').apps.resources, 'terraform_data.Slow': slow } };
    other.change(asBlobs(blobs, { ...stages('base'), apps }));
    const deploy = other.start('deploy', 'apps', '--yes');
    await other.until('barrier-apply.reached');
    const { exitCode, stdout, stderr } = await project.azstage('move', '--from', 'base', '--to', 'apps', '--yes');
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toMatch(/lock/i);
    expect(await idOf('base', 'Queue')).toBeDefined();
    other.open('apply');
    await deploy.ended;
    await expect(project.azstage('move', '--from', 'base', '--to', 'apps', '--yes')).resolves.toMatchObject({
      exitCode: 0,
    });
  });
});
