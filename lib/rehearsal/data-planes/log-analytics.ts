import { answerOrRefusal, ArmError } from '../arm/arm-error';
import { type Azure } from '../arm/arm-request';
import { objectsAt, stringAt } from '../arm/json';
import { parseBody } from '../arm/json-body';
import { type Resource } from '../arm/resource-store';
import { type Answer, type Loopback, type Plane } from '../loopback/plane';
import { type ContainerLogs, type KeptLine } from './container-logs';
import { type KustoTable, queried, type Row } from './kusto';

const WORKSPACES = 'Microsoft.OperationalInsights/workspaces';

/** Queries of Log Analytics: https://learn.microsoft.com/azure/azure-monitor/logs/api/request-format */
export class LogAnalyticsPlane implements Plane {
  public readonly hosts = ['api.loganalytics.io', 'api.loganalytics.azure.com'];

  constructor(
    private readonly azure: Azure,
    private readonly logs: ContainerLogs,
  ) {}

  public answer(request: Loopback): Answer {
    return answerOrRefusal(
      () => this.query(request),
      ({ status, code, message }) => ({ status, body: { error: { code, message } } }),
    );
  }

  private query({ method, url, headers, text }: Loopback): Answer {
    const [, customerId] = /^\/v1\/workspaces\/([^/]+)\/query$/.exec(url.pathname) ?? [];
    if (method !== 'POST' || customerId === undefined) {
      throw new ArmError(404, 'PathNotFoundError', 'The requested path does not exist');
    }
    if (!/^Bearer \S+$/.test(String(headers['authorization'] ?? ''))) {
      throw new ArmError(401, 'AuthorizationRequiredError', 'Valid authentication was not provided');
    }
    const workspaces = this.azure.store.ofType(WORKSPACES);
    const workspace = workspaces.find((each) => each.properties['customerId'] === customerId);
    if (workspace === undefined) {
      throw new ArmError(404, 'WorkspaceNotFoundError', 'The workspace could not be found');
    }
    const body = parseBody(text);
    const [from = '', to = ''] = (stringAt(body, 'timespan') ?? '').split('/');
    const isWithin = ({ time }: KeptLine) => (from === '' || time >= from) && (to === '' || time <= to);
    const { columns, rows } = queried(stringAt(body, 'query') ?? '', this.tablesOf(workspace, isWithin));
    const table = {
      name: 'PrimaryResult',
      columns: columns.map((name) => ({ name, type: 'string' })),
      rows: rows.map((row) => columns.map((column) => row[column] ?? '')),
    };
    return { status: 200, body: { tables: [table] } };
  }

  /** Tables of a workspace: those that anything was ever written to. */
  private tablesOf(workspace: Resource, isWithin: (line: KeptLine) => boolean): ReadonlyMap<string, KustoTable> {
    const rows = new Map<string, Row[]>();
    for (const line of this.logs.matching((each) => isWithin(each))) {
      const [table, row] = this.rowOf(line, workspace) ?? [];
      if (table !== undefined && row !== undefined) {
        rows.set(table, [...(rows.get(table) ?? []), { ...row, $ingested: line.ingested }]);
      }
    }
    return new Map([...rows].map(([name, all]) => [name, { columns: Object.keys(all[0] ?? {}), rows: all }]));
  }

  /** Table and row that a line is in, where its logs go to the workspace. */
  private rowOf(line: KeptLine, workspace: Resource): [string, Row] | undefined {
    const { store } = this.azure;
    const resource = store.get(line.id);
    if (/\/managedClusters$/i.test(resource?.type ?? '')) {
      return goesTo(this.azure, line.id, workspace) ? podRow(line) : undefined;
    }
    const environment = store.get(stringAt(resource?.properties, 'environmentId') ?? '');
    if (resource === undefined || environment === undefined) {
      return undefined;
    }
    const logs = ['appLogsConfiguration', 'logAnalyticsConfiguration', 'customerId'];
    if (stringAt(environment.properties, ...logs) === workspace.properties['customerId']) {
      return customRow(line, resource);
    }
    return goesTo(this.azure, environment.id, workspace) ? appRow(line, resource, environment) : undefined;
  }
}

/** Whether a diagnostic setting or a data collection rule sends the logs of a resource to a workspace. */
function goesTo({ store }: Azure, id: string, workspace: Resource): boolean {
  const isIt = (other: unknown) => String(other).toLowerCase() === workspace.id.toLowerCase();
  return store.below(id).some(({ type, properties }) => {
    if (/\/diagnosticSettings$/i.test(type)) {
      return isIt(properties['workspaceId']);
    }
    const rule = store.get(stringAt(properties, 'dataCollectionRuleId') ?? '');
    return objectsAt(rule?.properties, 'destinations', 'logAnalytics').some((each) =>
      isIt(each['workspaceResourceId']),
    );
  });
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/containerlogv2 and kubeevents */
function podRow(line: KeptLine): [string, Row] {
  const { id, time, namespace = '', replica = '', container = '', text, level = '', reason, stream = 'stdout' } = line;
  const common = { TimeGenerated: time, _ResourceId: id.toLowerCase() };
  return reason === undefined
    ? [
        'ContainerLogV2',
        {
          ...common,
          PodNamespace: namespace,
          PodName: replica,
          ContainerName: container,
          LogMessage: text,
          LogSource: stream,
          LogLevel: level,
        },
      ]
    : [
        'KubeEvents',
        { ...common, Namespace: namespace, Name: replica, KubeEventType: level, Reason: reason, Message: text },
      ];
}

/** Tables of an environment whose destination is azure-monitor: https://learn.microsoft.com/azure/azure-monitor/reference/tables/containerappconsolelogs */
function appRow(line: KeptLine, { name, type }: Resource, environment: Resource): [string, Row] {
  const { time, revision = '', replica = '', container = '', text, level = 'Normal', reason, stream = 'stdout' } = line;
  const isJob = /\/jobs$/i.test(type);
  const common = {
    TimeGenerated: time,
    _ResourceId: environment.id.toLowerCase(),
    ContainerAppName: isJob ? '' : name,
    JobName: isJob ? name : '',
    RevisionName: revision,
    ContainerName: container,
    Log: text,
  };
  return reason === undefined
    ? ['ContainerAppConsoleLogs', { ...common, ContainerGroupName: replica, Stream: stream }]
    : ['ContainerAppSystemLogs', { ...common, ReplicaName: replica, Type: level, Reason: reason }];
}

/** Tables of an environment whose destination is log-analytics, with the columns that anything was written to: https://learn.microsoft.com/azure/container-apps/log-monitoring */
function customRow(line: KeptLine, { name, type }: Resource): [string, Row] {
  const { time, revision = '', replica = '', container = '', text, level = 'Normal', reason, stream = 'stdout' } = line;
  const isJob = /\/jobs$/i.test(type);
  const common = { TimeGenerated: time, Log_s: text };
  return reason === undefined
    ? [
        'ContainerAppConsoleLogs_CL',
        {
          ...common,
          ContainerAppName_s: isJob ? '' : name,
          ContainerJobName_s: isJob ? name : '',
          RevisionName_s: revision,
          ContainerGroupName_s: replica,
          ContainerName_s: container,
          Stream_s: stream,
        },
      ]
    : [
        'ContainerAppSystemLogs_CL',
        {
          ...common,
          ContainerAppName_s: isJob ? '' : name,
          JobName_s: isJob ? name : '',
          RevisionName_s: revision,
          ReplicaName_s: replica,
          Type_s: level,
          Reason_s: reason,
        },
      ];
}
