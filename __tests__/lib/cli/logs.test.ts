import fs from 'node:fs';
import path from 'node:path';
import { LoopbackAzure } from '../../../lib/rehearsal/loopback-azure';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { CUSTOMER_ID, LoggedApps } from '../../helpers/logged-apps';
import { parseLines, type RunningCli, TestProject } from '../../helpers/test-project';

let azure: LoopbackAzure;
let apps: LoggedApps;
let project: TestProject;
let fault: (method: string, url: URL) => Answer | undefined;
let authorizations: string[];

beforeAll(async () => {
  azure = await LoopbackAzure.start({ fault: (method, url) => fault(method, url) });
});
beforeEach(() => {
  fault = () => undefined;
  authorizations = [];
  azure.azure.store.delete(`/subscriptions/${azure.azure.subscriptionId}`);
  apps = new LoggedApps(azure);
  project = makeProject();
});
afterEach(() => {
  azure.logs.clear();
  TestProject.removeAll();
});
afterAll(() => azure.stop());

/** A project with a stage that has an app and a job, one that has none, and one that is not deployed; the workspace is in the second. */
function makeProject(): TestProject {
  const body = {};
  const made = TestProject.withStages({
    stages: {
      'stage-app': { resources: { 'azurerm_container_app.Agents': body, 'azurerm_container_app_job.Ingest': body } },
      'stage-base': { resources: { 'azurerm_log_analytics_workspace.Log': body } },
      'stage-new': { resources: { 'azurerm_container_app.Later': body } },
    },
  });
  const environment = apps.environment('cae', 'azure-monitor');
  const common = { container_app_environment_id: environment };
  writeState(made, 'stage-app', {
    'azurerm_container_app.Agents': { id: apps.app('agent-api', environment), name: 'agent-api', ...common },
    'azurerm_container_app_job.Ingest': { id: apps.job('ingest', environment), name: 'ingest', ...common },
  });
  const workspace = apps.idOf('Microsoft.OperationalInsights/workspaces/log');
  writeState(made, 'stage-base', {
    'azurerm_log_analytics_workspace.Log': { id: workspace, workspace_id: CUSTOMER_ID },
    'azurerm_monitor_diagnostic_setting.Log': {
      id: 'x',
      target_resource_id: environment,
      log_analytics_workspace_id: workspace,
    },
  });
  const { directory, tenantId, subscriptionId } = azure.azure;
  made.write('ca.pem', azure.certificate.cert);
  return made.withEnv({
    HTTPS_PROXY: azure.proxyAddress,
    NODE_EXTRA_CA_CERTS: path.join(made.directory, 'ca.pem'),
    ARM_CLIENT_ID: directory.deployer.appId,
    ARM_CLIENT_SECRET: 'the-secret',
    ARM_TENANT_ID: tenantId,
    ARM_SUBSCRIPTION_ID: subscriptionId,
    TZ: 'UTC',
  });
}

function writeState(made: TestProject, stage: string, resources: Record<string, object>): void {
  made.write(`.azstage/state/shop/shop/dev/${stage}.tfstate`, {
    version: 4,
    terraform_version: '1.11.0',
    serial: 1,
    lineage: `lineage-of-${stage}`,
    outputs: {},
    resources: Object.entries(resources).map(([address, attributes]) => {
      const [type, name] = address.split('.');
      const provider = 'provider["registry.terraform.io/hashicorp/azurerm"]';
      return { mode: 'managed', type, name, provider, instances: [{ schema_version: 0, attributes }] };
    }),
  });
}

