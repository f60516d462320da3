import { ContainerAppsAPIClient } from '@azure/arm-appcontainers';
import { LogsQueryClient } from '@azure/monitor-query-logs';
import { at, CUSTOMER_ID, LoggedApps } from '../../helpers/logged-apps';
import { all, namesOf, refused, startAzure, type TestAzure } from '../../helpers/loopback-azure';

describe('replicas and logs of container apps', () => {
  let test: TestAzure;
  let apps: LoggedApps;
  let client: ContainerAppsAPIClient;
  let queries: LogsQueryClient;
  beforeAll(async () => {
    test = await startAzure();
    apps = new LoggedApps(test.azure);
    client = new ContainerAppsAPIClient(test.credential, test.subscriptionId, test.options);
    queries = new LogsQueryClient(test.credential, test.options);
    const environment = apps.environment('cae', 'log-analytics');
    apps.app('api', environment);
    apps.job('ingest', environment);
  });
  afterAll(() => test.stop());

  it('are as many as a revision has at least, until others are there', async () => {
    const revision = test.azure.azure.store.get(apps.idOf('Microsoft.App/containerApps/api/revisions/api--1'));
    Object.assign(revision?.properties ?? {}, {
      template: { scale: { minReplicas: 2 }, containers: [{ name: 'api' }, { name: 'sidecar' }] },
    });
    const list = () => client.containerAppsRevisionReplicas.listReplicas('rg', 'api', 'api--1');
    const least = (await list()).value;
    expect(least).toHaveLength(2);
    expect(least[0]).toMatchObject({
      name: expect.stringMatching(/^api--1-/),
      runningState: 'Running',
      containers: [{ name: 'api', ready: true }, { name: 'sidecar' }],
    });
    apps.replica('api', 'api--1-a');
    expect((await list()).value).toMatchObject([{ name: 'api--1-a', containers: [{ name: 'api' }] }]);
  });

  it('have a token for an hour, and executions', async () => {
    const { token, expires } = await client.containerApps.getAuthToken('rg', 'api');
    expect(token).toMatch(/^rehearsal\./);
    expect(Number(expires)).toBeGreaterThan(Date.now() + 3_500_000);
    apps.execution('ingest', 'ingest-1', 'Running', at(0));
    await expect(namesOf(client.jobsExecutions.list('rg', 'ingest'))).resolves.toEqual(['ingest-1']);
    await expect(client.containerApps.getAuthToken('rg', 'none')).rejects.toMatchObject({ statusCode: 404 });
    expect(await all(client.containerAppsRevisions.listRevisions('rg', 'api'))).toHaveLength(1);
  });

  const query = (text: string, workspace = CUSTOMER_ID) =>
    queries.queryWorkspace(workspace, text, { startTime: new Date(at(0)), endTime: new Date(at(60)) });

  it('are queried by the client of Azure, in the tables that were written to and within the time', async () => {
    [0.5, 30, 90].forEach((seconds) => apps.write('api', 'api--1-a', `line ${seconds}`, { time: at(seconds) }));
    const table = 'ContainerAppConsoleLogs_CL | where ContainerAppName_s == "api"';
    const text = `union isfuzzy=true (datatable(Message:string)[]), (None | project Message = Log), (${table} | project Time = TimeGenerated, Message = tostring(Log_s)) | top 5 by Time desc`;
    await expect(query(text)).resolves.toMatchObject({
      status: 'Success',
      tables: [
        {
          columnDescriptors: [{ name: 'Message' }, { name: 'Time' }],
          rows: [
            ['line 30', at(30)],
            ['line 0.5', at(0.5)],
          ],
        },
      ],
    });
  });

  it.each([
    ['union isfuzzy=true (T', 'BadArgumentError'],
    ['union isfuzzy=true (datatable(A:string)[]) | drop table x', 'BadArgumentError'],
    ['union isfuzzy=true (datatable(A:string)[]) | top 1 by "x desc', 'BadArgumentError'],
    ['T; U', 'BadArgumentError'],
  ])('refuse a query that is none: %s', async (text, code) => {
    await expect(query(text)).rejects.toEqual(refused(code));
  });

  it('refuse a workspace that is none', async () => {
    await expect(query('union isfuzzy=true (datatable(A:string)[])', 'x')).rejects.toEqual(
      refused('WorkspaceNotFoundError'),
    );
  });
});
