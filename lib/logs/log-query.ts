import { type LogSource } from './log-source';

/** Columns of the result of a query. */
const COLUMNS = [
  'Time',
  'Revision',
  'Replica',
  'Container',
  'Namespace',
  'Level',
  'Reason',
  'Message',
  'Ingested',
] as const;

/** Row of a result. */
export type LogRow = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** What a query asks for. */
export interface LogQuery {
  readonly source: LogSource;
  /** Whether it asks for the events of the system in place of what containers write. */
  readonly isSystem: boolean;
  /** Number of lines at most: the newest ones. */
  readonly limit: number;
  /** Time after which Log Analytics took a line in. @default any */
  readonly after?: string;
}

/** Table, the condition for its rows, and the columns for those of the result. */
interface Leg {
  readonly table: string;
  readonly where: string;
  readonly columns: Partial<LogRow>;
}

/**
 * Text of a query in the Kusto Query Language.
 *
 * A table exists once anything was written to it, and a column of a custom table too: the union is a fuzzy one, with an empty table that is always there.
 * Which lines are meant is the time span of the request. Tables:
 * https://learn.microsoft.com/azure/container-apps/log-monitoring and https://learn.microsoft.com/azure/azure-monitor/reference/tables/containerlogv2
 */
export function queryText({ source, isSystem, limit, after }: LogQuery): string {
  const empty = `datatable(${COLUMNS.map((column) => `${column}:string`).join(', ')})[]`;
  const legs = legsOf(source, isSystem).map(({ table, where, columns }) => {
    const all: LogRow = { ...NOTHING, Time: 'TimeGenerated', Ingested: 'ingestion_time()', ...columns };
    const project = COLUMNS.map((column) => `${column} = tostring(${all[column]})`).join(', ');
    const since = after === undefined ? '' : ` | where ingestion_time() > todatetime(${literal(after)})`;
    return `${table} | where ${where}${since} | project ${project}`;
  });
  return `union isfuzzy=true (${[empty, ...legs].join('), (')}) | top ${limit} by Time desc`;
}

const NOTHING: LogRow = {
  Time: '""',
  Revision: '""',
  Replica: '""',
  Container: '""',
  Namespace: '""',
  Level: '""',
  Reason: '""',
  Message: '""',
  Ingested: '""',
};

function legsOf({ kind, id, name, environmentId }: LogSource, isSystem: boolean): readonly Leg[] {
  if (kind === 'cluster') {
    return [isSystem ? kubernetesEvents(id) : podLogs(id)];
  }
  const of = (app: string, job: string) => `${kind === 'app' ? app : job} == ${literal(name)}`;
  // Names of apps are unique in an environment. The tables of the destination log-analytics do not name its id.
  const inEnvironment = environmentId === undefined ? '' : ` and _ResourceId =~ ${literal(environmentId)}`;
  return isSystem
    ? [
        {
          table: 'ContainerAppSystemLogs_CL',
          where: of('ContainerAppName_s', 'JobName_s'),
          columns: {
            Revision: optional('RevisionName_s'),
            Replica: optional('ReplicaName_s'),
            Level: optional('Type_s'),
            Reason: optional('Reason_s'),
            Message: optional('Log_s'),
          },
        },
        {
          table: 'ContainerAppSystemLogs',
          where: `${of('ContainerAppName', 'JobName')}${inEnvironment}`,
          columns: {
            Revision: 'RevisionName',
            Replica: 'ReplicaName',
            Level: 'Type',
            Reason: 'Reason',
            Message: 'Log',
          },
        },
      ]
    : [
        {
          table: 'ContainerAppConsoleLogs_CL',
          where: of('ContainerAppName_s', 'ContainerJobName_s'),
          columns: {
            Revision: optional('RevisionName_s'),
            Replica: optional('ContainerGroupName_s'),
            Container: optional('ContainerName_s'),
            Message: optional('Log_s'),
          },
        },
        {
          table: 'ContainerAppConsoleLogs',
          where: `${of('ContainerAppName', 'JobName')}${inEnvironment}`,
          columns: {
            Revision: 'RevisionName',
            Replica: 'ContainerGroupName',
            Container: 'ContainerName',
            Message: 'Log',
          },
        },
      ];
}

function podLogs(id: string): Leg {
  return {
    table: 'ContainerLogV2',
    where: `_ResourceId =~ ${literal(id)}`,
    columns: {
      Replica: 'PodName',
      Container: 'ContainerName',
      Namespace: 'PodNamespace',
      Level: optional('LogLevel'),
      Message: 'LogMessage',
    },
  };
}

function kubernetesEvents(id: string): Leg {
  return {
    table: 'KubeEvents',
    where: `_ResourceId =~ ${literal(id)}`,
    columns: {
      Replica: 'Name',
      Namespace: 'Namespace',
      Level: 'KubeEventType',
      Reason: 'Reason',
      Message: 'Message',
    },
  };
}

/** Column that a custom table has once a value was written to it. */
function optional(column: string): string {
  return `column_ifexists("${column}", "")`;
}

/**
 * Text literal: nothing in the text ends it, as quotes, backslashes and all but printable ASCII are escaped.
 *
 * https://learn.microsoft.com/kusto/query/scalar-data-types/string#string-literals
 */
export function literal(text: string): string {
  const escaped = text.replace(
    /[^ !#-[\]-~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