/** Waits until a command line has printed something. */
async function until(cli: RunningCli, holds: (output: string) => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds(cli.output())) {
    if (Date.now() > deadline) {
      throw new TypeError(`never:\n${cli.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function ended(cli: RunningCli): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  return { exitCode: await cli.ended, output: cli.output() };
}

describe('azstage logs in a process of its own', () => {
  it('follows until Ctrl-C, reconnects without a line twice, and ends with 0', async () => {
    apps.replica('agent-api', 'agent-api--1-7f9c-x2k');
    apps.write('agent-api', 'agent-api--1-7f9c-x2k', 'before', { time: '2026-11-28T12:00:00.1234567Z' });
    const cli = project.start('logs', 'stage-app', 'Agents', '--follow');
    await until(cli, (output) => output.includes('before'));
    azure.logs.endStreams('break');
    apps.write('agent-api', 'agent-api--1-7f9c-x2k', 'after', { time: '2026-11-28T12:00:01Z' });
    await until(cli, (output) => output.includes(' after'));
    process.kill(cli.pid, 'SIGINT');
    const { exitCode, output } = await ended(cli);
    expect(output.split('\n').filter((line) => !line.includes('broke off'))).toEqual([
      '2026-11-28 12:00:00.123 +00:00 agent-api agent-api--1-7f9c-x2k agent-api before',
      '2026-11-28 12:00:01.000 +00:00 agent-api agent-api--1-7f9c-x2k agent-api after',
      '',
    ]);
    expect(output).not.toContain('the-secret');
    expect(exitCode).toBe(0);
  });

  it('ends when nobody reads it any more', async () => {
    apps.replica('agent-api', 'agent-api--1-a');
    apps.write('agent-api', 'agent-api--1-a', 'one');
    const cli = project.startShell('azstage logs stage-app agent-api --follow | head -n 1');
    await until(cli, (output) => output.includes('one'));
    const writing = setInterval(() => apps.write('agent-api', 'agent-api--1-a', 'more'), 50);
    await expect(ended(cli)).resolves.toMatchObject({ exitCode: 0 });
    clearInterval(writing);
  });

  it('prints hostile lines harmlessly, whole, and as one object each with --json', async () => {
    apps.replica('agent-api', 'agent-api--1-a');
    const long = 'x'.repeat(5000);
    const texts = [
      '\u001b[31mred\u001b[0m \u001b]0;title\u0007',
      'a\n2026-11-28 12:00:00.000 +00:00 agent-api forged',
      '::error::forged',
      '##vso[task.setvariable variable=a]b',
      `\u202e${long}`,
    ];
    texts.forEach((text, index) =>
      apps.write('agent-api', 'agent-api--1-a', text, { time: `2026-11-28T12:00:0${index}Z` }),
    );
    const { exitCode, output } = await ended(project.start('logs', 'stage-app', 'agent-api'));
    const prefix = (index: number) => `2026-11-28 12:00:0${index}.000 +00:00 agent-api agent-api--1-a agent-api`;
    expect(output.split('\n')).toEqual([
      `${prefix(0)} red <U+001B>]0;title<U+0007>`,
      `${prefix(1)} a`,
      '  2026-11-28 12:00:00.000 +00:00 agent-api forged',
      `${prefix(2)} ::error::forged`,
      `${prefix(3)} <U+0023>#vso[task.setvariable variable=a]b`,
      `${prefix(4)} <U+202E>${long}`,
      '',
    ]);
    expect(exitCode).toBe(0);
    const json = await ended(project.start('logs', 'stage-app', 'agent-api', '--json', '--tail', '4'));
    const messages = parseLines(json.output).filter(({ code }) => code === 'logs.line');
    expect(messages.map(({ data }) => (data as { message: string }).message)).toEqual(texts.slice(1));
    expect(messages[0]).toMatchObject({ level: 'result', stage: 'stage-app', data: { app: 'agent-api', kind: 'app' } });
  });

  it('reads the past of all apps from the workspace that another state names', async () => {
    const time = new Date(Date.now() - 60_000).toISOString();
    apps.write('agent-api', 'agent-api--1-gone', 'of the app', { time });
    const id = apps.idOf('Microsoft.App/jobs/ingest');
    azure.logs.write({ id, replica: 'ingest-1-x', container: 'ingest', text: 'of the job', time });
    fault = (_, url) => {
      authorizations.push(url.hostname + url.pathname);
      return undefined;
    };
    const { exitCode, output } = await ended(project.start('logs', 'stage-app', '--since', '1h'));
    expect(output).toMatch(/ agent-api agent-api--1-gone agent-api of the app\n/);
    expect(output).toMatch(/ ingest ingest-1-x ingest of the job\n/);
    expect(exitCode).toBe(0);
    // Resource Manager is not asked: the states know where the logs are.
    expect(authorizations.filter((each) => each.startsWith('management'))).toEqual([]);
  });

  it('says what it cannot read, shows the rest, and ends with 1', async () => {
    apps.replica('agent-api', 'agent-api--1-a');
    apps.write('agent-api', 'agent-api--1-a', 'still');
    fault = (_, url) =>
      url.pathname.includes('/jobs/ingest')
        ? { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no role' } } }
        : undefined;
    const { exitCode, output } = await ended(project.start('logs', 'stage-app'));
    expect(output).toContain(' agent-api still\n');
    expect(output).toMatch(
      /^stage-app: Azure answered 403 to GET .*\/jobs\/ingest\/executions: AuthorizationFailed: no role$/m,
    );
    expect(exitCode).toBe(1);
  });
});

describe('azstage logs', () => {
  it.each([
    [
      ['stage-app', 'agents'],
      64,
      /There is no container app, job or cluster "agents" in stage-app\. Did you mean "Agents"\?\nThere are: agent-api \(Agents\), ingest \(Ingest\)\./,
    ],
    [
      ['stage-base'],
      1,
      /stage-base: no container app, job or Kubernetes cluster is deployed there\.\nStages with some: stage-app, stage-new\./,
    ],
    [['stage-new'], 1, /stage-new is not deployed: there are no logs\./],
    [['stage-ap'], 64, /There is no stage "stage-ap"\. Did you mean "stage-app"\?/],
    [['stage-app', '--since', 'monday'], 64, /--since: got "monday"\. Allowed: a duration such as 90s/],
    [['stage-app', '--since', '1h', '--until', '2h'], 64, /--since 1h is not before --until\./],
    [['stage-app', '--follow', '--until', '1h'], 64, /'--until <time>' cannot be used with option '-f, --follow'/],
    [['stage-app', '--tail', '-1'], 64, /Allowed: a whole number from 0 to 100000\./],
    [[], 64, /missing required argument 'stage'/],
  ])('refuses %j', async (args, exitCode, text) => {
    const result = await project.azstage('logs', ...args);
    expect(result.stderr).toMatch(text);
    expect(result.exitCode).toBe(exitCode);
  });

  it('takes --system without a name as --events, and with one as the setting', async () => {
    const id = apps.idOf('Microsoft.App/containerApps/agent-api');
    azure.logs.write({ id, text: 'Ready', reason: 'RevisionReady', time: '2026-11-28T12:00:00Z' });
    const { output } = await ended(project.start('logs', 'stage-app', 'agent-api', '--system'));
    expect(output).toBe('2026-11-28 12:00:00.000 +00:00 agent-api RevisionReady Ready\n');
    expect(fs.existsSync(path.join(project.directory, '.azstage'))).toBe(true);
  });
});
