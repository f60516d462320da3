import fs from 'node:fs';
import path from 'node:path';
import { type BlobBackend } from '../../../helpers/blob-backend';
import { asBlobs, blobProject, deployedBlobProject, useBlobBackend } from '../../../helpers/blob-project';
import { FileProvider, FILE_PROVIDER } from '../../../helpers/file-provider';
import { describeWithBlobBackend, describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

jest.setTimeout(120_000);

let blobs: BlobBackend;

const stage = (needs: readonly string[] = [], more: Partial<FakeStage> = {}): FakeStage => ({
  needs,
  resources: { 'terraform_data.Made': { input: needs.map((name) => read(name)).join() } },
  outputs: { made: '${terraform_data.Made.output}' },
  ...more,
});

const read = (name: string) => `\${data.terraform_remote_state.${name}.outputs.made}`;

/** network, which cache reads, which runtime reads; and one that stands alone. */
const chain = {
  network: stage(),
  cache: stage(['network'], { lifecycle: 'permanent' }),
  runtime: stage(['cache']),
  alone: stage(),
};

const deployed = (stages: Readonly<Record<string, FakeStage>> = chain) => deployedBlobProject(blobs, stages);

describeWithBlobBackend('stages that are deployed and no longer in the code', () => {
  useBlobBackend((started) => (blobs = started));

  it('are found by list, plan, deploy and drift, also in a checkout in which azstage never ran', async () => {
    const project = await deployed();
    const { network, alone } = chain;
    project.change(asBlobs(blobs, { network, alone }));
    for (const checkout of [project, project.checkout()]) {
      expect((await checkout.azstage('list')).stdout).toMatch(
        /^network .*\ncache +permanent +- +1 +deployed, not in the code +\S+ \S+ \+00:00 +network\nruntime +on-demand +- +1 +deployed, not in the code +\S+ \S+ \+00:00 +cache$/m,
      );
      for (const args of [['plan'], ['deploy', '--all', '--yes'], ['drift']]) {
        const { exitCode, stderr } = await checkout.azstage(...args);
        expect(exitCode).toBe(0);
        expect(stderr).toContain(
          'runtime: is still deployed (1 resources), but no longer in the code. Destroy it with azstage down runtime',
        );
      }
    }
  });

  it('keep what they need from being destroyed, and are destroyed from there, guarded as they were applied', async () => {
    const project = await deployed();
    const { network, alone } = chain;
    const fresh = project.checkout();
    fresh.change(asBlobs(blobs, { network, alone }));
    expect((await fresh.azstage('down', 'network', '--yes')).stderr).toContain(
      'cache is deployed and needs network.\nruntime is deployed and needs network.',
    );
    expect((await fresh.azstage('down', 'cache', '--yes')).stderr).toContain('runtime is deployed and needs cache.');
    expect((await fresh.azstage('down', 'cache', 'runtime', '--yes')).stderr).toContain('cache is permanent');
    const gone = await fresh.azstage('down', 'cache', '--cascade', '--allow-permanent', '--yes');
    expect(gone.stdout).toMatch(/^cache +destroyed +0 +0 +1 .*\nruntime +destroyed +0 +0 +1 /m);
    expect((await fresh.azstage('list')).stdout).not.toContain('not in the code');
    expect((await project.checkout().azstage('list')).stdout).toMatch(
      /^cache .* not deployed .*\nruntime .* not deployed /m,
    );
    expect((await blobs.state('runtime'))?.resources).toEqual([]);
  });

  it('are known by one another where nothing that is in the code names them', async () => {
    const { alone, runtime } = chain;
    const project = await deployed({ alone, cache: stage() });
    project.change(asBlobs(blobs, { alone, cache: stage([], { files: { 'more.txt': '' } }), runtime }));
    await project.azstage('deploy', 'cache', 'runtime', '--yes');
    const fresh = project.checkout();
    fresh.change(asBlobs(blobs, { alone }));
    expect((await fresh.azstage('list')).stdout).toMatch(/^cache .* not in the code.*\nruntime .* not in the code/m);
  });

  it('go with what they need of providers, configured as others configure them', async () => {
    const provider = await FileProvider.start();
    const project = blobProject(blobs, {}).withEnv(provider.env);
    const file = path.join(project.directory, 'made');
    const terraform = { required_providers: { files: { source: FILE_PROVIDER } } };
    const config = stage([], {
      terraform,
      resources: { 'files_file.Made': { path: file, content: 'a' } },
      outputs: {},
    });
    project.change(asBlobs(blobs, { network: stage(), config }));
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    expect(fs.readFileSync(file, 'utf8')).toBe('a');
    const fresh = project.checkout();
    fresh.change(asBlobs(blobs, { network: stage() }));
    expect((await fresh.azstage('down', 'config', '--yes')).stdout).toMatch(/^config +destroyed +0 +0 +1 /m);
    expect(fs.existsSync(file)).toBe(false);
    provider.close();
  });
});

describeWithTerraform('a stage that has another key', () => {
  it('is one that is no longer in the code at the old one, and leaves the new one alone', async () => {
    const stages = { network: stage(), cache: stage(['network']) };
    const project = await TestProject.deployed({ stages });
    project.change({ stages: { ...stages, network: { ...stage(), sharing: 'shared' } } });
    expect((await project.azstage('list')).stdout).toMatch(
      /^network .* not deployed .*\ncache .*\nshop\/shop\/dev\/network .* deployed, not in the code/m,
    );
    expect(await project.azstage('deploy', 'network', '--yes')).toMatchObject({ exitCode: 0 });
    expect(project.inputs('network', 'shared/dev')).toHaveProperty(['terraform_data.Made']);
    expect((await project.azstage('down', 'shop/shop/dev/network', '--yes')).stdout).toMatch(
      /network +destroyed +0 +0 +1 /m,
    );
    expect(project.inputs('network')).toEqual({});
    expect(project.inputs('network', 'shared/dev')).toHaveProperty(['terraform_data.Made']);
  });
});

describeWithTerraform('local states', () => {
  it('are found beside those of other stages, where nothing else is left', async () => {
    const project = await TestProject.deployed({ stages: { network: stage(), cache: stage(['network']) } });
    fs.rmSync(path.join(project.directory, '.azstage/work'), { recursive: true });
    project.write('.azstage/state/shop/shop/dev/notes.tfstate', 'null');
    project.change({ stages: { network: stage() } });
    expect((await project.azstage('list')).stdout).toMatch(/^cache .* deployed, not in the code .*network$/m);
    expect((await project.azstage('down', 'cache', '--yes')).stdout).toMatch(/^cache +destroyed/m);
  });
});
