import { AzureError } from '../azure/azure-error';
import { type Reporter } from '../toolkit/io/io-host';
import { type LogLine } from '../toolkit/io/log-line';
import { ToolkitError } from '../toolkit/toolkit-error';
import { followCluster } from './follow-cluster';
import { followSource } from './follow-source';
import { parseLine } from './follow-target';
import { LineStreams, MOST_PAST_LINES } from './line-stream';
import { type LogAccess } from './log-access';
import { LogHistory, type PastLine, type PastLines } from './log-history';
import { type LogSource } from './log-source';
import { exactTime } from './log-time';
import { isStreamed, StreamEndpoint, type StreamedSource } from './stream-endpoint';
import { EVENTS, runningTargets, type StreamTarget } from './stream-targets';
import { type Workspaces } from './workspaces';

/** Lines without `--tail`, as `az containerapp logs show` has them. */
const FEW = 20;

/** Lines of the past at most without `--tail`. */
const MOST = 10_000;

/** Time that is looked back where nothing runs and no time is given, in milliseconds. */
const LOOKED_BACK = 86_400_000;

/** Properties of {@link LogReader}. */
export interface LogReaderProps {
  readonly access: LogAccess;
  readonly report: Reporter;
  readonly workspaces: Workspaces;
  readonly sources: readonly LogSource[];
  readonly isSystem: boolean;
  readonly onLine: (line: LogLine) => void;
}

/** Which lines are read. */
export interface LogSpan {
  readonly follow: boolean;
  readonly tail?: number;
  readonly since?: Date;
  readonly until?: Date;
}

/** Line of a source. */
type FoundLine = Omit<PastLine, 'container'> & { readonly container?: string };

/** Reader of the logs of sources, which are read at once and printed by their times. */
export class LogReader {
  private readonly history: LogHistory;
  /** Times up to which Log Analytics had taken in what was shown of sources. */
  private readonly ingested = new Map<LogSource, string>();
  private failures = 0;

  constructor(private readonly props: LogReaderProps) {
    this.history = new LogHistory(props.access);
  }

  /**
   * Reads the lines.
   *
   * @returns number of sources that could not be read; others were
   * @throws ToolkitError when none can be read
   */
  public async read(span: LogSpan): Promise<number> {
    const { sources, access } = this.props;
    const past = await Promise.all(sources.map((source) => this.attempt(source, () => this.past(source, span))));
    const lines = past.flatMap((found = [], index) =>
      found.map((line) => this.completed(sources[index] as LogSource, line)),
    );
    inOrder(lines).forEach((line) => this.props.onLine(line));
    if (span.follow && !access.signal.aborted) {
      await Promise.all(
        sources.map(async (source, index) => {
          const found = past[index];
          // What was refused once is not asked for again.
          await (found === undefined ? undefined : this.attempt(source, () => this.follow(source, span, found)));
        }),
      );
    }
    return this.failures;
  }

  /** Lines up to now; those of the stream are left to it where it is followed. */
  private async past(source: LogSource, span: LogSpan): Promise<readonly FoundLine[]> {
    if (!isStreamed(source) || span.since !== undefined || span.until !== undefined) {
      return this.fromWorkspace(source, span);
    }
    const targets = this.props.isSystem ? [EVENTS] : await runningTargets(this.props.access, source, !span.follow);
    return targets.length === 0
      ? this.ofNothing(source, span)
      : span.follow
        ? []
        : this.fromStreams(source, targets, span);
  }

  /** Last lines of what does not run. What is followed is waited for, even where these cannot be read. */
  private async ofNothing(source: StreamedSource, span: LogSpan): Promise<readonly FoundLine[]> {
    this.note(source, `Nothing of ${source.name} runs: its last lines are from Log Analytics.`);
    try {
      return await this.fromWorkspace(source, span);
    } catch (error) {
      if (!span.follow || !(error instanceof ToolkitError) || this.props.access.signal.aborted) {
        throw error;
      }
      this.trouble(source, error.message, error.code);
      return [];
    }
  }

  private async fromStreams(
    source: StreamedSource,
    targets: readonly StreamTarget[],
    { tail = FEW }: LogSpan,
  ): Promise<readonly FoundLine[]> {
    const { access } = this.props;
    const streams = new LineStreams(access, new StreamEndpoint(access, source));
    const options = { follow: false, tail: limited(tail), signal: access.signal };
    const read = async (target: StreamTarget) => {
      const lines: FoundLine[] = [];
      for await (const text of streams.lines(target, options)) {
        const line = parseLine(target, text);
        lines.push(...(line === undefined ? [] : [inTarget(target, line)]));
      }
      return lines;
    };
    const results = await Promise.allSettled(targets.map(read));
    const found = results.filter((result) => result.status === 'fulfilled').flatMap(({ value }) => value);
    const failed = results.filter((result) => result.status === 'rejected');
    // A container that has ended meanwhile has no stream any more.
    const bad = failed.find(({ reason }) => failed.length === results.length || !isGone(reason));
    if (bad !== undefined) {
      throw bad.reason;
    }
    return found;
  }

