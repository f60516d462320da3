import { type Faults, BootstrapProject, partsOf } from '../../../helpers/bootstrap-project';
import { TestProject } from '../../../helpers/test-project';

const ACCOUNTS = 'Microsoft.Storage/storageAccounts';
const CREDENTIALS = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
const ROLES = 'Microsoft.Authorization/roleAssignments';
const ENVIRONMENT = 'environments/dev.json';

let one: BootstrapProject;
beforeAll(async () => {
  one = await BootstrapProject.start();
});
beforeEach(() => one.renew());
afterAll(async () => {
  TestProject.removeAll();
  await one.azure.stop();
});

const store = () => one.azure.azure.azure.store;
const accountName = () => store().ofType(ACCOUNTS)[0]?.name ?? '';

describe('a first run', () => {
  it('makes resource group, account, container and role, and writes the backend', async () => {
    const result = await one.run({ yes: true });
    expect(accountName()).toMatch(/^stshopdev[0-9a-z]{5}$/);
    expect(partsOf(result, 'made')).toEqual([
      'resource provider Microsoft.Storage',
      'resource group rg-shop-dev-tfstate',
      `storage account ${accountName()}`,
      `blob service ${accountName()}`,
      'container tfstate',
      'role Storage Blob Data Contributor',
    ]);
    expect(one.propertiesOf(ACCOUNTS)).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      supportsHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      networkAcls: { defaultAction: 'Deny', ipRules: [] },
    });
    expect(one.propertiesOf(`${ACCOUNTS}/blobServices`)).toMatchObject({
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 30, allowPermanentDelete: false },
      containerDeleteRetentionPolicy: { enabled: true, days: 30 },
    });
    const [role] = store().ofType(ROLES);
    expect(role?.properties).toMatchObject({
      principalId: one.azure.azure.azure.directory.deployer.objectId,
      scope: expect.stringMatching(/\/blobServices\/default\/containers\/tfstate$/) as string,
    });
    expect(JSON.parse(one.project.read(ENVIRONMENT))).toEqual({
      $schema: '../cdktf.out/environment.schema.json',
      backend: {
        type: 'azurerm',
        resourceGroupName: 'rg-shop-dev-tfstate',
        storageAccountName: accountName(),
        containerName: 'tfstate',
        subscriptionId: one.azure.subscriptionId,
        tenantId: one.azure.azure.azure.tenantId,
      },
    });
    expect(result.notes.join()).toContain('No public address reaches the storage account');
    expect(result.next).toBe('azstage plan');
  });

  it('lets public addresses in that are named', async () => {
    const result = await one.run({ yes: true, allowIp: ['203.0.113.7/32', '198.51.100.0/28', '203.0.113.7'] });
    expect(one.propertiesOf(ACCOUNTS)).toMatchObject({
      publicNetworkAccess: 'Enabled',
      networkAcls: {
        defaultAction: 'Deny',
        ipRules: [
          { value: '203.0.113.7', action: 'Allow' },
          { value: '198.51.100.0/28', action: 'Allow' },
        ],
      },
    });
    expect(result.notes).toEqual([]);
  });

  it('changes nothing without approval, and says what it would do', async () => {
    await expect(one.run({})).rejects.toMatchObject({ code: 'DECLINED', fix: 'Add --yes to approve it.' });
    await expect(one.run({}, () => false)).rejects.toMatchObject({
      code: 'DECLINED',
      message: 'It was declined; nothing was made or written.',
    });
    expect(one.host.requests).toMatchObject([
      { text: 'Make or complete 6 parts in Azure, and write environments/dev.json?' },
    ]);
    expect(one.host.texts('bootstrap.planned')[0]).toContain('To make:\n  resource provider Microsoft.Storage\n');
    const result = await one.run({ dryRun: true });
    expect({ isDryRun: result.isDryRun, missing: partsOf(result, 'missing').length }).toEqual({
      isDryRun: true,
      missing: 6,
    });
    expect(one.writes).toEqual([]);
    expect(one.project.exists(ENVIRONMENT)).toBe(false);
  });

  it('keeps the keys and the formatting of the environment file', async () => {
    one.project.write(ENVIRONMENT, '{\r\n\t"profile": "dev",\r\n\t"tags": { "a":  "b" }\r\n}\r\n');
    await one.run();
    const text = one.project.read(ENVIRONMENT);
    expect(text).toMatch(
      /^\{\r\n\t"profile": "dev",\r\n\t"tags": \{ "a": {2}"b" \},\r\n\t"backend": \{\r\n\t\t"type": "azurerm",/,
    );
    expect(text).not.toMatch(/[^\r]\n/);
  });
});

