import { type BlobBackend } from '../../../helpers/blob-backend';
import { asBlobs, blobProject, useBlobBackend } from '../../../helpers/blob-project';
import { describeWithBlobBackend } from '../../../helpers/terraform';
import { type FakeStage } from '../../../helpers/test-project';

jest.setTimeout(120_000);

let blobs: BlobBackend;

const shop = (runtime: FakeStage['resources'] = { 'terraform_data.Runtime': { input: 'a' } }) => ({
  network: { resources: { 'terraform_data.Network': {} }, outputs: { name: 'vnet' } },
  runtime: { needs: ['network'], resources: runtime, outputs: { url: 'https://a' } },
});

describeWithBlobBackend('list, show and outputs', () => {
  useBlobBackend((started) => (blobs = started));

  it('work while a run is under way, here and elsewhere', async () => {
    const project = blobProject(blobs, {});
    const waiting = { provisioner: [{ 'local-exec': { command: project.barrier('a') } }] };
    project.change(asBlobs(blobs, shop({ 'terraform_data.Waiting': waiting })));
    const cli = project.start('deploy', '--all', '--yes');
    await project.until('barrier-a.reached');
    expect(await blobs.isLeased('runtime')).toBe(true);
    const elsewhere = project.checkout();
    for (const checkout of [project, elsewhere]) {
      const list = await checkout.azstage('list');
      expect(list.exitCode).toBe(0);
      expect(list.stdout).toMatch(/^network .* deployed .*\nruntime .* not deployed /m);
      expect((await checkout.azstage('show', '--all')).stdout).toMatch(/^network\n(.*\n)+ {4}name = vnet$/m);
      expect((await checkout.azstage('outputs')).stdout).toBe('network\n  name = vnet\n');
    }
    expect((await project.azstage('list')).stderr).toMatch(
      new RegExp(
        `has been running azstage deploy in this directory since .* \\(process ${cli.pid}\\).* The app is not run: the existing output in cdktf.out`,
      ),
    );
    project.open('a');
    expect(await cli.ended).toBe(0);
    expect((await elsewhere.azstage('outputs')).stdout).toContain('runtime\n  url = https://a');
  });

  it('lose one row where a state is damaged, and nothing writes to it', async () => {
    const project = blobProject(blobs, shop());
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    const fresh = project.checkout();
    for (const damaged of ['null', '[]', '{}', '{"version":4', '{"version":4,"serial":1,"lineage":"l"']) {
      await blobs.replace('network', damaged);
      const { exitCode, stdout } = await fresh.azstage('list');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^network .* unknown .*\nruntime .* deployed .*\n\nnetwork: The state (of|in) /m);
    }
    for (const args of [['show', '--all'], ['outputs']]) {
      const { exitCode, stdout } = await fresh.azstage(...args);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^network\n(.*\n)* {2}The state (of|in) /m);
      expect(stdout).toContain('url = https://a');
    }
    expect((await project.azstage('deploy', 'network', '--yes')).exitCode).toBe(1);
    expect(await blobs.text('network')).toBe('{"version":4,"serial":1,"lineage":"l"');
  });
});
