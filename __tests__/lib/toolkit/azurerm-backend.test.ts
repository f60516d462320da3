import { type BlobBackend } from '../../helpers/blob-backend';
import { useBlobBackend } from '../../helpers/blob-project';
import { describeWithBlobBackend } from '../../helpers/terraform';
import { type FakeStage, type RunningCli, TestProject } from '../../helpers/test-project';

jest.setTimeout(60_000);

let blobs: BlobBackend;

/** cache reads network, and runtime reads cache. */
function chain(network: string): Readonly<Record<string, FakeStage>> {
  const stage = (name: string, resource: string, input: string, needs: string[]): FakeStage => ({
    needs,
    resources: { [`terraform_data.${resource}`]: { input } },
    outputs: { name: `\${terraform_data.${resource}.output}` },
    terraform: blobs.backend(name),
  });
  return {
    network: stage('network', 'Network', network, []),
    cache: stage('cache', 'Cache', 'in ${data.terraform_remote_state.network.outputs.name}', ['network']),
    runtime: stage('runtime', 'Runtime', 'with ${data.terraform_remote_state.cache.outputs.name}', ['cache']),
  };
}

/** A stage whose apply has reached a barrier. */
async function applying(): Promise<{ readonly project: TestProject; readonly cli: RunningCli }> {
  const project = TestProject.withStages({ stages: {} }).withEnv(blobs.env);
  const wait = { provisioner: [{ 'local-exec': { command: project.barrier('a') } }] };
  const resources = { 'terraform_data.A': { input: 'a', ...wait } };
  project.change({ stages: { a: { resources, terraform: blobs.backend('a') } } });
  const cli = project.start('deploy', 'a', '--yes');
  await project.until('barrier-a.reached');
  return { project, cli };
}

describeWithBlobBackend('the azurerm backend', () => {
  useBlobBackend((started) => (blobs = started));

  it('keeps a blob for each stage, through which outputs pass downstream', async () => {
    const project = TestProject.withStages({ stages: chain('vnet') }).withEnv(blobs.env);
    expect((await project.azstage('deploy', '--all', '--yes')).stdout).toMatch(
      /^network +applied.*\ncache +applied.*\nruntime +applied/m,
    );
    expect(await blobs.keys()).toEqual([blobs.key('cache'), blobs.key('network'), blobs.key('runtime')]);
    expect((await blobs.state('runtime'))?.outputs).toMatchObject({ name: { value: 'with in vnet', type: 'string' } });
    expect(project.exists('.azstage/state')).toBe(false);
    const shown = await project.azstage('show', 'runtime');
    expect(shown.stdout).toMatch(/^ {2}deployed, applied/m);
    expect(shown.stdout).toMatch(/^ {4}name = with in vnet$/m);
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(
      /^network +unchanged.*\ncache +unchanged.*\nruntime +unchanged/m,
    );
    project.change({ stages: chain('hub') });
    await project.azstage('deploy', '--all', '--yes');
    expect((await blobs.state('runtime'))?.outputs).toMatchObject({ name: { value: 'with in hub', type: 'string' } });
    expect(await project.azstage('down', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    expect((await blobs.state('network'))?.resources).toEqual([]);
  });

  it('is locked for everybody while one applies, and says by whom', async () => {
    const { project, cli } = await applying();
    expect(await blobs.isLeased('a')).toBe(true);
    const { exitCode, stdout } = await project.checkout().azstage('plan', 'a');
    expect(exitCode).toBe(4);
    const id = await blobs.lockId('a');
    expect(stdout).toMatch(
      new RegExp(`a: The state is locked by \\S+@\\S+ for OperationTypeApply .* \\(lock ${id}\\)`),
    );
    project.open('a');
    expect(await cli.ended).toBe(0);
    expect(await blobs.isLeased('a')).toBe(false);
    expect((await project.checkout().azstage('plan', 'a')).stdout).toMatch(/^a +unchanged/m);
  });

  it('stays locked when Terraform is killed, until unlock releases it', async () => {
    const { project, cli } = await applying();
    const { pid } = JSON.parse(project.read('.azstage/work/shop/shop/dev/a/running.json')) as { pid: number };
    process.kill(-pid, 'SIGKILL');
    expect(await cli.ended).toBe(1);
    expect(await blobs.isLeased('a')).toBe(true);
    expect((await project.azstage('locks')).stdout).toMatch(
      /^a is locked by \S+@\S+ for apply since .*\n {2}Holder: dead: its Terraform process was killed in this checkout$/m,
    );
    expect(await project.azstage('unlock', 'a')).toMatchObject({ exitCode: 0 });
    expect(await blobs.isLeased('a')).toBe(false);
    project.open('a');
    expect(await project.azstage('deploy', 'a', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await blobs.state('a')).toMatchObject({ resources: [{ name: 'A' }] });
  });

  it('loses nothing when a lease is taken away during an apply: the state is kept, and written by the next run', async () => {
    const { project, cli } = await applying();
    await blobs.breakLease('a');
    project.open('a');
    expect(await cli.ended).toBe(1);
    expect(cli.output()).toContain('a: Terraform could not write the state of a: ');
    expect(await blobs.state('a')).toMatchObject({ resources: [] });
    expect((await project.azstage('deploy', 'a', '--yes')).stdout).toMatch(/^a +unchanged/m);
    expect(await blobs.state('a')).toMatchObject({ resources: [{ name: 'A' }] });
  });

  it('is what a StagedApp writes for it, with what stages read of each other', async () => {
    const project = TestProject.withApp(
      'node --require {repository}/node_modules/tsx/dist/cjs/index.cjs {fixtures}/apps/staged.ts',
    ).withEnv(blobs.env);
    const { account: storageAccountName, container: containerName, metadataHost } = blobs;
    project.write('environments/dev.json', {
      backend: { type: 'azurerm', storageAccountName, containerName, metadataHost },
    });
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await blobs.keys()).toEqual([
      blobs.key('stage-foundation', 'shared/dev'),
      blobs.key('stage-cache'),
      blobs.key('stage-runtime'),
    ]);
    expect(await blobs.text('stage-cache')).toContain('E5 in vnet');
  });
});