describe('a second run', () => {
  it('changes nothing and asks nothing', async () => {
    await one.run();
    const text = one.project.read(ENVIRONMENT);
    const result = await one.run({});
    expect(one.writes).toEqual([]);
    expect(one.host.requests).toEqual([]);
    expect(partsOf(result, 'present')).toHaveLength(6);
    expect(one.project.read(ENVIRONMENT)).toBe(text);
  });

  it('completes settings that are weaker than required, and weakens none', async () => {
    await one.run();
    const id = store().ofType(ACCOUNTS)[0]?.id ?? '';
    const weaker = {
      allowSharedKeyAccess: true,
      minimumTlsVersion: 'TLS1_0',
      supportsHttpsTrafficOnly: false,
      networkAcls: { bypass: 'None', defaultAction: 'Allow', ipRules: [{ value: '192.0.2.1', action: 'Allow' }] },
    };
    const account = store().get(id);
    store().set({ ...account, properties: { ...account?.properties, ...weaker } } as never);
    const service = store().get(`${id}/blobServices/default`);
    const versions = {
      changeFeed: { enabled: true },
      isVersioningEnabled: false,
      deleteRetentionPolicy: { enabled: true, days: 90 },
    };
    store().set({ ...service, properties: { ...service?.properties, ...versions } } as never);
    const container = store().get(`${id}/blobServices/default/containers/tfstate`);
    store().set({ ...container, properties: { ...container?.properties, publicAccess: 'Blob' } } as never);
    const result = await one.run({ yes: true, allowIp: ['203.0.113.7'] });
    expect(one.host.texts('bootstrap.planned')[0]).toMatchInlineSnapshot(`
     "To complete:
       storage account stshopdevfnz55
         account keys (allowSharedKeyAccess): true becomes false
         HTTPS only (supportsHttpsTrafficOnly): false becomes true
         minimum TLS version: TLS1_0 becomes TLS1_2
         networks that no rule names: Allow becomes Deny
         allowed addresses: 203.0.113.7 added
       blob service stshopdevfnz55
         versions of blobs: false becomes true
       container tfstate
         public access: Blob becomes None

     There already:
       resource provider Microsoft.Storage
       resource group rg-shop-dev-tfstate
       role Storage Blob Data Contributor"
    `);
    expect(partsOf(result, 'completed')).toHaveLength(3);
    expect(one.propertiesOf(ACCOUNTS)).toMatchObject({
      allowSharedKeyAccess: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
      networkAcls: {
        bypass: 'None',
        defaultAction: 'Deny',
        ipRules: [{ value: '192.0.2.1' }, { value: '203.0.113.7' }],
      },
    });
    expect(one.propertiesOf(`${ACCOUNTS}/blobServices`)).toMatchObject({
      changeFeed: { enabled: true },
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 90 },
    });
    expect(one.propertiesOf(`${ACCOUNTS}/blobServices/containers`)).toMatchObject({ publicAccess: 'None' });
    await one.run({});
    expect(one.writes).toEqual([]);
  });

  it('adds a lock when it is asked for, once', async () => {
    await one.run();
    expect(partsOf(await one.run({ yes: true, lock: true }), 'made')).toEqual(['lock CanNotDelete']);
    expect(partsOf(await one.run({ yes: true, lock: true }), 'made')).toEqual([]);
  });

  it('gives another principal the role', async () => {
    await one.run();
    const objectId = '11111111-2222-4333-8444-555555555555';
    one.azure.azure.azure.directory.add({ objectId, type: 'User', displayName: 'ann' });
    expect(partsOf(await one.run({ yes: true, principal: objectId }), 'made')).toEqual([
      'role Storage Blob Data Contributor',
    ]);
    expect(one.writes).toHaveLength(1);
  });
});

