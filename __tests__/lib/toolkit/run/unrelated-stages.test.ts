import fs from 'node:fs';
import path from 'node:path';
import { type BlobBackend } from '../../../helpers/blob-backend';
import { asBlobs, blobProject, NotedTerraform, useBlobBackend } from '../../../helpers/blob-project';
import { describeWithBlobBackend, describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

jest.setTimeout(120_000);

const stage = (...needs: readonly string[]): FakeStage => ({
  needs,
  resources: { 'terraform_data.Made': { input: needs.map(read).join() } },
  outputs: { made: '${terraform_data.Made.output}' },
});

const read = (name: string) => `\${data.terraform_remote_state.${name}.outputs.made}`;

const others = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`other-${index}`, stage('network')]));

const SHOP = { network: stage(), one: stage('network'), ...others };

/** Stages whose Terraform JSON is read while something is done. */
async function stagesRead(work: () => Promise<unknown>): Promise<readonly string[]> {
  const spy = jest.spyOn(fs, 'readFileSync');
  try {
    await work();
    const files = spy.mock.calls.map(([file]) => String(file)).filter((file) => file.endsWith('cdk.tf.json'));
    return [...new Set(files.map((file) => path.basename(path.dirname(file))))].sort();
  } finally {
    spy.mockRestore();
  }
}

describeWithBlobBackend('stages on a remote backend', () => {
  let blobs: BlobBackend;

  useBlobBackend((started) => (blobs = started));

  it('start no Terraform for a command that selects others', async () => {
    const project = blobProject(blobs, SHOP);
    expect(await project.azstage('deploy', 'network', 'one', '--yes')).toMatchObject({ exitCode: 0 });
    const terraform = new NotedTerraform(project);
    for (const args of [
      ['plan', 'one'],
      ['deploy', 'one'],
      ['drift', 'one'],
    ]) {
      const before = terraform.commands.length;
      expect(await project.azstageWith(terraform.env, ...args)).toMatchObject({ exitCode: 0 });
      const pulls = terraform.commands.slice(before).filter((command) => command === 'state pull');
      expect([args[0], pulls.length]).toEqual([args[0], 2]);
    }
    expect(await project.azstageWith(terraform.env, 'list', 'one')).toMatchObject({ exitCode: 0 });
    expect(terraform.commands.at(-2)).not.toBe('state pull');
  });

  it('are asked for orphans by what loses an output, as no other may name them', async () => {
    const { network } = SHOP;
    const project = blobProject(blobs, { network });
    await project.azstage('deploy', 'network', '--yes');
    const stages = { network, gone: stage('network'), alone: stage() };
    project.change(asBlobs(blobs, stages));
    expect(await project.azstage('deploy', 'gone', 'alone', '--yes')).toMatchObject({ exitCode: 0 });
    const fresh = project.checkout();
    const without = { network: { ...network, outputs: {} }, alone: stage() };
    fresh.change(asBlobs(blobs, without));
    const { stderr } = await fresh.azstage('plan', 'network');
    expect(stderr).toContain('network: loses output made, with which gone was applied; it is no longer in the code');
    expect(stderr).not.toContain('gone: is still deployed');
    const replaced = { 'terraform_data.Made': { input: 'other', triggers_replace: 'other' } };
    fresh.change(asBlobs(blobs, { network: { ...network, resources: replaced }, alone: stage() }));
    expect(await fresh.azstage('plan', 'network')).toMatchObject({ exitCode: 0 });
    expect((await fresh.azstage('down', 'network', '--yes')).stderr).toContain('gone is deployed and needs network.');
  });
});

describeWithTerraform('the Terraform JSON of stages', () => {
  afterAll(() => TestProject.removeAll());

  it('is not read by a command that selects others', async () => {
    const project = await TestProject.deployed({ stages: SHOP });
    expect(await stagesRead(() => project.azstage('plan', 'one'))).toEqual(['network', 'one']);
    expect(await stagesRead(() => project.azstage('deploy', 'one'))).toEqual(['network', 'one']);
    expect(await stagesRead(() => project.azstage('list', 'one'))).toEqual(['one']);
    expect(await stagesRead(() => project.azstage('graph'))).toEqual([]);
    expect(await stagesRead(() => project.azstage('synth'))).toEqual([]);
  });

  it('is read of dependents, whose records a guard needs', async () => {
    const project = await TestProject.deployed({ stages: SHOP });
    const state = '.azstage/state/shop/shop/dev/network.tfstate';
    const work = path.join(project.directory, '.azstage/work');
    fs.rmSync(work, { recursive: true });
    fs.rmSync(path.join(project.directory, state));
    expect((await project.azstage('deploy', 'network', '--yes')).stdout).toMatch(
      /The state of network is gone: (one|other-\d+) was applied with one/,
    );
  });
});

describeWithTerraform('an app that goes back to no stages', () => {
  afterAll(() => TestProject.removeAll());

  it('has its former stages as orphans, which go down', async () => {
    const project = await TestProject.deployed({ stages: { network: stage(), one: stage('network') } });
    project.change({ stages: {} });
    expect((await project.azstage('list')).stdout).toMatch(
      /^network .* deployed, not in the code.*\none .* deployed, not in the code/m,
    );
    expect((await project.azstage('plan')).stderr).toContain('one: is still deployed (1 resources), but no longer');
    expect(await project.azstage('down', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    expect(project.inputs('network')).toEqual({});
    expect((await project.azstage('list', '-e', 'staging')).stdout).toContain('The app has no stages.');
  });
});
