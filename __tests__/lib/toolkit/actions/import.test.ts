import fs from 'node:fs';
import path from 'node:path';
import { ArmClient } from '../../../../lib/azure/arm-client';
import { ResourceFinder } from '../../../../lib/azure/import/resource-finder';
import { type Answer } from '../../../../lib/rehearsal/loopback/plane';
import { importResources, type ImportOptions } from '../../../../lib/toolkit/actions/import';
import { type FoundResource } from '../../../../lib/toolkit/io/imports';
import { type RunResult } from '../../../../lib/toolkit/io/run-result';
import { AZURERM, AzurermProvider, type Before } from '../../../helpers/azurerm-provider';
import { startAzure, type TestAzure } from '../../../helpers/loopback-azure';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

const terraform = { required_providers: { azurerm: { source: AZURERM } } };
const group = { name: 'rg', location: 'westeurope' };
const account = {
  name: 'stdocs',
  resource_group_name: '${azurerm_resource_group.Group.name}',
  location: 'westeurope',
  account_replication_type: 'LRS',
};
const identity = {
  name: 'id-api',
  resource_group_name: '${data.terraform_remote_state.base.outputs.group}',
  location: 'westeurope',
};

/** A group with an account in one stage, and an identity in another that reads the name of the group. */
const stages = (more: { readonly account?: object; readonly base?: object } = {}): Record<string, FakeStage> => ({
  base: {
    terraform,
    resources: {
      'azurerm_resource_group.Group': group,
      'azurerm_storage_account.Docs': { ...account, ...more.account },
      ...more.base,
    },
    outputs: { group: '${azurerm_resource_group.Group.name}' },
  },
  apps: { needs: ['base'], terraform, resources: { 'azurerm_user_assigned_identity.Api': identity } },
});

