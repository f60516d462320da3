import fs from 'node:fs';
import path from 'node:path';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { FileProvider } from '../../../helpers/file-provider';
import { FileShop, ID, LockHolder, STATE } from '../../../helpers/file-shop';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeState, TestProject } from '../../../helpers/test-project';

let provider: FileProvider;
beforeAll(async () => {
  provider = await FileProvider.start();
});
afterAll(() => {
  provider.close();
  TestProject.removeAll();
});
jest.setTimeout(30_000);

const WORK = '.azstage/work/shop/shop/dev/service';

/** `network no-changes, service drifted` */
function summary({ stages }: RunResult): string {
  return stages.map(({ stage, result }) => `${stage} ${result}`).join(', ');
}

describeWithTerraform('drift', () => {
  it('is none where everything is as it should be, and not looked for where nothing is deployed', async () => {
    const shop = new FileShop(provider);
    shop.change({});
    await shop.deploy('network');
    expect(summary(await shop.drift())).toBe('network no-changes, service not-deployed');
    await shop.deploy('service');
    const { exitCode, ...result } = await shop.drift({ detailedExitCode: true });
    expect(summary({ exitCode, ...result })).toBe('network no-changes, service no-changes');
    expect(exitCode).toBe(0);
  });

  it('tells of what was changed outside: the attributes, and what deploy would do', async () => {
    const shop = await FileShop.deployed(provider);
    shop.project.write('config', 'by hand');
    expect(await shop.found()).toEqual({
      outside: ['update files_file.Config (content, size) -> update'],
      code: [],
      upstream: [],
    });
    fs.rmSync(path.join(shop.project.directory, 'config'));
    expect((await shop.found()).outside).toEqual(['delete files_file.Config () -> create']);
    expect((await shop.drift({ detailedExitCode: true })).exitCode).toBe(2);
    expect((await shop.drift()).exitCode).toBe(0);
  });

  it('tells of what follows from a change outside that the code leaves as it is', async () => {
    const shop = new FileShop(provider);
    const resources = {
      'files_file.Log': shop.file('log'),
      'terraform_data.Size': { input: '${files_file.Log.size}' },
      'terraform_data.Double': { input: '${terraform_data.Size.output * 2}' },
    };
    shop.change({ resources, outputs: { size: '${files_file.Log.size}' } });
    await shop.deploy('network', 'service');
    shop.project.write('log', 'a line');
    expect(await shop.found()).toEqual({
      outside: [
        'update files_file.Log (content, size) -> nothing, update terraform_data.Double, update terraform_data.Size',
      ],
      code: [],
      upstream: [],
    });
  });

  it('tells of what is read outside of the app and is another now, where nothing else explains a change', async () => {
    const shop = await FileShop.deployed(provider, {
      resources: { 'terraform_data.Now': { input: '${timestamp()}' } },
    });
    expect(await shop.found()).toEqual({
      outside: ['read terraform_data.Now (input, output) -> update'],
      code: [],
      upstream: [],
    });
  });

  it('tells of code that is not applied: resources that are new, other or gone, and outputs', async () => {
    const shop = await FileShop.deployed(provider, {
      resources: { 'terraform_data.Old': { input: 'old' } },
      outputs: { gone: 'x' },
    });
    shop.change({
      content: 'b',
      resources: { 'terraform_data.New': { input: ID } },
      outputs: { size: '${files_file.Config.size}', fixed: 'x' },
    });
    expect(await shop.found()).toEqual({
      outside: [],
      code: [
        'update files_file.Config',
        'create terraform_data.New',
        'delete terraform_data.Old',
        'create output.fixed',
        'delete output.gone',
      ],
      upstream: [],
    });
  });

  it('tells of outputs of other stages that moved, with what would change because of each', async () => {
    const resources = {
      'terraform_data.Each': { for_each: { a: ID }, input: '${each.value}' },
      'terraform_data.Next': { input: '${terraform_data.Api.output}' },
      'terraform_data.Triggered': { input: 1, lifecycle: { replace_triggered_by: ['terraform_data.Next'] } },
      'terraform_data.Unread': { input: '${substr(data.terraform_remote_state.network.outputs.unread, 0, 1)}' },
    };
    const shop = await FileShop.deployed(provider, { resources });
    shop.change({ id: 'vnet2', resources });
    await shop.deploy('network');
    expect(await shop.found()).toEqual({
      outside: [],
      code: [],
      upstream: [
        [
          'network.id -> update terraform_data.Api',
          'update terraform_data.Each["a"]',
          'update terraform_data.Next',
          'replace terraform_data.Triggered',
        ].join(', '),
        'network.unread -> nothing',
      ],
    });
  });

  it('tells all three apart in one stage, and all of them of one resource', async () => {
    const shop = await FileShop.deployed(provider, { resources: { 'terraform_data.Both': { input: [ID, 1] } } });
    shop.change({
      id: 'vnet2',
      content: 'b',
      resources: { 'terraform_data.Both': { input: [ID, 2] }, 'terraform_data.New': { input: 'new' } },
    });
    await shop.deploy('network');
    shop.project.write('config', 'by hand');
    expect(await shop.found()).toEqual({
      outside: ['update files_file.Config (content, size) -> update'],
      code: ['update files_file.Config', 'update terraform_data.Both', 'create terraform_data.New'],
      upstream: ['network.id -> update terraform_data.Api, update terraform_data.Both'],
    });
  });

  it('is judged by the code alone where something else than azstage applied the stage last', async () => {
    const shop = await FileShop.deployed(provider);
    shop.change({ id: 'vnet2', content: 'b', resources: { 'terraform_data.New': { input: ID } } });
    await shop.deploy('network');
    const state = JSON.parse(shop.project.read(STATE)) as FakeState;
    shop.project.write(STATE, { ...state, serial: state.serial + 1, outputs: {} });
    expect(await shop.found()).toEqual({
      outside: [],
      code: ['update files_file.Config', 'create terraform_data.New'],
      upstream: ['network.id -> update terraform_data.Api'],
    });
  });

  it('is an error of a stage whose state is gone, and cannot be judged of those that read it', async () => {
    const shop = await FileShop.deployed(provider);
    fs.rmSync(path.join(shop.project.directory, STATE.replace('service', 'network')));
    const { exitCode, stages } = await shop.drift({ detailedExitCode: true });
    expect(stages).toMatchObject([
      { stage: 'network', result: 'failed', code: 'STATE_UNUSABLE' },
      { stage: 'service', result: 'blocked', reason: 'until network is deployed' },
    ]);
    expect(exitCode).toBe(1);
  });

  it('cannot be judged by a state that the last apply could not write; what needs the stage is judged all the same', async () => {
    const shop = await FileShop.deployed(provider);
    shop.project.write(`${WORK.replace('service', 'network')}/unsaved.tfstate`, shop.project.read(STATE));
    expect((await shop.drift()).stages).toMatchObject([
      { stage: 'network', result: 'failed', fix: 'Run azstage deploy network to write it, then azstage drift again.' },
      { stage: 'service', result: 'no-changes' },
    ]);
  });

  it('of one stage that cannot be planned is that error, and of others what it is', async () => {
    const shop = await FileShop.deployed(provider);
    shop.change({
      id: 'vnet2',
      resources: {
        'terraform_data.Key': { input: 'key' },
        'terraform_data.Each': { for_each: '${toset([terraform_data.Key.output])}', input: '${each.value}' },
      },
    });
    const { exitCode, stages } = await shop.drift();
    expect(stages).toMatchObject([
      { stage: 'network', result: 'drifted' },
      {
        stage: 'service',
        result: 'failed',
        errors: [{ summary: 'Invalid for_each argument', constructPath: 'service/Each' }],
      },
    ]);
    expect(exitCode).toBe(1);
  });

  it('writes no state, no record and no secret', async () => {
    const shop = await FileShop.deployed(provider);
    shop.change({ id: 'hush', content: 'hush' });
    shop.project.write('config', 'hush');
    const before = filesIn(shop.project, '.azstage/state');
    const seen = shop.project.read(`${WORK}/last-seen.json`);
    const { stdout } = await shop.project.azstageWith(provider.env, 'drift', '--json', '--debug');
    expect(filesIn(shop.project, '.azstage/state')).toEqual(before);
    expect(shop.project.read(`${WORK}/last-seen.json`)).toBe(seen);
    expect(shop.project.read('config')).toBe('hush');
    expect(shop.project.exists(`${WORK}/plan.tfplan`)).toBe(false);
    expect(stdout).toContain('"drifted"');
    expect(stdout).not.toContain('hush');
  });

  it('is found while somebody else holds the lock of the state', async () => {
    const shop = await FileShop.deployed(provider);
    shop.project.write('config', 'by hand');
    const holder = new LockHolder(shop);
    await holder.hold();
    const refused = await deploy(shop.session(), { stages: ['service'], yes: true, refresh: true });
    expect(refused.stages).toMatchObject([{ result: 'failed', code: 'LOCKED' }]);
    expect((await shop.found()).outside).toHaveLength(1);
    await holder.release();
  });
});

/** All that is in a directory, by name. */
function filesIn(project: TestProject, directory: string): Record<string, string> {
  const files = fs
    .readdirSync(path.join(project.directory, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(path.relative(project.directory, entry.parentPath), entry.name));
  return Object.fromEntries(files.map((file) => [file, project.read(file)]));
}
