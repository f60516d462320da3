import { isRestError, type PipelinePolicy } from '@azure/core-rest-pipeline';
import type { LogsQueryClient, LogsTable } from '@azure/monitor-query-logs';
import { failed, trouble } from '../azure/azure-answer';
import { AzureError } from '../azure/azure-error';
import { ROWS } from './log-formats';
import { oneLine } from '../toolkit/io/printable';
import { packageVersion } from '../toolkit/package-version';
import { type LogAccess } from './log-access';
import { type LogQuery, type LogRow, queryText } from './log-query';
import { parseLogTime } from './log-time';
import { severityIn, severityNamed } from './severity';
import { type StreamedLine } from './stream-line';

/** Time that Log Analytics works on a query at most, in seconds. Its own limit is 600: https://learn.microsoft.com/azure/azure-monitor/service-limits#log-queries-and-language */
const SERVER_TIMEOUT = 180;

const HOST = 'api.loganalytics.io';

type QueryClient = Pick<LogsQueryClient, 'queryWorkspace'>;

/** Line of the past, with what a stream knows by its place. */
export interface PastLine extends StreamedLine {
  readonly container?: string;
  readonly namespace?: string;
}

/** Result of a query. */
export interface PastLines {
  /** Lines, the oldest first. */
  readonly lines: readonly PastLine[];
  /** Newest time at which Log Analytics took a line in. */
  readonly ingested?: string;
  /** Problem for which it is not all that was asked for, in the words of Azure. */
  readonly partial?: string;
}

/** Client of Log Analytics. */
export class LogHistory {
  private known?: Promise<QueryClient>;

  constructor(private readonly access: LogAccess) {}

  /**
   * Lines that a workspace has of a source.
   *
   * @param workspace id that the workspace has in its API, `customerId`
   * @throws AzureError when it is refused or cannot be answered
   */
  public async query(
    workspace: string,
    query: LogQuery,
    span: { readonly startTime: Date; readonly endTime: Date },
  ): Promise<PastLines> {
    this.known ??= this.client();
    const what = `the query of the workspace ${workspace}`;
    const { signal } = this.access;
    const options = {
      serverTimeoutInSeconds: SERVER_TIMEOUT,
      requestOptions: { timeout: (SERVER_TIMEOUT + 30) * 1000 },
    };
    try {
      const result = await (await this.known).queryWorkspace(workspace, queryText(query), span, options);
      return 'tables' in result
        ? pastLines(result.tables)
        : {
            ...pastLines(result.partialTables),
            partial: `${result.partialError.code}: ${result.partialError.message}`,
          };
    } catch (error) {
      throw signal.aborted
        ? trouble(what, HOST, Object.assign(new Error(), { name: 'AbortError' }))
        : reported(what, error);
    }
  }

  private async client(): Promise<QueryClient> {
    const { LogsQueryClient: Client } = await import('@azure/monitor-query-logs');
    const { credential, options, signal } = this.access;
    const { additionalPolicies = [], ...rest } = options ?? {};
    const policies = [...additionalPolicies, { policy: interruptedBy(signal), position: 'perCall' as const }];
    return new Client(credential, {
      userAgentOptions: { userAgentPrefix: `azstage/${packageVersion()}` },
      retryOptions: { maxRetries: 4 },
      ...rest,
      additionalPolicies: policies,
    });
  }
}

/** Policy that aborts a request: the client does not pass on a signal. */
function interruptedBy(signal: AbortSignal): PipelinePolicy {
  return {
    name: 'interruption',
    sendRequest: (request, next) => {
      request.abortSignal = signal;
      return next(request);
    },
  };
}

function pastLines(tables: readonly LogsTable[]): PastLines {
  const [{ columnDescriptors = [], rows = [] } = {}] = tables;
  const names = columnDescriptors.map(({ name }) => name);
  const records = rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
  const parsed = ROWS.parse(JSON.stringify(records));
  return { lines: parsed.map(lineOf).reverse(), ingested: newest(parsed.map(({ Ingested }) => Ingested)) };
}

function newest(times: readonly string[]): string | undefined {
  return [...times].sort().at(-1);
}

function lineOf(row: LogRow): PastLine {
  const message = row.Message.replace(/[\r\n]+$/, '');
  return {
    time: parseLogTime(row.Time)?.text,
    severity: severityNamed(row.Level) ?? (row.Reason === '' ? severityIn(message) : undefined),
    message,
    reason: row.Reason || undefined,
    revision: row.Revision || undefined,
    replica: row.Replica || undefined,
    container: row.Container || undefined,
    namespace: row.Namespace || undefined,
  };
}

/** An error of the client as one of azstage. */
function reported(what: string, error: unknown): unknown {
  if (isRestError(error) && error.statusCode !== undefined) {
    const refused = failed(what, error.statusCode, { code: error.code, message: oneLine(error.message) });
    return error.statusCode === 403
      ? new AzureError(
          refused,
          refused.message,
          'Queries need the role Log Analytics Reader on the workspace; one without public access for queries answers only from within its private network.',
        )
      : refused;
  }
  const known = trouble(what, HOST, error);
  return known === error && !(error instanceof AzureError) && error instanceof Error
    ? new AzureError({}, `The answer to ${what} cannot be read: ${oneLine(error.message)}`)
    : known;
}