describe('azstage import', () => {
  let fault: (path: string) => Answer | undefined;
  let azure: TestAzure;
  let provider: AzurermProvider;
  let project: TestProject;
  let ids: { readonly group: string; readonly account: string; readonly identity: string };
  let before: Before;

  beforeEach(async () => {
    fault = () => undefined;
    before = () => Promise.resolve();
    azure = await startAzure({ fault: (_, { pathname }) => fault(pathname) });
    project = TestProject.withStages({ stages: stages() });
    const cloud = path.join(project.directory, 'cloud.json');
    provider = await AzurermProvider.start(cloud, azure.subscriptionId, (what, id) => before(what, id));
    project.withEnv({ ...provider.env, ARM_SUBSCRIPTION_ID: azure.subscriptionId });
    ids = {
      group: `/subscriptions/${azure.subscriptionId}/resourceGroups/rg`,
      account: azure.idOf('Microsoft.Storage/storageAccounts/stdocs'),
      identity: azure.idOf('Microsoft.ManagedIdentity/userAssignedIdentities/id-api'),
    };
    exists(ids.group, group);
    exists(ids.account, { ...account, resource_group_name: 'rg' });
    exists(ids.identity, { ...identity, resource_group_name: 'rg' });
  });
  afterEach(async () => {
    provider.close();
    await azure.stop();
  });
  afterAll(() => TestProject.removeAll());

  /** Makes a resource exist, for Azure and for the provider. */
  const exists = (id: string, attributes: Readonly<Record<string, unknown>>) => {
    const type = /\/providers\/(.*?\/.*?)\//.exec(id)?.[1] ?? 'Microsoft.Resources/resourceGroups';
    azure.azure.azure.store.set({ id, name: path.basename(id), type, location: 'westeurope', properties: {} });
    provider.set(id, attributes);
  };
  const run = async (options: ImportOptions = {}, answer: (text: string) => boolean | undefined = () => undefined) => {
    const host = new RecordingIoHost(({ text }) => answer(text));
    const arm = new ArmClient({ credential: azure.credential, options: azure.options });
    const found: FoundResource[] = [];
    const work = importResources(project.session(host), options, async (context, sought) => {
      found.push(...(await new ResourceFinder(context, { arm, subscriptionId: azure.subscriptionId }).find(sought)));
      return found;
    });
    const result = await work.catch((error: unknown) => error as RunResult);
    return { result, host, found };
  };
  const planned = () => project.azstage('plan', '--detailed-exitcode');

  it('imports what the code has and Azure has, stage by stage, and the next plan says unchanged', async () => {
    const { result, host } = await run({ yes: true });
    expect(result).toMatchObject({
      exitCode: 0,
      stages: [
        { stage: 'base', result: 'applied', counts: { imported: 2, added: 0, changed: 0, destroyed: 0 } },
        { stage: 'apps', result: 'applied', counts: { imported: 1, added: 0, changed: 0, destroyed: 0 } },
      ],
      next: 'azstage plan base apps',
    });
    expect(host.texts('import.found')[0]).toContain(
      '    azurerm_storage_account.Docs\n      resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stdocs\n',
    );
    expect(project.state('base')?.resources.map(({ instances }) => instances[0]?.attributes.id)).toEqual([
      ids.group,
      ids.account,
    ]);
    const { exitCode, stdout } = await planned();
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/base +unchanged/) as string,
    });
    expect(fs.readdirSync(path.join(project.directory, 'cdktf.out/stacks/base'))).toEqual(['cdk.tf.json']);
    expect((await run({ yes: true })).result.stages).toMatchObject([
      { stage: 'base', result: 'no-changes', reason: 'all its resources are in its state' },
      { stage: 'apps', result: 'no-changes' },
    ]);
  });

  it('asks once, after it has shown what is imported, changed and not there', async () => {
    project.change({
      stages: stages({
        account: { account_replication_type: 'ZRS' },
        base: { 'azurerm_storage_account.More': { ...account, name: 'stmore' }, 'terraform_data.Note': {} },
      }),
    });
    const asked: string[] = [];
    const { result, host } = await run({}, (text) => asked.push(text) === 0);
    expect(asked).toEqual(['Apply to base, apps: 3 to import, 2 to add, 1 to change, 0 to destroy?']);
    expect(result.stages).toMatchObject([
      { stage: 'base', result: 'declined' },
      { stage: 'apps', result: 'skipped' },
    ]);
    expect(host.texts('plan.shown').join('\n')).toContain('will be imported');
    expect(host.texts('import.found')[0]).toMatch(
      /Not in Azure:\n {4}azurerm_storage_account\.More\n {2}No id could be worked out.*:\n {4}terraform_data\.Note\n {6}the form of the ids of terraform_data is not known/,
    );
    expect(project.state('base')).toBeUndefined();
  });

  it('records nothing in a dry run, and plans stages with what is imported into others', async () => {
    const { result, host } = await run({ dryRun: true });
    expect(result).toMatchObject({
      exitCode: 0,
      stages: [
        { stage: 'base', result: 'planned', counts: { imported: 2 } },
        { stage: 'apps', result: 'planned', counts: { imported: 1, added: 0 } },
      ],
    });
    expect(host.texts('plan.shown')).toHaveLength(2);
    expect(project.state('base')).toBeUndefined();
  });

  it('asks for the address of data that would be lost, and takes no --yes for it', async () => {
    project.change({ stages: stages({ account: { location: 'northeurope' } }) });
    const { result } = await run({ yes: true, stages: ['base'] });
    expect(result.stages).toMatchObject([
      {
        result: 'declined',
        code: 'DECLINED',
        fix: "Allow it with --allow-data-loss 'azurerm_storage_account.Docs'.",
      },
    ]);
    expect(provider.cloud[ids.account]).toMatchObject({ location: 'westeurope' });
    expect(project.state('base')).toBeUndefined();
  });

  it('refuses with --import-only whatever does more than to import', async () => {
    project.change({ stages: stages({ account: { account_replication_type: 'ZRS' } }) });
    const { result } = await run({ yes: true, importOnly: true });
    expect(result.stages).toMatchObject([
      {
        stage: 'base',
        result: 'failed',
        reason: 'The plan of base does more than to import: 2 to import, 0 to add, 1 to change, 0 to destroy.',
      },
      { stage: 'apps', result: 'skipped' },
    ]);
    expect(project.state('base')).toBeUndefined();
    project.change({ stages: stages() });
    expect((await run({ yes: true, importOnly: true })).result).toMatchObject({ exitCode: 0 });
  });

  it('takes ids for names that are not those of the code, and refuses those that are not there', async () => {
    project.change({ stages: stages({ account: { name: 'stother' } }) });
    const map = [`base/azurerm_storage_account.Docs=${ids.account}`];
    const { found } = await run({ dryRun: true, stages: ['base'], map });
    expect(found).toContainEqual(
      expect.objectContaining({ address: 'azurerm_storage_account.Docs', status: 'found', id: ids.account }),
    );
    for (const [wrong, message] of [
      [`azurerm_storage_account.Docs=${ids.account}x`, `Azure has no resource ${ids.account}x.`],
      [
        'azurerm_storage_account.Dogs=x',
        'there is no resource "azurerm_storage_account.Dogs" in the selected stages. Did you mean "azurerm_storage_account.Docs"?',
      ],
      ['azurerm_storage_account.Docs', 'got "azurerm_storage_account.Docs". Allowed: address=id.'],
    ] as const) {
      expect((await run({ map: [wrong] })).result).toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(message) as string,
      });
    }
    await run({ yes: true });
    expect((await run({ map: [`azurerm_resource_group.Group=${ids.group}`] })).result).toMatchObject({
      message: '--map: azurerm_resource_group.Group is in the state of base already.',
    });
  });

  it.each([
    [401, 'InvalidAuthenticationTokenTenant', /^Azure answered 401 to GET/, /to the tenant of the subscription/],
    [403, 'AuthorizationFailed', /^Azure answered 403 to GET/, /role Reader/],
    [404, 'SubscriptionNotFound', /^Azure answered 404 to GET .*: SubscriptionNotFound: no$/, /^$/],
    [429, 'TooManyRequests', /^Azure answered 429 to GET/, /wait some minutes/],
    [503, 'ServiceUnavailable', /^Azure answered 503 to GET/, /Run it again/],
  ])(
    'ends with one line when Azure answers %i, writes nothing, and can be repeated',
    async (status, code, message, fix) => {
      fault = () => ({ status, body: { error: { code, message: 'no' } } });
      const { result } = await run({ yes: true });
      const { message: said, fix: advice = '' } = result as unknown as { message: string; fix?: string };
      expect(said).toMatch(message);
      expect(said.split('\n')).toHaveLength(1);
      expect(advice).toMatch(fix);
      expect(project.state('base')).toBeUndefined();
      fault = () => undefined;
      expect((await run({ yes: true })).result).toMatchObject({ exitCode: 0 });
    },
  );

  it('takes a resource provider that is not registered for one that has nothing', async () => {
    const body = { error: { code: 'MissingSubscriptionRegistration', message: 'not registered' } };
    fault = (asked) => (asked.endsWith('/id-api') ? { status: 409, body } : undefined);
    const { found } = await run({ dryRun: true });
    expect(found.find(({ stage }) => stage === 'apps')).toMatchObject({ status: 'missing' });
  });

  it.each(['read', 'apply'] as const)('goes on after Terraform was killed in the middle: %s', async (call) => {
    const base = { 'azurerm_storage_account.More': { ...account, name: 'stmore' } };
    project.change({ stages: stages({ base }) });
    before = (what) => {
      if (what === call) {
        killTerraform(project);
        return Promise.reject(new TypeError('killed'));
      }
      return Promise.resolve();
    };
    const { result } = await run({ yes: true, stages: ['base'] });
    expect(result.stages).toMatchObject([{ stage: 'base', result: 'failed' }]);
    before = () => Promise.resolve();
    const again = await run({ yes: true });
    expect(again.result).toMatchObject({ exitCode: 0 });
    await expect(planned()).resolves.toMatchObject({ exitCode: 0 });
    expect(Object.keys(provider.cloud)).toHaveLength(4);
  });

  it('is named where deploy fails because a resource exists', async () => {
    const message = `a resource with the ID "${ids.group}" already exists - to be managed via Terraform this resource needs to be imported into the State`;
    before = (what) => (what === 'apply' ? Promise.reject(new TypeError(message)) : Promise.resolve());
    const { exitCode, stdout } = await project.azstage('deploy', 'base', '--yes');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('Import it with azstage import, or delete it in Azure') as string,
    });
  });

  it('leaves to Terraform what the code imports itself', async () => {
    const blocks = [{ to: 'azurerm_resource_group.Group', id: ids.group }];
    const { base, apps } = stages();
    project.change({ stages: { base: { ...base, more: { import: blocks } }, apps: apps as FakeStage } });
    const { found, result } = await run({ yes: true });
    expect(found.map(({ address }) => address)).toEqual([
      'azurerm_storage_account.Docs',
      'azurerm_user_assigned_identity.Api',
    ]);
    expect(result.stages).toMatchObject([{ counts: { imported: 2 } }, { counts: { imported: 1 } }]);
    await expect(planned()).resolves.toMatchObject({ exitCode: 0 });
  });

  it('works as a command, signed in as Terraform is', async () => {
    const certificate = path.join(project.directory, 'ca.pem');
    fs.writeFileSync(certificate, azure.azure.certificate.cert);
    project.withEnv({
      HTTPS_PROXY: azure.azure.proxyAddress,
      NODE_EXTRA_CA_CERTS: certificate,
      ARM_CLIENT_ID: azure.azure.azure.directory.deployer.appId,
      ARM_CLIENT_SECRET: 'secret',
      ARM_TENANT_ID: azure.azure.azure.tenantId,
    });
    const cli = project.start('import', '--yes', '--import-only');
    expect({ exitCode: await cli.ended, output: cli.output() }).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/3 resources not in a state: 3 found in Azure, 0 not there\./) as string,
    });
    expect(cli.output()).toMatch(/base +applied/);
    await expect(planned()).resolves.toMatchObject({ exitCode: 0 });
  });
});

/** Kills the Terraform that the records of a project say is running. */
function killTerraform(project: TestProject): void {
  const directory = path.join(project.directory, '.azstage/work/shop/shop/dev/base');
  const { pid } = JSON.parse(fs.readFileSync(path.join(directory, 'running.json'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
}
