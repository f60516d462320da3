import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { deploy } from '../../../lib/toolkit/actions/deploy';
import { drift, type DriftOptions } from '../../../lib/toolkit/actions/drift';
import { type StageDrift } from '../../../lib/toolkit/drift';
import { type RunResult, type StageOutcome } from '../../../lib/toolkit/stage-outcome';
import { FILE_PROVIDER, FileProvider } from '../../helpers/file-provider';
import { RecordingIoHost } from '../../helpers/recording-io-host';
import { describeWithTerraform } from '../../helpers/terraform';
import { type FakeStage, TestProject } from '../../helpers/test-project';

let provider: FileProvider;
beforeAll(async () => {
  provider = await FileProvider.start();
});
afterAll(() => {
  provider.close();
  TestProject.removeAll();
});
jest.setTimeout(30_000);

const ID = '${data.terraform_remote_state.network.outputs.id}';
const STATE = '.azstage/state/shop/shop/dev/service.tfstate';
const RECORD = '.azstage/work/shop/shop/dev/service/applied.json';

interface Values {
  readonly id?: string;
  readonly unread?: string;
  readonly config?: unknown;
  readonly resources?: FakeStage['resources'];
  readonly outputs?: FakeStage['outputs'];
}

/** network, and service that reads its id and writes a file. */
function stages({ id = 'vnet', unread = 'u', config = 'a', resources = {}, outputs = {} }: Values = {}) {
  return {
    network: {
      resources: { 'terraform_data.Network': { input: id }, 'terraform_data.Unread': { input: unread } },
      outputs: { id: '${terraform_data.Network.output}', unread: '${terraform_data.Unread.output}' },
    },
    service: {
      needs: ['network'],
      terraform: { required_providers: { files: { source: FILE_PROVIDER } } },
      resources: {
        'files_file.Config': { path: '${abspath("../../../config")}', content: config },
        'terraform_data.Api': { input: ID },
        ...resources,
      },
      outputs,
    },
  };
}

async function deployed(values: Values = {}): Promise<TestProject> {
  const project = TestProject.withStages({ stages: stages(values) });
  await deployAgain(project, ['network', 'service']);
  return project;
}

async function deployAgain(project: TestProject, names: readonly string[]): Promise<void> {
  const env = project.env(provider.env);
  const { exitCode } = await deploy(project.session(new RecordingIoHost(), { env }), { stages: names, yes: true });
  expect(exitCode).toBe(0);
}

function driftOf(project: TestProject, options: Partial<DriftOptions> = {}): Promise<RunResult> {
  const env = project.env(provider.env);
  return drift(project.session(new RecordingIoHost(), { env }), { stages: [], ...options });
}

async function service(project: TestProject): Promise<StageOutcome> {
  const { stages: outcomes } = await driftOf(project, { stages: ['service'] });
  return outcomes[0] as StageOutcome;
}

/** What was found, in short: `update files_file.Config (content, size)`. */
function summary({ changedOutside, notApplied, upstreamMoved }: StageDrift) {
  const short = (changes: readonly { readonly action: string; readonly address: string }[]) =>
    changes.map(({ action, address }) => `${action} ${address}`);
  return {
    outside: changedOutside.map(
      ({ action, address, attributes, answer, changes }) =>
        `${action} ${address} (${attributes.join(', ')}) -> ${[answer ?? 'nothing', ...short(changes)].join(', ')}`,
    ),
    code: short(notApplied),
    upstream: upstreamMoved.map(({ stage, output, changes }) =>
      [`${stage}.${output} ->`, short(changes).join(', ')].join(' ').trim(),
    ),
  };
}

async function found(project: TestProject) {
  const outcome = await service(project);
  expect(outcome).toMatchObject({ result: 'drifted' });
  return summary(outcome.drift as StageDrift);
}

describeWithTerraform('drift', () => {
  it('is none where everything is as it should be', async () => {
    const project = await deployed();
    const { exitCode, stages: outcomes } = await driftOf(project, { detailedExitCode: true });
    expect(outcomes.map(({ stage, result }) => `${stage} ${result}`)).toEqual([
      'network no-changes',
      'service no-changes',
    ]);
    expect(exitCode).toBe(0);
  });

  it('tells of what was changed outside: the attributes, and what undoes it', async () => {
    const project = await deployed();
    project.write('config', 'by hand');
    expect(await found(project)).toEqual({
      outside: ['update files_file.Config (content, size) -> update'],
      code: [],
      upstream: [],
    });
    fs.rmSync(path.join(project.directory, 'config'));
    expect((await found(project)).outside).toEqual(['delete files_file.Config () -> create']);
    expect((await driftOf(project, { detailedExitCode: true })).exitCode).toBe(2);
    await deploy(project.session(new RecordingIoHost(), { env: project.env(provider.env) }), {
      stages: ['service'],
      yes: true,
      refresh: true,
    });
    expect(project.read('config')).toBe('a');
    expect(await service(project)).toMatchObject({ result: 'no-changes' });
  });

  it('tells of what follows from a change outside that the code leaves as it is', async () => {
    const project = await deployed({
      resources: {
        'files_file.Log': { path: '${abspath("../../../log")}' },
        'terraform_data.Size': { input: '${local.size}', depends_on: ['files_file.Config'] },
      },
    });
    expect(await service(project)).toMatchObject({ result: 'no-changes' });
  });

  it('tells of code that is not applied: resources that are new, other or gone, and outputs', async () => {
    const project = await deployed({ resources: { 'terraform_data.Old': { input: 'old' } } });
    project.change({
      stages: stages({
        config: 'b',
        resources: { 'terraform_data.New': { input: ID } },
        outputs: { config: '${files_file.Config.id}', size: '${files_file.Config.size}', fixed: 'x' },
      }),
    });
    expect(await found(project)).toEqual({
      outside: [],
      code: [
        'update files_file.Config',
        'create terraform_data.New',
        'delete terraform_data.Old',
        'create output.fixed',
      ],
      upstream: [],
    });
  });

  it('tells of outputs of other stages that moved, with what would change because of each', async () => {
    const project = await deployed({
      resources: { 'terraform_data.Next': { input: '${terraform_data.Api.output}' } },
    });
    project.change({
      stages: stages({
        id: 'moved',
        unread: 'moved',
        resources: { 'terraform_data.Next': { input: '${terraform_data.Api.output}' } },
      }),
    });
    await deployAgain(project, ['network']);
    expect(await found(project)).toEqual({
      outside: [],
      code: [],
      upstream: ['network.id -> update terraform_data.Api, update terraform_data.Next'],
    });
  });
});
