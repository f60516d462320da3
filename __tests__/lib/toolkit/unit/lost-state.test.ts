import fs from 'node:fs';
import path from 'node:path';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { type BlobBackend } from '../../../helpers/blob-backend';
import { deployedBlobProject, useBlobBackend } from '../../../helpers/blob-project';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithBlobBackend, describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, type FakeState, TestProject } from '../../../helpers/test-project';

jest.setTimeout(120_000);

const OTHER = '99999999-9999-9999-9999-999999999999';

/** Reading one that is gone makes an empty one. */
const GONE = 'gone, and an empty one has replaced it';

let blobs: BlobBackend;

const shop: Readonly<Record<string, FakeStage>> = {
  network: {
    resources: { 'terraform_data.Network': { input: 'vnet' } },
    outputs: { name: '${terraform_data.Network.output}' },
  },
  runtime: {
    needs: ['network'],
    resources: { 'terraform_data.Runtime': { input: '${data.terraform_remote_state.network.outputs.name}' } },
  },
};

/** What is done to the state of network, and what is then said of it. */
const LOSSES: readonly (readonly [lose: (state: FakeState) => Promise<void>, what: string])[] = [
  [(state) => blobs.replace('network', JSON.stringify({ ...state, lineage: OTHER })), `of another lineage, ${OTHER}`],
  [(state) => blobs.replace('network', JSON.stringify({ ...state, lineage: OTHER, outputs: {}, resources: [] })), GONE],
  [() => blobs.replace('network', ''), GONE],
  [() => blobs.remove('network'), GONE],
];

interface Deployed {
  readonly project: TestProject;
  /** The state of network, as it is in the backend. */
  readonly text: string;
  readonly state: FakeState;
}

async function deployed(): Promise<Deployed> {
  const project = await deployedBlobProject(blobs, shop);
  const text = String(await blobs.text('network'));
  return { project, text, state: JSON.parse(text) as FakeState };
}

function deployIn(project: TestProject, acceptState: readonly string[] = []): Promise<RunResult> {
  return deploy(project.session(new RecordingIoHost()), { stages: ['network'], yes: true, acceptState });
}

/** The first error of the first stage, and what is to be done about it. */
function errorOf({ stages: [first] }: RunResult): string {
  return [...(first?.errors ?? []).map(({ summary }) => summary), first?.fix].join('\n');
}

describeWithBlobBackend('a state that was known', () => {
  useBlobBackend((started) => (blobs = started));

  it('and is lost is refused where it was seen, and told of', async () => {
    const { project, text, state } = await deployed();
    for (const [lose, what] of LOSSES) {
      await lose(state);
      const { exitCode, stdout } = await project.azstage('deploy', 'network', '--yes');
      expect(exitCode).toBe(1);
      expect(stdout).toContain(
        `network: The state of network is ${what}: one was seen in this checkout, with lineage ${state.lineage}.`,
      );
      expect(stdout).toContain(
        'Restore the known state from the versions in the backend. If the current one is right, add --accept-state network',
      );
      expect((await project.azstage('show')).stdout).toContain(
        `network: its state is ${what}: one was seen in this checkout`,
      );
    }
    for (const command of ['plan', 'drift']) {
      expect((await project.azstage(command, 'network')).stdout).toContain(`The state of network is ${GONE}`);
    }
    await blobs.replace('network', text);
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(/^network +unchanged.*\nruntime +unchanged/m);
  });

  it('and is lost is refused in a fresh checkout too, by what needs the stage', async () => {
    const { project, state } = await deployed();
    const fresh = project.checkout();
    for (const [lose, what] of LOSSES) {
      await lose(state);
      expect(errorOf(await deployIn(fresh))).toContain(
        `The state of network is ${what}: runtime was applied with one, with lineage ${state.lineage}.`,
      );
      expect((await fresh.azstage('list')).stdout).toContain(
        `network: its state is ${what}: runtime was applied with one`,
      );
    }
    const { messages } = await fresh.azstage('list', '--json');
    expect(messages.at(-1)?.data).toMatchObject({
      stages: [
        { name: 'network', status: 'unknown', problem: `its state is ${GONE}: runtime was applied with one` },
        { name: 'runtime', status: 'deployed' },
      ],
    });
    expect(await fresh.azstage('down', 'runtime', '--yes')).toMatchObject({ exitCode: 0 });
  });

  it('is accepted by its name alone, and then known', async () => {
    const { project } = await deployed();
    await blobs.remove('network');
    expect(errorOf(await deployIn(project, ['runtime']))).toContain('The state of network is gone');
    expect(await project.azstage('deploy', 'network', '--yes', '--accept-state', 'network')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^network +applied/m) as string,
    });
    expect(await deployIn(project)).toMatchObject({ exitCode: 0, stages: [{ result: 'unchanged' }] });
    expect(errorOf(await deployIn(project.checkout()))).toContain('of another lineage');
    expect((await project.azstage('deploy', '--all', '--yes')).stdout).toMatch(
      /^runtime +no changes .*network has another state than the one that it was applied on$/m,
    );
    expect((await project.checkout().azstage('deploy', '--all')).stdout).toMatch(
      /^network +unchanged.*\nruntime +unchanged/m,
    );
  });

  it('and is gone cannot be taken for a stage that is not deployed', async () => {
    const { project } = await deployed();
    await blobs.remove('network');
    for (const checkout of [project, project.checkout()]) {
      const refused = await checkout.azstage('down', 'network', 'runtime', '--yes');
      expect(refused).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('The state of network is gone') as string,
      });
      expect((await checkout.azstage('deploy', 'runtime', '--yes')).exitCode).toBe(1);
    }
    const accepted = await project.azstage('down', '--all', '--yes', '--accept-state', 'network');
    expect(accepted.stdout).toMatch(/^network +not deployed.*\nruntime +destroyed/m);
    expect(accepted.exitCode).toBe(0);
  });

  it('is not missed once the stage was destroyed', async () => {
    const { project } = await deployed();
    expect(await project.azstage('down', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    await blobs.remove('network');
    await blobs.remove('runtime');
    expect((await project.azstage('list')).stdout).toMatch(/^network .* not deployed .*\nruntime .* not deployed/m);
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
  });
});

describeWithTerraform('a local state that was known', () => {
  it('and is emptied or removed is refused, and named by its file where that is there', async () => {
    const project = await TestProject.deployed({ stages: shop });
    const file = path.join(project.directory, '.azstage/state/shop/shop/dev/network.tfstate');
    fs.writeFileSync(file, '');
    expect((await project.azstage('deploy', 'network', '--yes')).stdout).toContain(
      `network: The state of network is empty (${file}): one was seen in this checkout, with lineage `,
    );
    fs.rmSync(file);
    fs.rmSync(path.join(project.directory, '.azstage/work'), { recursive: true });
    expect((await project.azstage('deploy', 'network', '--yes')).stdout).toContain(
      'network: The state of network is gone: runtime was applied with one, with lineage ',
    );
    expect((await project.azstage('list')).stdout).toContain(
      'network: its state is gone: runtime was applied with one',
    );
  });
});
