import fs from 'node:fs';
import path from 'node:path';
import { type ListResult, type ShowResult } from '../../../lib/toolkit/io/results';
import { type BlobBackend } from '../../helpers/blob-backend';
import { asBlobs, deployedBlobProject, NotedTerraform, useBlobBackend } from '../../helpers/blob-project';
import { commitAll } from '../../helpers/git';
import { describeWithBlobBackend } from '../../helpers/terraform';
import { type CliResult, type FakeStage, type TestProject } from '../../helpers/test-project';

jest.setTimeout(120_000);

const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111';

let blobs: BlobBackend;

/** network, which is permanent, and runtime, which reads it. */
const shop = (runtime = 'in'): Readonly<Record<string, FakeStage>> => ({
  network: {
    lifecycle: 'permanent',
    resources: { 'terraform_data.Network': { input: 'vnet' } },
    outputs: { name: '${terraform_data.Network.output}', password: 'hush' },
    sensitive: ['password'],
  },
  runtime: {
    needs: ['network'],
    resources: {
      'terraform_data.Runtime': { input: `${runtime} \${data.terraform_remote_state.network.outputs.name}` },
    },
    outputs: { runtime: '${terraform_data.Runtime.output}' },
  },
});

async function deployed(stages = shop(), more: Readonly<Record<string, unknown>> = {}): Promise<TestProject> {
  return deployedBlobProject(blobs, stages, more, (project) => {
    project.write('.gitignore', '.azstage\ncdktf.out\n');
    commitAll(project.directory);
  });
}

/** What a command tells programs as its result. */
function resultOf<T>({ messages }: CliResult): T {
  return messages.find(({ level }) => level === 'result')?.data as T;
}

