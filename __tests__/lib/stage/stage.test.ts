import { StorageAccount } from '../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { type Stage, StageLifecycle, StageSharing } from '../../../lib/stage/stage';
import { StageReference } from '../../../lib/stage/stage-reference';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';

function stageOf(app: ReturnType<typeof testApp>, id: string, upstream: Stage[] = []): Stage {
  return testStage({ app, id, upstream });
}

describe('resource group', () => {
  test('is made on first use and named after the stage', () => {
    const stage = testStage({ id: 'stage-data' });
    new UserAssignedIdentity(stage, 'App');
    expect(stage).toHaveResource('azurerm_resource_group', { name: 'rg-demo-dev-data', location: 'eastus2' });
  });

  test('is not made where nothing needs one', () => {
    expect(testStage()).toHaveResourceCount('azurerm_resource_group', 0);
  });
});

describe('region', () => {
  test('is that of the settings, unless the stage has one of its own', () => {
    const stage = testStage({ location: 'West Europe' });
    new UserAssignedIdentity(stage, 'App');
    expect(stage).toHaveResource('azurerm_user_assigned_identity', { location: 'westeurope' });
    expect(stage).toHaveResource('azurerm_resource_group', { location: 'westeurope' });
  });

  test('must be one of Azure', () => {
    expect(() => testStage({ location: 'europe' })).toThrow(/stage-test: location: .*"europe"/);
  });
});

describe('name qualifier', () => {
  test('is part of the names of resources, and not of the resource group', () => {
    const stage = testStage({ id: 'westeurope-network', nameQualifier: 'westeurope' });
    new UserAssignedIdentity(stage, 'UserAssignedIdentity');
    new UserAssignedIdentity(stage, 'Worker');
    new UserAssignedIdentity(stage, 'Given', { name: 'id-given' });
    expect(
      RenderedStage.of(stage)
        .resources('azurerm_user_assigned_identity')
        .map(({ name }) => name),
    ).toEqual(['id-given', 'id-demo-dev-westeurope', 'id-demo-dev-westeurope-worker']);
    expect(stage).toHaveResource('azurerm_resource_group', { name: 'rg-demo-dev-westeurope-network' });
  });

  test('must be able to be part of a name', () => {
    expect(() => testStage({ nameQualifier: 'West Europe' })).toThrow(
      'stage-test: nameQualifier: got "West Europe". Allowed: lower-case letters, digits and single hyphens',
    );
  });
});

describe('provider', () => {
  test('takes the 4.x releases since the one that the bindings were made from', () => {
    expect(RenderedStage.of(testStage()).terraform).toMatchObject({
      required_providers: { azurerm: { source: 'azurerm', version: '~> 4.55' } },
    });
  });

  test('is raised in the stage that needs more, and in no other', () => {
    const app = testApp();
    const [one, other] = [stageOf(app, 'stage-one'), stageOf(app, 'stage-other')];
    one.context.requireAzurermMinor(60);
    one.context.requireAzurermMinor(58);
    expect(RenderedStage.of(one).terraform).toMatchObject({ required_providers: { azurerm: { version: '~> 4.60' } } });
    expect(RenderedStage.of(other).terraform).toMatchObject({
      required_providers: { azurerm: { version: '~> 4.55' } },
    });
  });

  test('never asks the data plane of a storage account, and signs in with Entra ID', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents');
    expect(RenderedStage.of(stage).provider).toMatchObject({
      features: [{ storage: [{ data_plane_available: false }] }],
      storage_use_azuread: true,
    });
  });

  test('never waits for the rule that Azure may make for Application Insights', () => {
    const [features] = RenderedStage.of(testStage()).provider['features'] as Record<string, unknown>[];
    expect(features).not.toHaveProperty('application_insights');
  });

  test('registers what the stage uses, unless that is not allowed', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents');
    expect(RenderedStage.of(stage).provider).toMatchObject({
      resource_provider_registrations: 'none',
      resource_providers_to_register: ['Microsoft.Storage'],
    });
    const forbidden = testStage({ app: testApp({ registerResourceProviders: false }) });
    new StorageAccount(forbidden, 'Documents');
    expect(RenderedStage.of(forbidden).provider).not.toHaveProperty('resource_providers_to_register');
  });
});

