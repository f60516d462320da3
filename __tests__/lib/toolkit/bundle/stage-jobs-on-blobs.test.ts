import fs from 'node:fs';
import path from 'node:path';
import { type BlobBackend } from '../../../helpers/blob-backend';
import { asBlobs, blobProject, useBlobBackend } from '../../../helpers/blob-project';
import {
  chainOf,
  inputIn,
  PASSPHRASE,
  PipelineJobs,
  resourcesIn,
  stageOf,
  waitingFor,
} from '../../../helpers/pipeline-jobs';
import { describeWithBlobBackend } from '../../../helpers/terraform';

jest.setTimeout(180_000);

let blobs: BlobBackend;

const UUID = '[0-9a-f-]{36}';

describeWithBlobBackend('a job for each stage, on the azurerm backend', () => {
  useBlobBackend((started) => (blobs = started));

  it('applies its part of the plans, in the order of a chain and in no other', async () => {
    const jobs = await PipelineJobs.plan(blobProject(blobs, chainOf()));
    const early = await jobs.run('c');
    expect({ exitCode: early.exitCode, stderr: early.stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(
        'c needs a, whose plan is not applied yet.\nc needs b, whose plan is not applied yet.\n',
      ) as string,
    });
    expect(early.stderr).toContain('Run azstage deploy a b --plan plans first, or their jobs in the pipeline.');
    expect((await blobs.state('c'))?.resources).toEqual([]);
    for (const name of ['a', 'b', 'c']) {
      expect(await jobs.run(name)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(new RegExp(`^${name} +applied +1 `, 'm')) as string,
      });
    }
    expect(await inputIn(blobs, 'c')).toMatch(new RegExp(`^c ${UUID}$`));
  });

  it('runs beside those that are independent of it', async () => {
    const jobs = await PipelineJobs.plan(
      blobProject(blobs, {
        a: stageOf('a'),
        b: stageOf('b', ['a']),
        c: stageOf('c', ['a']),
        d: stageOf('d', ['b', 'c']),
        e: stageOf('e'),
      }),
    );
    const codes = async (...names: string[]) =>
      (await Promise.all(names.map((name) => jobs.run(name)))).map(({ exitCode }) => exitCode);
    expect(await codes('a', 'e')).toEqual([0, 0]);
    expect(await codes('b', 'c')).toEqual([0, 0]);
    expect(await codes('d')).toEqual([0]);
    expect(await inputIn(blobs, 'd')).toMatch(new RegExp(`^d ${UUID} ${UUID}$`));
  });

  it('that failed half way goes on with what is left of what was approved, and those that need it wait for it', async () => {
    const project = blobProject(blobs, {});
    const file = path.join(project.directory, 'azure-is-well');
    const late = waitingFor(file);
    project.change(
      asBlobs(blobs, {
        a: stageOf('a'),
        b: stageOf('b', ['a'], { resources: { 'terraform_data.Late': late } }),
        c: stageOf('c', ['b']),
        d: stageOf('d', ['a']),
      }),
    );
    const jobs = await PipelineJobs.plan(project);
    await jobs.run('a');
    const failed = await jobs.run('b');
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toContain('azstage deploy b --plan plans');
    const { Own: made } = await resourcesIn(blobs, 'b');
    expect(made?.id).toMatch(new RegExp(UUID));
    const needing = await jobs.run('c');
    expect({ exitCode: needing.exitCode, stderr: needing.stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('c needs b, whose apply did not finish.') as string,
    });
    expect((await jobs.run('d')).exitCode).toBe(0);
    expect((await jobs.run('b')).exitCode).toBe(1);
    fs.writeFileSync(file, '');
    expect((await jobs.run('a')).stdout).toMatch(/^a +unchanged/m);
    const again = await jobs.run('b');
    expect(again.stdout).toMatch(/^b +applied +1 +0 +1 .*its last apply did not finish$/m);
    expect((await resourcesIn(blobs, 'b'))['Own']?.id).toBe(made?.id);
    expect((await jobs.run('c')).exitCode).toBe(0);
    expect(await inputIn(blobs, 'c')).toBe(`c ${made?.id}`);
  });

  it('is refused for another environment, with another passphrase, with none, or when the plans were tampered with', async () => {
    const project = blobProject(blobs, chainOf());
    const jobs = await PipelineJobs.planEncrypted(project);
    const other = await jobs.runWith({}, 'a', '--environment', 'prod');
    expect({ exitCode: other.exitCode, stderr: other.stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringMatching(/are of environment dev, not of environment prod\./) as string,
    });
    const wrong = await jobs.runWith({ AZSTAGE_PASSPHRASE: 'wrong' }, 'a');
    expect({ exitCode: wrong.exitCode, stderr: wrong.stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('The bundle cannot be decrypted') as string,
    });
    expect((await jobs.runWith({ AZSTAGE_PASSPHRASE: undefined }, 'a')).exitCode).toBe(64);
    const bundle = path.join(project.directory, 'plans/bundle.age');
    const content = fs.readFileSync(bundle);
    content[content.length - 10] = (content[content.length - 10] ?? 0) ^ 1;
    fs.writeFileSync(bundle, content);
    expect(await jobs.run('a')).toMatchObject({ exitCode: 1 });
    expect((await blobs.state('a'))?.resources).toEqual([]);
  });

  it('needs nothing but the checkout, the plans and the backend, whatever CI systems set for Terraform', async () => {
    const project = blobProject(blobs, chainOf());
    const binary = project.script(
      'wrapped-terraform',
      'echo "[command]terraform $*" >&2\nterraform "$@"\ncode=$?\necho "exit code $code" >&2\nexit $code',
    );
    const jobs = await PipelineJobs.planEncrypted(project);
    const env = {
      TF_IN_AUTOMATION: 'true',
      TF_INPUT: 'false',
      TF_DATA_DIR: '/nonexistent/terraform-data',
      TF_CLI_ARGS: '-no-color',
      TF_CLI_ARGS_plan: '-lock-timeout=60s',
      TF_CLI_ARGS_apply: '-lock-timeout=60s -parallelism=3',
      TERRAFORM_BINARY_NAME: binary,
      GITHUB_RUN_ID: '1',
      GITHUB_REPOSITORY: 'acme/shop',
    };
    for (const name of ['a', 'b', 'c']) {
      expect(await jobs.runWith(env, name)).toMatchObject({ exitCode: 0 });
    }
    const refused = await jobs.runWith({ TF_CLI_ARGS_apply: '-target=terraform_data.Own' }, 'a');
    expect({ exitCode: refused.exitCode, stderr: refused.stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringContaining('TF_CLI_ARGS_apply is set') as string,
    });
  });

  it('is refused while another one works on its stage, and finds it done afterwards', async () => {
    const project = blobProject(blobs, {});
    const barrier = { provisioner: [{ 'local-exec': { command: project.barrier('a') } }] };
    project.change(
      asBlobs(blobs, { a: stageOf('a', [], { resources: { 'terraform_data.Slow': barrier } }), b: stageOf('b') }),
    );
    const jobs = await PipelineJobs.plan(project);
    const first = jobs.run('a');
    await project.until('barrier-a.reached');
    const second = await jobs.run('a');
    expect(second.exitCode).toBe(4);
    expect(second.stdout + second.stderr).toMatch(/The state is locked by \S+@\S+ for OperationTypeApply/);
    expect((await jobs.run('b')).exitCode).toBe(0);
    project.open('a');
    expect((await first).exitCode).toBe(0);
    expect((await jobs.run('a')).stdout).toMatch(/^a +unchanged .*these plans were applied/m);
  });

  it('whose machine was lost can be run again once the lock of its stage is released', async () => {
    const project = blobProject(blobs, {});
    const barrier = {
      depends_on: ['terraform_data.Own'],
      provisioner: [{ 'local-exec': { command: project.barrier('a') } }],
    };
    project.change(asBlobs(blobs, { a: stageOf('a', [], { resources: { 'terraform_data.Slow': barrier } }) }));
    const jobs = await PipelineJobs.planEncrypted(project);
    const lost = project.checkout().withEnv(PASSPHRASE);
    const cli = lost.start('deploy', 'a', '--plan', 'plans');
    await project.until('barrier-a.reached');
    const { pid } = JSON.parse(lost.read('.azstage/work/shop/shop/dev/a/running.json')) as { pid: number };
    process.kill(cli.pid, 'SIGKILL');
    process.kill(-pid, 'SIGKILL');
    expect(await cli.ended).toBeNull();
    project.open('a');
    expect(await jobs.run('a')).toMatchObject({ exitCode: 4 });
    const id = (await blobs.lockId('a')) ?? '';
    expect(await project.checkout().azstage('unlock', 'a', '--id', id)).toMatchObject({ exitCode: 0 });
    expect((await jobs.run('a')).stdout).toMatch(/^a +applied/m);
    expect(Object.keys(await resourcesIn(blobs, 'a'))).toEqual(['Own', 'Slow']);
  });

  it('that another one has overtaken finds its stage done', async () => {
    const project = blobProject(blobs, { a: stageOf('a') });
    const jobs = await PipelineJobs.plan(project);
    const slow = project.script(
      'slow-terraform',
      `if [ "$1" = apply ]; then ${project.barrier('apply')}; fi\nexec terraform "$@"`,
    );
    const overtaken = jobs.runWith({ TERRAFORM_BINARY_NAME: slow }, 'a');
    await project.until('barrier-apply.reached');
    expect((await jobs.run('a')).stdout).toMatch(/^a +applied/m);
    project.open('apply');
    const { exitCode, stdout } = await overtaken;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^a +unchanged .*these plans were applied/m);
  });
});