describe('what is there already', () => {
  const grant = (role: string, scope: string, more: object = {}) =>
    one.azure.azure.assume(`${scope}/providers/${ROLES}/00000000-0000-4000-8000-000000000001`, {
      properties: {
        roleDefinitionId: `/subscriptions/${one.azure.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        principalId: one.azure.azure.azure.directory.deployer.objectId,
        ...more,
      },
    });
  const OWNER_OF_DATA = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';

  it.each([
    ['counts where it is above', {}, []],
    [
      'does not count with a condition',
      { condition: "@Resource[x] StringEquals 'y'", conditionVersion: '2.0' },
      ['role Storage Blob Data Contributor'],
    ],
  ])('of roles that contain what is needed %s', async (_, more, made) => {
    await one.run();
    store()
      .ofType(ROLES)
      .forEach(({ id }) => store().delete(id));
    grant(OWNER_OF_DATA, store().ofType(ACCOUNTS)[0]?.id ?? '', more);
    expect(partsOf(await one.run(), 'made')).toEqual(made);
  });

  it('of local states is offered to move, and stays where that is declined', async () => {
    one.renew({ site: { resources: { 'terraform_data.Page': {} } } });
    const resource = { mode: 'managed', type: 'terraform_data', name: 'Page', instances: [{ attributes: {} }] };
    const state = { version: 4, serial: 1, lineage: 'a', outputs: {}, resources: [resource] };
    one.project.write('.azstage/state/shop/shop/dev/site.tfstate', state);
    const result = await one.run({}, ({ code }) => code === 'approve.bootstrap');
    expect(one.host.requests.map(({ code, text }) => [code, text])).toEqual([
      ['approve.bootstrap', 'Make or complete 6 parts in Azure, and write environments/dev.json?'],
      ['approve.migrate-state', 'Move 1 local state there? The local files are kept.'],
    ]);
    expect(result).toMatchObject({
      localStates: [{ stage: 'site', file: '.azstage/state/shop/shop/dev/site.tfstate', resources: 1 }],
      next: 'azstage bootstrap --migrate-state',
    });
  });
});

describe('what stands in the way', () => {
  const taken = async (group: string, name: string) => {
    const id = `/subscriptions/${one.azure.subscriptionId}/resourceGroups/${group}/providers/${ACCOUNTS}/${name}`;
    const { subscriptionId } = one.azure;
    const other = id.replace(subscriptionId, '99999999-9999-4999-8999-999999999999');
    return { id, other };
  };
  const account = (id: string) => store().set({ id, name: id.split('/').at(-1) ?? '', type: ACCOUNTS, properties: {} });

  it.each<[string, () => Promise<void>, object, RegExp]>([
    [
      'a name that another subscription has',
      async () => account((await taken('rg', 'sttaken')).other),
      { storageAccount: 'sttaken' },
      /^The name of the storage account sttaken is taken by another subscription\.$/,
    ],
    [
      'an account in another resource group',
      async () => account((await taken('rg-other', 'stown')).id),
      { storageAccount: 'stown' },
      /^The storage account stown is in the resource group rg-other, not in rg-shop-dev-tfstate\.$/,
    ],
    [
      'another backend in the file',
      () => Promise.resolve(one.project.write(ENVIRONMENT, { backend: { type: 'cloud', organization: 'acme' } })),
      {},
      /^environments\/dev\.json has the backend cloud already\.$/,
    ],
    [
      'another account in the file',
      () =>
        Promise.resolve(
          one.project.write(ENVIRONMENT, {
            backend: {
              type: 'azurerm',
              storageAccountName: 'stmine',
              containerName: 'states',
              resourceGroupName: 'rg',
            },
          }),
        ),
      { storageAccount: 'stother' },
      /^--storage-account is stother, but the backend in environments\/dev\.json has stmine\.$/,
    ],
    ['a name that Azure does not take', () => Promise.resolve(), { storageAccount: 'St-x' }, /^--storage-account: /],
    [
      'a private address',
      () => Promise.resolve(),
      { allowIp: ['10.0.0.4'] },
      /^--allow-ip: 10\.0\.0\.4 is not a public/,
    ],
    [
      'a range with bits beyond',
      () => Promise.resolve(),
      { allowIp: ['203.0.113.7/24'] },
      /did you mean 203\.0\.113\.0\/24\.$/,
    ],
    ['a range of two', () => Promise.resolve(), { allowIp: ['203.0.113.6/31'] }, /name both\.$/],
    ['no object id', () => Promise.resolve(), { principal: 'ann' }, /^--principal: "ann" is not an object id\.$/],
    [
      'a file that is no JSON',
      () => Promise.resolve(one.project.write(ENVIRONMENT, '{')),
      {},
      /^environments\/dev\.json is not JSON/,
    ],
  ])('%s is refused, and nothing is made', async (_, prepare, options, message) => {
    await prepare();
    await expect(one.run({ yes: true, ...options })).rejects.toMatchObject({
      message: expect.stringMatching(message) as string,
    });
    expect(one.writes).toEqual([]);
  });

  const refusal = (status: number, code: string, message = 'no'): ReturnType<Faults> => ({
    status,
    headers: { 'retry-after': '0' },
    body: { error: { code, message } },
  });

  it.each<[string, Faults, RegExp, RegExp | undefined]>([
    [
      'a subscription of another tenant',
      (_, path) => (/^\/subscriptions\/[^/]+$/.test(path) ? refusal(404, 'SubscriptionNotFound') : undefined),
      /^The signed-in identity sees no subscription \S+ in tenant \S+\.$/,
      /az login --tenant/,
    ],
    [
      'a token that ended',
      () => refusal(401, 'ExpiredAuthenticationToken'),
      /^Azure answered 401 to GET \S+: ExpiredAuthenticationToken: no$/,
      /Sign in again/,
    ],
    [
      'a missing permission to make a group',
      (method) => (method === 'PUT' ? refusal(403, 'AuthorizationFailed') : undefined),
      /^Azure answered 403 to PUT \S+: AuthorizationFailed: no$/,
      /with the role Contributor on it/,
    ],
    [
      'a missing permission to give roles',
      (method, path) =>
        method === 'PUT' && path.includes('roleAssignments') ? refusal(403, 'AuthorizationFailed') : undefined,
      /^Azure answered 403 to PUT /,
      /with the role Owner on it/,
    ],
    [
      'a conflict',
      (method, path) =>
        method === 'PUT' && path.includes('storageAccounts')
          ? refusal(409, 'StorageAccountOperationInProgress')
          : undefined,
      /^Azure answered 409 to PUT \S+: StorageAccountOperationInProgress: no$/,
      undefined,
    ],
    [
      'a rate limit that stays',
      (method) => (method === 'PUT' ? refusal(429, 'TooManyRequests') : undefined),
      /^Azure answered 429 to PUT /,
      /wait some minutes/,
    ],
    [
      'a broken connection',
      (method) => (method === 'PUT' ? 'drop' : undefined),
      /could not be reached for PUT/,
      /Check the network/,
    ],
  ])('%s is one clear line, the setting is not written, and the next run goes on', async (_, faults, message, fix) => {
    one.faults = faults;
    const error: unknown = await one.run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AZURE_FAILED', message: expect.stringMatching(message) as string });
    expect((error as { fix?: string }).fix ?? '').toMatch(fix ?? /^$/);
    expect(one.project.exists(ENVIRONMENT)).toBe(false);
    one.faults = () => undefined;
    expect(partsOf(await one.run(), 'missing')).toEqual([]);
    expect(one.project.exists(ENVIRONMENT)).toBe(true);
  });

  it('waits as long as Azure asks for, and goes on', async () => {
    let limited = 2;
    one.faults = (method) => (method === 'PUT' && limited-- > 0 ? refusal(429, 'TooManyRequests') : undefined);
    expect(partsOf(await one.run(), 'made')).toHaveLength(6);
  });

  it('gives a role again while Azure does not know the principal yet', async () => {
    let unknown = 3;
    one.faults = (method, path) =>
      method === 'PUT' && path.includes('roleAssignments') && unknown-- > 0
        ? refusal(400, 'PrincipalNotFound')
        : undefined;
    expect(partsOf(await one.run(), 'made')).toContain('role Storage Blob Data Contributor');
    expect(one.waits).toEqual([5, 5, 5]);
    expect(one.host.texts('bootstrap.waiting')).toEqual([
      'Waiting for the principal to be known to Azure, which takes up to three minutes',
    ]);
  });

  it('asks nothing of a resource provider that is not registered but to register', async () => {
    const { registered } = one.azure.azure.azure;
    one.faults = (_, path) =>
      path.includes('/Microsoft.Storage/') && !path.endsWith('/register') && !registered.has('microsoft.storage')
        ? refusal(409, 'MissingSubscriptionRegistration')
        : undefined;
    expect(partsOf(await one.run(), 'made')).toHaveLength(6);
  });

  it('takes a role that somebody gave meanwhile as given', async () => {
    one.faults = (method, path) =>
      method === 'PUT' && path.includes('roleAssignments') ? refusal(409, 'RoleAssignmentExists') : undefined;
    expect(partsOf(await one.run(), 'made')).toContain('role Storage Blob Data Contributor');
  });

  it('says what is done when it stops in the middle', async () => {
    one.faults = (method, path) =>
      method === 'PUT' && path.includes('/containers/') ? refusal(500, 'InternalError') : undefined;
    await expect(one.run()).rejects.toMatchObject({ code: 'AZURE_FAILED' });
    expect(one.host.texts('bootstrap.stopped')).toEqual([
      expect.stringMatching(
        /^Done so far: resource provider .*, blob service \S+\. Running it again goes on from there\.$/,
      ),
    ]);
  });
});

describe('the deployer of a repository of GitHub', () => {
  const stages = {
    apps: { resources: { 'azurerm_role_assignment.Pull': {}, 'azurerm_management_lock.Lock': {} } },
  };

  it('gets a credential for the ids of a repository that was made since 15 July 2026, and the roles that the stages need', async () => {
    one.renew(stages);
    one.repositories.set('shop', { created: '2026-09-01T00:00:00Z' });
    const { deployer } = await one.run({ yes: true, github: { repository: 'Acme/shop' } });
    const clientId = one.propertiesOf('Microsoft.ManagedIdentity/userAssignedIdentities')['clientId'];
    expect(deployer).toEqual({
      repository: 'acme/shop',
      subjects: ['repo:acme@123456/shop@456789:environment:dev'],
      variables: {
        ARM_CLIENT_ID: clientId,
        ARM_TENANT_ID: one.azure.azure.azure.tenantId,
        ARM_SUBSCRIPTION_ID: one.azure.subscriptionId,
      },
      commands: [
        'gh api --method PUT repos/acme/shop/environments/dev',
        `gh variable set ARM_CLIENT_ID --body ${String(clientId)} --repo acme/shop --env dev`,
        `gh variable set ARM_TENANT_ID --body ${one.azure.azure.azure.tenantId} --repo acme/shop --env dev`,
        `gh variable set ARM_SUBSCRIPTION_ID --body ${one.azure.subscriptionId} --repo acme/shop --env dev`,
      ],
    });
    expect(one.propertiesOf(CREDENTIALS)).toMatchObject({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:acme@123456/shop@456789:environment:dev',
      audiences: ['api://AzureADTokenExchange'],
    });
    const principalId = one.propertiesOf('Microsoft.ManagedIdentity/userAssignedIdentities')['principalId'];
    const roles = store()
      .ofType(ROLES)
      .filter(({ properties }) => properties['principalId'] === principalId);
    expect(roles.map(({ properties }) => String(properties['scope']).split('/').at(-1))).toEqual([
      one.azure.subscriptionId,
      one.azure.subscriptionId,
      one.azure.subscriptionId,
      'tfstate',
    ]);
    expect(roles.map(({ properties }) => properties['condition']).filter((each) => each !== undefined)).toEqual([
      expect.stringContaining('ForAnyOfAllValues:GuidNotEquals {8e3af657-a8ff-443c-a75c-2fe8c4bcb635, '),
    ]);
    await one.run({ github: { repository: 'acme/shop' } });
    expect(one.writes).toEqual([]);
  });

  it('gets no role beyond Contributor and that on the states where the stages need none', async () => {
    one.repositories.set('shop', { created: '2026-09-01T00:00:00Z' });
    const result = await one.run({ yes: true, github: { repository: 'acme/shop' } });
    expect(partsOf(result, 'made').filter((each) => each.startsWith('role '))).toEqual([
      'role Storage Blob Data Contributor',
      'role Contributor',
      'role Storage Blob Data Contributor',
    ]);
  });

  it.each([
    ['what GitHub says they are', { created: '2020-01-01T00:00:00Z', prefix: 'repo:acme/shop' }, ['acme/shop'], /^$/],
    [
      'what GitHub says they are, for one that opted in',
      { created: '2020-01-01T00:00:00Z', prefix: 'repo:acme@123456/shop@456789' },
      ['acme@123456/shop@456789'],
      /^$/,
    ],
    [
      'both where GitHub does not say',
      { created: '2020-01-01T00:00:00Z' },
      ['acme/shop', 'acme@123456/shop@456789'],
      /^which of the two the repository has/,
    ],
  ])('trusts subjects of an older repository: %s', async (_, repository, prefixes, unverified) => {
    one.repositories.set('shop', repository);
    const { deployer } = await one.run({ yes: true, github: { repository: 'acme/shop' } });
    expect(deployer?.subjects).toEqual(prefixes.map((prefix) => `repo:${prefix}:environment:dev`));
    expect(deployer?.unverified ?? '').toMatch(unverified);
  });

  it.each([
    ['123456/456789', 'repo:acme@123456/shop@456789:environment:dev'],
    [false as const, 'repo:acme/shop:environment:dev'],
  ])('asks nobody where the ids are given: %s', async (ids, subject) => {
    const { deployer } = await one.run({ yes: true, github: { repository: 'acme/shop', ids } });
    expect(deployer).toMatchObject({ subjects: [subject], unverified: expect.stringMatching(/./) as string });
    expect(one.asked.filter((each) => each.includes('/repos/'))).toEqual([]);
  });

  it.each<[string, object, Faults, RegExp]>([
    [
      'a repository that GitHub does not show',
      { repository: 'acme/none' },
      () => undefined,
      /^GitHub has no repository acme\/none/,
    ],
    ['no repository', { repository: 'shop' }, () => undefined, /^--github: repository/],
    ['no ids', { repository: 'acme/shop', ids: '1' }, () => undefined, /^--github-ids: "1" is not two numbers/],
    [
      'GitHub out of reach',
      { repository: 'acme/shop' },
      (_, path) => (path.startsWith('/repos/') ? 'drop' : undefined),
      /^api\.github\.com could not be reached/,
    ],
    [
      'the rate limit of GitHub',
      { repository: 'acme/shop' },
      (_, path) =>
        path.startsWith('/repos/') ? { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: {} } : undefined,
      /^api\.github\.com limits the rate/,
    ],
  ])('%s is refused before anything is made', async (_, github, faults, message) => {
    one.faults = faults;
    await expect(one.run({ yes: true, github: github as { repository: string } })).rejects.toMatchObject({
      message: expect.stringMatching(message) as string,
    });
    expect(one.writes).toEqual([]);
  });

  it('does not guess the subjects of a template', async () => {
    one.repositories.set('shop', { created: '2026-09-01T00:00:00Z', template: ['actor', 'context'] });
    await expect(one.run({ yes: true, github: { repository: 'acme/shop' } })).rejects.toThrow(
      'The subjects of acme/shop are made from a template of its own',
    );
  });
});