describe('state', () => {
  test('has a key of app, scope, environment and stage', () => {
    const app = testApp({ project: 'other-app', environment: 'prod' });
    const shared = testStage({ app, id: 'stage-foundation', sharing: StageSharing.SHARED });
    const own = testStage({ app, id: 'stage-agents' });
    expect(shared.metadata.stateKey).toBe('demo/shared/prod/stage-foundation.tfstate');
    expect(own.metadata.stateKey).toBe('demo/other-app/prod/stage-agents.tfstate');
  });

  test('is local by default, at a path that names no machine', () => {
    expect(RenderedStage.of(testStage()).terraform['backend']).toEqual({
      local: { path: '../../../.azstage/state/demo/demo/dev/stage-test.tfstate' },
    });
  });

  test('may be in Azure Blob Storage, signed in to with Entra ID', () => {
    const app = testApp({ backend: { type: 'azurerm', storageAccountName: 'ststate', containerName: 'tfstate' } });
    expect(RenderedStage.of(testStage({ app })).terraform['backend']).toEqual({
      azurerm: {
        storage_account_name: 'ststate',
        container_name: 'tfstate',
        key: 'demo/demo/dev/stage-test.tfstate',
        use_azuread_auth: true,
      },
    });
  });

  test('may be in another cloud of Azure, said in the code and not by the environment of whoever runs it', () => {
    const account = { type: 'azurerm', storageAccountName: 'ststate', containerName: 'tfstate' } as const;
    const app = testApp({ backend: { ...account, environment: 'usgovernment' } });
    expect(RenderedStage.of(testStage({ app })).terraform['backend']).toMatchObject({
      azurerm: { environment: 'usgovernment' },
    });
    const local = testApp({ backend: { ...account, metadataHost: 'management.local.azurestack.external' } });
    expect(RenderedStage.of(testStage({ app: local })).terraform['backend']).toMatchObject({
      azurerm: { metadata_host: 'management.local.azurestack.external' },
    });
  });

  test('may be in HCP Terraform', () => {
    const app = testApp({ backend: { type: 'cloud', organization: 'acme' } });
    expect(RenderedStage.of(testStage({ app })).terraform['cloud']).toMatchObject({
      organization: 'acme',
      workspaces: { name: 'demo-demo-dev-stage-test' },
    });
  });
});

describe('dependencies', () => {
  test('a construct of another stage is read from its state', () => {
    const app = testApp();
    const data = stageOf(app, 'stage-data');
    const account = new StorageAccount(data, 'Documents');
    const agents = stageOf(app, 'stage-agents');
    agents.addOutput('account', account.storageAccountName, { description: 'Where documents are.' });
    expect(RenderedStage.of(agents).dataSources('terraform_remote_state')).toEqual([
      expect.objectContaining({
        backend: 'local',
        config: { path: '../../../.azstage/state/demo/demo/dev/stage-data.tfstate' },
      }),
    ]);
    expect(agents.metadata.dependencies).toEqual(['stage-data']);
  });

  test('a circle is refused', () => {
    const app = testApp();
    const one = stageOf(app, 'stage-one');
    const two = stageOf(app, 'stage-two', [one]);
    expect(() => one.addDependency(two)).toThrow('stage-one: needs stage-two, but stage-two needs stage-one.');
    expect(() => one.addDependency(one)).toThrow('stage-one: needs stage-one, and so itself.');
  });

  test('the search for circles visits each stage once, in however many ways they depend on each other', () => {
    const app = testApp();
    const stages: Stage[] = [];
    for (let index = 0; index < 60; index++) {
      stages.push(stageOf(app, `stage-${index}`, stages.slice(-3)));
    }
    expect(stages.at(-1)?.dependsOn(stageOf(app, 'stage-alone'))).toBe(false);
  });
});

test('resources carry what tells whose they are', () => {
  const stage = testStage({ app: testApp({ tags: { 'cost-center': '42' } }), sharing: StageSharing.SHARED });
  new UserAssignedIdentity(stage, 'App');
  expect(stage).toHaveResource('azurerm_user_assigned_identity', {
    tags: {
      'cost-center': '42',
      environment: 'dev',
      'managed-by': 'azstage',
      project: 'demo',
      stage: 'stage-test',
    },
  });
});

test('a shared stage is the same for every project', () => {
  const [one, other] = ['demo', 'other-app'].map((project) => {
    const stage = testStage({ app: testApp({ project }), sharing: StageSharing.SHARED });
    new StorageAccount(stage, 'Documents');
    return RenderedStage.of(stage).json;
  });
  expect(one).toBe(other);
});

test('a stage of another repository is read by its key', () => {
  const stage = testStage();
  const foundation = new StageReference(stage, 'Foundation', { app: 'platform', stage: 'stage-foundation' });
  stage.addOutput('network', foundation.output('virtual_network_id'), { description: 'The network.' });
  expect(RenderedStage.of(stage).dataSources('terraform_remote_state')[0]).toMatchObject({
    config: { path: '../../../.azstage/state/platform/shared/dev/stage-foundation.tfstate' },
  });
});

test('the metadata says what the stage is and what its loss would lose', () => {
  const stage = testStage({
    lifecycle: StageLifecycle.PERMANENT,
    monthlyBudget: { from: 10, to: 30 },
    checks: ['Look.'],
  });
  new StorageAccount(stage, 'Documents', { containers: ['filings'] });
  expect(stage.metadata).toMatchObject({
    name: 'stage-test',
    lifecycle: 'permanent',
    monthlyBudget: { from: 10, to: 30 },
    checks: ['Look.'],
    resourceCount: 3,
    dataResources: [
      expect.stringMatching(/^azurerm_storage_container\.Documents_filings_/),
      expect.stringMatching(/^azurerm_storage_account\.Documents_/),
    ],
  });
});
