import fs from 'node:fs';
import path from 'node:path';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { azureState } from '../../helpers/azure-state';
import { COMPILED_CLI } from '../../helpers/compiled-cli';
import { certificateFor, startHttps, type TestHttps } from '../../helpers/data-plane';
import { bundleJob, type IdentityEndpoint, JobContainer, startIdentityEndpoint } from '../../helpers/job-container';
import { signedIn, startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { TestProject } from '../../helpers/test-project';

const STAGES = {
  apps: {
    resources: { 'azurerm_container_app.Api': { name: 'api' } },
    resourceChecks: [
      { kind: 'health', address: 'azurerm_container_app.Api', path: 'apps/Api', parameters: { path: '/health' } },
      { kind: 'open-ai', address: 'azurerm_cognitive_deployment.Gpt', path: 'apps/Gpt', parameters: { model: 'chat' } },
    ],
  },
};

const CLIENT_ID = 'client-of-api';

/** Times are long enough for a slow machine; a command that hangs fails the test all the same. */
jest.setTimeout(120_000);

describe('azstage verify --from-job, against an Azure on loopback', () => {
  let test: TestAzure;
  let project: TestProject;
  let service: TestHttps;
  let identity: IdentityEndpoint;
  let container: JobContainer | undefined;
  let deleted: string[] = [];

  beforeAll(async () => {
    bundleJob(path.join(path.dirname(COMPILED_CLI), '../lib/verify/from-job'));
    const certificate = await certificateFor('localhost');
    service = await startHttps(certificate, ({ path: asked }) =>
      asked === '/health' ? { status: 204 } : { status: 200, body: { choices: [{}], usage: { total_tokens: 7 } } },
    );
    identity = await startIdentityEndpoint(CLIENT_ID);
    test = await startAzure({ fault: (method, url) => played(method, decodeURIComponent(url.pathname)) });
    project = TestProject.withStages({ stages: STAGES, subscriptionId: test.subscriptionId });
    project.write('azure.pem', test.azure.certificate.cert);
    project.write('ca.pem', certificate.cert);
    project.withEnv(signedIn(test, path.join(project.directory, 'azure.pem'), 'client-secret-0123456789'));
    const assumed: readonly (readonly [string, object])[] = [
      ['Microsoft.App/managedEnvironments/cae-shop', {}],
      ['Microsoft.ManagedIdentity/userAssignedIdentities/id-api', {}],
    ];
    assumed.forEach(([at, properties]) => test.azure.assume(test.idOf(at), { location: 'westeurope', properties }));
  });
  afterAll(async () => {
    TestProject.removeAll();
    await Promise.all([service.stop(), test.stop()]);
    identity.stop();
  });
  beforeEach(() => {
    deleted = [];
    deploy('Microsoft.App/managedEnvironments/cae-shop');
  });
  afterEach(() => container?.kill());

  /** States in which the app and the account answer on loopback. */
  function deploy(environment?: string): void {
    const account = test.idOf('Microsoft.CognitiveServices/accounts/oai');
    const identityId = test.idOf('Microsoft.ManagedIdentity/userAssignedIdentities/id-api');
    const resources = {
      'azurerm_container_app.Api': {
        id: test.idOf('Microsoft.App/containerApps/api'),
        container_app_environment_id: test.idOf('Microsoft.App/managedEnvironments/cae-shop'),
        identity: [{ type: 'UserAssigned', identity_ids: [identityId] }],
        ingress: [{ fqdn: `localhost:${service.port}` }],
      },
      'azurerm_user_assigned_identity.Api': { id: identityId, client_id: CLIENT_ID },
      'azurerm_cognitive_account.Oai': { id: account, endpoint: `https://localhost:${service.port}/` },
      'azurerm_cognitive_deployment.Gpt': {
        id: `${account}/deployments/gpt`,
        name: 'gpt',
        cognitive_account_id: account,
      },
      ...(environment !== undefined && {
        'azurerm_container_app_environment.Environment': { id: test.idOf(environment) },
      }),
    };
    project.write('.azstage/state/shop/shop/dev/apps.tfstate', azureState(resources));
  }

  /** Azure's part: a job that is started runs here, and its log is what it writes. */
  function played(method: string, pathname: string): Answer | undefined {
    const [, id] = /^(.*\/jobs\/azstage-verify-[0-9a-f]{8})(\/start)?$/.exec(pathname) ?? [];
    if (id === undefined) {
      return undefined;
    }
    if (method === 'DELETE') {
      deleted.push(id);
      container?.kill();
    }
    if (method !== 'POST' || !pathname.endsWith('/start')) {
      return undefined;
    }
    const { store } = test.azure.azure;
    const execution = `${id}/executions/run-1`;
    const replica = { id: `${execution}/replicas/replica-1`, name: 'replica-1' };
    store.set({
      id: execution,
      name: 'run-1',
      type: 'Microsoft.App/jobs/executions',
      properties: { status: 'Running' },
    });
    store.set({
      ...replica,
      type: 'Microsoft.App/jobs/executions/replicas',
      properties: { containers: [{ name: 'azstage-verify' }] },
    });
    container = new JobContainer(store.get(id), project.directory, identity.url, (text) =>
      test.azure.logs.write({ id, text, revision: 'run-1', replica: 'replica-1', container: 'azstage-verify' }),
    );
    return { status: 202 };
  }

  const azstage = async (...args: string[]) => {
    const cli = project.start(...args);
    const exitCode = await cli.ended;
    return { exitCode, output: cli.output() };
  };

  it('asks the services from inside of the environment, as the identity of the app, and deletes the job', async () => {
    const { output } = await azstage('verify', '--from-job', '--report', 'v.json');
    const { stages } = JSON.parse(project.read('v.json')) as {
      stages: { verified: { check: string; detail: string }[] }[];
    };
    const verdicts = stages.flatMap(({ verified }) => verified.map(({ check, detail }) => `${check}: ${detail}`));
    expect(verdicts).toEqual(
      expect.arrayContaining([
        `health: https://localhost:${service.port}/health answered 204. A job in cae-shop asked.`,
        `open-ai: The deployment gpt of localhost:${service.port} answered a completion of 7 tokens. A job in cae-shop asked.`,
      ]),
    );
    expect(identity.asked.at(-1)?.searchParams.get('client_id')).toBe(CLIENT_ID);
    expect(deleted).toHaveLength(1);
    expect(output).not.toContain('client-secret');
  });

  it('ends on Ctrl-C, and deletes the job then', async () => {
    const cli = project.start('verify', '--from-job', '--job-image', 'registry.example/node:24');
    const before = container;
    while (container === before) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    process.kill(cli.pid, 'SIGINT');
    await expect(cli.ended).resolves.toBe(130);
    expect(deleted).toHaveLength(1);
  });

  it('says that there is no environment to run a job in', async () => {
    deploy();
    const { output } = await azstage('verify', '--from-job');
    expect(output).toContain('No stage that is deployed has an environment of Container Apps');
    expect(deleted).toEqual([]);
  });

  it('says what the job needs that is not there', async () => {
    fs.rmSync(path.join(path.dirname(COMPILED_CLI), '../lib/verify/from-job/job.bundle.txt'));
    const { output } = await azstage('verify', '--from-job');
    expect(output).toContain('The program of the job is not built.');
    bundleJob(path.join(path.dirname(COMPILED_CLI), '../lib/verify/from-job'));
  });
});
