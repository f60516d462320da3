import fs from 'node:fs';
import path from 'node:path';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { type IoMessage } from '../../../lib/toolkit/io/io-host';
import { azureState, type AzureResources } from '../../helpers/azure-state';
import { signedIn, startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { reportIn } from '../../helpers/report-schema';
import { parseLines, TestProject } from '../../helpers/test-project';

const SECRET = 'client-secret-0123456789';
const IMAGE = 'acr.azurecr.io/api:1.2';

const STAGES = {
  network: { checks: ['Somebody has drawn the network.'] },
  apps: {
    needs: ['network'],
    resources: { 'azurerm_container_app.Api': { name: 'api' } },
    resourceChecks: [
      { kind: 'container-app', address: 'azurerm_container_app.Api', path: 'apps/Api' },
      { kind: 'redis', address: 'azurerm_managed_redis.Cache', path: 'apps/Cache' },
      { kind: 'private-endpoint', address: 'azurerm_private_endpoint.CacheEndpoint', path: 'apps/Cache/Endpoint' },
    ],
  },
  later: { needs: ['apps'], checks: ['It looks well.'] },
};

/** Times are long enough for a slow machine; a command that hangs fails the test all the same. */
jest.setTimeout(120_000);

describe('azstage verify, against an Azure on loopback', () => {
  let test: TestAzure;
  let project: TestProject;
  let fault: (method: string, url: URL) => Answer | 'drop' | undefined = () => undefined;
  const asked: string[] = [];

  beforeAll(async () => {
    test = await startAzure({
      fault: (method, url) => {
        asked.push(`${method} ${url.hostname}${url.pathname}`);
        return fault(method, url);
      },
    });
  });
  afterAll(async () => {
    TestProject.removeAll();
    await test.stop();
  });

  beforeEach(() => {
    fault = () => undefined;
    asked.length = 0;
    project = TestProject.withStages({ stages: STAGES, subscriptionId: test.subscriptionId });
    project.write('ca.pem', test.azure.certificate.cert);
    project.withEnv(signedIn(test, path.join(project.directory, 'ca.pem'), SECRET));
    deploy('network', network());
    deploy('apps', apps());
    healthy();
  });

  const idOf = (at: string) => test.idOf(at);
  const put = (at: string, properties: object) => {
    const [namespace, ...rest] = at.split('/');
    const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
    const resource = { id: idOf(at), name: rest.at(-1) ?? '', type, location: 'westeurope', properties };
    test.azure.azure.store.set(
      JSON.parse(JSON.stringify(resource)) as Parameters<typeof test.azure.azure.store.set>[0],
    );
  };
  const deploy = (stage: string, resources: AzureResources) =>
    project.write(`.azstage/state/shop/shop/dev/${stage}.tfstate`, azureState(resources));

  const network = (): AzureResources => ({
    'azurerm_virtual_network.Network': { id: idOf('Microsoft.Network/virtualNetworks/vnet-shop') },
    'azurerm_subnet.Endpoints': { id: idOf('Microsoft.Network/virtualNetworks/vnet-shop/subnets/endpoints') },
  });
  const apps = (): AzureResources => {
    const redis = idOf('Microsoft.Cache/redisEnterprise/redis-shop');
    return {
      'azurerm_container_app.Api': {
        id: idOf('Microsoft.App/containerApps/api'),
        template: [{ min_replicas: 1, container: [{ name: 'api', image: IMAGE }] }],
      },
      'azurerm_managed_redis.Cache': {
        id: redis,
        hostname: 'redis-shop.westeurope.redis.azure.invalid',
        default_database: [{ port: 10000, primary_access_key: 'key-that-nobody-may-see' }],
      },
      'azurerm_private_endpoint.CacheEndpoint': {
        id: idOf('Microsoft.Network/privateEndpoints/pe-redis'),
        subnet_id: idOf('Microsoft.Network/virtualNetworks/vnet-shop/subnets/endpoints'),
        private_service_connection: [{ private_connection_resource_id: redis }],
      },
    };
  };
  const healthy = () => {
    put('Microsoft.Network/virtualNetworks/vnet-shop', { provisioningState: 'Succeeded' });
    put('Microsoft.Network/virtualNetworks/vnet-shop/subnets/endpoints', { provisioningState: 'Succeeded' });
    put('Microsoft.Cache/redisEnterprise/redis-shop', { provisioningState: 'Succeeded', resourceState: 'Running' });
    const state = { status: 'Approved' };
    put('Microsoft.Network/privateEndpoints/pe-redis', {
      provisioningState: 'Succeeded',
      privateLinkServiceConnections: [{ properties: { privateLinkServiceConnectionState: state } }],
    });
    app('Healthy');
  };
  const app = (healthState: string) => {
    put('Microsoft.App/containerApps/api', {
      provisioningState: 'Succeeded',
      latestRevisionName: 'api--1',
      latestReadyRevisionName: 'api--1',
    });
    put('Microsoft.App/containerApps/api/revisions/api--1', {
      healthState,
      replicas: 1,
      template: { containers: [{ name: 'api', image: IMAGE }] },
    });
  };

  const azstage = async (...args: string[]) => {
    const cli = project.start(...args);
    const exitCode = await cli.ended;
    const output = cli.output();
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain('key-that-nobody-may-see');
    expect(output).not.toContain('    at ');
    return { exitCode, output };
  };

  it('passes what works, says what it cannot reach and from where it can, and what is not deployed', async () => {
    const { exitCode, output } = await azstage('verify');
    expect(output).toMatch(/^network +verified .* 2 passed$/m);
    expect(output).toMatch(/^apps +verified .* 5 passed, 1 unreachable$/m);
    expect(output).toMatch(/^later +not deployed/m);
    expect(output).toMatch(/ {2}unreachable {2}redis of azurerm_managed_redis\.Cache/);
    expect(output).toContain('It answers inside vnet-shop.');
    expect(output).toContain('Run azstage verify inside vnet-shop');
    expect(output).toMatch(/verify: 3 stages in .*: 7 passed, 1 unreachable/);
    expect(output).toContain('1 more thing to look at yourself');
    expect(exitCode).toBe(0);
    expect(asked.filter((each) => !/^(GET management|(GET|POST) login)/.test(each))).toEqual([]);
  });

  it('fails with --strict for what it cannot reach', async () => {
    expect(await azstage('verify', 'apps', '--strict')).toMatchObject({ exitCode: 1 });
    expect(await azstage('verify', 'network', '--strict')).toMatchObject({ exitCode: 0 });
    expect(await azstage('verify', 'later', '--strict')).toMatchObject({ exitCode: 1 });
  });

  it('exits with 1 for what does not work, in every report', async () => {
    app('Unhealthy');
    test.azure.azure.store.delete(idOf('Microsoft.Network/virtualNetworks/vnet-shop/subnets/endpoints'));
    const { exitCode, output } = await azstage('verify', '--report', 'v.json', 'v.xml', 'v.md');
    expect(exitCode).toBe(1);
    expect(output).toContain('failed       container-app of azurerm_container_app.Api');
    expect(output).toContain('Its latest revision api--1: is unhealthy.');
    expect(output).toMatch(
      /exists of azurerm_subnet\.Endpoints[^]*Azure has no Microsoft\.Network\/virtualNetworks\/vnet-shop\/subnets\/endpoints in the resource group rg:/,
    );
    const { stages } = reportIn(project.read('v.json'));
    expect(stages.map(({ result }) => result)).toEqual(['failed', 'failed', 'not-deployed']);
    expect(stages[1]?.verified).toContainEqual({
      check: 'container-app',
      address: 'azurerm_container_app.Api',
      constructPath: 'apps/Api',
      status: 'failed',
      detail: 'Its latest revision api--1: is unhealthy.',
      fix: 'Look at its log: az containerapp logs show --name api --resource-group rg --type system',
      milliseconds: expect.any(Number),
    });
    const junit = project.read('v.xml');
    expect(junit).toContain('<testcase name="container-app of azurerm_container_app.Api" classname="shop.dev.apps"');
    expect(junit).toContain('failures="2" errors="0" skipped="1"');
    const markdown = project.read('v.md');
    expect(markdown).toContain('### Not verified');
    expect(markdown).toContain('- **failed**: container-app of `azurerm_container_app.Api` in `apps`');
    for (const text of [junit, markdown, project.read('v.json')]) {
      expect(text).not.toContain(SECRET);
    }
  });

  it('prints messages for programs', async () => {
    const { output } = await azstage('verify', 'network', '--json');
    const messages = parseLines(output);
    expect(messages.map(({ code }) => code)).toContain('stage.progress');
    expect(messages.at(-1)).toMatchObject({ code: 'run.result', data: { command: 'verify', exitCode: 0 } });
  });

  const refusal = (status: number, code: string): Answer => ({
    status,
    headers: { 'retry-after': '0' },
    body: { error: { code, message: `No, with ${status}.` } },
  });
  const isApp = (url: URL) => /containerApps\/api$/.test(url.pathname);

  it('fails what Azure refuses or does not answer, and goes on with the rest', async () => {
    const answers: Readonly<Record<string, Answer | 'drop'>> = {
      'vnet-shop': refusal(403, 'AuthorizationFailed'),
      endpoints: refusal(404, 'ResourceNotFound'),
      'pe-redis': refusal(429, 'TooManyRequests'),
      api: refusal(500, 'InternalServerError'),
      'redis-shop': 'drop',
    };
    fault = (_method, url) => answers[url.pathname.split('/').at(-1) ?? ''];
    const { exitCode, output } = await azstage('verify', '--timeout', '600', '--json');
    const result = parseLines(output).at(-1) as IoMessage<'run.result'>;
    const checks = result.data.stages.flatMap(({ verified = [] }) => verified);
    const found = checks.map(({ check, address, detail, fix }) => [check, address.split('.')[1], `${detail} ${fix}`]);
    const wanted: [string, string, RegExp][] = [
      ['exists', 'Network', /^Azure answered 403 to GET .*: AuthorizationFailed: No, with 403\. .*role Reader/],
      ['exists', 'Endpoints', /^Azure has no .*: it was deleted outside of Terraform\./],
      ['exists', 'Api', /^Azure answered 500 to GET .*status\.azure\.com/],
      ['exists', 'Cache', /^management\.azure\.com could not be reached for GET .* Check the network/],
      ['exists', 'CacheEndpoint', /^Azure answered 429 to GET .*limits the rate/],
      ['container-app', 'Api', /^Azure answered 500 to GET/],
      ['redis', 'Cache', /^The DNS of this machine/],
      ['private-endpoint', 'CacheEndpoint', /^Azure answered 429 to GET/],
    ];
    expect(found).toEqual(wanted.map(([check, name, text]) => [check, name, expect.stringMatching(text)]));
    expect(exitCode).toBe(1);
  });

  it('merges what checks of one resource have found alike', async () => {
    fault = (_method, url) => (isApp(url) ? refusal(403, 'AuthorizationFailed') : undefined);
    const { output } = await azstage('verify', 'apps');
    expect(output).toMatch(/ {2}failed +exists, container-app of azurerm_container_app\.Api/);
  });

  it('gives each check its time, and no more', async () => {
    const later: Answer = { status: 429, headers: { 'retry-after': '600' }, body: {} };
    fault = (_method, url) => (isApp(url) ? later : undefined);
    const start = Date.now();
    const { exitCode, output } = await azstage('verify', 'apps', '--timeout', '3');
    expect(output).toContain('There was no verdict within 3 s.');
    expect(exitCode).toBe(1);
    expect(Date.now() - start).toBeLessThan(60_000);
  });

  it('ends on Ctrl-C', async () => {
    let reached: () => void = () => undefined;
    const isReached = new Promise<void>((resolve) => (reached = resolve));
    fault = (_method, url) => {
      if (!isApp(url)) {
        return undefined;
      }
      reached();
      return { status: 429, headers: { 'retry-after': '600' }, body: {} };
    };
    const cli = project.start('verify', 'apps', '--timeout', '3000');
    await isReached;
    const start = Date.now();
    process.kill(cli.pid, 'SIGINT');
    await expect(cli.ended).resolves.toBe(130);
    expect(Date.now() - start).toBeLessThan(30_000);
    expect(cli.output()).toContain('Interrupted');
  });

  it('ends where nobody is signed in, once and not for each check', async () => {
    fault = (_method, url) =>
      url.hostname.startsWith('management') ? refusal(401, 'InvalidAuthenticationToken') : undefined;
    const { exitCode, output } = await azstage('verify');
    expect(output).toContain('Azure answered 401');
    expect(output).toContain('Sign in again');
    expect(output.match(/Azure answered 401/g)).toHaveLength(1);
    expect(exitCode).toBe(1);
  });

  it('says which variables are missing, and asks Azure nothing where nothing is deployed', async () => {
    fs.rmSync(path.join(project.directory, '.azstage'), { recursive: true, force: true });
    const { exitCode, output } = await azstage('verify');
    expect(output).toMatch(/^network +not deployed/m);
    expect(exitCode).toBe(0);
    expect(asked).toEqual([]);
  });

  it('verifies what was deployed, whose result stays', async () => {
    const kinds = ['container-app', 'of-the-future'];
    project.change({
      subscriptionId: test.subscriptionId,
      stages: {
        plain: { resources: { 'terraform_data.A': { input: 'a' } } },
        broken: {
          resources: { 'terraform_data.B': { input: 'b' } },
          resourceChecks: kinds.map((kind) => ({ kind, address: 'azurerm_container_app.Api', path: 'broken/Api' })),
        },
      },
    });
    expect(await azstage('deploy', 'plain', '--yes', '--verify')).toMatchObject({ exitCode: 0 });
    const { exitCode, output } = await azstage('deploy', 'broken', '--yes', '--verify', '--report', 'd.json');
    expect(output).toMatch(/^broken +applied/m);
    expect(output).toContain('container-app of azurerm_container_app.Api');
    expect(output).toContain('The state has no azurerm_container_app.Api: the stage was deployed without it.');
    expect(output).toContain('This version of azstage does not know the check of-the-future.');
    expect(output).toMatch(/deploy: 1 stage in .*; verified: 0 passed, 1 failed, 1 unreachable/);
    expect(exitCode).toBe(1);
    expect(reportIn(project.read('d.json')).stages).toMatchObject([
      { result: 'applied', verified: [{ status: 'failed' }, { status: 'unreachable' }] },
    ]);
  });

  it('keeps the result of a deployment where nobody is signed in to verify it', async () => {
    fault = (_method, url) =>
      url.hostname.startsWith('management') ? refusal(401, 'InvalidAuthenticationToken') : undefined;
    const resourceChecks = [{ kind: 'job', address: 'azurerm_container_app_job.J', path: 'a/J' }];
    const a = { resources: { 'terraform_data.A': { input: 'a' } }, resourceChecks };
    project.change({ subscriptionId: test.subscriptionId, stages: { a } });
    const { exitCode, output } = await azstage('deploy', 'a', '--yes', '--verify');
    expect(output).toMatch(/^a +applied/m);
    expect(output).toContain('Azure answered 401');
    expect(exitCode).toBe(1);
  });
});
