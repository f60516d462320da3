import { type BlobBackend } from '../../helpers/blob-backend';
import { asBlobs, deployedBlobProject, useBlobBackend } from '../../helpers/blob-project';
import { describeWithBlobBackend } from '../../helpers/terraform';
import { type FakeStage, type RunningCli, type TestProject } from '../../helpers/test-project';

jest.setTimeout(120_000);

const WORK = '.azstage/work/shop/shop/dev/cache';

let blobs: BlobBackend;

/** A stage with one resource, and more of them. */
const shop = (cache: string, more: FakeStage['resources'] = {}): Readonly<Record<string, FakeStage>> => ({
  cache: { resources: { 'terraform_data.Cache': { input: cache }, ...more } },
});

const failing = { 'terraform_data.Failing': { provisioner: [{ 'local-exec': { command: 'exit 1' } }] } };

const deployed = () => deployedBlobProject(blobs, shop('E5'));

/** A project in which an apply of another code is at a barrier. */
async function applying(): Promise<{ readonly project: TestProject; readonly cli: RunningCli }> {
  const project = await deployed();
  const waiting = {
    depends_on: ['terraform_data.Cache'],
    provisioner: [{ 'local-exec': { command: project.barrier('a') } }],
  };
  project.change(asBlobs(blobs, shop('E10', { 'terraform_data.Waiting': waiting })));
  const cli = project.start('deploy', 'cache', '--yes');
  await project.until('barrier-a.reached');
  return { project, cli };
}

function pidOf(project: TestProject): number {
  return (JSON.parse(project.read(`${WORK}/running.json`)) as { pid: number }).pid;
}

describeWithBlobBackend('an apply that did not come to its end', () => {
  useBlobBackend((started) => (blobs = started));

  it('is not taken for the one before it when the code is put back', async () => {
    const project = await deployed();
    project.change(asBlobs(blobs, shop('E10', failing)));
    expect(await project.azstage('deploy', 'cache', '--yes')).toMatchObject({ exitCode: 1 });
    project.change(asBlobs(blobs, shop('E5')));
    const fresh = project.checkout();
    for (const checkout of [project, fresh]) {
      expect((await checkout.azstage('list')).stdout).toContain('cache: its last apply did not finish');
    }
    const { stdout } = await fresh.azstage('deploy', 'cache', '--yes');
    expect(stdout).toMatch(/^cache +applied +0 +1 +1 .*its last apply did not finish$/m);
    expect((await project.azstage('deploy', 'cache')).stdout).toMatch(/^cache +unchanged/m);
  });

  it('as azstage and Terraform were killed may have made what no state knows, and the next run says so', async () => {
    const { project, cli } = await applying();
    const terraform = pidOf(project);
    process.kill(cli.pid, 'SIGKILL');
    process.kill(-terraform, 'SIGKILL');
    expect(await cli.ended).toBeNull();
    project.open('a');
    project.change(asBlobs(blobs, shop('E5')));
    expect(await project.azstage('unlock', 'cache')).toMatchObject({ exitCode: 0 });
    const { stdout, stderr } = await project.azstage('deploy', 'cache', '--yes');
    expect(stderr).toMatch(
      /cache: the apply of \d{4}-\d\d-\d\d \S+ \+00:00 was killed: resources that it was creating may exist without being in the state\. Compare the plan with what is in Azure/,
    );
    expect(stdout).toMatch(/^cache +no changes .*its last apply was killed$/m);
    const next = await project.azstage('deploy', 'cache');
    expect(next.stdout).toMatch(/^cache +unchanged/m);
    expect(next.stderr).not.toContain('was killed');
  });

  it('as Terraform alone was killed is told of by each run until one succeeds', async () => {
    const { project, cli } = await applying();
    process.kill(-pidOf(project), 'SIGKILL');
    expect(await cli.ended).toBe(1);
    expect(cli.output()).toContain('cache: Terraform was killed by SIGKILL during apply.');
    project.open('a');
    expect(await project.azstage('unlock', 'cache')).toMatchObject({ exitCode: 0 });
    for (let run = 0; run < 2; run += 1) {
      const { messages } = await project.azstage('plan', '--json');
      expect(messages).toContainEqual(
        expect.objectContaining({ level: 'warning', code: 'stage.interrupted', stage: 'cache' }),
      );
    }
  });
});
