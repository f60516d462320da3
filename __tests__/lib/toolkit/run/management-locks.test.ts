import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { LOCKING_PROVIDER, LockingProvider } from '../../../helpers/locking-provider';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type CliResult, type FakeStage, TestProject } from '../../../helpers/test-project';

jest.setTimeout(60_000);
let azure: LockingProvider;
beforeEach(async () => {
  azure = await LockingProvider.start();
});
afterEach(() => azure.close());
afterAll(() => TestProject.removeAll());

const GROUP = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg';
const LOCK = `${GROUP}/azurerm_account/docs/locks/lock`;
const terraform = { required_providers: { azurerm: { source: LOCKING_PROVIDER } } };

function data(grants: readonly string[] = ['own']): FakeStage {
  const grant = (name: string) => [`azurerm_grant.${name}`, { name, scope: '${azurerm_account.Docs.id}' }] as const;
  const below = ['azurerm_account.Docs', ...grants.map((name) => `azurerm_grant.${name}`)];
  return {
    lifecycle: 'permanent',
    terraform,
    resources: {
      'azurerm_account.Docs': { name: 'docs', scope: GROUP },
      ...Object.fromEntries(grants.map(grant)),
      'azurerm_management_lock.Docs_Lock': {
        name: 'lock',
        scope: '${azurerm_account.Docs.id}',
        lock_level: 'CanNotDelete',
        depends_on: below,
      },
    },
    outputs: { docs: '${azurerm_account.Docs.id}' },
  };
}

function agent(name: string, more: Partial<FakeStage> = {}): FakeStage {
  return {
    needs: ['data'],
    terraform,
    resources: { 'azurerm_grant.Reader': { name, scope: '${data.terraform_remote_state.data.outputs.docs}' } },
    writesTo: [{ stage: 'data', address: 'azurerm_account.Docs', exclusive: false, writers: ['azurerm_grant.Reader'] }],
    ...more,
  };
}

async function deployed(stages: Readonly<Record<string, FakeStage>>): Promise<TestProject> {
  const project = TestProject.withStages({ stages }).withEnv(azure.env);
  expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
  expect([...azure.things.keys()]).toContain(LOCK);
  return project;
}

const said = ({ messages }: CliResult, code: string) => messages.filter((message) => message.code === code).length;

describeWithTerraform('a lock of Azure', () => {
  it('is lifted while what another stage has below it is deleted, and is back afterwards', async () => {
    const project = await deployed({ data: data(), runtime: agent('runtime') });
    const down = await project.azstage('down', 'runtime', '--yes');
    expect(down.exitCode).toBe(0);
    expect(down.stderr).toContain(
      'deletes below azurerm_management_lock.Docs_Lock of data: it is lifted for that time',
    );
    expect([...azure.things.keys()].sort()).toEqual([
      `${GROUP}/azurerm_account/docs`,
      `${GROUP}/azurerm_account/docs/azurerm_grant/own`,
      LOCK,
    ]);
    expect((await project.azstage('deploy', 'data', '--yes')).stdout).toMatch(/^data +unchanged/m);
  });

  it('is lifted once for all that go at the same time', async () => {
    const project = await deployed({ data: data(), a: agent('a'), b: agent('b'), c: agent('c') });
    const down = await project.azstage('down', 'a', 'b', 'c', '--yes', '--json');
    expect(down.exitCode).toBe(0);
    expect([said(down, 'management-lock.lifted'), said(down, 'management-lock.restored')]).toEqual([1, 1]);
    expect(azure.locks).toEqual([LOCK]);
  });

  it('is lifted once Azure has refused, where nothing tells before', async () => {
    const project = await deployed({ data: data(), runtime: agent('runtime', { writesTo: undefined }) });
    expect(await project.azstage('down', 'runtime', '--yes')).toMatchObject({ exitCode: 0 });
    expect(azure.locks).toEqual([LOCK]);
  });

  it('is lifted for what its own stage deletes below it', async () => {
    const project = await deployed({ data: data() });
    project.change({ stages: { data: data([]) } });
    const { exitCode, stdout } = await project.azstage('deploy', 'data', '--yes');
    expect(stdout).toMatch(/^data +applied/m);
    expect(exitCode).toBe(0);
    expect([...azure.things.keys()].sort()).toEqual([`${GROUP}/azurerm_account/docs`, LOCK]);
  });

  it('goes with its stage', async () => {
    const project = await deployed({ data: data(), runtime: agent('runtime') });
    const allowed = ['--allow-permanent', '--allow-data-loss', 'azurerm_account.Docs'];
    expect(await project.azstage('down', '--all', '--yes', ...allowed)).toMatchObject({ exitCode: 0 });
    expect(azure.things.size).toBe(0);
  });

  it('is put back when the deletion fails', async () => {
    const project = await deployed({ data: data(), runtime: agent('runtime') });
    azure.beforeDelete = (id) => {
      if (id.endsWith('/runtime')) {
        throw new TypeError('no such luck');
      }
    };
    expect(await project.azstage('down', 'runtime', '--yes')).toMatchObject({ exitCode: 1 });
    expect(azure.locks).toEqual([LOCK]);
  });

  it.each([
    ['its journal', () => undefined],
    [
      'the state alone',
      (project: TestProject) => fs.rmSync(path.join(project.directory, '.azstage/work'), { recursive: true }),
    ],
  ])('is put back by the next run, by %s, when azstage was killed', async (_, forget) => {
    const project = await deployed({ data: data(), runtime: agent('runtime') });
    const events = new EventTarget();
    const reached = once(events, 'reached');
    azure.beforeDelete = async (id) => {
      if (id.endsWith('/runtime')) {
        events.dispatchEvent(new Event('reached'));
        await once(events, 'go');
      }
    };
    const cli = project.start('down', 'runtime', '--yes');
    await reached;
    process.kill(-cli.pid, 'SIGKILL');
    await cli.ended;
    events.dispatchEvent(new Event('go'));
    expect(azure.locks).toEqual([]);
    forget(project);
    const again = await project.azstage('deploy', 'data', '--yes');
    expect(again.stderr).toContain('has azurerm_management_lock.Docs_Lock again');
    expect(azure.locks).toEqual([LOCK]);
  });
});
