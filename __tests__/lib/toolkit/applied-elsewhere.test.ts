import { type BlobBackend } from '../../helpers/blob-backend';
import { asBlobs, deployedBlobProject, stockTerraform, useBlobBackend } from '../../helpers/blob-project';
import { describeWithBlobBackend } from '../../helpers/terraform';
import { type FakeStage, type TestProject } from '../../helpers/test-project';

jest.setTimeout(120_000);

let blobs: BlobBackend;

const shop = (cache = 'E5', more: FakeStage = {}): Readonly<Record<string, FakeStage>> => ({
  cache: {
    resources: { 'terraform_data.Cache': { input: cache }, 'terraform_data.Other': { input: 'other' } },
    outputs: { name: '${terraform_data.Cache.output}' },
    ...more,
  },
});

/** A project with the stage deployed, and Terraform made ready in what was synthesized. */
async function deployed(): Promise<TestProject> {
  const project = await deployedBlobProject(blobs, shop());
  await stockTerraform(project, 'cache', 'init', '-input=false');
  return project;
}

/** What `plan` says of the stage: `no changes: it is not deployed`. */
async function planned(project: TestProject): Promise<string> {
  const { stdout } = await project.azstage('plan');
  const [, result, reason] = /^cache +(\S+(?: \S+)*?) {2,}.*?(\S+(?: \S+)*)$/m.exec(stdout) ?? [];
  return `${result}: ${reason}`;
}

describeWithBlobBackend('a stage on which something else than azstage was at work', () => {
  useBlobBackend((started) => (blobs = started));

  it('is planned after an apply by Terraform itself, everywhere, and skipped once azstage has recorded it', async () => {
    const project = await deployed();
    project.change(asBlobs(blobs, shop('E10')));
    await project.azstage('synth');
    await stockTerraform(project, 'cache', 'apply', '-auto-approve');
    expect((await blobs.state('cache'))?.outputs).toEqual({ name: { value: 'E10', type: 'string' } });
    const fresh = project.checkout();
    for (const checkout of [project, fresh]) {
      expect((await checkout.azstage('list')).stdout).toContain('cache: something other than azstage applied it last');
      expect(await planned(checkout)).toBe('no changes: something other than azstage applied it last');
    }
    expect((await fresh.azstage('deploy', 'cache', '--yes')).stdout).toMatch(/^cache +no changes/m);
    expect((await project.azstage('deploy', 'cache')).stdout).toMatch(/^cache +unchanged/m);
    expect((await project.azstage('list')).stdout).not.toContain('something else');
  });

  it('is planned after an apply of another code, whose changes are undone', async () => {
    const project = await deployed();
    project.change(asBlobs(blobs, shop('E10')));
    await project.azstage('synth');
    await stockTerraform(project, 'cache', 'apply', '-auto-approve');
    project.change(asBlobs(blobs, shop()));
    const { stdout } = await project.checkout().azstage('deploy', 'cache', '--yes');
    expect(stdout).toMatch(/^cache +applied +0 +1 +0 .*something other than azstage applied it last$/m);
    expect((await blobs.state('cache'))?.outputs).toMatchObject({ name: { value: 'E5' } });
  });

  it('is planned after a resource was taken out of its state', async () => {
    const project = await deployed();
    const fresh = project.checkout();
    await stockTerraform(project, 'cache', 'state', 'rm', 'terraform_data.Other');
    expect(await planned(project)).toBe('planned: something else changed its state since its last apply');
    expect(await planned(fresh)).toBe('planned: terraform_data.Other is missing in its state');
    expect(await planned(fresh)).toBe('planned: terraform_data.Other is missing in its state');
    expect((await fresh.azstage('deploy', 'cache', '--yes')).stdout).toMatch(/^cache +applied +1 +0 +0 /m);
    expect(await planned(project)).toBe('unchanged: its inputs are those of its last apply');
  });

  it('is planned after a resource was put into its state, or was marked to be replaced', async () => {
    const project = await deployed();
    const fresh = project.checkout();
    await stockTerraform(project, 'cache', 'state', 'mv', 'terraform_data.Other', 'terraform_data.Foreign');
    expect(await planned(fresh)).toBe('planned: terraform_data.Other is missing in its state');
    await stockTerraform(project, 'cache', 'state', 'mv', 'terraform_data.Foreign', 'terraform_data.Other');
    await stockTerraform(project, 'cache', 'taint', 'terraform_data.Cache');
    expect(await planned(project)).toBe('planned: something else changed its state since its last apply');
    expect(await planned(project.checkout())).toBe('planned: terraform_data.Cache is tainted');
    expect((await fresh.azstage('deploy', 'cache', '--yes')).stdout).toMatch(/^cache +applied +1 +0 +1 /m);
  });

  it('is planned after a part of it was applied where the state was seen before, and nowhere else', async () => {
    const project = await deployed();
    const fresh = project.checkout();
    project.change(asBlobs(blobs, shop('E10')));
    await project.azstage('synth');
    await stockTerraform(project, 'cache', 'apply', '-auto-approve', '-target=terraform_data.Cache');
    project.change(asBlobs(blobs, shop()));
    expect((await blobs.state('cache'))?.outputs).toHaveProperty('azstage-applied');
    expect(await planned(project)).toBe('planned: something else changed its state since its last apply');
    await fresh.azstage('list');
    expect(await planned(fresh)).toBe('unchanged: its inputs are those of its last apply');
  });
});
