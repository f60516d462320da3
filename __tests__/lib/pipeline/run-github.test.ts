import fs from 'node:fs';
import path from 'node:path';
import { BlobBackend } from '../../helpers/blob-backend';
import { asBlobs, blobProject } from '../../helpers/blob-project';
import { GithubRunner } from '../../helpers/github-runner';
import { inputIn, PASSPHRASE, resourcesIn, SharedDirectory, stageOf, waitingFor } from '../../helpers/pipeline-jobs';
import { describeWithBlobBackend } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';

jest.setTimeout(300_000);

const WORKFLOW = '.github/workflows/azstage-deploy.yml';

let blobs: BlobBackend;

describeWithBlobBackend('the workflow that azstage pipeline github writes', () => {
  beforeAll(async () => {
    blobs = await BlobBackend.start();
  });
  afterAll(async () => {
    await blobs.stop();
    TestProject.removeAll();
  });

  it('deploys a diamond of stages by a job for each, and goes on where a job has failed', async () => {
    const project = blobProject(blobs, {});
    const file = path.join(project.directory, 'azure-is-well');
    const failing = { resources: { 'terraform_data.Late': waitingFor(file) } };
    const stages = {
      base: stageOf('base'),
      data: stageOf('data', ['base'], failing),
      agents: stageOf('agents', ['base']),
      web: stageOf('web', ['data', 'agents']),
      alerts: stageOf('alerts'),
    };
    project.change(asBlobs(blobs, stages));
    const written = await project.azstage('pipeline', 'github', '--environments', 'dev', '--out', '.');
    expect(written).toMatchObject({ exitCode: 0 });
    const runner = new GithubRunner(project, { 'secrets.AZSTAGE_PASSPHRASE': PASSPHRASE.AZSTAGE_PASSPHRASE });
    const resultOf = (name: string) => runner.results.get(`deploy-dev / ${name}`);

    await runner.run(WORKFLOW);
    expect(runner.ran.slice(0, 2)).toEqual(['bundle-dev', 'approve-dev']);
    expect(Object.keys(stages).map((name) => [name, resultOf(name)])).toEqual([
      ['base', 'success'],
      ['data', 'failure'],
      ['agents', 'success'],
      ['web', 'skipped'],
      ['alerts', 'success'],
    ]);
    expect(runner.output.get('deploy-dev / data')).toContain('Next: azstage deploy data --plan plans');
    const { Own: made } = await resourcesIn(blobs, 'data');
    expect((await blobs.state('web'))?.resources).toEqual([]);

    fs.writeFileSync(file, '');
    await runner.run(WORKFLOW);
    expect(runner.ran).toEqual(['deploy-dev / data', 'deploy-dev / web']);
    expect([...new Set(runner.results.values())]).toEqual(['success']);
    const data = await resourcesIn(blobs, 'data');
    expect(data['Own']?.id).toBe(made?.id);
    expect(data['Late']?.input?.value).toBe('late');
    expect(await inputIn(blobs, 'web')).toContain(`web ${made?.id} `);
    expect(await project.checkout().azstage('plan', '--detailed-exitcode')).toMatchObject({ exitCode: 0 });
  });

  it('has a job for each layer of the stages on request, which goes on with what it has not reached', async () => {
    const states = new SharedDirectory();
    const project = TestProject.withStages({ stages: {} });
    const file = path.join(project.directory, 'azure-is-well');
    const failing = { resources: { 'terraform_data.Late': waitingFor(file) } };
    const stages = {
      base: stageOf('base'),
      data: stageOf('data', ['base'], failing),
      agents: stageOf('agents', ['base']),
    };
    project.change(asBlobs(states, { ...stages, web: stageOf('web', ['data', 'agents']) }));
    const options = ['--environments', 'dev', '--per', 'layer', '--out', '.'];
    expect(await project.azstage('pipeline', 'github', ...options)).toMatchObject({ exitCode: 0 });
    const runner = new GithubRunner(project, { 'secrets.AZSTAGE_PASSPHRASE': PASSPHRASE.AZSTAGE_PASSPHRASE });
    await runner.run(WORKFLOW);
    const deployed = [...runner.results].filter(([name]) => name.startsWith('deploy-dev / '));
    expect(deployed.map(([, result]) => result)).toEqual(['success', 'failure', 'skipped']);
    const { Own: agents } = await resourcesIn(states, 'agents');
    fs.writeFileSync(file, '');
    await runner.run(WORKFLOW);
    expect([...new Set(runner.results.values())]).toEqual(['success']);
    expect(runner.output.get(deployed[1]?.[0] ?? '')).toMatch(/^agents +unchanged .*these plans were applied at /m);
    expect(await inputIn(states, 'web')).toContain(String(agents?.id));
  });
});
