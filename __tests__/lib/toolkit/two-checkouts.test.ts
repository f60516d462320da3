import { deploy } from '../../../lib/toolkit/actions/deploy';
import { type BlobBackend } from '../../helpers/blob-backend';
import { asBlobs, blobProject, useBlobBackend } from '../../helpers/blob-project';
import { describeWithBlobBackend } from '../../helpers/terraform';
import { type FakeStage } from '../../helpers/test-project';

jest.setTimeout(120_000);

let blobs: BlobBackend;

const shop = (network = 'vnet'): Record<'network' | 'runtime', FakeStage> => ({
  network: {
    resources: { 'terraform_data.Network': { input: network } },
    outputs: { name: '${terraform_data.Network.output}' },
  },
  runtime: {
    needs: ['network'],
    resources: { 'terraform_data.Runtime': { input: '${data.terraform_remote_state.network.outputs.name}' } },
  },
});

describeWithBlobBackend('two checkouts', () => {
  useBlobBackend((started) => (blobs = started));

  it('that deploy everything at once make it once', async () => {
    const project = blobProject(blobs, shop());
    const runs = [project, project.checkout()].map((checkout) => checkout.start('deploy', '--all', '--yes'));
    const exitCodes = await Promise.all(runs.map(({ ended }) => ended));
    expect(exitCodes).toContain(0);
    expect(exitCodes.every((exitCode) => [0, 4, 5].includes(Number(exitCode)))).toBe(true);
    expect((await blobs.state('network'))?.resources).toHaveLength(1);
    for (const checkout of [project, project.checkout()]) {
      expect((await checkout.azstage('deploy', '--all', '--yes')).stdout).toMatch(
        /^network +unchanged.*\nruntime +unchanged/m,
      );
    }
  });

  it('of which one applies while the other one waits for an answer: what was approved is no longer what would be done', async () => {
    const project = blobProject(blobs, shop());
    await project.azstage('deploy', '--all', '--yes');
    const other = project.checkout();
    project.change(asBlobs(blobs, shop('hub')));
    other.change(asBlobs(blobs, shop('spoke')));
    const requestResponse = async () => (await other.azstage('deploy', '--all', '--yes')).exitCode === 0;
    const result = await deploy(project.session({ notify: () => undefined, requestResponse }), {
      stages: ['network'],
    });
    expect(result.exitCode).toBe(5);
    expect(result.stages).toMatchObject([{ result: 'failed', code: 'STALE' }]);
    expect((await blobs.state('network'))?.outputs).toMatchObject({ name: { value: 'spoke' } });
  });

  it('know what the other one applied, each in turn', async () => {
    const project = blobProject(blobs, shop());
    const other = project.checkout();
    for (const [checkout, network] of [
      [project, 'vnet'],
      [other, 'hub'],
      [project, 'spoke'],
    ] as const) {
      checkout.change(asBlobs(blobs, shop(network)));
      expect((await checkout.azstage('deploy', '--all', '--yes')).stdout).toMatch(
        /^network +applied.*\nruntime +applied/m,
      );
    }
    other.change(asBlobs(blobs, shop('spoke')));
    expect((await other.azstage('deploy', '--all')).stdout).toMatch(/^network +unchanged.*\nruntime +unchanged/m);
    expect((await blobs.state('runtime'))?.resources).toMatchObject([
      { mode: 'data' },
      { instances: [{ attributes: { input: { value: 'spoke' } } }] },
    ]);
  });
});
