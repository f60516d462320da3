import fs from 'node:fs';
import path from 'node:path';
import { BlobBackend } from '../../../helpers/blob-backend';
import { asBlobs, deployedBlobProject } from '../../../helpers/blob-project';
import { describeWithBlobBackend, describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, type FakeState, TestProject } from '../../../helpers/test-project';

jest.setTimeout(120_000);

let blobs: BlobBackend;

const read = (output: string) => `\${data.terraform_remote_state.network.outputs.${output}}`;

const NETWORK: FakeStage = {
  resources: { 'terraform_data.Network': { input: 'vnet' } },
  outputs: { name: '${terraform_data.Network.output}', zones: ['1', '2'] },
};

/** Makes a resource in each zone of network, and notes what is destroyed. */
const runtime = (note: string): FakeStage => ({
  needs: ['network'],
  resources: {
    'terraform_data.Runtime': {
      for_each: '${toset(data.terraform_remote_state.network.outputs.zones)}',
      input: `${read('name')} \${each.value}`,
      provisioner: [{ 'local-exec': { when: 'destroy', command: `echo gone >> ${note}` } }],
    },
  },
  outputs: { name: read('name') },
});

/** Directory in which `gone` has a line for each resource that is destroyed. */
let notes: TestProject;

/** A project in which both are deployed. */
async function deployed(more: Readonly<Record<string, FakeStage>> = {}): Promise<TestProject> {
  const note = path.join(notes.directory, 'gone');
  fs.rmSync(note, { force: true });
  return deployedBlobProject(blobs, { network: NETWORK, runtime: runtime(note), ...more });
}

/** What is done to the state of network. */
const LOSSES: readonly (readonly [string, () => Promise<void>])[] = [
  ['is gone', () => blobs.remove('network')],
  ['was destroyed elsewhere', async () => loseOutputs({})],
  ['lacks an output', async () => loseOutputs({ name: { value: 'vnet', type: 'string' } })],
  ['cannot be read', () => blobs.replace('network', '{"version":4')],
];

async function loseOutputs(outputs: object): Promise<void> {
  const state = (await blobs.state('network')) as FakeState;
  await blobs.replace('network', JSON.stringify({ ...state, serial: state.serial + 1, outputs }));
}

describeWithBlobBackend('a stage that reads a state which', () => {
  beforeAll(async () => {
    blobs = await BlobBackend.start();
    notes = TestProject.empty();
  });
  beforeEach(() => blobs.renew());
  afterAll(async () => {
    await blobs.stop();
    TestProject.removeAll();
  });

  it.each(LOSSES)('%s is destroyed all the same', async (_, lose) => {
    const project = await deployed();
    await lose();
    const { exitCode, stdout, stderr } = await project.azstage('down', 'runtime', '--yes');
    expect(stdout).toMatch(/^runtime +destroyed +0 +0 +2 /m);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('runtime: a state that it reads is missing or incomplete');
    expect(notes.read('gone')).toBe('gone\ngone\n');
    expect((await blobs.state('runtime'))?.resources).toEqual([]);
    expect(fs.readdirSync(path.join(project.directory, 'cdktf.out/stacks'))).toEqual(['network', 'runtime']);
  });

  it('is gone is destroyed when it is no longer in the code as well, here and in a fresh checkout', async () => {
    const alone = { resources: { 'terraform_data.Alone': {} } };
    for (const isFresh of [false, true]) {
      const project = await deployed({ alone });
      const checkout = isFresh ? project.checkout() : project;
      checkout.change(asBlobs(blobs, { network: NETWORK, alone }));
      await blobs.remove('network');
      const { exitCode, stdout } = await checkout.azstage('down', 'runtime', '--yes');
      expect(stdout).toMatch(/^runtime +destroyed +0 +0 +2 /m);
      expect(exitCode).toBe(0);
      expect((await blobs.state('runtime'))?.resources).toEqual([]);
    }
  });
});

describeWithTerraform('a stage with a local state', () => {
  it('that reads one outside of the app which is gone is destroyed by what it was applied with', async () => {
    const project = TestProject.withStages({ stages: {} });
    const outside = path.join(project.directory, 'outside.tfstate');
    const output = { value: ['1', '2'], type: ['list', 'string'] };
    project.write('outside.tfstate', {
      ...{ version: 4, terraform_version: '1.5.0', serial: 1, lineage: 'l', resources: [] },
      outputs: { name: { value: 'vnet', type: 'string' }, zones: output },
    });
    const { resources } = runtime(path.join(project.directory, 'gone'));
    const states = { network: { backend: 'local', config: { path: outside } } };
    project.change({ stages: { runtime: { resources, states } } });
    expect(await project.azstage('deploy', 'runtime', '--yes')).toMatchObject({ exitCode: 0 });
    fs.rmSync(outside);
    expect((await project.azstage('down', 'runtime', '--yes')).stdout).toMatch(/^runtime +destroyed +0 +0 +2 /m);
    expect(project.read('gone')).toBe('gone\ngone\n');
    expect(project.inputs('runtime')).toEqual({});
  });
});