describeWithBlobBackend('a checkout in which azstage never ran', () => {
  useBlobBackend((started) => (blobs = started));

  it('knows what is deployed as the one that applied does, and shows the same', async () => {
    const project = await deployed(shop(), { subscriptionId: SUBSCRIPTION });
    const fresh = project.checkout();
    const list = await fresh.azstage('list');
    expect(list.stdout).toMatch(
      /^network +permanent +project +1 +deployed +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+00:00 +-$/m,
    );
    expect(list.stdout).toMatch(/^runtime +on-demand +project +1 +deployed +\S+ \S+ \+00:00 +network$/m);
    const show = await fresh.azstage('show', 'network');
    expect(show.stdout).toMatch(
      /^ {2}permanent\n {2}deployed, applied \S+ \S+ \+00:00 by \S+@\S+\n {2}commit [0-9a-f]{40}$/m,
    );
    expect(show.stdout).toContain(`  subscription ${SUBSCRIPTION}`);
    expect(show.stdout).toMatch(/^ {4}name = vnet\n {4}password = <sensitive>$/m);
    for (const args of [['list'], ['show'], ['show', '--all'], ['outputs', '--sensitive']]) {
      expect((await fresh.azstage(...args)).stdout).toBe((await project.azstage(...args)).stdout);
    }
  });

  it('tells programs the same', async () => {
    const project = await deployed(shop(), { subscriptionId: SUBSCRIPTION });
    const fresh = project.checkout();
    const list = resultOf<ListResult>(await fresh.azstage('list', '--json'));
    expect(list.stages[0]).toEqual({
      ...{ name: 'network', title: 'network', purpose: 'Shows how stages work.', sharing: 'project', resources: 1 },
      ...{ dependencies: [], status: 'deployed', lifecycle: 'permanent', subscriptionId: SUBSCRIPTION },
      appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      appliedBy: expect.stringMatching(/^\S+@\S+$/) as string,
      commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
    const show = resultOf<ShowResult>(await fresh.azstage('show', '--json'));
    const { appliedAt, appliedBy, commit } = list.stages[1] ?? {};
    expect(show.stages[1]).toMatchObject({
      ...{ name: 'runtime', isDeployed: true, appliedAt, appliedBy, commit, subscriptionId: SUBSCRIPTION },
      resources: ['terraform_data.Runtime'],
      outputs: [{ name: 'runtime', sensitive: false, value: 'in vnet' }],
    });
    expect(JSON.stringify([list, show])).not.toContain('hush');
  });

  it('says with a plus that files were not committed when a stage was applied', async () => {
    const project = await deployed();
    project.change(asBlobs(blobs, shop('now in')));
    await project.azstage('deploy', 'runtime', '--yes');
    const { stages } = resultOf<ListResult>(await project.checkout().azstage('list', '--json'));
    expect(stages.map(({ commit }) => commit)).toEqual([
      expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      `${stages[0]?.commit}+`,
    ]);
  });

  it('skips what did not change, with no plan and no apply', async () => {
    const fresh = (await deployed()).checkout();
    const terraform = new NotedTerraform(fresh);
    const { exitCode, stdout } = await fresh.azstageWith(terraform.env, 'deploy', '--all', '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^network +unchanged .*its inputs are those of its last apply\nruntime +unchanged /m);
    expect([...terraform.commands].sort()).toEqual(['init', 'state pull', 'state pull', 'version']);
    expect((await fresh.azstageWith(terraform.env, 'plan')).stdout).toMatch(
      /^network +unchanged.*\nruntime +unchanged/m,
    );
    expect(terraform.commands.slice(4).sort()).toEqual(['state pull', 'state pull', 'version']);
  });

  it('finds its way where what Terraform noted of the backends is gone or damaged', async () => {
    const fresh = (await deployed()).checkout();
    await fresh.azstage('list');
    const noted = (stage: string) => `.azstage/work/shop/shop/dev/${stage}/backend/terraform/terraform.tfstate`;
    fs.rmSync(path.join(fresh.directory, noted('network')));
    fresh.write(noted('runtime'), '{}');
    expect((await fresh.azstage('list')).stdout).toMatch(/^network .* deployed .*\nruntime .* deployed /m);
  });

  it('applies what changed alone, after which the one that applied before skips that', async () => {
    const project = await deployed();
    const fresh = project.checkout();
    fresh.change(asBlobs(blobs, shop('now in')));
    const { stdout } = await fresh.azstage('deploy', '--all', '--yes');
    expect(stdout).toMatch(/^network +unchanged.*\nruntime +applied +0 +1 +0 .*its Terraform JSON changed/m);
    project.change(asBlobs(blobs, shop('now in')));
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(/^network +unchanged.*\nruntime +unchanged/m);
  });

  it('guards a stage that is permanent, also where it is no longer in the code', async () => {
    const { network } = shop();
    const alone: FakeStage = { resources: { 'terraform_data.Alone': {} } };
    const project = await deployed({ network: { ...network }, alone });
    const fresh = project.checkout();
    expect((await fresh.azstage('down', 'network', '--yes')).stderr).toContain('network is permanent');
    fresh.change(asBlobs(blobs, { alone }));
    const refused = await fresh.azstage('down', 'network', '--yes');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toBe(
      'shop, environment dev, in eastus2\nnetwork is permanent: holding data, or shared.\nTo destroy it anyway, add --allow-permanent.\n',
    );
    expect(await fresh.azstage('down', 'network', '--yes', '--allow-permanent')).toMatchObject({ exitCode: 0 });
    expect((await blobs.state('network'))?.resources).toEqual([]);
  });

  it('previews what is there and what will be', async () => {
    const fresh = (await deployed()).checkout();
    const { network, ...rest } = shop();
    const changed = { ...network, resources: { 'terraform_data.Network': { input: 'hub' } } };
    fresh.change(asBlobs(blobs, { network: changed, ...rest }));
    const { stdout } = await fresh.azstage('plan');
    expect(stdout).toMatch(/^network +planned +0 +1 +0.*\nruntime +planned +0 +1 +0/m);
    expect(stdout).toContain('update terraform_data.Runtime: output name of network, "vnet" -> (known after apply)');
    expect((await blobs.state('runtime'))?.outputs).toMatchObject({ runtime: { value: 'in vnet' } });
  });

  it('applies a bundle that another one planned, once', async () => {
    const project = await deployed();
    const { network, ...rest } = shop('now in');
    project.change(asBlobs(blobs, { network: { ...network, outputs: { name: 'hub' } }, ...rest }));
    expect(await project.azstage('plan', '--out', 'plans')).toMatchObject({ exitCode: 0 });
    const fresh = project.checkout();
    const { exitCode, stdout } = await fresh.azstage('deploy', '--plan', 'plans');
    expect(stdout).toMatch(/^network +applied.*\nruntime +applied/m);
    expect(exitCode).toBe(0);
    expect((await blobs.state('runtime'))?.outputs).toMatchObject({ runtime: { value: 'now in hub' } });
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(/^network +unchanged.*\nruntime +unchanged/m);
    const again = await project.checkout().azstage('deploy', '--plan', 'plans');
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^network +unchanged .*these plans were applied at /m) as string,
    });
    await project.azstage('deploy', 'network', '--force', '--yes');
    expect(await project.checkout().azstage('deploy', '--plan', 'plans')).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('the state of network was changed') as string,
    });
  });

  it('knows as much of an app that knows nothing of azstage', async () => {
    const project = await deployed(shop(), { plain: true });
    const fresh = project.checkout();
    const { network } = shop();
    expect((await fresh.azstage('deploy', '--all')).stdout).toMatch(/^network +unchanged.*\nruntime +unchanged/m);
    expect((await fresh.azstage('show', 'runtime')).stdout).toMatch(
      /^ {2}deployed, applied \S+ \S+ \+00:00 by \S+@\S+$/m,
    );
    fresh.change(asBlobs(blobs, { network: { ...network } }, { plain: true }));
    expect((await fresh.azstage('list')).stdout).toMatch(/^runtime .* deployed, not in the code .* network$/m);
    expect((await fresh.azstage('down', 'runtime', '--yes')).stdout).toMatch(/^runtime +destroyed/m);
  });
});
