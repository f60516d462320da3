import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type RehearsalResult } from '../../../lib/rehearsal/rehearsal-result';
import { type ImageMetadata } from '../../../lib/manifest/app-metadata';
import { imageIn } from '../../helpers/image-project';
import { writeSources } from '../../helpers/source-tree';
import { describeWithTerraform } from '../../helpers/terraform';
import { type CliResult, TestProject } from '../../helpers/test-project';

const REHEARSALS = /^azstage-rehearsal-/;

function resultOf({ messages }: CliResult): RehearsalResult['rehearsal'] & { readonly exitCode: number } {
  const { rehearsal, exitCode } = messages.find(({ code }) => code === 'run.result')
    ?.data as unknown as RehearsalResult;
  return { ...rehearsal, exitCode };
}

function stepsOf(result: CliResult): Record<string, string> {
  return Object.fromEntries(
    resultOf(result).stages.map(({ stage, steps }) => [
      stage,
      steps.map(({ step, held }) => `${step}${held ? '' : ' FAILED'}`).join(' '),
    ]),
  );
}

function textsOf({ messages }: CliResult, code: string): string[] {
  return messages.filter((message) => message.code === code).map(({ text }) => text);
}

describeWithTerraform('azstage rehearse', () => {
  afterAll(() => TestProject.removeAll());

  const shop = {
    stages: {
      network: {
        resources: { 'terraform_data.Network': { input: 'vnet' } },
        outputs: { id: '${terraform_data.Network.id}' },
      },
      api: { needs: ['network'], resources: { 'terraform_data.Api': { input: 'api' } } },
    },
  };

  it('deploys, plans again and destroys, and leaves nothing behind', async () => {
    const project = TestProject.withStages(shop);
    // Other tests rehearse in the common temporary directory at the same time.
    const own = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
    const temporary = jest.spyOn(os, 'tmpdir').mockReturnValue(own);
    const result = await project.azstage('rehearse', '--all', '--json').finally(() => temporary.mockRestore());
    expect(result).toMatchObject({ exitCode: 0 });
    expect(stepsOf(result)).toEqual({ network: 'deploy plan destroy', api: 'deploy plan destroy' });
    expect(fs.existsSync(path.join(project.directory, '.azstage'))).toBe(false);
    expect(fs.readdirSync(own).filter((name) => REHEARSALS.test(name))).toEqual([]);
    expect(await project.azstage('list', '--json')).toMatchObject({ exitCode: 0 });
  });

  it('builds the images of a stage on loopback, and nothing of their Dockerfiles', async () => {
    const project = TestProject.withStages({ stages: {} });
    writeSources(project.directory, { 'src/api/Dockerfile': 'FROM scratch\nCOPY . /\n', 'src/api/main.py': '' });
    const subscription = '00000000-0000-0000-0000-000000000001';
    const id = `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/crshared`;
    const stage = (images: readonly ImageMetadata[]) => ({
      stages: { apps: { resources: { 'terraform_data.Api': { input: id } }, images } },
    });
    const image = imageIn(project, { registry: { loginServer: 'crshared.azurecr.io', id } });
    project.change(stage([image]));
    const result = await project.azstage('rehearse', '--all', '--json');
    expect(stepsOf(result)).toEqual({ apps: 'deploy plan destroy' });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(textsOf(result, 'image.finished')).toEqual([`pushed crshared.azurecr.io/api:${image.tag}`]);
    project.change(stage([{ ...image, dockerfile: 'main.py' }]));
    expect(stepsOf(await project.azstage('rehearse', '--all', '--json'))).toEqual({ apps: 'deploy FAILED destroy' });
  });

  it('rehearses what a stage depends on too, and nothing else', async () => {
    const project = TestProject.withStages({ stages: { ...shop.stages, other: { resources: {} } } });
    expect(Object.keys(stepsOf(await project.azstage('rehearse', 'api', '--json')))).toEqual(['network', 'api']);
  });

  it('tells a plan that is never empty, with the resource, and destroys all the same', async () => {
    const project = TestProject.withStages({
      stages: { clock: { resources: { 'terraform_data.Clock': { input: '${timestamp()}' } } } },
    });
    const result = await project.azstage('rehearse', '--all', '--json');
    expect(result.exitCode).toBe(1);
    expect(stepsOf(result)).toEqual({ clock: 'deploy plan FAILED destroy' });
    const [, plan] = resultOf(result).stages[0]?.steps ?? [];
    expect(plan).toMatchObject({
      reason: 'the plan is not empty',
      changes: [{ address: 'terraform_data.Clock', action: 'update' }],
    });
    const { stdout } = await project.azstage('rehearse', '--all');
    expect(stdout).toContain('clock: plan did not hold: the plan is not empty\n  update terraform_data.Clock');
    expect(stdout).toMatch(/rehearse: 1 stage in .*, 1 stage did not hold; 0 requests, none left the machine/);
  });

  it('goes on after a stage that fails: what needs it is skipped, what is there is destroyed', async () => {
    const failing = { lifecycle: [{ precondition: [{ condition: '${false}', error_message: 'No.' }] }] };
    const project = TestProject.withStages({
      stages: {
        ...shop.stages,
        api: { needs: ['network'], resources: { 'terraform_data.Api': failing } },
        page: { needs: ['api'], resources: { 'terraform_data.Page': {} } },
      },
    });
    const result = await project.azstage('rehearse', '--all', '--json');
    expect(result.exitCode).toBe(1);
    expect(stepsOf(result)).toMatchObject({ network: 'deploy plan destroy', api: 'deploy FAILED destroy' });
    expect(resultOf(result).stages.find(({ stage }) => stage === 'page')?.steps[0]).toMatchObject({
      result: 'skipped',
    });
  });

  it('keeps the private directory on request, with states of its own whatever the backend is', async () => {
    const project = TestProject.withStages({
      stages: {
        data: {
          resources: { 'terraform_data.Data': {} },
          terraform: { backend: { http: { address: 'http://127.0.0.1:1/' } } },
        },
      },
    });
    const result = await project.azstage('rehearse', '--all', '--keep', '--json');
    expect(result).toMatchObject({ exitCode: 0 });
    const { directory = '' } = resultOf(result);
    expect(fs.readdirSync(path.join(directory, 'states'))).toContain('data.tfstate');
    expect(fs.statSync(directory).mode & 0o077).toBe(0);
    fs.rmSync(directory, { recursive: true });
  });

  it('takes several faults, with names of stages before them', async () => {
    const project = TestProject.withStages(shop);
    const result = await project.azstage('rehearse', 'network', '--fault', '429:0.1', 'drop', '--seed', '7', '--json');
    expect(stepsOf(result)).toEqual({ network: 'deploy plan destroy' });
  });

  it('refuses an unknown fault, a stage that is not there, and names beside --all', async () => {
    const project = TestProject.withStages(shop);
    expect(await project.azstage('rehearse', '--all', '--fault', 'fire')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('expected one of 429, conflict, slow, drop'),
    });
    expect(await project.azstage('rehearse', 'apu')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('api'),
    });
    expect(await project.azstage('rehearse', 'api', '--all')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('not both'),
    });
  });
});