  private async fromWorkspace(source: LogSource, span: LogSpan): Promise<readonly FoundLine[]> {
    const { workspaces, access, isSystem } = this.props;
    const workspace = await workspaces.idFor(source);
    if (workspace === undefined) {
      throw new ToolkitError(
        'REFUSED',
        `The logs of ${source.name} go to no Log Analytics workspace: there is no past to read.`,
        source.kind === 'cluster'
          ? 'Give the cluster containerLogs with a workspace.'
          : 'Give its environment a workspace. What runs can be read without --since and --until.',
      );
    }
    const { until: endTime = access.clock(), since, tail } = span;
    const startTime = since ?? new Date(endTime.getTime() - LOOKED_BACK);
    const limit = tail ?? (since === undefined ? FEW : MOST);
    // One line more tells whether there are more.
    const query = { source, isSystem, limit: limit + 1 };
    const asked = access.clock().toISOString();
    const result = await this.history.query(workspace, query, { startTime, endTime });
    this.ingested.set(source, result.ingested ?? asked);
    this.warnOfLess(source, result, tail === undefined && since !== undefined ? limit : undefined);
    return limit === 0 ? [] : result.lines.slice(-limit);
  }

  private warnOfLess(source: LogSource, { lines, partial }: PastLines, most?: number): void {
    if (partial !== undefined) {
      this.trouble(source, `Log Analytics answered in part for ${source.name}: ${partial}`);
    }
    if (most !== undefined && lines.length > most) {
      this.trouble(
        source,
        `${source.name} has more lines: only the newest ${most} are shown. Give a shorter time with --since and --until, or --tail.`,
      );
    }
  }

  private async follow(source: LogSource, span: LogSpan, past: readonly FoundLine[]): Promise<void> {
    const { access, isSystem } = this.props;
    const onLine = (line: FoundLine) => this.props.onLine(this.completed(source, line));
    const onTrouble = (error: AzureError) => this.trouble(source, `${error.message} It is tried again.`, error.reason);
    if (!isStreamed(source)) {
      const workspace = await this.props.workspaces.idFor(source);
      const query = { source, isSystem, limit: MOST };
      const from = span.since ?? new Date(access.clock().getTime() - LOOKED_BACK);
      await followCluster({
        ...{ access, history: this.history, query, from, onLine, onTrouble },
        workspace: workspace ?? '',
        ingested: this.ingested.get(source) ?? from.toISOString(),
      });
      return;
    }
    const { tail = FEW, since } = span;
    await followSource({
      access,
      source,
      isSystem,
      tail: since === undefined && past.length === 0 ? limited(tail) : MOST_PAST_LINES,
      seen: (target) => ({
        shown: past.filter((line) => isOf(target, line)),
        since: since === undefined ? undefined : exactTime(since),
      }),
      onLine: (target, line) => onLine(inTarget(target, line)),
      onTrouble,
      onNothing: () => this.note(source, `Nothing of ${source.name} runs: waiting for a replica.`),
    });
  }

  /** Does a part of the work; what it fails with is reported, and thrown where it is all that there is. */
  private async attempt<T>(source: LogSource, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const { access, sources } = this.props;
      if (access.signal.aborted) {
        return undefined;
      }
      this.failures += 1;
      if (!(error instanceof ToolkitError) || this.failures === sources.length) {
        throw error;
      }
      const code = error instanceof AzureError ? error.reason : error.code;
      this.trouble(source, [error.message, error.fix].filter((part) => part !== undefined).join('\n'), code, 'error');
      return undefined;
    }
  }

  private completed({ stage, name: app, kind }: LogSource, line: FoundLine): LogLine {
    return { stage, app, kind, ...line };
  }

  private note(source: LogSource, text: string): void {
    this.props.report.about(source.stage).say('info', 'logs.note', text, { app: source.name });
  }

  private trouble(source: LogSource, text: string, code?: string, level: 'warning' | 'error' = 'warning'): void {
    this.props.report.about(source.stage).say(level, 'logs.trouble', text, { app: source.name, code });
  }
}

/** Lines by their times; one without a time stays behind the line that was before it. */
function inOrder(lines: readonly LogLine[]): readonly LogLine[] {
  let last = '';
  const timed = lines.map((line) => {
    last = line.time ?? last;
    return { line, time: last };
  });
  return timed.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ line }) => line);
}

function isGone(error: unknown): boolean {
  return error instanceof AzureError && error.status === 404;
}

/** A stream has no more of the past. */
function limited(tail: number): number {
  return Math.min(tail, MOST_PAST_LINES);
}

function inTarget({ revision, replica, container }: StreamTarget, line: FoundLine): FoundLine {
  return { ...line, revision: line.revision ?? revision, replica: line.replica ?? replica, container };
}

function isOf({ replica, container }: StreamTarget, line: FoundLine): boolean {
  return container === undefined || (line.replica === replica && line.container === container);
}
